import type { Validator } from './validator.js';

/** What is wrong, and where: `.users[3].fields.role_id`. Never holds a value. */
export interface Misfit {
  readonly path: string;
  /** Follows the path in a sentence: `must be integer`, `lacks "serial"`. */
  readonly message: string;
}

/** Checks data. Returns what is wrong with it, in words that name fields and rules, never values; or null. */
export function findMisfit(validator: Validator, data: unknown): Misfit | null {
  return findMisfits(validator, data)[0] ?? null;
}

/** Checks data. Returns everything that the validator finds wrong with it. */
export function findMisfits(validator: Validator, data: unknown): readonly Misfit[] {
  validator(data);
  // ajv leaves its errors on the validator, or null.
  return (validator.errors ?? []).map(({ instancePath, keyword, params, message }) => ({
    path: dotted(instancePath),
    message: inWords(keyword, params) ?? String(message),
  }));
}

/** A misfit as a sentence. */
export function describeMisfit({ path, message }: Misfit): string {
  return `${path === '' ? 'The document' : path} ${message}.`;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** In words if ajv's own don't name the member or the values. */
function inWords(keyword: string, params: Readonly<Record<string, unknown>>): string | null {
  const quote = (value: unknown): string => JSON.stringify(value);
  switch (keyword) {
    case 'type':
      return `must be ${[params['type']]
        .flat()
        .map((type) => TYPES[String(type)])
        .join(' or ')}`;
    case 'required':
      return `lacks ${quote(params['missingProperty'])}`;
    case 'additionalProperties':
      return `has an unknown key ${quote(params['additionalProperty'])}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map(quote).join(', ')}`;
    case 'const':
      return `must be ${quote(params['allowedValue'])}`;
    case 'discriminator':
      return `has no known ${quote(params['tag'])}`;
    default:
      return null;
  }
}

/** A JSON pointer (RFC 6901) as people write it. */
function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((token) => (/^\d+$/.test(token) ? `[${token}]` : `.${token}`))
    .join('');
}
