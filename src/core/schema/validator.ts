/**
 * Validators of JSON and YAML data, from JSON Schemas.
 *
 * Each room keeps its validators in a file called `…-validators.ts` that exports nothing but what
 * `validatorOf` and `validatorsOf` return. In the shipped program every such file is replaced by the code
 * that ajv generates from its schemas at build time (scripts/build/precompile-schemas.js), so ajv is
 * neither shipped nor run. test/unit/core/schema proves that both say the same.
 */
import { Ajv } from 'ajv';
import type { CodeOptions, ErrorObject, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';

export type { ErrorObject as Violation, ValidateFunction as Validator };

/** What a validator is made from, for the build. */
export interface ValidatorSource {
  readonly schema: object;
  /** JSON pointers of the parts that are checked on their own; null if only the whole is. */
  readonly parts: Readonly<Record<string, string>> | null;
  readonly options: ValidatorOptions;
}

export interface ValidatorOptions {
  /** Whether every violation is reported. If not, checking ends at the first, which is fast. */
  readonly everyError?: boolean;
  /** Schemas that this one refers to by their `$id`. */
  readonly refersTo?: readonly object[];
}

/** Returns its validators, which it makes at the first call. */
export type Lazy<T> = (() => T) & { readonly source: ValidatorSource };

/** The validator of a schema. It never changes the data: no coercion, no defaults. */
export function validatorOf(
  schema: object,
  options: ValidatorOptions = {},
): Lazy<ValidateFunction> {
  return lazy({ schema, parts: null, options }, (ajv) => ajv.compile(schema));
}

/** The validators of those parts of a schema that are checked on their own, by name. */
export function validatorsOf<Name extends string>(
  schema: Readonly<Record<string, unknown>>,
  parts: Readonly<Record<Name, string>>,
  options: ValidatorOptions = {},
): Lazy<Readonly<Record<Name, ValidateFunction>>> {
  return lazy({ schema, parts, options }, (ajv) => {
    ajv.addSchema(schema);
    const made = Object.entries<string>(parts).map(([name, part]) => [
      name,
      ajv.getSchema(`${String(schema['$id'])}${part}`),
    ]);
    return Object.fromEntries(made) as Record<Name, ValidateFunction>;
  });
}

function lazy<T>(source: ValidatorSource, make: (ajv: Ajv) => T): Lazy<T> {
  let made: T | undefined;
  return Object.assign(() => (made ??= make(createAjv(source.options))), { source });
}

/** What a schema says to editors (the YAML language server) and nobody checks. */
const EDITOR_KEYWORDS = [
  'defaultSnippets',
  'enumDescriptions',
  'errorMessage',
  'patternErrorMessage',
];

/** `code` says how code is generated; only the build sets it. */
export function createAjv(options: ValidatorOptions, code: CodeOptions = {}): Ajv {
  const ajv = new Ajv({
    strict: true,
    allErrors: options.everyError === true,
    allowUnionTypes: true,
    discriminator: true,
    code,
  });
  ajv.addFormat('date', fullFormats.date);
  ajv.addVocabulary(EDITOR_KEYWORDS);
  for (const schema of options.refersTo ?? []) ajv.addSchema(schema);
  return ajv;
}
