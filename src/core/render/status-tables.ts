import {
  STATUS_CLASSES,
  type EvidenceStatus,
  type StatusClass,
} from '../state/summarize-evidence.js';
import type { ExternalId } from '../model.js';
import { formatCount } from '../text/phrase.js';

/** Names whoever has an id, as in `Ada Lovelace (OKTA-1)`. Not escaped. */
export type NameOf = (id: ExternalId) => string;

/** How a field is known, in a few words. */
const CLASS_MEANINGS: Readonly<Record<StatusClass, string>> = {
  confirmed: "COR's answer repeated the value",
  acknowledged: 'COR took the update and did not show the value',
  observed: "read from COR's list",
  assumed: 'taken from users.yaml by baseline, never sent',
  unknown: 'its last update has no known outcome',
};

/** A row for each class: its name, how many fields, which share, and how they are known. */
export function classRows({ counts, fields }: EvidenceStatus): readonly (readonly string[])[] {
  return STATUS_CLASSES.map((name) => [
    name,
    formatCount(counts[name]),
    showShare(counts[name], fields),
    CLASS_MEANINGS[name],
  ]);
}

/** The table of the groups that were asked for; null if none were. `show` escapes for a medium. */
export function groupTable(
  { groups, staleBefore }: EvidenceStatus,
  nameOf: NameOf,
  show: { readonly name: (text: string) => string; readonly day: (day: string | null) => string },
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null {
  if (groups === null) return null;
  const { by, rows } = groups;
  const withStale = staleBefore !== null;
  const nameIn = (name: string): string => show.name(by === 'user' ? nameOf(name) : name);
  return {
    head: [by, 'fields', ...STATUS_CLASSES, ...(withStale ? ['stale'] : []), 'oldest'],
    rows: rows.map(({ name, fields, counts, stale, oldest }) => [
      name === null ? '(not recorded)' : nameIn(name),
      formatCount(fields),
      ...STATUS_CLASSES.map((known) => formatCount(counts[known])),
      ...(withStale ? [formatCount(stale)] : []),
      show.day(oldest === null ? null : oldest.slice(0, 10)),
    ]),
  };
}

/** `47.6%`; a part that is there is never shown as none, and one that is not all never as all. */
export function showShare(part: number, whole: number): string {
  if (part === 0) return '0%';
  const share = (part / whole) * 100;
  if (share < 0.1) return '<0.1%';
  return part < whole && share > 99.9 ? '>99.9%' : `${share.toFixed(1)}%`;
}
