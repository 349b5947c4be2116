import { countOf } from '../text/phrase.js';
import type { Validator, Violation } from './validator.js';

/** What is wrong, and where: `.users[3].fields.role_id`. Never holds a value. */
export interface Misfit {
  readonly path: string;
  /** Follows the path in a sentence: `must be a whole number`, `lacks "serial"`. */
  readonly message: string;
}

/** Checks data. Returns what is wrong with it, in words that name fields and rules, never values; or null. */
export function findMisfit(validator: Validator, data: unknown): Misfit | null {
  return findMisfits(validator, data)[0] ?? null;
}

/** Checks data. Returns everything that the validator finds wrong with it. */
export function findMisfits(validator: Validator, data: unknown): readonly Misfit[] {
  return findViolations(validator, data).map((violation) => ({
    path: dotted(violation.instancePath),
    message: explainViolation(violation),
  }));
}

/** Checks data. Returns what the validator finds, as it says it. */
export function findViolations(validator: Validator, data: unknown): readonly Violation[] {
  validator(data);
  // ajv leaves its errors on the validator, or null.
  return validator.errors ?? [];
}

/** A misfit as a sentence. */
export function describeMisfit({ path, message }: Misfit): string {
  return `${path === '' ? 'The document' : path} ${message}.`;
}

/** The types of JSON Schema, as people call them. */
export const TYPE_NAMES = {
  object: 'a map of keys and values',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
} as const;

/** What is wrong, as the rest of a sentence that begins with the name of the value. */
export function explainViolation({ keyword, params, message }: Violation): string {
  const facts: Readonly<Record<string, unknown>> = params;
  const quote = (value: unknown): string => JSON.stringify(value);
  const limit = Number(facts['limit']);
  switch (keyword) {
    case 'type': {
      const types = [facts['type']].flat() as readonly (keyof typeof TYPE_NAMES)[];
      return `must be ${types.map((type) => TYPE_NAMES[type]).join(' or ')}`;
    }
    case 'required':
      return `lacks ${quote(facts['missingProperty'])}`;
    case 'additionalProperties':
      return `has an unknown key ${quote(facts['additionalProperty'])}`;
    case 'enum':
      return `must be one of ${(facts['allowedValues'] as unknown[]).map(quote).join(', ')}`;
    case 'const':
      return `must be ${quote(facts['allowedValue'])}`;
    case 'discriminator':
      return `has no known ${quote(facts['tag'])}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}`;
    case 'minItems':
      return `must have at least ${countOf(limit, 'item')}`;
    case 'minLength':
      return `must have at least ${countOf(limit, 'character')}`;
    case 'maxLength':
      return `must have at most ${countOf(limit, 'character')}`;
    default:
      return String(message);
  }
}

/** The steps of a JSON pointer (RFC 6901). */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A JSON pointer as people write it. */
function dotted(pointer: string): string {
  return stepsOf(pointer)
    .map((token) => (/^\d+$/.test(token) ? `[${token}]` : `.${token}`))
    .join('');
}
