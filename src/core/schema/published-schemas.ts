import configSchema from '../../../schemas/config.v1.schema.json' with { type: 'json' };
import driftSchema from '../../../schemas/drift.v1.schema.json' with { type: 'json' };
import explainSchema from '../../../schemas/explain.v1.schema.json' with { type: 'json' };
import importSchema from '../../../schemas/import.v1.schema.json' with { type: 'json' };
import planSchema from '../../../schemas/plan.v1.schema.json' with { type: 'json' };
import resultsSchema from '../../../schemas/results.v1.schema.json' with { type: 'json' };
import stateSchema from '../../../schemas/state.v1.schema.json' with { type: 'json' };
import statusSchema from '../../../schemas/status.v1.schema.json' with { type: 'json' };
import usersSchema from '../../../schemas/users.v1.schema.json' with { type: 'json' };

const SCHEMAS = {
  users: usersSchema,
  config: configSchema,
  import: importSchema,
  plan: planSchema,
  drift: driftSchema,
  state: stateSchema,
  status: statusSchema,
  explain: explainSchema,
  results: resultsSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** The text of a published schema, as it is in schemas/. */
export function readSchema(name: SchemaName): string {
  return formatSchema(SCHEMAS[name]);
}

/** Returns a schema as text in which every invisible character but the plain space is escaped. */
export function formatSchema(schema: object): string {
  const text = JSON.stringify(schema, null, 2);
  const escaped = text.replace(
    /(?![ \n])[\p{Z}\p{C}]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
