/** Reads the words of a command line before oclif does, so typical slips get an answer that helps. Pure. */
import { APPLY_TAKES_PLAN_FILES, COMMAND_LINE_REFUSED } from '../core/errors/command.js';
import { errorOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { createSuggest } from '../core/text/suggest.js';
import { OTHER_COMMANDS, OTHER_FLAGS } from './other-tools.js';
import type { KnownCommand, KnownCommands, KnownFlag } from './known-commands.js';

export type CommandLine =
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  | { readonly kind: 'start-page' }
  | { readonly kind: 'exit-codes' }
  | { readonly kind: 'refused'; readonly problem: Diagnostic };

/** Says what a command line asks for: to run a command, to show a page, or nothing that corform knows. */
export function readCommandLine(argv: readonly string[], commands: KnownCommands): CommandLine {
  const [first, ...rest] = argv;
  if (first === undefined || (['--help', '-h', 'help'].includes(first) && rest.length === 0)) {
    return { kind: 'start-page' };
  }
  if (first !== 'help') return readCommand(argv, commands);
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

function flagFirst([first = '', ...rest]: readonly string[], commands: KnownCommands): CommandLine {
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

function unknownCommand(words: readonly string[], commands: KnownCommands): CommandLine {
  const [first = '', second = ''] = words;
  const inTopic = [...commands.keys()].filter((name) => name.startsWith(`${first} `));
  const name = inTopic.length > 0 ? `${first} ${second}` : first;
  const meant = createSuggest(inTopic.length > 0 ? inTopic : topLevel(commands))(name);
  return {
    kind: 'refused',
    problem: errorOf(COMMAND_LINE_REFUSED, {
      summary: `There is no command "${name}".`,
      fix:
        OTHER_COMMANDS[first] ??
        fileFix(first) ??
        (meant === undefined
          ? '`corform help` lists the commands.'
          : `Did you mean \`corform ${meant}\`?`),
    }),
  };
}

/** A file where a command should be. */
function fileFix(word: string): string | undefined {
  if (/\.ya?ml$/i.test(word)) return `Write the command first: corform plan ${word}`;
  return /\.json$/i.test(word) ? `Write the command first: corform show ${word}` : undefined;
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
  if (!flag.takesValue) {
    if (given === undefined) return null;
    return refused(`--${name} takes no value.`, `Write --${name}, or leave it out.`);
  }
  const value = given ?? next;
  if (value === undefined) {
    return refused(`--${name} has no value.`, `Write --${name}=VALUE. ${flag.description}`);
  }
  return flag.options === null ? null : checkChoice(`--${name}`, value, flag.options);
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

const JSON_FIX =
  'This command has no other output to read than what it prints. Its exit code says how it ended.';

/** What corform has instead of a flag of another tool, if this command has it. */
function habitFix(name: string, { flags }: KnownCommand): string | undefined {
  const fix = OTHER_FLAGS[name];
  const [, needed] = /^Use --([\w-]+)/.exec(fix ?? '') ?? [];
  return needed === undefined || flags.has(needed) ? fix : undefined;
}

/** How other tools call the choice of an output. */
const OUTPUT_FLAGS = new Set(['format', 'output', 'html', 'o']);

function unknownFlag(written: string, name: string, { command, commands }: Where): Diagnostic {
  const meant = createSuggest(command.flags.keys())(name);
  const others = [...commands].flatMap(([other, { flags }]) => (flags.has(name) ? [other] : []));
  const fix =
    (name === 'json' ? JSON_FIX : null) ??
    habitFix(name, command) ??
    (OUTPUT_FLAGS.has(name) && command.flags.has('report')
      ? 'Use --report FORMAT=PATH, for example --report html=plan.html, or --json.'
      : null) ??
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
  { args, flags, takesMore }: KnownCommand,
): Diagnostic | null {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  if (words.some((word) => word === '--help' || word === '-h')) return null;
  const given = words.filter(
    (word, at) => (word === '-' || !word.startsWith('-')) && !takesNext(words[at - 1], flags),
  );
  const all = end === -1 ? given : [...given, ...argv.slice(end + 1)];
  const usage = ['corform', name, ...args.map((arg) => arg.name.toUpperCase())].join(' ');
  for (const [at, arg] of args.entries()) {
    const value = all[at];
    if (value === undefined) {
      if (!arg.required) return null;
      return refused(
        `corform ${name} needs ${arg.name.toUpperCase()}: ${lowerFirst(arg.description)}`,
        `${usage}, or \`corform help ${name}\` for more.`,
      );
    }
    const found = arg.options === null ? null : checkChoice(arg.name, value, arg.options);
    if (found !== null) return found;
  }
  const extra = takesMore ? undefined : all[args.length];
  if (extra === undefined) return null;
  return refused(
    `corform ${name} has no use for "${extra}".`,
    args.length === 0 ? `It takes flags only: corform help ${name}` : `Write: ${usage}`,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function refused(summary: string, fix: string): Diagnostic {
  return errorOf(COMMAND_LINE_REFUSED, { summary, fix });
}
