/** The generated parts of docs/: pure functions of what the program itself uses. See test/golden/docs. */
import { exitCodeOf } from '../src/cli/exit-codes.js';
import { REGISTRY } from '../src/core/errors/registry.js';
import { SETTINGS, type SettingDefinition } from '../src/core/settings/definitions.js';
import usersSchema from '../schemas/users.v1.schema.json' with { type: 'json' };
import { completeUsers } from './render-schemas.js';

const ERROR_RANGES: readonly (readonly [digits: string, title: string])[] = [
  ['1', 'users.yaml'],
  ['2', 'Settings and files'],
  ['3', 'Plans, limits, approvals'],
  ['4', 'The recorded state'],
  ['5', 'COR: credentials, requests, answers'],
  ['6', 'The command line'],
  ['7', 'The order of an apply'],
  ['8', 'Importing people'],
];

/** docs/errors.md: every code with its meaning and its remedy. */
export function renderErrors(): string {
  const sections = ERROR_RANGES.map(([digit, title]) => {
    const entries = Object.values(REGISTRY)
      .filter(({ code }) => code.startsWith(`CF${digit}`))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
    const texts = entries.map(
      ({ code, kind, title, meaning, fix }) =>
        `### ${code}\n\n**${sentence(title)}** ${meaning}\n\n*What to do:* ${fix}\n${
          kind === 'notice' ? '' : `\n*Exit code:* ${exitCodeOf(kind)}\n`
        }`,
    );
    return `## ${title}\n\n${texts.join('\n')}`;
  });
  return `# Errors

Every error, warning and note of corform has a code that never changes its meaning. The exit code is that of a command which the
error ends; warnings and notes end none, and \`corform help exit-codes\` says what each means. This page is made from \`src/core/errors\`
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

function showDefault({ default: value }: SettingDefinition): string {
  if (value === null) return 'none';
  return `\`${String(value) || '(empty)'}\``;
}

/** The parts of the schema that are read here. */
interface UsersSchema {
  readonly definitions: Readonly<Record<string, Described>>;
}

interface Described {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** The table of docs/users-yaml.md: the members of a user as the schema describes them. */
export function renderUserFields(): string {
  const { definitions } = completeUsers(usersSchema) as unknown as UsersSchema;
  const propertiesOf = (name: string) => definitions[name]?.properties ?? {};
  const shared = propertiesOf('shared_fields');
  const rows = Object.entries(propertiesOf('user')).map(([name, property]) => {
    const referred = definitions[property.$ref?.replace('#/definitions/', '') ?? ''];
    const { description, examples } = { ...referred, ...property };
    const where = name in shared ? 'user, profile, defaults' : 'user';
    return `| \`${name}\` | ${where} | \`${JSON.stringify(examples?.[0])}\` | ${String(description)} |`;
  });
  return ['| key | where | example | meaning |', '|---|---|---|---|', ...rows]
    .map((row) => `${row}\n`)
    .join('');
}
