import type { Diagnostic, Outcome, Severity } from '../errors/diagnostic.js';
import type { CatalogEntry } from '../errors/entry.js';

type Parts = Omit<Diagnostic, 'severity' | 'code'>;

/** A diagnostic of one code of core/errors/import.ts. */
export function problem(
  { code }: CatalogEntry,
  parts: Parts,
  severity: Severity = 'error',
): Diagnostic {
  return { severity, code, ...parts };
}

/** The outcome of a step that failed for one reason. */
export function refuse<T>(entry: CatalogEntry, parts: Parts): Outcome<T> {
  return { value: undefined, diagnostics: [problem(entry, parts)] };
}
