import type { Diagnostic } from '../../errors/diagnostic.js';
import { linesOfLimit, overrideCommand, overrideOf } from '../override.js';
import type { PlanReport } from '../view.js';
import { quote } from './risks.js';
import { codeSpan, prose } from './text.js';

/** There are fewer limits; but a saved plan may have been made up. */
const MOST_LIMITS = 16;

/** The limits that stop an apply, and how to go on if the plan is meant. */
export function showLimits(
  { limits, digest }: PlanReport,
  workflow: string | null,
): readonly string[] {
  if (limits.length === 0) return [];
  const override = overrideOf(limits);
  return [
    quote([
      '[!CAUTION]',
      ...limits.slice(0, MOST_LIMITS).map(showLimit),
      ...(limits.length > MOST_LIMITS ? [`- and ${limits.length - MOST_LIMITS} more`] : []),
      ...(override === null || digest === null
        ? []
        : ['', showOverride({ override, digest, workflow })]),
    ]),
  ];
}

function showLimit(limit: Diagnostic): string {
  return `- ${[`**${prose(limit.summary)}**`, ...linesOfLimit(limit).map(showLine)].join('<br>')}`;
}

/** Renders a whole line that may name people as code, so all names look the same. */
function showLine(line: string): string {
  const shown = prose(line);
  return shown === line ? line : codeSpan(line);
}

function showOverride(plan: {
  readonly override: string;
  readonly digest: string;
  readonly workflow: string | null;
}): string {
  const { override, digest, workflow } = plan;
  const command = codeSpan(overrideCommand(digest, override));
  if (workflow === null) return `If that is what you want: ${command}`;
  return `If that is what you want, merge, then run the workflow **${workflow}** by hand with the inputs ${codeSpan('digest')} ${codeSpan(digest)} and ${codeSpan('allow')} ${codeSpan(override)}. Without GitHub: ${command}`;
}
