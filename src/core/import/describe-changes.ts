import { countOf, formatCount } from '../text/phrase.js';
import type { ChangedUser, PeopleChanges } from './compare-people.js';
import type { People } from './people.js';

/** Users of one kind that are listed before the rest is only counted. */
const LISTED = 50;

/** What an export changes, for people: ids and names of fields, no values. The text is not escaped. */
export function describeChanges(changes: PeopleChanges, facts: People['facts']): readonly string[] {
  const { added, changed, removed, kept, held, unchanged } = changes;
  if (added.length + changed.length + removed.length === 0) {
    return [`No changes. The users files match ${facts.file}.`, ...describeStaying(changes)];
  }
  const counted = [
    [added.length, 'new'],
    [changed.length, 'changed'],
    [removed.length, 'removed'],
    [kept.length + held.length, 'left and kept'],
    [unchanged, 'unchanged'],
  ] as const;
  return [
    counted
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${formatCount(count)} ${what}`)
      .join(', '),
    ...list(
      '+',
      added.map(({ id }) => id),
    ),
    ...list('~', changed.map(describeChanged)),
    ...list('-', removed),
    ...describeStaying(changes),
  ];
}

function describeStaying({ kept }: PeopleChanges): readonly string[] {
  if (kept.length === 0) return [];
  return [
    `${countOf(kept.length, 'user')} left but stay in the users files; --leavers remove removes them:`,
    ...list(' ', kept),
  ];
}

function describeChanged({ id, set, release }: ChangedUser): string {
  return `${id}: ${[...Object.keys(set), ...release.map((field) => `-${field}`)].join(', ')}`;
}

function list(sign: string, lines: readonly string[]): readonly string[] {
  const rest = lines.length - LISTED;
  return [
    ...lines.slice(0, LISTED).map((line) => `  ${sign} ${line}`),
    ...(rest > 0 ? [`  ${sign} … and ${formatCount(rest)} more`] : []),
  ];
}

/** The same as data. */
export function changesToJson(
  { users, left, facts }: People,
  changes: PeopleChanges,
  files: readonly { readonly path: string; readonly is_new: boolean }[],
  written: boolean,
): unknown {
  const { unread, skipped, dropped, repairs, from, ...form } = facts;
  return {
    format_version: '1.0',
    export: { ...form, skipped, dropped, fields: from, columns_not_read: unread, repairs },
    users: users.length,
    left: left.map(({ id }) => id),
    changes: {
      added: changes.added.map(({ id }) => id),
      changed: changes.changed.map(({ id, set, release }) => ({
        id,
        set: Object.keys(set),
        unset: release,
      })),
      removed: changes.removed,
      left_and_kept: changes.kept,
      protected: changes.held,
      unchanged: changes.unchanged,
    },
    files,
    written,
  };
}
