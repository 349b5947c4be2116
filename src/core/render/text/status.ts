import type { ExternalId } from '../../model.js';
import { formatCount, countOf, sampleIds } from '../../text/phrase.js';
import { describeTimeAndAge, describeTime } from '../../text/describe-time.js';
import {
  STATUS_CLASSES,
  type EvidenceGroup,
  type EvidenceStatus,
  type Grouping,
} from '../../state/summarize-evidence.js';
import { escapeTerminal } from '../escape.js';
import { alignColumns } from './columns.js';
import { CLASS_MEANINGS, showShare } from '../status-words.js';

/** Names whoever has an id, as in `Ada Lovelace (OKTA-1)`. Not escaped. */
export type NameOf = (id: ExternalId) => string;

interface StatusTextOptions {
  /** In milliseconds. */
  readonly now: number;
  readonly nameOf: NameOf;
}

/** `corform status`: how corform knows what COR holds. */
export function renderStatus(status: EvidenceStatus, options: StatusTextOptions): string {
  const { users, fields, counts, groups } = status;
  if (fields === 0) return 'Nothing is recorded yet: no field of any user.\n';
  const classes = STATUS_CLASSES.map((name) => [
    name,
    formatCount(counts[name]),
    showShare(counts[name], fields),
    CLASS_MEANINGS[name],
  ]);
  return [
    `${countOf(fields, 'managed field')} of ${countOf(users, 'user')}\n\n`,
    alignColumns([['', 'fields', 'share', ''], ...classes], [1, 2]),
    '\n',
    ...remarks(status, options).map((line) => `${line}\n`),
    ...(groups === null
      ? []
      : ['\n', renderGroups(groups, status.staleBefore !== null, options.nameOf)]),
  ].join('');
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

function renderGroups(
  { by, rows }: { readonly by: Grouping; readonly rows: readonly EvidenceGroup[] },
  withStale: boolean,
  nameOf: NameOf,
): string {
  const head = [by, 'fields', ...STATUS_CLASSES, ...(withStale ? ['stale'] : []), 'oldest'];
  const body = rows.map((row) => [
    row.name === null
      ? '(not recorded)'
      : by === 'user'
        ? escapeTerminal(nameOf(row.name))
        : row.name,
    formatCount(row.fields),
    ...STATUS_CLASSES.map((name) => formatCount(row.counts[name])),
    ...(withStale ? [formatCount(row.stale)] : []),
    row.oldest === null ? '-' : escapeTerminal(row.oldest.slice(0, 10)),
  ]);
  const numbers = head.map((_, at) => at).slice(1, -1);
  return alignColumns([head, ...body], numbers);
}
