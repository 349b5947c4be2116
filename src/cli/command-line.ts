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

export interface KnownCommand {
  readonly summary: string;
  readonly flags: ReadonlyMap<string, KnownFlag>;
}

/** The commands by their words: `plan`, `state list`. */
export type KnownCommands = ReadonlyMap<string, KnownCommand>;

/** What oclif's manifest says of a command, as far as it matters here. */
export interface ManifestCommand {
  readonly id: string;
  readonly summary?: string | undefined;
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
    commands.map(({ id, summary, flags }) => [
      id.replaceAll(':', ' '),
      {
        summary: summary ?? '',
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
  if (first.startsWith('-')) return run;
  const command = commands.get(`${first} ${second}`) ?? commands.get(first);
  if (command === undefined)
    return findTopic(argv, commands) ? run : unknownCommand(argv, commands);
  const problem = findYamlForApply(argv) ?? findFlagProblem(argv, command.flags);
  return problem === null ? run : { kind: 'refused', problem };
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
  fmt: 'Formatting is the job of prettier: npx prettier --write users.yaml',
  refresh: "COR can't be read back by external id. `corform drift` compares what COR’s list shows.",
  taint: 'Use `corform apply --resend ID` to send a user again.',
  output: 'Use `corform plan --json` or `corform state show ID`.',
  workspace: 'Use one folder for each tenant, each with its own corform.yaml.',
};

const TERRAFORM_FLAGS: Readonly<Record<string, string>> = {
  target: 'Use --only ID.',
  replace: 'Use --resend ID.',
  'refresh-only': 'Use `corform drift`.',
  chdir: 'Change the folder before you run corform.',
  var: 'Use profiles and defaults in users.yaml.',
  'no-color': 'Set NO_COLOR=1.',
  input: 'Without a terminal corform never asks: use --auto-approve or --expect DIGEST.',
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

function findFlagProblem(
  argv: readonly string[],
  flags: ReadonlyMap<string, KnownFlag>,
): Diagnostic | null {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  for (const [at, word] of words.entries()) {
    const before = flags.get((words[at - 1] ?? '').slice(2));
    const isValue = before?.takesValue === true && (words[at - 1] ?? '').startsWith('--');
    const found = isValue ? null : checkWord(word, words[at + 1], flags);
    if (found !== null) return found;
  }
  return null;
}

function checkWord(
  word: string,
  next: string | undefined,
  flags: ReadonlyMap<string, KnownFlag>,
): Diagnostic | null {
  const [, dashes = '', name = '', given] = /^(--?)([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
  const isShort = dashes === '-' && name.length === 1;
  if (dashes === '' || isShort || ['help', 'version'].includes(name)) return null;
  const flag = flags.get(name);
  if (flag === undefined) return unknownFlag(`${dashes}${name}`, name, flags);
  if (dashes === '-') {
    return refused(`corform has no flag "-${name}".`, `Write it with two dashes: --${name}.`);
  }
  const value = given ?? next;
  if (!flag.takesValue || flag.options === null || value === undefined) return null;
  if (flag.options.includes(value)) return null;
  const meant = createSuggest(flag.options)(value);
  const choices = `One of ${flag.options.join(', ')}.`;
  return refused(
    `--${name} can't be "${value}".`,
    meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
  );
}

function unknownFlag(
  written: string,
  name: string,
  flags: ReadonlyMap<string, KnownFlag>,
): Diagnostic {
  const meant = createSuggest(flags.keys())(name);
  const fix =
    TERRAFORM_FLAGS[name] ??
    (meant === undefined ? '`--help` lists the flags.' : `Did you mean --${meant}?`);
  return refused(`There is no flag "${written}" here.`, fix);
}

function refused(summary: string, fix: string): Diagnostic {
  return errorOf(COMMAND_LINE_REFUSED, { summary, fix });
}
