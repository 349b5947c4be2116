/** Reads the words of a command line before oclif does, so typical slips get an answer that helps. Pure. */
import { APPLY_TAKES_PLAN_FILES, COMMAND_LINE_REFUSED } from '../core/errors/command.js';
import { errorOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { createSuggest } from '../core/text/suggest.js';

/** What the manifest says of one flag. */
export interface KnownFlag {
  readonly takesValue: boolean;
  /** The values that are allowed, or null if any is. */
  readonly options: readonly string[] | null;
  readonly description: string;
}

export interface KnownArg {
  readonly name: string;
  readonly required: boolean;
  /** The values that are allowed, or null if any is. */
  readonly options: readonly string[] | null;
  readonly description: string;
}

export interface KnownCommand {
  readonly summary: string;
  readonly args: readonly KnownArg[];
  readonly flags: ReadonlyMap<string, KnownFlag>;
}

/** The commands by their words: `plan`, `state list`. */
export type KnownCommands = ReadonlyMap<string, KnownCommand>;

/** What oclif's manifest says of a command, as far as it matters here. */
export interface ManifestCommand {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly args: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly required?: boolean;
        readonly options?: readonly string[];
        readonly description?: string;
      }
    >
  >;
  readonly flags: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly type: 'boolean' | 'option';
        readonly options?: readonly string[];
        readonly description?: string;
      }
    >
  >;
}

/** The commands of a manifest by their words. */
export function knownCommands(commands: readonly ManifestCommand[]): KnownCommands {
  return new Map(
    commands.map(({ id, summary, args, flags }) => [
      id.replaceAll(':', ' '),
      {
        summary: summary ?? '',
        args: Object.values(args).map(({ name, required, options, description }) => ({
          name,
          required: required === true,
          options: options ?? null,
          description: description ?? '',
        })),
        flags: new Map(
          Object.values(flags).map(({ name, type, options, description }) => [
            name,
            {
              takesValue: type === 'option',
              options: options ?? null,
              description: description ?? '',
            },
          ]),
        ),
      },
    ]),
  );
}

export type Asked =
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  | { readonly kind: 'start-page' }
  | { readonly kind: 'exit-codes' }
  | { readonly kind: 'refused'; readonly problem: Diagnostic };

/** Says what a command line asks for: to run a command, to show a page, or nothing that corform knows. */
export function readCommandLine(argv: readonly string[], commands: KnownCommands): Asked {
  const [first, ...rest] = argv;
  if (first === undefined || (['--help', '-h', 'help'].includes(first) && rest.length === 0)) {
    return { kind: 'start-page' };
  }
  if (first !== 'help') return readCommand(argv, commands);
  if (rest[0] === 'exit-codes') return { kind: 'exit-codes' };
  return readCommand([...rest, '--help'], commands);
}

function readCommand(argv: readonly string[], commands: KnownCommands): Asked {
  const [first = '', second = ''] = argv;
  const run: Asked = { kind: 'run', argv };
  if (first.startsWith('-'))
    return BEFORE_COMMANDS.includes(first) ? run : flagFirst(argv, commands);
  const name = commands.has(`${first} ${second}`) ? `${first} ${second}` : first;
  const command = commands.get(name);
  if (command === undefined)
    return findTopic(argv, commands) ? run : unknownCommand(argv, commands);
  const words = argv.slice(name.split(' ').length);
  const problem =
    findYamlForApply(argv) ??
    findFlagProblem(words, { name, command, commands }) ??
    findArgProblem(words, name, command);
  return problem === null ? run : { kind: 'refused', problem };
}

/** What oclif understands without a command. */
const BEFORE_COMMANDS = ['--help', '-h', '--version', '-v'];

function flagFirst([first = '', ...rest]: readonly string[], commands: KnownCommands): Asked {
  const command = rest.find((word) => commands.has(word));
  const meant = createSuggest(BEFORE_COMMANDS)(first);
  const fix =
    command === undefined
      ? meant === undefined
        ? '`corform help` lists the commands.'
        : `Did you mean ${meant}?`
      : `Flags come after the command: corform ${command} ${first}`;
  return {
    kind: 'refused',
    problem: refused(`There is no flag "${first}" before a command.`, fix),
  };
}

/** Whether the words are a group of commands, such as `state`, on its own or with `--help`. */
function findTopic(
  [first = '', second = '-']: readonly string[],
  commands: KnownCommands,
): boolean {
  const isTopic = [...commands.keys()].some((name) => name.startsWith(`${first} `));
  return isTopic && second.startsWith('-');
}

/** What people who know Terraform type first, and what corform has instead. */
const TERRAFORM_COMMANDS: Readonly<Record<string, string>> = {
  destroy:
    'corform never deletes anybody in COR. To stop managing users, remove them from users.yaml and apply.',
  fmt: 'Use prettier for formatting: npx prettier --write users.yaml',
  refresh:
    "COR can't be read back by external id. `corform drift` compares with what COR's list shows.",
  taint: 'Use `corform apply --resend ID` to send a user again.',
  output: 'Use `corform plan --json` or `corform state show ID`.',
  workspace: 'Use one folder for each tenant, each with its own corform.yaml.',
  diff: 'Use `corform plan`.',
  preview: 'Use `corform plan`.',
  login:
    'Set COR_ACCESS_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET. Only apply and what reads COR’s list need them.',
  version: 'Use `corform --version`.',
  'force-unlock': 'Use `corform state unlock ID`.',
};

const TERRAFORM_FLAGS: Readonly<Record<string, string>> = {
  target: 'Use --only ID.',
  replace: 'Use --resend ID.',
  'refresh-only': 'Use `corform drift`.',
  chdir: 'Change the folder before you run corform.',
  var: 'Use profiles and defaults in users.yaml.',
  'no-color': 'Set NO_COLOR=1.',
  input: 'Without a terminal corform never asks: use --auto-approve or --expect DIGEST.',
  'dry-run': '`corform plan` shows what apply would do, and sends nothing.',
  yes: 'Use --auto-approve.',
  y: 'Use --auto-approve.',
};

function unknownCommand(words: readonly string[], commands: KnownCommands): Asked {
  const [first = '', second = ''] = words;
  const inTopic = [...commands.keys()].filter((name) => name.startsWith(`${first} `));
  const name = inTopic.length > 0 ? `${first} ${second}` : first;
  const meant = createSuggest(inTopic.length > 0 ? inTopic : topLevel(commands))(name);
  return {
    kind: 'refused',
    problem: errorOf(COMMAND_LINE_REFUSED, {
      summary: `There is no command "${name}".`,
      fix:
        TERRAFORM_COMMANDS[first] ??
        (meant === undefined
          ? '`corform help` lists the commands.'
          : `Did you mean \`corform ${meant}\`?`),
    }),
  };
}

function topLevel(commands: KnownCommands): readonly string[] {
  return [...new Set([...commands.keys()].map((name) => name.split(' ')[0] ?? name))];
}

function findYamlForApply([first, ...rest]: readonly string[]): Diagnostic | null {
  if (first !== 'apply') return null;
  const file = rest.find(
    (word, at) =>
      /\.ya?ml$/i.test(word) && !word.startsWith('-') && !(rest[at - 1] ?? '').startsWith('--'),
  );
  if (file === undefined) return null;
  return errorOf(APPLY_TAKES_PLAN_FILES, {
    summary: `apply takes saved plans, and ${file} looks like a users file.`,
    fix: `corform apply --file ${file}`,
  });
}

interface Where {
  readonly name: string;
  readonly command: KnownCommand;
  readonly commands: KnownCommands;
}

function findFlagProblem(argv: readonly string[], where: Where): Diagnostic | null {
  const { flags } = where.command;
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  for (const [at, word] of words.entries()) {
    if (takesNext(words[at - 1], flags)) continue;
    const found = checkWord(word, words[at + 1], where);
    if (found !== null) return found;
  }
  return null;
}

/** Whether a word is a flag whose value is the next word. */
function takesNext(word: string | undefined, flags: ReadonlyMap<string, KnownFlag>): boolean {
  return word?.startsWith('--') === true && flags.get(word.slice(2))?.takesValue === true;
}

function checkWord(word: string, next: string | undefined, where: Where): Diagnostic | null {
  const { flags } = where.command;
  const [, dashes = '', name = '', given] = /^(--?)([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (dashes === '' || ['help', 'version'].includes(name) || word === '-h') return null;
  const flag = flags.get(name);
  if (flag === undefined) return unknownFlag(`${dashes}${name}`, name, where);
  if (dashes === '-') {
    return refused(`corform has no flag "-${name}".`, `Write it with two dashes: --${name}.`);
  }
  if (!flag.takesValue && given !== undefined) {
    return refused(`--${name} takes no value.`, `Write --${name}, or leave it out.`);
  }
  const value = given ?? next;
  if (!flag.takesValue || flag.options === null || value === undefined) return null;
  return checkChoice(`--${name}`, value, flag.options);
}

function checkChoice(what: string, value: string, options: readonly string[]): Diagnostic | null {
  if (options.includes(value)) return null;
  const meant = createSuggest(options)(value);
  const choices = `One of ${options.join(', ')}.`;
  return refused(
    `${what} can't be "${value}".`,
    meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
  );
}

function unknownFlag(written: string, name: string, { command, commands }: Where): Diagnostic {
  const meant = createSuggest(command.flags.keys())(name);
  const others = [...commands].flatMap(([other, { flags }]) => (flags.has(name) ? [other] : []));
  const fix =
    TERRAFORM_FLAGS[name] ??
    (others.length > 0
      ? `It is a flag of ${others.slice(0, 3).join(', ')}${others.length > 3 ? ' and others' : ''}.`
      : meant === undefined
        ? '`--help` lists the flags.'
        : `Did you mean --${meant}?`);
  return refused(`There is no flag "${written}" here.`, fix);
}

/** Checks the words that are no flags and no values of flags. */
function findArgProblem(
  argv: readonly string[],
  name: string,
  { args, flags }: KnownCommand,
): Diagnostic | null {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  if (words.some((word) => word === '--help' || word === '-h')) return null;
  const given = words.filter(
    (word, at) => (word === '-' || !word.startsWith('-')) && !takesNext(words[at - 1], flags),
  );
  const all = end === -1 ? given : [...given, ...argv.slice(end + 1)];
  for (const [at, arg] of args.entries()) {
    const value = all[at];
    if (value === undefined) {
      if (!arg.required) return null;
      return refused(
        `corform ${name} needs ${arg.name.toUpperCase()}. ${arg.description}`,
        `corform ${name} ${arg.name.toUpperCase()}, or \`corform help ${name}\` for more.`,
      );
    }
    const found = arg.options === null ? null : checkChoice(arg.name, value, arg.options);
    if (found !== null) return found;
  }
  return null;
}

function refused(summary: string, fix: string): Diagnostic {
  return errorOf(COMMAND_LINE_REFUSED, { summary, fix });
}
