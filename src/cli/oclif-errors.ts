/** Says in our words what oclif finds wrong with a command line or a variable. Pure. */
import { COMMAND_LINE_REFUSED } from '../core/errors/command.js';
import { errorOf, type Diagnostic } from '../core/errors/diagnostic.js';

interface Saying {
  readonly oclif: RegExp;
  readonly summary: (...parts: readonly string[]) => string;
  readonly fix: (...parts: readonly string[]) => string;
}

const SAYINGS: readonly Saying[] = [
  {
    oclif: /^Parsing (--[\w-]+)\s+Expected an integer but received: (.*)$/m,
    summary: (flag, value) => `${flag} is "${value}", which is not a whole number.`,
    fix: (flag) => `Write for example ${flag}=5.`,
  },
  {
    oclif:
      /^Parsing (--[\w-]+)\s+Expected an integer (greater|less) than or equal to (\d+) but received: (.*)$/m,
    summary: (flag, _, __, value) => `${flag} can't be ${value}.`,
    fix: (_, side, bound) =>
      `Write a whole number ${side === 'greater' ? 'from' : 'up to'} ${bound}${side === 'greater' ? ' on' : ''}.`,
  },
  {
    oclif: /^\s*Expected (--[\w-]+)=(.*) to be one of: (.*)$/m,
    summary: (flag, value) => `${flag} can't be "${value}".`,
    fix: (_, __, options) => `One of ${options}.`,
  },
  {
    oclif: /^\s*(--[\w-]+)(?:=.*)? cannot also be provided when using (--[\w-]+)/m,
    summary: (flag, other) => `${flag} and ${other} can't be used together.`,
    fix: (flag, other) => `Leave out ${flag} or ${other}.`,
  },
  {
    oclif: /^\s*Flag (--[\w-]+) can only be specified once/m,
    summary: (flag) => `${flag} is given more than once.`,
    fix: (flag) => `Give ${flag} once.`,
  },
  {
    oclif: /^\s*Missing required flag ([\w-]+)/m,
    summary: (flag) => `--${flag} is missing.`,
    fix: (flag) => `Add --${flag}=VALUE. \`--help\` says what it is.`,
  },
];

/** Explains a message of oclif. For one that is not known, the first line says it, and the rest is detail. */
export function explainOclif(message: string): Diagnostic {
  for (const { oclif, summary, fix } of SAYINGS) {
    const found = oclif.exec(message);
    if (found === null) continue;
    const parts = found.slice(1);
    return errorOf(COMMAND_LINE_REFUSED, { summary: summary(...parts), fix: fix(...parts) });
  }
  const lines = message.split('\n').map((line) => line.trim());
  const [summary = '', ...rest] = lines.filter((line) => !line.startsWith('The following error'));
  const detail = rest.filter((line) => line !== '' && !line.startsWith('See more help')).join('\n');
  return errorOf(COMMAND_LINE_REFUSED, { summary, detail: detail === '' ? undefined : detail });
}
