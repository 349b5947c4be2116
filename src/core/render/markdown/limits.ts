import type { Diagnostic } from '../../errors/diagnostic.js';
import type { PlanReport } from '../view.js';
import { quote } from './risks.js';
import { codeSpan, prose } from './text.js';

/** What the message of an exceeded limit says would let the plan pass. */
const OVERRIDE = /--allow (\w+=\d+)$/;

/** Lines of one message beyond these are counted, not shown. */
const MOST_LINES = 10;

/** The limits that stop an apply, and how to go on if the plan is meant. */
export function showLimits(
  { limits, digest }: PlanReport,
  workflow: string | null,
): readonly string[] {
  if (limits.length === 0) return [];
  const overrides = limits.flatMap(({ fix }) => OVERRIDE.exec(fix ?? '')?.[1] ?? []).join(',');
  return [
    quote([
      '[!CAUTION]',
      ...limits.map(showLimit),
      ...(overrides === '' || digest === null
        ? []
        : ['', ...showOverride({ overrides, digest, workflow })]),
    ]),
  ];
}

function showLimit({ summary, detail = '' }: Diagnostic): string {
  const lines = detail.split('\n').filter((line) => line !== '');
  const rest = lines.length - MOST_LINES;
  const shown = rest > 0 ? [...lines.slice(0, MOST_LINES), `and ${rest} lines more`] : lines;
  return `- ${[summary, ...shown].map((line) => prose(line)).join('<br>')}`;
}

function showOverride(about: {
  readonly overrides: string;
  readonly digest: string;
  readonly workflow: string | null;
}): readonly string[] {
  const { overrides, digest, workflow } = about;
  const byHand = `If that is what you want: ${codeSpan(`corform apply --expect ${digest} --allow ${overrides}`)}`;
  if (workflow === null) return [byHand];
  return [
    `If that is what you want, merge, then run the workflow **${workflow}** by hand with the inputs ${codeSpan('digest')} ${codeSpan(digest)} and ${codeSpan('allow')} ${codeSpan(overrides)}. Without GitHub: ${codeSpan(`corform apply --expect ${digest} --allow ${overrides}`)}`,
  ];
}
