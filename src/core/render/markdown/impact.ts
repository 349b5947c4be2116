import type { Impact } from '../../plan/impact.js';
import { impactLines, wholeLine } from '../impact.js';
import { codeSpan } from './text.js';

/** The impact as a list, none if nothing changes. */
export function writeImpact(impact: Impact): readonly string[] {
  const lines = impactLines(impact);
  if (lines.length === 0) return [];
  return [lines.map((line) => `- **${line.label}** ${codeSpan(wholeLine(line), 600)}`).join('\n')];
}
