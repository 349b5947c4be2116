import { countOf } from '../../text/phrase.js';
import { describeTime } from '../../text/describe-time.js';
import type { EvidenceStatus } from '../../state/summarize-evidence.js';
import { escapeMarkdown } from '../escape.js';
import { classRows, groupTable, type NameOf } from '../status-tables.js';

/** `corform status --format markdown`: for a comment, an issue or a job summary. */
export function renderStatusMarkdown(status: EvidenceStatus, nameOf: NameOf): string {
  const { users, fields, oldest, staleBefore, stale, staleUsers } = status;
  const code = (text: string): string => `<code>${escapeMarkdown(text)}</code>`;
  const groups = groupTable(status, nameOf, {
    name: code,
    day: (day) => escapeMarkdown(day ?? ''),
  });
  const lines = [
    `${countOf(fields, 'managed field')} of ${countOf(users, 'user')}`,
    '',
    ...table(['Known', 'Fields', 'Share', 'How'], classRows(status)),
    ...(oldest === null
      ? []
      : [
          '',
          `Oldest: ${code(oldest.field)} of ${code(nameOf(oldest.id))}, ${oldest.class}, ${escapeMarkdown(describeTime(String(oldest.at)))}`,
        ]),
    ...(staleBefore === null
      ? []
      : [
          '',
          `Stale, not heard of since ${escapeMarkdown(describeTime(staleBefore))}: ${countOf(stale, 'field')} of ${countOf(staleUsers.length, 'user')}`,
        ]),
    ...(groups === null ? [] : ['', ...table(groups.head.map(capitalize), groups.rows)]),
  ];
  return `${lines.join('\n')}\n`;
}

function capitalize(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** The first and the last column are text, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const isText = (at: number): boolean => at === 0 || at === head.length - 1;
  const rule = head.map((_, at) => (isText(at) ? ':--' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
