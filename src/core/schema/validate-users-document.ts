import type { ErrorObject } from 'ajv';
import { usersValidator } from './compile-schemas.js';

/** The types of JSON Schema that the schema asks for. */
export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** What can be wrong with a value, each with what is needed to say so. */
export type SchemaRule =
  | { readonly rule: 'unknown-key' | 'missing-key' | 'bad-key'; readonly key: string }
  | { readonly rule: 'type'; readonly expected: JsonType }
  | { readonly rule: 'too-short' | 'too-long' | 'characters' | 'below' | 'above' | 'step' | 'date' }
  | { readonly rule: 'constant'; readonly expected: unknown };

/** One violation of the schema, free of the validator that found it. */
export type SchemaProblem = SchemaRule & {
  /** The value; for a key that is unknown, missing or bad, the map that has it or lacks it. */
  readonly path: readonly (string | number)[];
};

/**
 * Checks plain data against schemas/users.v1.schema.json and promises every violation, in the order in
 * which the validator meets them. Never changes the data: no coercion, no defaults.
 */
export function validateUsersDocument(data: unknown): readonly SchemaProblem[] {
  const validator = usersValidator();
  validator(data);
  return (validator.errors ?? []).flatMap((error) => toProblem(error, data));
}

function toProblem(error: ErrorObject, data: unknown): SchemaProblem[] {
  // Of a key that does not fit, `propertyNames` tells; the reasons of its own come in addition.
  if (error.propertyName !== undefined) return [];
  return [{ ...toRule(error), path: pathOf(error.instancePath, data) }];
}

function toRule({ keyword, params }: ErrorObject): SchemaRule {
  const { additionalProperty, missingProperty, propertyName, type, allowedValue } =
    params as Readonly<Record<string, string>>;
  switch (keyword) {
    case 'additionalProperties':
      return { rule: 'unknown-key', key: String(additionalProperty) };
    case 'required':
      return { rule: 'missing-key', key: String(missingProperty) };
    case 'propertyNames':
      return { rule: 'bad-key', key: String(propertyName) };
    case 'type':
      return { rule: 'type', expected: type as JsonType };
    case 'const':
      return { rule: 'constant', expected: allowedValue };
    case 'minLength':
      return { rule: 'too-short' };
    case 'maxLength':
      return { rule: 'too-long' };
    case 'pattern':
      return { rule: 'characters' };
    case 'minimum':
      return { rule: 'below' };
    case 'maximum':
      return { rule: 'above' };
    case 'multipleOf':
      return { rule: 'step' };
    default: // `format`: `date` is the only one in the schema
      return { rule: 'date' };
  }
}

/** A JSON pointer (RFC 6901) as a path: whether `3` is an index or a key, only the data tells. */
function pathOf(pointer: string, data: unknown): (string | number)[] {
  let value = data;
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Readonly<Record<string | number, unknown>>)[step];
      return step;
    });
}
