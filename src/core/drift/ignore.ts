/** What a team does not want to hear of: `GLOB` or `GLOB:FIELD`, of `--ignore` and of drift.ignore. */
import { errorOf, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { INVALID_IGNORE } from '../errors/drift.js';
import { FIELD_NAMES, type ExternalId, type FieldName } from '../model.js';
import { compileGlob } from '../text/glob.js';
import { createSuggest } from '../text/suggest.js';

/** Whether a difference is ignored. `field` is null if the whole user is missing. */
export type IsIgnored = (id: ExternalId, field: FieldName | null) => boolean;

interface IgnoreRule {
  readonly matches: (id: ExternalId) => boolean;
  /** Null for every field, and for a user who is missing. */
  readonly field: FieldName | null;
}

/** Reads the rules. The diagnostics name each that ends in a misspelt field. */
export function readIgnores(texts: readonly string[]): Outcome<IsIgnored> {
  const read = texts.map(readRule);
  const diagnostics = read.filter((rule): rule is Diagnostic => 'code' in rule);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const rules = read.filter((rule): rule is IgnoreRule => 'matches' in rule);
  const isIgnored: IsIgnored = (id, field) =>
    rules.some((rule) => (rule.field === null || rule.field === field) && rule.matches(id));
  return { value: isIgnored, diagnostics: [] };
}

/** An id may hold a colon: only behind the last one, and only a name of ours, is a field. */
function readRule(text: string): IgnoreRule | Diagnostic {
  const at = text.lastIndexOf(':');
  const tail = text.slice(at + 1);
  const field = at < 0 ? undefined : FIELD_NAMES.find((name) => name === tail);
  if (field !== undefined) return { matches: compileGlob(text.slice(0, at)), field };
  const meant = at < 0 ? undefined : createSuggest(FIELD_NAMES)(tail);
  if (meant === undefined) return { matches: compileGlob(text), field: null };
  return errorOf(INVALID_IGNORE, {
    summary: `"${text}" ends in "${tail}", which is not a field.`,
    fix: `Did you mean "${text.slice(0, at)}:${meant}"?`,
  });
}
