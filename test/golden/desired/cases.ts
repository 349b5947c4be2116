/** Bad input, row by row: what is refused or warned about, and where. Shared by the table and the golden file. */
export interface Case {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly required?: readonly string[];
  /** `CODE file:line:column path`; a warning ends in ` (warning)`. */
  readonly expected: readonly string[];
}

const HEAD = 'version: 1\nsource: OKTA\n';
/** Six lines; what is added is a field of the user, from line 6 on. */
const USER = `${HEAD}users:\n  - id: OKTA-1\n    position: Designer\n`;

export function textFile(text: string, name = 'users.yaml'): Case['files'][number] {
  return { name, bytes: new TextEncoder().encode(text) };
}

function row(name: string, text: string, ...expected: readonly string[]): Case {
  return { name, files: [textFile(text)], expected };
}

function bytesRow(name: string, bytes: readonly number[], ...expected: readonly string[]): Case {
  return { name, files: [{ name: 'users.yaml', bytes: Uint8Array.from(bytes) }], expected };
}

function field(name: string, line: string, expected: string): Case {
  return row(name, `${USER}    ${line}\n`, expected);
}

const utf16 = (text: string): number[] => [...Buffer.from(text, 'utf16le')];

export const ENCODINGS: readonly Case[] = [
  bytesRow('an empty file', [], 'CF100 users.yaml:1:1'),
  row('nothing but comments', '# nobody yet\n\n', 'CF100 users.yaml:1:1'),
  row('an empty document', '---\n', 'CF100 users.yaml:1:1'),
  row('a null document', '~\n', 'CF100 users.yaml:1:1'),
  bytesRow('UTF-16 with a BOM', [0xff, 0xfe, ...utf16(USER)], 'CF102 users.yaml:1:1'),
  bytesRow('UTF-16, big endian', [0xfe, 0xff, 0, 0x76], 'CF102 users.yaml:1:1'),
  bytesRow('UTF-16 without a BOM', utf16(USER), 'CF102 users.yaml:1:1'),
  bytesRow('UTF-32', [0xff, 0xfe, 0, 0, 0x76, 0, 0, 0], 'CF102 users.yaml:1:1'),
  bytesRow(
    'Latin-1',
    [...Buffer.from(`${USER}    last_name: Nu`), 0xf1, ...Buffer.from('ez\n')],
    'CF101 users.yaml:6:18',
  ),
  bytesRow('UTF-8 cut off', [...Buffer.from('a: \u00e9 '), 0xe2, 0x82], 'CF101 users.yaml:1:6'),
  bytesRow('an encoded surrogate', [0x61, 0xed, 0xa0, 0x80], 'CF101 users.yaml:1:2'),
  bytesRow('a stray continuation byte', [0x61, 0x0d, 0x0a, 0x80], 'CF101 users.yaml:2:1'),
  row('NUL', `${USER}    last_name: a\0b\0\n`, 'CF103 users.yaml:6:17'),
  row('an escape character', `${USER}    last_name: \u001b[31m\n`, 'CF103 users.yaml:6:16'),
  row('a C1 control character', 'a: \u009b31m\n', 'CF103 users.yaml:1:4'),
  row('a carriage return alone', 'version: 1\rsource: OKTA\r', 'CF103 users.yaml:1:11'),
  row(
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    'CF106 users.yaml:1:1',
  ),
  bytesRow('git-crypt', [0, ...Buffer.from('GITCRYPT'), 0, 0xc3, 0x28], 'CF107 users.yaml:1:1'),
  row('ansible-vault', '$ANSIBLE_VAULT;1.1;AES256\n6638\n', 'CF107 users.yaml:1:1'),
  row(
    'sops',
    'version: ENC[AES256_GCM,data:MQ==,iv:AA==,tag:AA==,type:int]\nsops:\n  mac: x\n',
    'CF107 users.yaml:1:1',
  ),
  bytesRow('age', [...Buffer.from('age-encryption.org/v1\n'), 0xff], 'CF107 users.yaml:1:1'),
  bytesRow('a workbook', [0x50, 0x4b, 3, 4, 0x14, 0, 6, 0], 'CF109 users.yaml:1:1'),
  row('a table', 'id,first_name\nOKTA-1,Ana\n', 'CF109 users.yaml:1:1'),
  row('PGP', '-----BEGIN PGP MESSAGE-----\n\nhQ\n', 'CF107 users.yaml:1:1'),
  row(
    'an unresolved merge',
    `${USER}<<<<<<< HEAD\n    role_id: 4\n=======\n    role_id: 3\n>>>>>>> branch\n`,
    'CF104 users.yaml:6:1',
  ),
];

export const SYNTAX: readonly Case[] = [
  row('a tab as indentation', 'version: 1\nusers:\n\t- id: a\n', 'CF111 users.yaml:3:1'),
  row('an unclosed double quote', `${USER}    last_name: "Doe\nnext: 1\n`, 'CF112 users.yaml:6:16'),
  row('an unclosed single quote', `${USER}    last_name: 'Doe\n`, 'CF112 users.yaml:6:16'),
  row('an unclosed bracket', 'users: [1, 2\nversion: 1\n', 'CF110 users.yaml:2:1'),
  row('a bracket closed twice', 'users: []]\n', 'CF110 users.yaml:1:10'),
  row('a line without a colon', 'version: 1\nsource OKTA\nusers: []\n', 'CF110 users.yaml:2:1'),
  row('a colon in plain text', `${USER}    department: R: D\n`, 'CF110 users.yaml:6:17'),
  row('a reserved character', `${USER}    department: @home\n`, 'CF110 users.yaml:6:17'),
  row('an unknown escape', `${USER}    department: "a\\d"\n`, 'CF110 users.yaml:6:19'),
  row(
    'wrong indentation on two lines',
    `${USER}   role_id: 3\n  daily_hours: 8\n`,
    'CF110 users.yaml:6:4',
    'CF110 users.yaml:7:3',
  ),
  row('a list as key', '? [a]\n: b\n', 'CF121 users.yaml:1:3'),
  row(
    'a duplicate key, and another problem',
    `${USER}    position: Writer\n    role_id: 7\n`,
    'CF113 users.yaml:6:5 users[0].position',
    'CF145 users.yaml:7:14 users[0].role_id',
  ),
  row(
    'anchor and alias, and another problem',
    `${USER}    department: &d Creative\n    last_name: *d\n    role_id: 7\n`,
    'CF114 users.yaml:6:17',
    'CF114 users.yaml:7:16',
    'CF145 users.yaml:8:14 users[0].role_id',
  ),
  row(
    'an alias for a user, one for an id, and an undefined one',
    `${HEAD}users:\n  - &u\n    id: &i a\n    position: x\n  - *u\n  - id: *i\n    position: *none\n`,
    'CF114 users.yaml:4:5',
    'CF114 users.yaml:5:9',
    'CF114 users.yaml:7:5',
    'CF114 users.yaml:8:9',
    'CF114 users.yaml:9:15',
  ),
  row(
    'tags',
    `${USER}    last_name: !!str 12\n    first_name: !secret x\n`,
    'CF115 users.yaml:6:16',
    'CF115 users.yaml:7:17',
  ),
  row(
    'a merge key',
    `${USER}    <<: {role_id: 4}\n    daily_hours: 25\n`,
    'CF116 users.yaml:6:5 users[0]["<<"]',
    'CF140 users.yaml:7:18 users[0].daily_hours',
  ),
  field('a quoted merge key', '"<<": x', 'CF131 users.yaml:6:5 users[0]["<<"]'),
  row('a directive', `%YAML 1.1\n---\n${USER}`, 'CF117 users.yaml:1:1'),
  row('two documents', `${USER}---\n${USER}`, 'CF118 users.yaml:6:1'),
  row('a document after an end marker', `${USER}...\nversion: 1\n`, 'CF118 users.yaml:7:1'),
  row('two end markers', `${USER}...\n...\n`, 'CF118 users.yaml:7:1'),
];

export const SHAPES: readonly Case[] = [
  row('a list at the root', '- id: a\n', 'CF133 users.yaml:1:1 (root)'),
  row('a scalar at the root', 'hello\n', 'CF133 users.yaml:1:1 (root)'),
  row(
    'all keys missing',
    '{}\n',
    'CF132 users.yaml:1:1 version',
    'CF132 users.yaml:1:1 source',
    'CF132 users.yaml:1:1 users',
  ),
  row(
    'an unknown version',
    'version: 2\nsource: OKTA\nusers: []\n',
    'CF143 users.yaml:1:10 version',
  ),
  row(
    'a version as text',
    'version: "1"\nsource: OKTA\nusers: []\n',
    'CF143 users.yaml:1:10 version',
  ),
  row('users as a map', `${HEAD}users:\n  a: {}\n`, 'CF133 users.yaml:4:3 users'),
  row('users without a value', `${HEAD}users:\n`, 'CF135 users.yaml:3:7 users'),
  row(
    'users that are not maps',
    `${HEAD}users:\n  -\n  - a\n  - []\n`,
    'CF135 users.yaml:4:4 users[0]',
    'CF133 users.yaml:5:5 users[1]',
    'CF133 users.yaml:6:5 users[2]',
  ),
  row(
    'a user without an id',
    `${HEAD}users:\n  - role_id: 3\n`,
    'CF132 users.yaml:4:5 users[0].id',
  ),
  row(
    'profiles as a list, empty defaults',
    `${HEAD}defaults:\nprofiles: []\nusers: []\n`,
    'CF135 users.yaml:3:10 defaults',
    'CF133 users.yaml:4:11 profiles',
  ),
  row(
    'personal fields in defaults and profiles',
    `${HEAD}defaults: {phone: "1"}\nprofiles:\n  p: {first_name: J}\nusers: [{id: a, profile: p, role_id: 1}]\n`,
    'CF144 users.yaml:3:12 defaults.phone',
    'CF144 users.yaml:5:7 profiles.p.first_name',
  ),
  row(
    'a profile without a name',
    `${HEAD}profiles:\n  "": {role_id: 4}\nusers: [{id: a, profile: "", role_id: 1}]\n`,
    'CF138 users.yaml:4:3 profiles[""]',
    'CF136 users.yaml:5:26 users[0].profile',
  ),
  row('a misspelt key at the root', `${HEAD}user: []\nusers: []\n`, 'CF131 users.yaml:3:1 user'),
  field('another case', 'firstName: J', 'CF131 users.yaml:6:5 users[0].firstName'),
  field('a transposed key', 'deparmtent: J', 'CF131 users.yaml:6:5 users[0].deparmtent'),
  field('the beginning of a key', 'role: 3', 'CF131 users.yaml:6:5 users[0].role'),
  field('an unknown key', 'email: a@b.c', 'CF131 users.yaml:6:5 users[0].email'),
  field('a key that hides itself', '"x\u202ey": 1', 'CF131 users.yaml:6:5 users[0]["x\u202ey"]'),
  row(
    'keys of the prototype',
    `${USER}    __proto__: {role_id: 1}\n    constructor: 1\n    toString: 1\n`,
    'CF131 users.yaml:6:5 users[0].__proto__',
    'CF131 users.yaml:7:5 users[0].constructor',
    'CF131 users.yaml:8:5 users[0].toString',
  ),
  row(
    'an unknown key in defaults',
    `${HEAD}defaults: {role: 4}\nusers: []\n`,
    'CF131 users.yaml:3:12 defaults.role',
  ),
];

export const VALUES: readonly Case[] = [
  field('a phone that is a number', 'phone: +15550100', 'CF134 users.yaml:6:12 users[0].phone'),
  row(
    'an id that is a number',
    `${HEAD}users:\n  - id: 00123\n`,
    'CF134 users.yaml:4:9 users[0].id',
  ),
  row(
    'ids 1 and "1"',
    `${HEAD}users:\n  - {id: 1, role_id: 3}\n  - {id: "1", role_id: 3}\n`,
    'CF134 users.yaml:4:10 users[0].id',
  ),
  field('hexadecimal for text', 'last_name: 0x1F', 'CF134 users.yaml:6:16 users[0].last_name'),
  field('an exponent for text', 'department: 1e3', 'CF134 users.yaml:6:17 users[0].department'),
  field('infinity for text', 'department: .inf', 'CF134 users.yaml:6:17 users[0].department'),
  field('not a number, for text', 'department: .nan', 'CF134 users.yaml:6:17 users[0].department'),
  field('a decimal for text', 'department: 1.10', 'CF134 users.yaml:6:17 users[0].department'),
  field('true for text', 'last_name: True', 'CF134 users.yaml:6:16 users[0].last_name'),
  field('a tilde', 'last_name: ~', 'CF135 users.yaml:6:16 users[0].last_name'),
  field('no value', 'last_name:', 'CF135 users.yaml:6:15 users[0].last_name'),
  field('null', 'role_id: null', 'CF135 users.yaml:6:14 users[0].role_id'),
  field('empty text', 'last_name: ""', 'CF136 users.yaml:6:16 users[0].last_name'),
  row(
    'an empty id',
    `${HEAD}users:\n  - id: ""\n`,
    'CF136 users.yaml:4:9 users[0].id',
    'CF156 users.yaml:4:9 users[0].id (warning)',
  ),
  row('an id of null', `${HEAD}users:\n  - id:\n`, 'CF135 users.yaml:4:8 users[0].id'),
  field('a list for text', 'last_name: [a]', 'CF133 users.yaml:6:16 users[0].last_name'),
  field('a map for text', 'last_name: {a: b}', 'CF133 users.yaml:6:16 users[0].last_name'),
  field('no for false', 'protected: no', 'CF133 users.yaml:6:16 users[0].protected'),
  field('Yes for true', 'protected: Yes', 'CF133 users.yaml:6:16 users[0].protected'),
  field('"true" for true', 'protected: "true"', 'CF133 users.yaml:6:16 users[0].protected'),
  field('a number for a flag', 'protected: 1', 'CF133 users.yaml:6:16 users[0].protected'),
  field('text for a role', 'role_id: "4"', 'CF145 users.yaml:6:14 users[0].role_id'),
  field(
    'a name for a role in lower case',
    'role_id: director',
    'CF145 users.yaml:6:14 users[0].role_id',
  ),
  field('a misspelt role', 'role_id: Collabrator', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('a role that COR does not have', 'role_id: Boss', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('a list for a role', 'role_id: [4]', 'CF133 users.yaml:6:14 users[0].role_id'),
  field('hours in quotes', 'daily_hours: "8"', 'CF133 users.yaml:6:18 users[0].daily_hours'),
  field('text for hours', 'daily_hours: 8h', 'CF133 users.yaml:6:18 users[0].daily_hours'),
  field('true for hours', 'daily_hours: true', 'CF133 users.yaml:6:18 users[0].daily_hours'),
  field('a fraction for a role', 'role_id: 3.5', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('role 0', 'role_id: 0', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('role 9', 'role_id: 9', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('role over 2^53', 'role_id: 9007199254740993', 'CF145 users.yaml:6:14 users[0].role_id'),
  field('infinite hours', 'daily_hours: .inf', 'CF133 users.yaml:6:18 users[0].daily_hours'),
  field('undefined hours', 'daily_hours: .NaN', 'CF133 users.yaml:6:18 users[0].daily_hours'),
  field('25 hours', 'daily_hours: 25', 'CF140 users.yaml:6:18 users[0].daily_hours'),
  field('negative hours', 'daily_hours: -0.5', 'CF140 users.yaml:6:18 users[0].daily_hours'),
  field('hours in thirds', 'daily_hours: 7.3', 'CF141 users.yaml:6:18 users[0].daily_hours'),
  field('hours as 010', 'daily_hours: 010', 'CF122 users.yaml:6:18 users[0].daily_hours'),
  field('hours as 0x1F', 'daily_hours: 0x1F', 'CF140 users.yaml:6:18 users[0].daily_hours'),
  field('hours as 1e1', 'daily_hours: 1e1', 'CF122 users.yaml:6:18 users[0].daily_hours'),
  field('role +4', 'role_id: +4', 'CF122 users.yaml:6:14 users[0].role_id'),
  field(
    'a day that is not',
    'hourly_rate_effective_from: 2025-02-29',
    'CF142 users.yaml:6:33 users[0].hourly_rate_effective_from',
  ),
  field('a space at the end', 'last_name: "Doe "', 'CF139 users.yaml:6:16 users[0].last_name'),
  field('a no-break space', 'last_name: "\u00a0Doe"', 'CF139 users.yaml:6:16 users[0].last_name'),
  row(
    'a text of two lines',
    `${USER}    last_name: |\n      a\n      b\n`,
    'CF138 users.yaml:6:16 users[0].last_name',
  ),
  field('a line end inside', 'last_name: "a\\nb"', 'CF138 users.yaml:6:16 users[0].last_name'),
  field(
    'an escape written out',
    'last_name: "\\e[31m"',
    'CF138 users.yaml:6:16 users[0].last_name',
  ),
  field('a lone surrogate', 'last_name: "\\ud800"', 'CF138 users.yaml:6:16 users[0].last_name'),
  field(
    'a replacement character',
    'last_name: M\ufffdller',
    'CF165 users.yaml:6:16 users[0].last_name',
  ),
  field(
    'a placeholder of a shell',
    'last_name: ${LAST_NAME}',
    'CF146 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    'a placeholder of a template',
    'last_name: "{{ name }}"',
    'CF146 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    'a placeholder of ERB',
    'last_name: "<%= name %>"',
    'CF146 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    'a placeholder of Windows',
    'last_name: "%LAST_NAME%"',
    'CF146 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field('undefined', 'last_name: undefined', 'CF146 users.yaml:6:16 users[0].last_name (warning)'),
  field(
    'an error of a spreadsheet',
    'last_name: "#N/A"',
    'CF147 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field('a formula', 'last_name: \'="Ada"\'', 'CF147 users.yaml:6:16 users[0].last_name (warning)'),
  field('curly quotes', 'last_name: “Ada”', 'CF148 users.yaml:6:16 users[0].last_name (warning)'),
  field(
    'quotes in quotes',
    'last_name: \'"Ada"\'',
    'CF148 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    'text decoded twice',
    'last_name: NuÃ±ez',
    'CF149 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    'an apostrophe decoded twice',
    'last_name: Oâ€™Brien',
    'CF149 users.yaml:6:16 users[0].last_name (warning)',
  ),
  field(
    '256 characters',
    `department: ${'\u{1f600}'.repeat(256)}`,
    'CF137 users.yaml:6:17 users[0].department',
  ),
];

const two = (a: string, b: string): string =>
  `${HEAD}users:\n  - id: ${a}\n    role_id: 3\n  - id: ${b}\n    role_id: 3\n`;

export const RULES: readonly Case[] = [
  row('the same id twice', two('a', 'a'), 'CF150 users.yaml:6:9 users[1].id'),
  row('ids that differ by case', two('OKTA-1', 'okta-1'), 'CF151 users.yaml:6:9 users[1].id'),
  row(
    'ids that differ by form',
    two('"caf\u00e9"', '"cafe\u0301"'),
    'CF151 users.yaml:6:9 users[1].id',
  ),
  row('ids that differ by width', two('A1', '\uff211'), 'CF151 users.yaml:6:9 users[1].id'),
  row(
    'the same id three times, once in another case',
    `${HEAD}users:\n${['a', 'A', 'A', 'a'].map((id) => `  - {id: ${id}, role_id: 3}\n`).join('')}`,
    'CF151 users.yaml:5:10 users[1].id',
    'CF150 users.yaml:6:10 users[2].id',
    'CF150 users.yaml:7:10 users[3].id',
  ),
  row(
    'Salesforce ids that differ by case',
    two('0055g00000AbCdE', '0055g00000AbCde').replace('OKTA', 'SALESFORCE'),
    'CF151 users.yaml:6:9 users[1].id (warning)',
  ),
  row('an id of one dot', two('.', 'b'), 'CF152 users.yaml:4:9 users[0].id'),
  row('an id of two dots', two('a', '..'), 'CF152 users.yaml:6:9 users[1].id'),
  row('an id of 256 bytes', two('a', '\u00e9'.repeat(128)), 'CF152 users.yaml:6:9 users[1].id'),
  row('an id of 255 bytes', two('a', `${'\u00e9'.repeat(127)}x`)),
  row('ids that need encoding', two('"a/b?c#d%20 e"', '\u{1f600}')),
  row(
    'an unknown profile, and unused ones',
    `${HEAD}profiles:\n  designer: {role_id: 4}\n  x: {role_id: 4}\nusers:\n  - {id: a, profile: desinger}\n  - {id: b, role_id: 3, profile: q}\n`,
    'CF154 users.yaml:4:3 profiles.designer (warning)',
    'CF154 users.yaml:5:3 profiles.x (warning)',
    'CF153 users.yaml:7:22 users[0].profile',
    'CF153 users.yaml:8:34 users[1].profile',
  ),
  row('a misspelt source', USER.replace('OKTA', 'OCTA'), 'CF155 users.yaml:2:9 source (warning)'),
  row(
    'an undocumented source',
    USER.replace('OKTA', 'WORKDAY'),
    'CF155 users.yaml:2:9 source (warning)',
  ),
  row(
    'a user without fields',
    `${HEAD}users:\n  - id: a\n    protected: true\n`,
    'CF156 users.yaml:4:9 users[0].id (warning)',
  ),
  {
    ...row('required ids that are missing', USER, 'CF157', 'CF157'),
    required: ['OKTA-1', 'OKTA-2', 'OKTA-2', 'OKTA-3'],
  },
  {
    name: "a required id, with a file that can't be read",
    files: [textFile(USER), textFile('"', 'other.yaml')],
    required: ['OKTA-2'],
    expected: ['CF112 other.yaml:1:1'],
  },
  field('moved to itself', 'previously: OKTA-1', 'CF159 users.yaml:6:17 users[0].previously'),
  row(
    'moved from a present user, and twice',
    `${HEAD}users:\n  - {id: a, role_id: 3}\n  - {id: b, role_id: 3, previously: a}\n  - {id: c, role_id: 3, previously: a}\n`,
    'CF159 users.yaml:5:37 users[1].previously',
    'CF159 users.yaml:6:37 users[2].previously',
    'CF160 users.yaml:6:37 users[2].previously',
  ),
  {
    name: 'three files: a duplicate over two, another source, no source',
    files: [
      textFile(USER, 'a.yaml'),
      textFile(USER.replace('OKTA\n', 'JIRA\n'), 'b.yaml'),
      textFile('version: 1\nusers: []\n', 'c.yaml'),
    ],
    expected: [
      'CF161 b.yaml:2:9 source',
      'CF150 b.yaml:4:9 users[0].id',
      'CF132 c.yaml:1:1 source',
    ],
  },
  {
    name: 'profiles are local to their file',
    files: [
      textFile(`${HEAD}profiles: {p: {role_id: 4}}\nusers: [{id: a, profile: p}]\n`, 'a.yaml'),
      textFile(`${HEAD}users: [{id: b, role_id: 3, profile: p}]\n`, 'b.yaml'),
    ],
    expected: ['CF153 b.yaml:3:38 users[0].profile'],
  },
  { name: 'no file at all', files: [], expected: ['CF162'] },
];

export const CASES: readonly Case[] = [...ENCODINGS, ...SYNTAX, ...SHAPES, ...VALUES, ...RULES];
