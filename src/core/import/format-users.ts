import { writeScalar } from '../edit/write-scalar.js';
import { FIELD_NAMES } from '../model.js';
import type { FieldValue, UserFields } from '../model.js';
import { findShared, shareNothing } from './find-profiles.js';
import type { ImportedUser } from './people.js';

export interface NewUsersFile {
  readonly source: string;
  /** Sorted by id. */
  readonly users: readonly Pick<ImportedUser, 'id' | 'fields'>[];
  /** The schema as the file names it, for editors. */
  readonly schema: string;
  /** Whether shared values become defaults and profiles. */
  readonly shared: boolean;
}

/** The text of a new users file. */
export function formatUsers({ source, users, schema, shared }: NewUsersFile): string {
  const fields = users.map((user) => user.fields);
  const { defaults, profiles, profileOf } = shared ? findShared(fields) : shareNothing(fields);
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    'version: 1',
    `source: ${formatScalar(source)}`,
  ];
  if (Object.keys(defaults).length > 0) lines.push('defaults:', ...formatFields(defaults, '  '));
  if (profiles.size > 0) lines.push('profiles:');
  for (const [name, profile] of profiles) {
    lines.push(`  ${formatScalar(name)}:`, ...formatFields(profile, '    '));
  }
  lines.push(users.length === 0 ? 'users: []' : 'users:');
  for (const [at, { id, fields: own }] of users.entries()) {
    lines.push(`  - id: ${formatScalar(id)}`);
    const name = profileOf[at] ?? null;
    if (name !== null) lines.push(`    profile: ${formatScalar(name)}`);
    const inherited = { ...defaults, ...(name === null ? {} : profiles.get(name)) };
    lines.push(...formatFields(own, '    ', inherited));
  }
  return `${lines.join('\n')}\n`;
}

/** The fields that are not inherited, one a line, in the order of the schema. */
function formatFields(
  fields: UserFields,
  indent: string,
  inherited: UserFields = {},
): readonly string[] {
  return FIELD_NAMES.flatMap((field) => {
    const value: FieldValue | undefined = fields[field];
    if (value === undefined || value === inherited[field]) return [];
    return `${indent}${field}: ${formatScalar(value)}`;
  });
}

function formatScalar(value: FieldValue): string {
  return writeScalar(value, { quote: 'plain', fallback: 'double', inFlow: false });
}
