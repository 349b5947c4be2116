import configSchema from '../../../schemas/config.v1.schema.json' with { type: 'json' };
import explainSchema from '../../../schemas/explain.v1.schema.json' with { type: 'json' };
import importSchema from '../../../schemas/import.v1.schema.json' with { type: 'json' };
import planSchema from '../../../schemas/plan.v1.schema.json' with { type: 'json' };
import stateSchema from '../../../schemas/state.v1.schema.json' with { type: 'json' };
import statusSchema from '../../../schemas/status.v1.schema.json' with { type: 'json' };
import usersSchema from '../../../schemas/users.v1.schema.json' with { type: 'json' };

const SCHEMAS = {
  users: usersSchema,
  config: configSchema,
  import: importSchema,
  plan: planSchema,
  state: stateSchema,
  status: statusSchema,
  explain: explainSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** The text of a published schema, as it is in schemas/. */
export function readSchema(name: SchemaName): string {
  return `${JSON.stringify(SCHEMAS[name], null, 2)}\n`;
}
