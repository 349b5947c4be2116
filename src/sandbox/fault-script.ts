/**
 * The scripted faults of a sandbox, as a JSON file:
 *
 *     {
 *       "version": 1,
 *       "faults": [
 *         {"when": {"id": "OKTA-USER-000*", "nth": 2}, "count": 3, "then": {"kind": "throttle", "retryAfter": 1}},
 *         {"when": {"method": "POST", "path": "/v1/oauth/token"}, "then": {"kind": "answer", "status": 503}}
 *       ],
 *       "random": {"seed": 7, "rate": 0.1, "kinds": ["reset", "html", "throttle"]}
 *     }
 *
 * `when` (each part optional): `method` (default PUT; GET for the kinds that concern the list of users), `path` and `id` (globs, `*` is any text), `nth`
 * (the first matching request that is hit, from 1). `count`: how many are hit from there on, default 1,
 * null forever. The first rule that matches wins; a request that no rule hits may be hit by `random`
 * (PUTs only). The kinds of `then` and their parameters are those of FaultAction.
 */
import { type Diagnostic, errorOf, type Outcome } from '../core/errors/diagnostic.js';
import { INVALID_FAULT_SCRIPT } from '../core/errors/sandbox.js';
import { describeMisfit, findMisfits } from '../core/schema/violation.js';
import { faultScriptValidator } from './fault-script-validators.js';

/**
 * What happens instead of the plain answer. `applied`: whether the update is carried out all the same,
 * which the client can't tell. Times are milliseconds.
 */
export type FaultAction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
      readonly applied: boolean;
    }
  /** Waits, then goes on as usual: the update lands late, even when the client has left. */
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'hang'; readonly applied: boolean }
  | { readonly kind: 'html'; readonly status: number; readonly applied: boolean }
  | { readonly kind: 'empty'; readonly status: number; readonly applied: boolean }
  /** The whole Content-Length is announced, half of it is sent, then the connection closes. */
  | { readonly kind: 'truncated'; readonly applied: boolean }
  /** Half of the JSON text, correctly framed. */
  | { readonly kind: 'half-json'; readonly applied: boolean }
  /** Valid JSON that is no answer of COR. */
  | { readonly kind: 'wrong-json'; readonly body: unknown; readonly applied: boolean }
  /** The update is carried out; the answer repeats other values than were sent. */
  | { readonly kind: 'echo-differs' }
  /** The update is carried out; the answer names another company, or another person, than before. */
  | { readonly kind: 'other-company'; readonly companyId: number }
  | { readonly kind: 'other-person'; readonly corId: number }
  /** Before the list is answered, its first users leave and others join at its end. */
  | { readonly kind: 'move-list'; readonly leave: number; readonly join: number }
  /** The list claims to have so many pages. */
  | { readonly kind: 'wrong-last-page'; readonly lastPage: number }
  | { readonly kind: 'throttle'; readonly retryAfter: string | null }
  /** The answer, one byte each `ms`. */
  | { readonly kind: 'drip'; readonly ms: number; readonly applied: boolean }
  | { readonly kind: 'endless'; readonly applied: boolean }
  | { readonly kind: 'gzip-bomb'; readonly applied: boolean }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  /** Every token given out so far stops working, from this request on. */
  | { readonly kind: 'expire-token' };

export type FaultKind = FaultAction['kind'];

export interface FaultMatch {
  readonly method: string;
  readonly path: string | null;
  readonly id: string | null;
  readonly nth: number;
}

export interface FaultRule {
  readonly when: FaultMatch;
  readonly count: number | null;
  readonly then: FaultAction;
}

/** Each PUT is hit with probability `rate`, decided by seed, user and attempt: the order is irrelevant. */
export interface RandomFaults {
  readonly seed: number;
  readonly rate: number;
  readonly actions: readonly FaultAction[];
}

export interface FaultScript {
  readonly rules: readonly FaultRule[];
  readonly random: RandomFaults | null;
}

export const NO_FAULTS: FaultScript = { rules: [], random: null };

/** What a fault is like if its rule does not say. */
const DEFAULTS: { readonly [K in FaultKind]: Extract<FaultAction, { kind: K }> } = {
  answer: {
    kind: 'answer',
    status: 500,
    body: { error: 500, message: 'Internal Server Error' },
    headers: {},
    applied: false,
  },
  delay: { kind: 'delay', ms: 1000 },
  reset: { kind: 'reset', applied: false },
  hang: { kind: 'hang', applied: false },
  html: { kind: 'html', status: 502, applied: false },
  empty: { kind: 'empty', status: 200, applied: false },
  truncated: { kind: 'truncated', applied: true },
  'half-json': { kind: 'half-json', applied: true },
  'wrong-json': { kind: 'wrong-json', body: { ok: true }, applied: true },
  'echo-differs': { kind: 'echo-differs' },
  'other-company': { kind: 'other-company', companyId: 9876 },
  'other-person': { kind: 'other-person', corId: 999_999 },
  'move-list': { kind: 'move-list', leave: 1, join: 0 },
  'wrong-last-page': { kind: 'wrong-last-page', lastPage: 1 },
  throttle: { kind: 'throttle', retryAfter: null },
  drip: { kind: 'drip', ms: 100, applied: true },
  endless: { kind: 'endless', applied: true },
  'gzip-bomb': { kind: 'gzip-bomb', applied: true },
  redirect: { kind: 'redirect', status: 307, location: '/elsewhere' },
  'expire-token': { kind: 'expire-token' },
};

/** A faults file, as its schema promises it. */
interface FaultFile {
  readonly faults?: readonly {
    readonly when?: Partial<FaultMatch>;
    readonly count?: number | null;
    readonly then: GivenAction;
  }[];
  readonly random?: {
    readonly seed?: number;
    readonly rate?: number;
    readonly kinds: readonly FaultKind[];
  };
}

/** `retryAfter` may be a number of seconds. */
interface GivenAction {
  readonly kind: FaultKind;
  readonly retryAfter?: string | number | null;
}

/** Reads a faults file. Every problem is reported, with its place in the document as `path`. */
export function parseFaults(text: string): Outcome<FaultScript> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { value: undefined, diagnostics: [problemAt('', 'The faults file is not JSON.')] };
  }
  const misfits = findMisfits(faultScriptValidator(), json);
  if (misfits.length > 0) {
    const diagnostics = misfits.map((misfit) => problemAt(misfit.path, describeMisfit(misfit)));
    return { value: undefined, diagnostics };
  }
  const { faults = [], random = null } = json as FaultFile;
  return {
    value: {
      rules: faults.map(({ when, count = 1, then }) => ({
        when: { method: methodOf(then.kind), path: null, id: null, nth: 1, ...when },
        count,
        then: actionOf(then),
      })),
      random: random === null ? null : readRandom(random),
    },
    diagnostics: [],
  };
}

/** What a fault happens to if the script doesn't say: an update, or the list of users. */
function methodOf(kind: FaultKind): string {
  return kind === 'move-list' || kind === 'wrong-last-page' ? 'GET' : 'PUT';
}

function readRandom({
  seed = 1,
  rate = 0.1,
  kinds,
}: NonNullable<FaultFile['random']>): RandomFaults {
  return { seed, rate, actions: kinds.map((kind) => DEFAULTS[kind]) };
}

function actionOf(given: GivenAction): FaultAction {
  const action = { ...DEFAULTS[given.kind], ...given } as FaultAction;
  if (action.kind !== 'throttle' || typeof given.retryAfter !== 'number') return action;
  return { ...action, retryAfter: String(given.retryAfter) };
}

function problemAt(path: string, detail: string): Diagnostic {
  return errorOf(INVALID_FAULT_SCRIPT, {
    summary: 'The faults file of the sandbox is not valid.',
    detail,
    path,
  });
}
