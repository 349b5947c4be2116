/** The generated parts of docs/: pure functions of what the program itself uses. See test/golden/docs. */
import { CATALOG } from '../src/core/catalog/catalog.js';
import { SETTINGS, type SettingDefinition } from '../src/core/settings/definitions.js';
import usersSchema from '../schemas/users.v1.schema.json' with { type: 'json' };

const ERROR_RANGES: readonly (readonly [digits: string, title: string])[] = [
  ['1', 'users.yaml'],
  ['2', 'Settings and files'],
  ['3', 'Plans, limits, approvals'],
  ['4', 'The recorded state'],
  ['5', 'COR: credentials, requests, answers'],
  ['6', 'The command line'],
  ['7', 'The order of an apply'],
];

/** docs/errors.md: every code with its meaning and its remedy. */
export function renderErrors(): string {
  const sections = ERROR_RANGES.map(([digit, title]) => {
    const entries = CATALOG.filter(({ code }) => code.startsWith(`CF${digit}`)).toSorted((a, b) =>
      a.code < b.code ? -1 : 1,
    );
    const texts = entries.map(
      ({ code, title, meaning, fix }) =>
        `### ${code}\n\n**${sentence(title)}** ${meaning}\n\n*What to do:* ${fix}\n`,
    );
    return `## ${title}\n\n${texts.join('\n')}`;
  });
  return `# Errors

Every error, warning and note of corform has a code that never changes its meaning. This page is made from \`src/core/catalog\`
by \`npm run docs\`.

${sections.join('\n')}`;
}

function sentence(title: string): string {
  const text = `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The table of docs/settings.md. */
export function renderSettings(): string {
  const rows = SETTINGS.map((setting) => {
    const name = setting.inFile ? `\`${setting.key}\`` : '(not in a file)';
    const flag = setting.flag === undefined ? '' : `\`--${setting.flag}\``;
    const { env, description } = setting;
    return `| ${name} | \`${env}\` | ${flag} | ${showDefault(setting)} | ${description} |`;
  });
  return [
    '| corform.yaml | environment | flag | default | meaning |',
    '|---|---|---|---|---|',
    ...rows,
  ]
    .map((row) => `${row}\n`)
    .join('');
}

function showDefault(setting: SettingDefinition): string {
  const value = setting.default;
  if (value === null) return 'none';
  return `\`${typeof value === 'object' ? (value as readonly string[]).join(', ') || '(empty)' : String(value)}\``;
}

/** The table of docs/users-yaml.md: the members of a user as the schema describes them. */
export function renderUserFields(): string {
  const definitions = usersSchema.definitions as Readonly<Record<string, Described>>;
  const shared = Object.keys(usersSchema.definitions.shared_fields.properties);
  const rows = Object.entries(usersSchema.definitions.user.properties).map(([name, property]) => {
    const described: Described =
      '$ref' in property
        ? (definitions[property.$ref.replace('#/definitions/', '')] ?? {})
        : property;
    const example = JSON.stringify(described.examples?.[0]);
    const where = shared.includes(name) ? 'user, profile, defaults' : 'user';
    return `| \`${name}\` | ${where} | \`${example}\` | ${String(described.description)} |`;
  });
  return ['| key | where | example | meaning |', '|---|---|---|---|', ...rows]
    .map((row) => `${row}\n`)
    .join('');
}

interface Described {
  readonly description?: string;
  readonly examples?: readonly unknown[];
}
