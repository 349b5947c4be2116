import type { Impact } from '../../plan/impact.js';
import { impactLines } from '../impact.js';
import { codeSpan } from './text.js';

/** The impact as a list, none if nothing changes. */
export function showImpact(impact: Impact): readonly string[] {
  const lines = impactLines(impact);
  if (lines.length === 0) return [];
  return [
    lines
      .map(({ label, text }) => `- **${label}** ${codeSpan(text.replaceAll(' -> ', ' → '), 600)}`)
      .join('\n'),
  ];
}
