import type { Validator, Violation } from '../schema/validator.js';
import { findViolations, stepsOf } from '../schema/violation.js';
import { usersValidators } from './users-validators.js';

/** The types of JSON Schema that the schema asks for. */
export type JsonType = 'string' | 'number' | 'boolean' | 'array' | 'object';

/** What can be wrong with a value, each with what is needed to say so. */
export type SchemaRule =
  | { readonly rule: 'unknown-key' | 'missing-key' | 'bad-key'; readonly key: string }
  | { readonly rule: 'type'; readonly expected: JsonType }
  | {
      readonly rule:
        'too-short' | 'too-long' | 'characters' | 'below' | 'above' | 'step' | 'date' | 'role';
    }
  | { readonly rule: 'constant'; readonly expected: unknown };

/** One violation of the schema, free of the validator that found it. */
export type SchemaProblem = SchemaRule & {
  /** The value; for a key that is unknown, missing or bad, the map that has it or lacks it. */
  readonly path: readonly (string | number)[];
};

type Path = SchemaProblem['path'];
type PlainMap = Readonly<Record<string, unknown>>;

/**
 * Checks plain data against schemas/users.v1.schema.json and promises every violation, in the order in
 * which the validator of the whole schema meets them. Never changes the data: no coercion, no defaults.
 *
 * Users and profiles are checked one by one: for each that is wrong, the validator of the whole schema
 * copies all that it has found so far, which for 100,000 of them takes minutes.
 */
export function validateUsersDocument(data: unknown): readonly SchemaProblem[] {
  const validators = usersValidators();
  if (!isPlainMap(data)) return check(validators.document, data, []);
  const profiles = isPlainMap(data['profiles']) ? Object.entries(data['profiles']) : undefined;
  const users = Array.isArray(data['users']) ? (data['users'] as readonly unknown[]) : undefined;
  const head = { ...data, ...(profiles && { profiles: {} }), ...(users && { users: [] }) };
  const inHead = check(validators.document, head, []);
  // `users` comes last in the schema, `profiles` before it.
  const atUsers = inHead.findIndex(({ path }) => path[0] === 'users');
  return [
    ...(atUsers === -1 ? inHead : inHead.slice(0, atUsers)),
    ...(profiles ?? []).flatMap(([name]) => checkProfileName(validators.profileName, name)),
    ...(profiles ?? []).flatMap(([name, fields]) =>
      check(validators.profile, fields, ['profiles', name]),
    ),
    ...(users ?? []).flatMap((user, at) => check(validators.user, user, ['users', at])),
    ...(atUsers === -1 ? [] : inHead.slice(atUsers)),
  ];
}

function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function check(validator: Validator, data: unknown, at: Path): readonly SchemaProblem[] {
  return findViolations(validator, data).map((error) => toProblem(error, at));
}

/** Reports a name that is not valid. The schema says why. */
function checkProfileName(validator: Validator, name: string): readonly SchemaProblem[] {
  return validator(name) ? [] : [{ rule: 'bad-key', key: name, path: ['profiles'] }];
}

function toProblem(error: Violation, at: Path): SchemaProblem {
  // No pointer leads into a list: its items are checked one by one.
  return { ...toRule(error), path: [...at, ...stepsOf(error.instancePath)] };
}

function toRule({ keyword, params }: Violation): SchemaRule {
  const { additionalProperty, missingProperty, type, allowedValue } = params as Readonly<
    Record<string, string>
  >;
  switch (keyword) {
    case 'additionalProperties':
      return { rule: 'unknown-key', key: String(additionalProperty) };
    case 'required':
      return { rule: 'missing-key', key: String(missingProperty) };
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
    case 'enum': // `role_id` is the only one in the schema
      return { rule: 'role' };
    case 'multipleOf':
      return { rule: 'step' };
    default: // `format`: `date` is the only one in the schema
      return { rule: 'date' };
  }
}
