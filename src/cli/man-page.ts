/** The man page, made from the command tree. Pure. */
import type { KnownCommands } from './known-commands.js';
import { EXIT_MEANINGS } from './exit-codes.js';

/** Makes corform(1) in the man macros of troff. */
export function renderManPage(commands: KnownCommands, version: string): string {
  const sections = [...commands].flatMap(([name, { summary, flags }]) => [
    `.SS "corform ${escape(name)}"`,
    escape(summary),
    ...[...flags].flatMap(([flag, { takesValue, description }]) => [
      '.TP',
      `.B \\-\\-${escape(flag)}${takesValue ? ' VALUE' : ''}`,
      escape(description),
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
    '.SH "EXIT STATUS"',
    ...codes,
    '',
  ].join('\n');
}

/** A dot or a quote at the start of a line would be a command of troff; a hyphen would be a dash. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}
