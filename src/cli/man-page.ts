/** The man page, made from the command tree. Pure. */
import type { KnownArg, KnownCommands } from './known-commands.js';
import { EXIT_MEANINGS } from './exit-codes.js';

/** Makes corform(1) in the man macros of troff. */
export function renderManPage(commands: KnownCommands, version: string): string {
  const sections = [...commands].flatMap(([name, { summary, args, flags }]) => [
    `.SS "corform ${escape([name, ...args.map(usageOf)].join(' '))}"`,
    escape(summary),
    ...args.flatMap((arg) => [
      '.TP',
      `.B ${arg.name.toUpperCase()}`,
      escape(arg.description + choicesOf(arg)),
    ]),
    ...[...flags].flatMap(([flag, known]) => [
      '.TP',
      `.B \\-\\-${escape(flag)}${known.takesValue ? ' VALUE' : ''}`,
      escape(known.description + choicesOf(known)),
    ]),
  ]);
  const codes = EXIT_MEANINGS.flatMap(([code, meaning]) => [
    '.TP',
    `.B ${String(code)}`,
    escape(meaning),
  ]);
  return [
    `.TH CORFORM 1 "" "corform ${version}"`,
    '.SH NAME',
    'corform \\- manage the users of COR the way Terraform manages infrastructure',
    '.SH SYNOPSIS',
    '.B corform',
    'COMMAND [FLAGS]',
    '.SH COMMANDS',
    ...sections,
    '.SH ENVIRONMENT',
    escape('COR_ACCESS_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET, hold the credential of COR.'),
    escape('Each flag has a variable: CORFORM_LOCK_TIMEOUT is that of --lock-timeout.'),
    '.SH "EXIT STATUS"',
    ...codes,
    '',
  ].join('\n');
}

function usageOf({ name, required }: KnownArg): string {
  return required ? name.toUpperCase() : `[${name.toUpperCase()}]`;
}

function choicesOf({ options }: Pick<KnownArg, 'options'>): string {
  return options === null ? '' : ` One of ${options.join(', ')}.`;
}

/** A dot or a quote at the start of a line would be a command of troff; a hyphen would be a dash. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}
