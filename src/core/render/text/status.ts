import type { ExternalId } from '../../model.js';
import { countOf, sampleIds } from '../../text/phrase.js';
import { describeTimeAndAge, describeTime } from '../../text/describe-time.js';
import type { EvidenceStatus } from '../../state/summarize-evidence.js';
import { escapeTerminal } from '../escape.js';
import { alignColumns } from './columns.js';
import { classRows, groupTable, type NameOf } from '../status-tables.js';

interface StatusTextOptions {
  /** In milliseconds. */
  readonly now: number;
  readonly nameOf: NameOf;
}

/** `corform status`: how corform knows what COR holds. */
export function renderStatus(status: EvidenceStatus, options: StatusTextOptions): string {
  const { users, fields } = status;
  if (fields === 0) return 'Nothing is recorded yet: no field of any user.\n';
  const groups = groupTable(status, options.nameOf, {
    name: escapeTerminal,
    day: (day) => (day === null ? '-' : escapeTerminal(day)),
  });
  return [
    `${countOf(fields, 'managed field')} of ${countOf(users, 'user')}\n\n`,
    alignColumns([['', 'fields', 'share', ''], ...classRows(status)], [1, 2]),
    '\n',
    ...remarks(status, options).map((line) => `${line}\n`),
    ...(groups === null
      ? []
      : ['\n', alignColumns([groups.head, ...groups.rows], numbersOf(groups.head))]),
  ].join('');
}

/** The first and the last column are text, the others numbers. */
function numbersOf(head: readonly string[]): readonly number[] {
  return head.map((_, at) => at).slice(1, -1);
}

function remarks(status: EvidenceStatus, { now, nameOf }: StatusTextOptions): readonly string[] {
  const name = (id: ExternalId): string => escapeTerminal(nameOf(id));
  const { oldest, undated, staleBefore, stale, staleUsers } = status;
  return [
    ...(oldest === null
      ? []
      : [
          `Oldest: ${oldest.field} of ${name(oldest.id)}, ${oldest.class}, ${escapeTerminal(describeTimeAndAge(String(oldest.at), now))}`,
        ]),
    ...(undated === 0 ? [] : [`Of unknown age: ${countOf(undated, 'field')}`]),
    ...(staleBefore === null
      ? []
      : [
          `Stale, not heard of since ${describeTime(staleBefore)}: ${
            stale === 0
              ? 'none'
              : `${countOf(stale, 'field')} of ${countOf(staleUsers.length, 'user')} (${sampleIds(staleUsers, name)})`
          }`,
        ]),
  ];
}
