/**
 * The faults that a sandbox is told to have, as a JSON file:
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
 * `when` (each part optional): `method` (default PUT), `path` and `id` (globs, `*` is any text), `nth`
 * (the first matching request that is hit, from 1). `count`: how many are hit from there on, default 1,
 * null for ever. The first rule that matches wins; a request that no rule hits may be hit by `random`
 * (PUTs only). The kinds of `then` and their parameters are those of FaultAction.
 */
import { type Diagnostic, errorOf, type Outcome } from '../core/errors/diagnostic.js';
import { INVALID_FAULT_SCRIPT } from '../core/errors/api.js';

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

/** Reads a faults file. Every problem is reported, with its place in the document as `path`. */
export function parseFaults(text: string): Outcome<FaultScript> {
  const problems: Diagnostic[] = [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    problems.push(problem('', 'The faults file is not JSON.'));
    return { value: undefined, diagnostics: problems };
  }
  const root = new Parameters(json, '', problems);
  if (root.integer('version', 1, 1, 1) !== 1) return { value: undefined, diagnostics: problems };
  const rules = root.list('faults').map((rule, i) => readRule(rule, `faults[${i}]`, problems));
  const random = root.has('random') ? readRandom(root.any('random', null), problems) : null;
  root.finish();
  return problems.length > 0
    ? { value: undefined, diagnostics: problems }
    : { value: { rules, random }, diagnostics: [] };
}

function problem(path: string, detail: string): Diagnostic {
  return errorOf(INVALID_FAULT_SCRIPT, {
    summary: 'The faults file of the sandbox is not valid.',
    detail: path === '' ? detail : `${path}: ${detail}`,
    path,
    fix: 'Correct what is named. A small file: {"version":1,"faults":[{"then":{"kind":"reset"}}]}.',
  });
}

function readRule(json: unknown, path: string, problems: Diagnostic[]): FaultRule {
  const rule = new Parameters(json, path, problems);
  const when = new Parameters(rule.any('when', {}), `${path}.when`, problems);
  const match: FaultMatch = {
    method: when.text('method', 'PUT'),
    path: when.textOrNull('path'),
    id: when.textOrNull('id'),
    nth: when.integer('nth', 1, Number.MAX_SAFE_INTEGER, 1),
  };
  when.finish();
  const count = rule.isNull('count') ? null : rule.integer('count', 1, Number.MAX_SAFE_INTEGER, 1);
  const then = readAction(rule.any('then', undefined), `${path}.then`, problems);
  rule.finish();
  return { when: match, count, then };
}

function readRandom(json: unknown, problems: Diagnostic[]): RandomFaults {
  const random = new Parameters(json, 'random', problems);
  const actions = random
    .list('kinds')
    .map((kind, i) => readAction({ kind }, `random.kinds[${i}]`, problems));
  const read = {
    seed: random.integer('seed', 0, Number.MAX_SAFE_INTEGER, 1),
    rate: random.number('rate', 0, 1, 0.1),
    actions,
  };
  if (actions.length === 0) problems.push(problem('random.kinds', 'Name at least one kind.'));
  random.finish();
  return read;
}

function readAction(json: unknown, path: string, problems: Diagnostic[]): FaultAction {
  const p = new Parameters(json, path, problems);
  const action = readKind(p.text('kind', ''), p);
  if (action === null) {
    problems.push(problem(`${path}.kind`, 'There is no such kind of fault.'));
    return { kind: 'hang', applied: false };
  }
  p.finish();
  return action;
}

function readKind(kind: string, p: Parameters): FaultAction | null {
  const status = (otherwise: number): number => p.integer('status', 200, 599, otherwise);
  const applied = (otherwise: boolean): boolean => p.boolean('applied', otherwise);
  switch (kind) {
    case 'answer':
      return {
        kind,
        status: status(500),
        body: p.any('body', { error: 500, message: 'Internal Server Error' }),
        headers: p.texts('headers'),
        applied: applied(false),
      };
    case 'delay':
      return { kind, ms: p.integer('ms', 0, 3_600_000, 1000) };
    case 'reset':
    case 'hang':
      return { kind, applied: applied(false) };
    case 'html':
    case 'empty':
      return { kind, status: status(kind === 'html' ? 502 : 200), applied: applied(false) };
    case 'truncated':
    case 'half-json':
    case 'endless':
    case 'gzip-bomb':
      return { kind, applied: applied(true) };
    case 'wrong-json':
      return { kind, body: p.any('body', { ok: true }), applied: applied(true) };
    case 'echo-differs':
    case 'expire-token':
      return { kind };
    case 'throttle':
      return { kind, retryAfter: p.numberOrText('retryAfter') };
    case 'drip':
      return { kind, ms: p.integer('ms', 1, 3_600_000, 100), applied: applied(true) };
    case 'redirect':
      return { kind, status: status(307), location: p.text('location', '/elsewhere') };
    default:
      return null;
  }
}

/** Reads the members of one JSON object, each once, and complains about what is left over. */
class Parameters {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #path: string;
  readonly #problems: Diagnostic[];
  readonly #read = new Set<string>();

  constructor(json: unknown, path: string, problems: Diagnostic[]) {
    this.#path = path;
    this.#problems = problems;
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    this.#members = new Map(isObject ? Object.entries(json) : []);
    if (!isObject) problems.push(problem(path, 'An object is expected.'));
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  isNull(name: string): boolean {
    this.#read.add(name);
    return this.#members.get(name) === null;
  }

  any(name: string, otherwise: unknown): unknown {
    this.#read.add(name);
    return this.has(name) ? this.#members.get(name) : otherwise;
  }

  number(name: string, least: number, most: number, otherwise: number): number {
    const value = this.any(name, otherwise);
    if (typeof value === 'number' && value >= least && value <= most) return value;
    return this.#complain(name, `a number from ${least} to ${most} is expected`, otherwise);
  }

  integer(name: string, least: number, most: number, otherwise: number): number {
    const value = this.number(name, least, most, otherwise);
    if (Number.isInteger(value)) return value;
    return this.#complain(name, 'a whole number is expected', otherwise);
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.any(name, otherwise);
    if (typeof value === 'boolean') return value;
    return this.#complain(name, 'true or false is expected', otherwise);
  }

  text(name: string, otherwise: string): string {
    const value = this.any(name, otherwise);
    if (typeof value === 'string') return value;
    return this.#complain(name, 'a string is expected', otherwise);
  }

  textOrNull(name: string): string | null {
    return this.has(name) ? this.text(name, '') : null;
  }

  numberOrText(name: string): string | null {
    const value = this.any(name, null);
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return this.#complain(name, 'a number or a string is expected', null);
  }

  texts(name: string): Readonly<Record<string, string>> {
    const members = new Parameters(this.any(name, {}), `${this.#path}.${name}`, this.#problems);
    return Object.fromEntries(
      [...members.#members.keys()].map((key) => [key, members.text(key, '')]),
    );
  }

  list(name: string): readonly unknown[] {
    const value = this.any(name, []);
    if (Array.isArray(value)) return value as readonly unknown[];
    return this.#complain(name, 'a list is expected', []);
  }

  /** Call it last: whatever was not read is not known. */
  finish(): void {
    for (const name of this.#members.keys()) {
      if (!this.#read.has(name)) this.#complain(name, 'there is no such setting', null);
    }
  }

  #complain<T>(name: string, detail: string, otherwise: T): T {
    const path = this.#path === '' ? name : `${this.#path}.${name}`;
    this.#problems.push(problem(path, `${detail}.`));
    return otherwise;
  }
}
