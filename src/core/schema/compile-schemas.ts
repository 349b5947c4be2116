/**
 * The validators of what people write by hand. In the shipped program this module is replaced by the
 * code that ajv generates from it at build time (scripts/build/precompile-schemas.js), so that ajv is
 * neither shipped nor run; test/unit/build holds the two together.
 */
import { Ajv } from 'ajv';
import type { CodeOptions, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import configSchema from '../../../schemas/config.v1.schema.json' with { type: 'json' };
import importSchema from '../../../schemas/import.v1.schema.json' with { type: 'json' };
import usersSchema from '../../../schemas/users.v1.schema.json' with { type: 'json' };

/** The whole schema of users files, and those parts of it that are checked on their own. */
export interface UsersValidators {
  readonly document: ValidateFunction;
  readonly user: ValidateFunction;
  readonly profile: ValidateFunction;
  readonly profileName: ValidateFunction;
}

/** Where each of them is in schemas/users.v1.schema.json. */
export const USERS_PARTS: Readonly<Record<keyof UsersValidators, string>> = {
  document: '',
  user: '#/definitions/user',
  profile: '#/definitions/shared_fields',
  profileName: '#/definitions/profile_name',
};

let users: UsersValidators | undefined;
let config: ValidateFunction | undefined;
let mapping: ValidateFunction | undefined;

/** The validators of schemas/users.v1.schema.json, made at the first use. */
export function usersValidators(): UsersValidators {
  users ??= compileUsers();
  return users;
}

function compileUsers(): UsersValidators {
  const schema: Readonly<Record<string, unknown>> = usersSchema;
  const ajv = createUsersAjv().addSchema(schema);
  const parts = Object.entries(USERS_PARTS).map(([name, part]) => [
    name,
    ajv.getSchema(`${String(schema['$id'])}${part}`),
  ]);
  return Object.fromEntries(parts) as UsersValidators;
}

/** The validator of schemas/config.v1.schema.json, made at the first use. */
export function configValidator(): ValidateFunction {
  config ??= createConfigAjv().compile(configSchema);
  return config;
}

/** The validator of schemas/import.v1.schema.json, made at the first use. */
export function importValidator(): ValidateFunction {
  mapping ??= createConfigAjv().compile(importSchema);
  return mapping;
}

/** Every violation, no coercion, no defaults. `code` says how code is generated; only the build sets it. */
export function createUsersAjv(code: CodeOptions = {}): Ajv {
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    coerceTypes: false,

    code,
  });
  ajv.addFormat('date', fullFormats.date);
  return ajv;
}

/** As for users; a setting may be of several types. */
export function createConfigAjv(code: CodeOptions = {}): Ajv {
  return new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, code });
}
