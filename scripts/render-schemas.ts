/**
 * The parts of the published schemas that follow from the tables of the source: the fields of a user (FIELDS in
 * src/core/model.ts) and the settings (SETTINGS in src/core/settings/definitions.ts). The rest of a schema is
 * written by hand and stays as it is. `npm run docs` writes them; see test/golden/docs.
 */
import {
  FIELD_NAMES,
  FIELDS,
  isFieldName,
  KNOWN_SOURCES,
  ROLE_NAMES,
  SHARED_FIELDS,
  type FieldName,
} from '../src/core/model.js';
import { SETTINGS, SHAPE_WORDS, type SettingDefinition } from '../src/core/settings/definitions.js';
import { ROLE_LIST } from '../src/core/users/roles.js';

type Schema = Readonly<Record<string, unknown>>;

/** The published schemas, complete. */
export const COMPLETE: Readonly<Record<string, (schema: Schema) => Schema>> = {
  users: completeUsers,
  config: completeConfig,
  import: completeImport,
  plan: listFields,
  state: completeState,
};

function eachField(make: (field: FieldName) => Schema): Schema {
  return Object.fromEntries(FIELD_NAMES.map((field) => [field, make(field)]));
}

function refer(name: string, more: Schema = {}): Schema {
  return { $ref: `#/definitions/${name}`, ...more };
}

/** Sets members of a schema, each by the names that lead to it. */
function fill(schema: Schema, parts: Readonly<Record<string, unknown>>): Schema {
  return Object.entries(parts).reduce(
    (whole, [path, part]) => setAt(whole, path.split('.'), part),
    schema,
  );
}

function setAt(whole: Schema, [step = '', ...rest]: readonly string[], part: unknown): Schema {
  const inner = (whole[step] ?? {}) as Schema;
  return { ...whole, [step]: rest.length === 0 ? part : setAt(inner, rest, part) };
}

export function completeUsers(schema: Schema): Schema {
  const { text, user } = schema['definitions'] as {
    readonly text: Schema;
    readonly user: { readonly properties: Schema };
  };
  const kept = Object.entries(user.properties).filter(([key]) => !isFieldName(key));
  const shared = Object.fromEntries(SHARED_FIELDS.map((field) => [field, refer(field)]));
  return fill(schema, {
    'properties.source': { ...refer('text'), ...sourceNotes() },
    'definitions.text': {
      ...text,
      pattern: TEXT,
      errorMessage:
        'Write text, with quotes around a number. To stop managing a field, remove its line.',
      patternErrorMessage: 'Write it on one line, without a space at either end.',
    },
    ...Object.fromEntries(
      FIELD_NAMES.map((field) => [`definitions.${field}`, describeField(field)]),
    ),
    'properties.defaults.properties': shared,
    'definitions.shared_fields.properties': shared,
    'definitions.user.properties': {
      ...Object.fromEntries(kept),
      ...eachField((field) => refer(field)),
    },
  });
}

/** What `String.trim` takes away and a control character is none of. By the names of Unicode: Zs, and U+FEFF. */
const SPACES = '\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff';
const LINE_ENDS = '\u2028\u2029';
const CHARACTER = `[^\\x00-\\x1f\\x7f-\\x9f${LINE_ENDS}]`;
const EDGE = `[^\\x00-\\x20\\x7f-\\xa0${SPACES}${LINE_ENDS}]`;
/**
 * Text on one line without white space at an end, in what the regular expressions of JavaScript, RE2, Python and Java
 * have in common: so no look-around, no `\u` and no `\p`.
 */
const TEXT = `^(${EDGE}(${CHARACTER}*${EDGE})?)?$`;

function sourceNotes(): Schema {
  const last = KNOWN_SOURCES.at(-1);
  return {
    description: `External system that the ids belong to, as COR names it (metadata.source). COR documents ${KNOWN_SOURCES.slice(0, -1).join(', ')} and ${String(last)}; corform accepts others with a warning. The same in all files.`,
    examples: ['OKTA'],
    defaultSnippets: KNOWN_SOURCES.map((source) => ({ label: source, body: source })),
  };
}

/** A field of users.yaml. */
function describeField(field: FieldName): Schema {
  const { type, description, examples } = FIELDS[field];
  const notes = { description, examples };
  switch (type) {
    case 'text':
      return refer('text', notes);
    case 'date':
      return {
        ...notes,
        type: 'string',
        format: 'date',
        errorMessage: `Write a day of the calendar in quotes, for example "${examples[0]}".`,
      };
    case 'hours':
      return {
        ...notes,
        type: 'number',
        minimum: 0,
        maximum: 24,
        multipleOf: 0.5,
        errorMessage: 'Write a number of hours without quotes, for example 7.5.',
      };
    case 'role':
      return { ...notes, ...anyRole() };
  }
}

/** A role by name or number, with what an editor shows beside each. */
function anyRole(): Schema {
  const roles = Object.entries(ROLE_NAMES).map(([number, name]) => ({ number, name }));
  return {
    enum: [...roles.map(({ name }) => name), ...roles.map(({ number }) => Number(number))],
    enumDescriptions: [
      ...roles.map(({ number }) => `role_id ${number}`),
      ...roles.map(({ name }) => name),
    ],
    errorMessage: `Write one of COR's roles by its name or its number: ${ROLE_LIST}.`,
  };
}

/** What the state records of a field: values that users.yaml has had checked. */
function recordedField(field: FieldName): Schema {
  switch (FIELDS[field].type) {
    case 'role':
      return { type: 'integer', minimum: 1, maximum: Object.keys(ROLE_NAMES).length };
    case 'hours':
      return { type: 'number', minimum: 0, maximum: 24 };
    case 'text':
    case 'date':
      return { type: 'string', minLength: 1, maxLength: 255 };
  }
}

function completeState(schema: Schema): Schema {
  const { fields } = schema['definitions'] as { readonly fields: { readonly properties: Schema } };
  const describe = (field: FieldName): Schema => {
    const made = fields.properties[field] as Schema | undefined;
    return { description: made?.['description'] ?? FIELDS[field].description };
  };
  return fill(listFields(schema), {
    'definitions.fields.properties': eachField((field) => ({
      ...describe(field),
      ...recordedField(field),
    })),
    'definitions.user.properties.unknown.properties': eachField((field) =>
      refer('token', describe(field)),
    ),
  });
}

function completeImport(schema: Schema): Schema {
  const { fields } = schema['properties'] as { readonly fields: { readonly properties: Schema } };
  return fill(schema, {
    'properties.fields.properties': eachField((field) => {
      const made = fields.properties[field] as Schema | undefined;
      return refer('field', {
        description: FIELDS[field].description,
        examples: made?.['examples'] ?? [`{${field}}`],
      });
    }),
  });
}

function completeConfig(schema: Schema): Schema {
  const settings = SETTINGS.filter(({ inFile }) => inFile).map((setting): [string, Schema] => [
    `properties.${setting.key.replace('.', '.properties.')}`,
    describeSetting(setting),
  ]);
  return fill(listFields(schema), {
    ...Object.fromEntries<Schema>(settings),
    ...Object.fromEntries(
      Object.entries(SHAPE_WORDS).flatMap(([name, words]) =>
        ['errorMessage', 'patternErrorMessage'].map((key) => [
          `definitions.${name}.${key}`,
          `Write ${words}.`,
        ]),
      ),
    ),
    'definitions.roles.items': anyRole(),
    'definitions.allowed.properties': eachField((field) =>
      refer(FIELDS[field].type === 'role' ? 'roles' : 'values', {
        description: `Values of ${field}.`,
      }),
    ),
    'properties.limits.properties.fields.properties': eachField((field) =>
      refer('limit', { description: `Users whose ${field} changes.` }),
    ),
  });
}

function describeSetting(setting: SettingDefinition): Schema {
  const { description, default: value, example = value } = setting;
  return {
    description,
    ...(setting.shape ?? shapeOf(setting)),
    ...(value === null ? {} : { default: value }),
    examples: [example],
  };
}

function shapeOf({ kind, choices, max }: SettingDefinition): Schema {
  switch (kind) {
    case 'text':
      return choices === undefined ? refer('text') : { enum: choices };
    case 'list':
      return { type: 'array', uniqueItems: true, items: refer('text') };
    case 'count':
      return { type: 'integer', minimum: 1, ...(max === undefined ? {} : { maximum: max }) };
    case 'rate':
      return { type: ['number', 'null'], exclusiveMinimum: 0 };
    case 'limit':
      return refer('limit');
    case 'switch':
      return { type: 'boolean' };
  }
}

/** Every list of the names of all fields. */
function listFields(schema: Schema): Schema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'enum' && Array.isArray(value) && value.includes(FIELD_NAMES[0]) ? FIELD_NAMES : value,
  );
  return JSON.parse(text) as Schema;
}
