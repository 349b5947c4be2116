import type { ErrorObject } from 'ajv';
import { configValidator } from './compile-schemas.js';

/** One violation of the schema of corform.yaml. */
export interface ConfigProblem {
  readonly path: readonly string[];
  /** Whether the key is at fault (unknown, missing) or the value. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** Checks plain data against schemas/config.v1.schema.json; every violation at once. */
export function validateConfigDocument(data: unknown): readonly ConfigProblem[] {
  const validator = configValidator();
  validator(data);
  // ajv leaves its errors on the validator: null where there are none.
  return (validator.errors ?? []).flatMap(describe);
}

function describe({ keyword, params, instancePath, message }: ErrorObject): ConfigProblem[] {
  const path = instancePath.split('/').slice(1);
  const key = (params as Readonly<Record<string, unknown>>)['additionalProperty'];
  if (keyword === 'additionalProperties') {
    return [{ path: [...path, String(key)], at: 'key', message: 'this setting does not exist' }];
  }
  // A limit is one of three shapes: what each of them lacks helps nobody, that none fits says it all.
  if (instancePath.startsWith('/limits/') && keyword !== 'oneOf' && !path.includes('from_users')) {
    return [];
  }
  if (keyword === 'oneOf') {
    return [{ path, at: 'value', message: 'write a number of users, a percentage (30%) or null' }];
  }
  return [{ path, at: 'value', message: String(message) }];
}
