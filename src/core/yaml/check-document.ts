import { errorOf, type Diagnostic, type Explanation } from '../errors/diagnostic.js';
import type { Validator } from '../schema/validator.js';
import { explainViolation, findViolations, stepsOf } from '../schema/violation.js';
import { formatPath, type KeyPath } from './key-path.js';
import type { ParsedYaml } from './parse-yaml.js';

/** One violation of the schema of a document. */
export interface DocumentFault {
  readonly path: KeyPath;
  /** The path as people read it. */
  readonly name: string;
  /** Whether the key is at fault, because the schema does not have it, or the value. */
  readonly at: 'key' | 'value';
  /** Follows the name of a value. */
  readonly message: string;
  /** The name of the definition in the schema that the value violates; undefined if it is none of them. */
  readonly definition: string | undefined;
}

/** Checks a document against its schema; `explain` says what to report of each violation. */
export function checkDocument(
  { data, placeOf }: ParsedYaml,
  validator: Validator,
  explain: (fault: DocumentFault) => Explanation,
): readonly Diagnostic[] {
  return findViolations(validator, data).map((violation) => {
    const steps = stepsOf(violation.instancePath);
    const parent = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const key = (violation.params as Readonly<Record<string, unknown>>)['additionalProperty'];
    const path = typeof key === 'string' ? [...parent, key] : parent;
    const at = typeof key === 'string' ? 'key' : 'value';
    const name = formatPath(path);
    const [, definition] = /\/definitions\/(\w+)\/\w+$/.exec(violation.schemaPath) ?? [];
    const message = explainViolation(violation);
    const { entry, ...found } = explain({ path, name, at, message, definition });
    return errorOf(entry, {
      ...found,
      place: placeOf(path, at),
      path: path.length === 0 ? undefined : name,
    });
  });
}
