/** Which recorded fields an apply was asked to send again (`--resend`). */
import { parseJson } from '../text/parse-json.js';
import { type Diagnostic, errorOf, type Outcome, warningOf } from '../errors/diagnostic.js';
import { INVALID_RESEND, RESEND_SELECTS_NOTHING } from '../errors/plan.js';
import {
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type RecordedState,
  type RecordedUser,
} from '../model.js';
import { evidenceOf, isOlder, runTableOf } from '../state/evidence.js';
import { compileGlob } from '../text/glob.js';
import { readTime } from '../text/read-time.js';
import { createSuggest } from '../text/suggest.js';

export type ResendSelector =
  /** Fields of the users whose id matches; null: all of them. */
  | { readonly kind: 'users'; readonly glob: string; readonly field: FieldName | null }
  /** What nobody but us says that COR holds. */
  | { readonly kind: 'assumed' }
  /** What is not known from a run that started at or after this time, ISO 8601, UTC. */
  | { readonly kind: 'older'; readonly than: string }
  /** Just these: what a drift report names. */
  | { readonly kind: 'fields'; readonly ids: ReadonlyMap<ExternalId, ReadonlySet<FieldName>> };

/** The fields of a recorded user that were asked for. */
export type ResendTest = (user: RecordedUser) => ReadonlySet<FieldName>;

const NOTHING: ReadonlySet<FieldName> = new Set();
export const RESEND_NOTHING: ResendTest = () => NOTHING;

/** Makes the test of a field: whether any of the selectors asks for it. */
export function compileResend(
  selectors: readonly ResendSelector[],
  recorded: Pick<RecordedState, 'runs'>,
): ResendTest {
  if (selectors.length === 0) return RESEND_NOTHING;
  const tests = selectors.map((selector) => compileSelector(selector, recorded));
  return (user) => new Set(tests.flatMap((test) => [...test(user)]));
}

/** Warns about each id or glob that fits no recorded field: a misspelt one would do nothing, silently. */
export function findIdleSelectors(
  selectors: readonly ResendSelector[],
  users: readonly RecordedUser[],
): readonly Diagnostic[] {
  return selectors.flatMap((selector) => {
    if (selector.kind !== 'users') return [];
    const { glob, field } = selector;
    const isMatch = compileGlob(glob);
    const fits = ({ id, fields }: RecordedUser): boolean =>
      isMatch(id) && (field === null || fields[field] !== undefined);
    if (users.some(fits)) return [];
    return [
      warningOf(RESEND_SELECTS_NOTHING, {
        summary: `"--resend ${field === null ? glob : `${glob}:${field}`}" selects nothing that is recorded.`,
      }),
    ];
  });
}

function compileSelector(
  selector: ResendSelector,
  recorded: Pick<RecordedState, 'runs'>,
): (user: RecordedUser) => Iterable<FieldName> {
  switch (selector.kind) {
    case 'users': {
      const isMatch = compileGlob(selector.glob);
      const fields = selector.field === null ? FIELD_NAMES : [selector.field];
      return ({ id }) => (isMatch(id) ? fields : []);
    }
    case 'fields':
      return ({ id }) => selector.ids.get(id) ?? [];
    case 'assumed':
    case 'older': {
      const runs = runTableOf(recorded);
      return (user) =>
        evidenceOf(user, runs)
          .filter((known) =>
            selector.kind === 'assumed' ? known.class === 'assumed' : isOlder(known, selector.than),
          )
          .map(({ field }) => field);
    }
  }
}

/** The selector as it is written in full: what it selects does not depend on when it is used. */
export function describeSelector(text: string, selector: ResendSelector): string {
  return selector.kind === 'older' ? `older:${selector.than}` : text;
}

/**
 * Reads one selector: `GLOB`, `GLOB:FIELD`, `assumed`, `older:90d`, `older:2026-08-01`, `drifted:FILE`. `now`:
 * milliseconds since 1970. `readReport` gives the text of a drift report.
 */
export async function parseSelector(
  text: string,
  now: number,
  readReport: (path: string) => Promise<string>,
): Promise<Outcome<ResendSelector>> {
  if (text === 'assumed') return found({ kind: 'assumed' });
  if (text.startsWith('older:')) {
    const than = readTime(text.slice('older:'.length), now);
    return than === null ? refuse(text) : found({ kind: 'older', than });
  }
  if (text.startsWith('drifted:')) {
    const path = text.slice('drifted:'.length);
    const ids = path === '' ? null : readDrift(await readReport(path));
    return ids === null ? refuse(text, NO_REPORT) : found({ kind: 'fields', ids });
  }
  const colon = text.lastIndexOf(':');
  const [glob, tail] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  const field = FIELD_NAMES.find((name) => name === tail);
  if (glob !== '' && field !== undefined) return found({ kind: 'users', glob, field });
  // An id may hold a colon, so only what is almost a field is a mistake.
  const meant = glob === '' ? undefined : createSuggest(FIELD_NAMES)(tail);
  if (meant !== undefined) return refuse(text, `Did you mean "--resend ${glob}:${meant}"?`);
  return text === '' ? refuse(text) : found({ kind: 'users', glob: text, field: null });
}

/** Reads the ids and fields of a drift report, never its values. Null if it is not one. */
function readDrift(text: string): ReadonlyMap<ExternalId, ReadonlySet<FieldName>> | null {
  const ids = new Map<ExternalId, ReadonlySet<FieldName>>();
  const entries = memberOf(parseJson(text), 'resource_drift');
  if (!Array.isArray(entries)) return null;
  for (const entry of entries as readonly unknown[]) {
    const id = memberOf(entry, 'index');
    const change = memberOf(entry, 'change');
    if (typeof id !== 'string') return null;
    const [before, after] = [memberOf(change, 'before'), memberOf(change, 'after')];
    // A sensitive value is null on both sides, and marked.
    const marks = memberOf(change, 'after_sensitive');
    const differs = (field: FieldName): boolean =>
      memberOf(before, field) !== memberOf(after, field) || memberOf(marks, field) === true;
    ids.set(id, new Set(FIELD_NAMES.filter(differs)));
  }
  return ids;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function found(value: ResendSelector): Outcome<ResendSelector> {
  return { value, diagnostics: [] };
}

const CHOICES =
  'Write an id or a glob ("OKTA-*"), one with a field ("OKTA-*:role_id"), assumed, older:90d, older:2026-08-01 or drifted:FILE (the JSON report of `corform drift`).';
const NO_REPORT =
  'drifted:FILE names the JSON report of `corform drift`, for example: corform drift --report json=drift.json';

function refuse(text: string, fix = CHOICES): Outcome<ResendSelector> {
  const summary = `corform can't tell what "--resend ${text}" selects.`;
  return { value: undefined, diagnostics: [errorOf(INVALID_RESEND, { summary, fix })] };
}
