import { countOf, formatCount } from '../../text/phrase.js';
import { describeTime } from '../../text/describe-time.js';
import { STATUS_CLASSES, type EvidenceStatus } from '../../state/summarize-evidence.js';
import { escapeMarkdown } from '../escape.js';
import { CLASS_MEANINGS, showShare } from '../status-words.js';

/** `corform status --format markdown`: for a comment, an issue or a job summary. */
export function renderStatusMarkdown(status: EvidenceStatus): string {
  const { users, fields, counts, groups, oldest, staleBefore, stale, staleUsers } = status;
  const classes = STATUS_CLASSES.map((name) => [
    name,
    formatCount(counts[name]),
    showShare(counts[name], fields),
    CLASS_MEANINGS[name],
  ]);
  const code = (text: string): string => `<code>${escapeMarkdown(text)}</code>`;
  const lines = [
    `${countOf(fields, 'managed field')} of ${countOf(users, 'user')}`,
    '',
    ...table(['known', 'fields', 'share', ''], classes),
    ...(oldest === null
      ? []
      : [
          '',
          `Oldest: ${code(oldest.field)} of ${code(oldest.id)}, ${oldest.class}, ${escapeMarkdown(describeTime(String(oldest.at)))}`,
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
            [groups.by, 'fields', ...STATUS_CLASSES, 'stale', 'oldest'],
            groups.rows.map((row) => [
              row.name === null ? '(not recorded)' : code(row.name),
              formatCount(row.fields),
              ...STATUS_CLASSES.map((name) => formatCount(row.counts[name])),
              staleBefore === null ? '' : formatCount(row.stale),
              escapeMarkdown((row.oldest ?? '').slice(0, 10)),
            ]),
          ),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
