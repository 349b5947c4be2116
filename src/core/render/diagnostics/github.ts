import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import { escapeTerminal, escapeWorkflowData, escapeWorkflowProperty } from '../escape.js';

/** GitHub shows ten annotations of a kind a step and drops the others without a word. */
const MAX_ANNOTATIONS = 10;

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/**
 * Diagnostics as GitHub workflow commands, in the given order (sort them first): the first ten of each
 * kind, the last of which says how many more there are. No excerpt: the log may be public.
 */
export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  const kinds: readonly Severity[] = ['error', 'warning', 'info'];
  return kinds
    .flatMap((kind) => {
      const all = diagnostics.filter(({ severity }) => severity === kind);
      const more = all.length - MAX_ANNOTATIONS;
      return all
        .slice(0, MAX_ANNOTATIONS)
        .map((diagnostic, at) => renderOne(diagnostic, at === MAX_ANNOTATIONS - 1 ? more : 0));
    })
    .join('');
}

function renderOne(diagnostic: Diagnostic, more: number): string {
  const { severity, code, summary, detail, place, path, fix, related = [] } = diagnostic;
  const properties = [
    ...(place === undefined
      ? []
      : [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`]),
    `title=${property(code)}`,
  ];
  const message = [
    path === undefined ? summary : `${path}: ${summary}`,
    ...(detail?.split('\n') ?? []),
    ...related.map((other) => `${other.message}: ${other.place.file}:${other.place.line}`),
    ...(fix === undefined ? [] : [`Fix: ${fix}`]),
    ...(more > 0
      ? [`And ${more} more of this kind. GitHub would not show them, so see the log.`]
      : []),
  ];
  const data = escapeWorkflowData(message.map(escapeTerminal).join('\n'));
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data}\n`;
}

function property(text: string): string {
  return escapeWorkflowProperty(escapeTerminal(text));
}
