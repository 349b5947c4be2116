/** One users file, written in the ways in which people and programs write it. */

export interface StyledUser {
  readonly id: string;
  readonly profile?: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface StyledFile {
  readonly defaults: Readonly<Record<string, string | number>>;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly users: readonly StyledUser[];
}

type Value = string | number;
type Entries = readonly (readonly [string, Value])[];

const double = (value: Value): string => JSON.stringify(value);
const single = (value: Value): string =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

function entriesOf({ id, profile, fields }: StyledUser): Entries {
  return [
    ['id', id],
    ...(profile === undefined ? [] : [['profile', profile] as const]),
    ...Object.entries(fields),
  ];
}

interface BlockStyle {
  /** Spaces before each dash. */
  readonly dash: string;
  /** Spaces between dash and key. */
  readonly gap: string;
  readonly indent: string;
  readonly write: (value: Value) => string;
  readonly between?: (index: number) => string;
  readonly comment?: (key: string, index: number) => string;
}

/** The whole file as blocks; what stands for a user is a piece of its own. */
function blocks(file: StyledFile, style: BlockStyle): string {
  const { dash, gap, indent, write, between = () => '', comment = () => '' } = style;
  const map = (entries: Entries, lead: string): string =>
    entries.map(([key, value]) => `${lead}${key}: ${write(value)}\n`).join('');
  const profiles = Object.entries(file.profiles).map(([name, fields]) => {
    const inner = map(Object.entries(fields), indent + indent);
    return `${indent}${write(name)}:${inner === '' ? ' {}\n' : `\n${inner}`}`;
  });
  const users = file.users.map((user, index) => {
    const lines = entriesOf(user).map(([key, value], at) => {
      const lead = at === 0 ? `${dash}-${gap}` : ' '.repeat(dash.length + 1 + gap.length);
      return `${lead}${key}: ${write(value)}${comment(key, index)}\n`;
    });
    return `${between(index)}${lines.join('')}`;
  });
  return [
    'version: 1 # the format\nsource: OKTA\n',
    Object.keys(file.defaults).length === 0
      ? ''
      : `defaults:\n${map(Object.entries(file.defaults), indent)}`,
    profiles.length === 0 ? '' : `profiles:\n${profiles.join('')}`,
    users.length === 0 ? 'users: []\n' : `users:\n${users.join('')}`,
  ].join('');
}

function flowUser(user: StyledUser, write: (value: Value) => string): string {
  return entriesOf(user)
    .map(([key, value]) => `${key}: ${write(value)}`)
    .join(', ');
}

function json(file: StyledFile, space?: number): string {
  const { defaults, profiles, users } = file;
  const document = {
    version: 1,
    source: 'OKTA',
    ...(Object.keys(defaults).length > 0 && { defaults }),
    ...(Object.keys(profiles).length > 0 && { profiles }),
    users: users.map((user) => Object.fromEntries(entriesOf(user))),
  };
  return JSON.stringify(document, null, space);
}

const usual: BlockStyle = { dash: '  ', gap: ' ', indent: '  ', write: double };

/** A text in one line, folded: what YAML reads back is the same. */
const folded = (value: Value): string =>
  typeof value === 'number' || /[\u0085\ufeff#]|  /.test(value)
    ? double(value)
    : `>-\n        ${value}`;

/** By name: each style writes a file that says the same. */
export const STYLES: Readonly<Record<string, (file: StyledFile) => string>> = {
  'block, two spaces': (file) => blocks(file, usual),
  'block, four spaces': (file) => blocks(file, { ...usual, dash: '    ', indent: '    ' }),
  'dashes at the left, wide gap': (file) => blocks(file, { ...usual, dash: '', gap: '   ' }),
  'single quotes': (file) => blocks(file, { ...usual, write: single }),
  CRLF: (file) => blocks(file, usual).replaceAll('\n', '\r\n'),
  'BOM and CRLF': (file) => `\ufeff${blocks(file, usual).replaceAll('\n', '\r\n')}`,
  'no final line end': (file) => blocks(file, usual).trimEnd(),
  'comments on the lines': (file) =>
    blocks(file, { ...usual, comment: (key, index) => `   # ${key} of ${index}` }),
  'comments with tabs': (file) =>
    blocks(file, { ...usual, comment: (key, index) => ` #\t${key}\tof ${index}` }),
  'comments and empty lines between': (file) =>
    blocks(file, {
      ...usual,
      between: (index) => `\n  # user ${index}\n\n      # and a deep one\n`,
      comment: (key) => (key === 'id' ? '' : '\n    # below'),
    }),
  'block scalars': (file) =>
    blocks(file, { ...usual, write: double }).replace(
      /^( {4}(?:position|department): )"(.*)"$/gm,
      (all, key: string, quoted: string) =>
        quoted.includes('\\') ? all : `${key}${folded(quoted)}`,
    ),
  'flow users': (file) =>
    blocks({ ...file, users: [] }, usual).replace(/^users: \[\]\n/m, () =>
      file.users.length === 0
        ? 'users: []\n'
        : `users:\n${file.users.map((user) => `  - {${flowUser(user, double)}} # one\n`).join('')}`,
    ),
  'flow users with spaces, at the left': (file) =>
    blocks({ ...file, users: [] }, usual).replace(/^users: \[\]\n/m, () =>
      file.users.length === 0
        ? 'users: []\n'
        : `users:\n${file.users.map((user) => `- { ${flowUser(user, single)} }\n`).join('')}`,
    ),
  'a flow list': (file) =>
    blocks({ ...file, users: [] }, usual).replace(
      /^users: \[\]\n/m,
      () =>
        `users: [\n${file.users.map((user) => `  {${flowUser(user, double)}}, # one\n`).join('')}]\n`,
    ),
  'JSON on one line': (file) => json(file),
  'JSON on many lines': (file) => `${json(file, 2)}\n`,
  'JSON in YAML, four spaces': (file) => json(file, 4),
};

/** A text in several styles of file may hold what a person's name and a phone number hold. */
export const SAMPLE: StyledFile = {
  defaults: { daily_hours: 8 },
  profiles: { designer: { position: 'Designer', department: 'Creative', role_id: 4 } },
  users: [
    { id: 'OKTA-1', profile: 'designer', fields: { first_name: 'Ana', phone: '+54 11 5555-0101' } },
    { id: 'OKTA-2', fields: { first_name: 'Íñigo', department: 'Board', role_id: 2 } },
    {
      id: 'OKTA-3',
      profile: 'designer',
      fields: { last_name: "O'Hara", role_id: 3, daily_hours: 6 },
    },
  ],
};
