import { countOf, formatCount } from '../../text/phrase.js';
import { describeTime } from '../../text/describe-time.js';
import { STATUS_CLASSES, type EvidenceStatus } from '../../state/summarize-evidence.js';
import { escapeMarkdown } from '../escape.js';
import type { NameOf } from '../text/status.js';
import { CLASS_MEANINGS, showShare } from '../status-words.js';

/** `corform status --format markdown`: for a comment, an issue or a job summary. */
export function renderStatusMarkdown(status: EvidenceStatus, nameOf: NameOf): string {
  const { users, fields, counts, groups, oldest, staleBefore, stale, staleUsers } = status;
  const classes = STATUS_CLASSES.map((name) => [
    name,
    formatCount(counts[name]),
    showShare(counts[name], fields),
    CLASS_MEANINGS[name],
  ]);
  const withStale = staleBefore !== null;
  const code = (text: string): string => `<code>${escapeMarkdown(text)}</code>`;
  const lines = [
    `${countOf(fields, 'managed field')} of ${countOf(users, 'user')}`,
    '',
    ...table(['Known', 'Fields', 'Share', 'How'], classes),
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
    ...(groups === null
      ? []
      : [
          '',
          ...table(
            [groups.by, 'fields', ...STATUS_CLASSES, ...(withStale ? ['stale'] : []), 'oldest'].map(
              capitalize,
            ),
            groups.rows.map((row) => [
              row.name === null
                ? '(not recorded)'
                : code(groups.by === 'user' ? nameOf(row.name) : row.name),
              formatCount(row.fields),
              ...STATUS_CLASSES.map((name) => formatCount(row.counts[name])),
              ...(withStale ? [formatCount(row.stale)] : []),
              escapeMarkdown((row.oldest ?? '').slice(0, 10)),
            ]),
          ),
        ]),
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
