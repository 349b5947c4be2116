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
 * `when` (each part optional): `method` (default PUT; GET for the kinds that concern the list of users), `path` and `id` (globs, as in `--only`), `nth`
 * (the first matching request that is hit, from 1). `count`: how many are hit from there on, default 1,
 * null forever. The first rule that matches wins; a request that no rule hits may be hit by `random`
 * (PUTs only). The kinds of `then` and their parameters are those of FaultAction.
 */
import { type Diagnostic, errorOf, type Outcome } from '../core/errors/diagnostic.js';
import { INVALID_FAULT_SCRIPT } from '../core/errors/sandbox.js';
import { parseJson } from '../core/text/parse-json.js';
import { describeMisfit, findMisfits } from '../core/schema/violation.js';
import { FAULT_DEFAULTS, type FaultAction, type FaultKind } from './fault-action.js';
import { faultScriptValidator } from './fault-script-validators.js';

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
  const json = parseJson(text);
  if (json === undefined) {
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
  return { seed, rate, actions: kinds.map((kind) => FAULT_DEFAULTS[kind]) };
}

function actionOf(given: GivenAction): FaultAction {
  const action = { ...FAULT_DEFAULTS[given.kind], ...given } as FaultAction;
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
