import type { Place } from '../model.js';
import { withoutUser } from '../text/hide-credentials.js';
import type { FailureKind } from './entry.js';
import type { ErrorCode, RegistryEntry } from './registry.js';

export type Severity = 'error' | 'warning' | 'info';

/** One problem or remark, with everything that a person needs to resolve it. Text is not escaped yet. */
export interface Diagnostic {
  readonly severity: Severity;
  /** A stable code (`CF103`), listed in docs/errors.md. */
  readonly code: ErrorCode;
  /** One line: what is wrong. */
  readonly summary: string;
  /** More detail, if the summary is not enough. */
  readonly detail?: string;
  readonly place?: Place;
  /** The path in the document: `users[3].role_id`. */
  readonly path?: string;
  /** What to do, one sentence or one command. */
  readonly fix?: string;
  /** Other places that belong to it, e.g. the first of two duplicates. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
}

/** What the single case adds to its entry in the registry. */
export interface Case {
  readonly summary: string;
  readonly detail?: string | undefined;
  readonly place?: Place | undefined;
  readonly path?: string | undefined;
  /** What to do. If it is not given, an error and a warning take the fix of the entry; null: there is nothing to do. */
  readonly fix?: string | null | undefined;
  readonly related?: Diagnostic['related'] | undefined;
}

/** What a check has to say of a problem; the place is added where the checks are gathered. */
export type Explanation = Omit<Case, 'place' | 'path'> & { readonly entry: FailureEntry };

/** An entry that can end a command. */
export type FailureEntry = RegistryEntry & { readonly kind: FailureKind };

/** Makes an error of the registry's entry. It ends the command with the exit code of the entry's kind. */
export function errorOf(entry: FailureEntry, found: Case): Diagnostic {
  return diagnose('error', entry, withFix(entry, found));
}

/** Makes a warning of the registry's entry. */
export function warningOf(entry: RegistryEntry, found: Case): Diagnostic {
  return diagnose('warning', entry, withFix(entry, found));
}

/** Makes a note of the registry's entry. */
export function noteOf(entry: RegistryEntry, found: Case): Diagnostic {
  return diagnose('info', entry, found);
}

function withFix({ fix }: RegistryEntry, found: Case): Case {
  return found.fix === undefined ? { ...found, fix } : found;
}

/**
 * Leaves out members that are not given, so equal problems are equal objects; and credentials of addresses, because
 * a value that is quoted may be an address that went into the wrong setting.
 */
function diagnose(severity: Severity, { code }: RegistryEntry, found: Case): Diagnostic {
  const given = Object.entries(found)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]: readonly [string, unknown]) => [
      name,
      typeof value === 'string' ? withoutUser(value) : value,
    ]);
  return { ...(Object.fromEntries(given) as Case), severity, code } as Diagnostic;
}

/** A value, if one could be made, with all diagnostics from making it. */
export interface Outcome<T> {
  /** Undefined exactly when one of the diagnostics is an error. */
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The outcome of a step that failed for one reason. */
export function refuse<T>(entry: FailureEntry, found: Case): Outcome<T> {
  return { value: undefined, diagnostics: [errorOf(entry, found)] };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/** Sorts by file, line, column, then code, so equal inputs give equal output. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const key = (d: Diagnostic): readonly [string, number, number, string] => [
    d.place?.file ?? '',
    d.place?.line ?? 0,
    d.place?.column ?? 0,
    d.code,
  ];
  return [...diagnostics].sort((a, b) => {
    const ka = key(a);
    const kb = key(b);
    for (const i of [0, 1, 2, 3] as const) {
      if (ka[i] < kb[i]) return -1;
      if (ka[i] > kb[i]) return 1;
    }
    return 0;
  });
}

/** The same diagnostic with other names for its files. */
export function withFileNames(
  diagnostic: Diagnostic,
  nameOf: (file: string) => string,
): Diagnostic {
  const rename = (place: Place): Place => ({ ...place, file: nameOf(place.file) });
  const { place, related } = diagnostic;
  return {
    ...diagnostic,
    ...(place && { place: rename(place) }),
    ...(related && {
      related: related.map((other) => ({ ...other, place: rename(other.place) })),
    }),
  };
}
