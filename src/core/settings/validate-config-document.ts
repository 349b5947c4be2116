import type { Violation } from '../schema/validator.js';
import { configValidator } from './config-validators.js';

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
  // ajv leaves its errors on the validator, or null.
  return (validator.errors ?? []).flatMap(describe);
}

function describe({ keyword, params: given, instancePath, message }: Violation): ConfigProblem[] {
  const params = given as Readonly<Record<string, unknown>>;
  const path = instancePath.split('/').slice(1);
  if (keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    return [{ path: [...path, key], at: 'key', message: 'this setting does not exist' }];
  }
  // A limit is one of three shapes: what each of them lacks helps nobody, that none fits says it all.
  if (instancePath.startsWith('/limits/') && keyword !== 'oneOf' && !path.includes('from_users')) {
    return [];
  }
  return [{ path, at: 'value', message: explain(keyword, params) ?? String(message) }];
}

/** In words where ajv's own don't say what to write. */
function explain(keyword: string, params: Readonly<Record<string, unknown>>): string | undefined {
  switch (keyword) {
    case 'oneOf':
      return 'write a number of users, a percentage (0% to 100%, at most three decimals) or null';
    case 'enum':
      return `it must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`;
    case 'const':
      return `it must be ${String(params['allowedValue'])}`;
    case 'required':
      return `${String(params['missingProperty'])} is missing`;
    default:
      return undefined;
  }
}
