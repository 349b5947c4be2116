/** Reads the words of a command line before oclif does, so typical slips get an answer that helps. Pure. */
import { APPLY_TAKES_PLAN_FILES, COMMAND_LINE_REFUSED } from '../core/errors/command.js';
import { errorOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { createSuggest } from '../core/text/suggest.js';
import { OTHER_COMMANDS, OTHER_FLAGS, OTHER_VALUES } from './other-tools.js';
import type { KnownCommand, KnownCommands, KnownFlag } from './known-commands.js';

export type CommandLine =
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  | { readonly kind: 'start-page' }
  | { readonly kind: 'exit-codes' }
  | { readonly kind: 'refused'; readonly problem: Diagnostic };

/** Says what a command line asks for: to run a command, to show a page, or nothing that corform knows. */
export function readCommandLine(given: readonly string[], commands: KnownCommands): CommandLine {
  const { words, rest: literal } = splitAtDashes(given);
  const argv = [
    ...words.map((word) => (word === '-help' || word === '-?' ? '--help' : word)),
    ...literal,
  ];
  const [first, ...rest] = argv;
  const isHelp = first !== undefined && ['--help', '-h', 'help'].includes(first);
  if (first === undefined || (isHelp && rest.every((word) => word.startsWith('-')))) {
    return { kind: 'start-page' };
  }
  if (!isHelp) return readCommand(argv, commands);
  if (rest[0] === 'exit-codes') return { kind: 'exit-codes' };
  return readCommand([...rest, '--help'], commands);
}

function readCommand(argv: readonly string[], commands: KnownCommands): CommandLine {
  const [first = '', second = ''] = argv;
  const run: CommandLine = { kind: 'run', argv };
  if (first.startsWith('-'))
    return BEFORE_COMMANDS.includes(first) ? run : flagFirst(argv, commands);
  const name = commands.has(`${first} ${second}`) ? `${first} ${second}` : first;
  const command = commands.get(name);
  const words = argv.slice(name.split(' ').length);
  if (words.length === 1 && words[0] === 'help')
    return readCommand([...name.split(' '), '--help'], commands);
  if (command === undefined)
    return findTopic(argv, commands) ? run : unknownCommand(argv, commands);
  if (asksForHelp(words)) return { kind: 'run', argv: [...name.split(' '), '--help'] };
  const problem =
    findYamlForPlan(argv) ??
    findFlagProblem(words, { name, command, commands }) ??
    findArgProblem(words, name, command);
  return problem === null ? run : { kind: 'refused', problem };
}

function asksForHelp(argv: readonly string[]): boolean {
  return splitAtDashes(argv).words.some((word) => word === '--help' || word === '-h');
}

/** The words that may be flags, and those from `--` on, which are none. */
function splitAtDashes(argv: readonly string[]): {
  readonly words: readonly string[];
  readonly rest: readonly string[];
} {
  const at = argv.indexOf('--');
  const end = at === -1 ? argv.length : at;
  return { words: argv.slice(0, end), rest: argv.slice(end) };
}

/** What oclif understands without a command. */
const BEFORE_COMMANDS = ['--help', '-h', '--version', '-v'];

function flagFirst([first = '', ...rest]: readonly string[], commands: KnownCommands): CommandLine {
  const command = rest.find((word) => commands.has(word));
  const meant = createSuggest(BEFORE_COMMANDS)(first);
  const fix =
    command === undefined
      ? meant === undefined
        ? '`corform help` lists the commands.'
        : `Did you mean ${meant}?`
      : `Flags come after the command: corform ${command} ${first.replace(/^-(?=[a-z]{2})/, '--')}`;
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

function unknownCommand(words: readonly string[], commands: KnownCommands): CommandLine {
  const [first = '', second = ''] = words;
  const inTopic = [...commands.keys()].filter((name) => name.startsWith(`${first} `));
  const name = inTopic.length > 0 ? `${first} ${second}` : first;
  const known = inTopic.length > 0 ? inTopic : topLevel(commands);
  const meant = createSuggest(known)(name);
  return {
    kind: 'refused',
    problem: errorOf(COMMAND_LINE_REFUSED, {
      summary: `There is no command "${name}".`,
      fix:
        OTHER_COMMANDS[name] ??
        fileFix(first) ??
        (meant === undefined ? laterFix(words, commands) : `Did you mean \`corform ${meant}\`?`) ??
        (inTopic.length > 0
          ? `\`corform help ${first}\` lists its commands.`
          : '`corform help` lists the commands.'),
    }),
  };
}

/** A word before the command, a command without its topic, or a topic of help. */
function laterFix(words: readonly string[], commands: KnownCommands): string | undefined {
  const [first = ''] = words;
  if (/^exit/i.test(first)) return 'Did you mean `corform help exit-codes`?';
  const later = words.slice(1).find((word) => commands.has(word));
  const inState = commands.has(`state ${first}`) ? `state ${first}` : undefined;
  const meant = inState ?? later;
  return meant === undefined ? undefined : `Did you mean \`corform ${meant}\`?`;
}

/** A file where a command should be. */
function fileFix(word: string): string | undefined {
  if (/\.ya?ml$/i.test(word)) return `Write the command first: corform plan ${word}`;
  return /\.json$/i.test(word) ? `Write the command first: corform show ${word}` : undefined;
}

function topLevel(commands: KnownCommands): readonly string[] {
  return [...new Set([...commands.keys()].map((name) => name.split(' ')[0] ?? name))];
}

/** A users file where a saved plan should be. */
function findYamlForPlan([first = '', ...rest]: readonly string[]): Diagnostic | null {
  if (first !== 'apply' && first !== 'show') return null;
  const file = rest.find(
    (word, at) =>
      /\.ya?ml$/i.test(word) && !word.startsWith('-') && !(rest[at - 1] ?? '').startsWith('--'),
  );
  if (file === undefined) return null;
  return errorOf(APPLY_TAKES_PLAN_FILES, {
    summary: `${first} takes saved plans, and ${file} looks like a users file.`,
    fix: first === 'apply' ? `corform apply --file ${file}` : `corform plan ${file}`,
  });
}

interface Where {
  readonly name: string;
  readonly command: KnownCommand;
  readonly commands: KnownCommands;
}

function findFlagProblem(argv: readonly string[], where: Where): Diagnostic | null {
  const { flags } = where.command;
  const { words } = splitAtDashes(argv);
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
  if (dashes === '') return null;
  const flag = flags.get(name);
  if (flag === undefined) return unknownFlag(`${dashes}${name}`, name, where);
  if (dashes === '-') {
    return refused(`corform has no flag "-${name}".`, `Write it with two dashes: --${name}.`);
  }
  if (!flag.takesValue) {
    if (given === undefined) return null;
    return refused(`--${name} takes no value.`, `Write --${name}, or leave it out.`);
  }
  const value = given ?? next;
  if (value === undefined || given === '') {
    return refused(`--${name} has no value.`, `Write --${name}=VALUE. ${flag.description}`);
  }
  return flag.options === null ? null : checkChoice(`--${name}`, value, flag.options);
}

function checkChoice(what: string, value: string, options: readonly string[]): Diagnostic | null {
  if (options.includes(value)) return null;
  const other = OTHER_VALUES[value.toLowerCase()] ?? '';
  const meant = options.includes(other) ? other : createSuggest(options)(value);
  const choices = `One of ${options.join(', ')}.`;
  return refused(
    `${what} can't be "${value}".`,
    meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
  );
}

/** What corform has instead of a flag of another tool, for this command. */
function habitFix(name: string, { flags }: KnownCommand): string | undefined {
  return OTHER_FLAGS[name]?.find(({ needs }) => needs === undefined || flags.has(needs))?.fix;
}

/** How other tools name the file that a command works on. */
const FILE_FLAGS = new Set(['file', 'f', 'path', 'plan', 'csv', 'input-file', 'i']);

function unknownFlag(
  written: string,
  flag: string,
  { name, command, commands }: Where,
): Diagnostic {
  const [arg] = command.args;
  const meant = createSuggest(command.flags.keys())(flag);
  const others = [...commands].flatMap(([other, { flags }]) => (flags.has(flag) ? [other] : []));
  const fix =
    habitFix(flag, command) ??
    (FILE_FLAGS.has(flag) && arg !== undefined
      ? `Write the file without a flag: corform ${name} ${arg.name.toUpperCase()}`
      : null) ??
    (others.length > 0
      ? `It is a flag of ${others.slice(0, 3).join(', ')}${others.length > 3 ? ' and others' : ''}.`
      : meant === undefined
        ? `\`corform help ${name}\` lists the flags.`
        : `Did you mean --${meant}?`);
  return refused(`There is no flag "${written}" here.`, fix);
}

/** Checks the words that are no flags and no values of flags. */
function findArgProblem(
  argv: readonly string[],
  name: string,
  { args, flags, takesMore }: KnownCommand,
): Diagnostic | null {
  const { words, rest } = splitAtDashes(argv);
  const given = words.filter(
    (word, at) => (word === '-' || !word.startsWith('-')) && !takesNext(words[at - 1], flags),
  );
  const all = [...given, ...rest.slice(1)];
  const usage = ['corform', name, ...args.map((arg) => arg.name.toUpperCase())].join(' ');
  for (const [at, arg] of args.entries()) {
    const value = all[at];
    if (value === undefined) {
      if (!arg.required) return null;
      return refused(
        `corform ${name} needs ${arg.name.toUpperCase()}: ${lowerFirst(arg.description)}`,
        arg.options === null
          ? `${usage}, or \`corform help ${name}\` for more.`
          : `One of ${arg.options.join(', ')}.`,
      );
    }
    const found =
      arg.options === null ? null : checkChoice(arg.name.toUpperCase(), value, arg.options);
    if (found !== null) return found;
  }
  const extra = takesMore ? undefined : all[args.length];
  if (extra === undefined) return null;
  return refused(
    `corform ${name} has no use for "${extra}".`,
    OTHER_COMMANDS[`${name} ${extra}`] ??
      (args.length > 0
        ? `Write: ${usage}`
        : flags.has('only')
          ? `Select users with flags: corform ${name} --only ${extra}`
          : `It takes flags only: corform help ${name}`),
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function refused(summary: string, fix: string): Diagnostic {
  return errorOf(COMMAND_LINE_REFUSED, { summary, fix });
}
