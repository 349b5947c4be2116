import { RISKS } from '../plan/classify.js';
import type { ChangeView, ViewValue } from './view.js';

/** Changes of one shape, sorted by id. */
export interface ChangeGroup {
  /** Never empty. The first stands for all where the shape is shown. */
  readonly changes: readonly [ChangeView, ...ChangeView[]];
  /** Whether they have the values in common too, or just kind and fields. */
  readonly sameValues: boolean;
}

export interface GroupedChanges {
  /** Groups and outliers (groups of one), the riskiest first, then the largest. */
  readonly groups: readonly ChangeGroup[];
  /** Changes that are in none of them, because there are too many shapes; the riskiest first. */
  readonly rest: readonly ChangeView[];
}

/** A group saves nothing below this size: its users are shown one by one. */
const SMALLEST_GROUP = 4;

/** The most groups of either level, and the most outliers, that a person reads. */
const MOST_GROUPS = 20;

/** Whether a change is a risk that is listed by name. Such a change is in no group. */
export function isListed({ risk }: ChangeView): boolean {
  return risk === 'role-raise' || risk === 'role-grant' || risk === 'forget';
}

/**
 * A large plan as a person takes it in, but for the risks that are listed by name: users with identical changes in one group, then users whose
 * changes concern the same fields with differing values in one, then a bounded number of outliers.
 */
export function groupChanges(all: readonly ChangeView[]): GroupedChanges {
  const identical = gather(
    all.filter((change) => !isListed(change)),
    true,
  );
  const similar = gather(identical.others, false);
  const outliers = byRisk(similar.others.map((change) => groupOf(change, true)));
  const shown = outliers.slice(0, MOST_GROUPS);
  return {
    groups: byRisk([...identical.groups, ...similar.groups, ...shown]),
    rest: outliers.slice(MOST_GROUPS).map(({ changes: [change] }) => change),
  };
}

function gather(
  changes: readonly ChangeView[],
  sameValues: boolean,
): { readonly groups: readonly ChangeGroup[]; readonly others: readonly ChangeView[] } {
  const byShape = new Map<string, [ChangeView, ...ChangeView[]]>();
  for (const change of changes) {
    const shape = shapeOf(change, sameValues);
    const group = byShape.get(shape);
    if (group === undefined) byShape.set(shape, [change]);
    else group.push(change);
  }
  const all = byRisk([...byShape.values()].map((group) => ({ changes: group, sameValues })));
  const large = all.filter((group) => group.changes.length >= SMALLEST_GROUP);
  const groups = large.slice(0, MOST_GROUPS);
  const grouped = new Set(groups.flatMap((group) => group.changes));
  return { groups, others: changes.filter((change) => !grouped.has(change)) };
}

function groupOf(change: ChangeView, sameValues: boolean): ChangeGroup {
  return { changes: [change], sameValues };
}

/** Sorting is stable: what is equal stays in order of id. */
function byRisk(groups: readonly ChangeGroup[]): readonly ChangeGroup[] {
  return [...groups].sort(
    (a, b) =>
      rankOfChange(a.changes[0]) - rankOfChange(b.changes[0]) ||
      b.changes.length - a.changes.length,
  );
}

/** The place of a change in a list of the riskiest first. */
export function rankOfChange(change: ChangeView): number {
  return change.risk === null ? RISKS.length : RISKS.indexOf(change.risk);
}

/** Equal for changes that read the same but for the user. Hidden values count as the same. */
function shapeOf(change: ChangeView, withValues: boolean): string {
  const { kind, risk, protection, unknown } = change;
  const set = change.set.map(({ field, reason, before, after }) => [
    field,
    reason,
    ...(withValues ? [shownValue(before), shownValue(after)] : []),
  ]);
  const released = change.released.map(({ field }) => field);
  const isMoved = change.movedFrom !== null;
  return JSON.stringify([kind, risk, protection, isMoved, unknown, set, released]);
}

function shownValue(value: ViewValue | null): unknown {
  return value?.kind === 'plain' ? [value.value] : value?.kind;
}
