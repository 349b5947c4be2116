/** How the managed fields of everybody are known, counted: what `corform status` shows. */
import {
  EVIDENCE_CLASSES,
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type RecordedState,
} from '../model.js';
import { evidenceOf, isOlder, runTableOf, type FieldEvidence } from './evidence.js';

export type StatusClass = FieldEvidence['class'];
export const STATUS_CLASSES: readonly StatusClass[] = [...EVIDENCE_CLASSES, 'unknown'];

export const GROUPINGS = ['field', 'user', 'run'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type ClassCounts = Readonly<Record<StatusClass, number>>;

/** The fields of one name, user or run. */
export interface EvidenceGroup {
  /** Null: the run is not recorded. */
  readonly name: string | null;
  readonly fields: number;
  readonly counts: ClassCounts;
  /** Since when the oldest of them is known, ISO 8601, UTC; null if that is not recorded of any. */
  readonly oldest: string | null;
  readonly stale: number;
}

export interface EvidenceStatus extends Omit<EvidenceGroup, 'name' | 'oldest'> {
  readonly users: number;
  /** The field that is known the longest; null if no time is recorded of any. */
  readonly oldest: (FieldEvidence & { readonly id: ExternalId }) | null;
  /** Fields of which no time is recorded. They count as stale. */
  readonly undated: number;
  /** What counts as stale: known from before this time. Null if nobody asked. */
  readonly staleBefore: string | null;
  /** Who has stale fields, sorted by id. */
  readonly staleUsers: readonly ExternalId[];
  /** Null if nobody asked for groups. */
  readonly groups: { readonly by: Grouping; readonly rows: readonly EvidenceGroup[] } | null;
}

interface Tally {
  readonly name: string | null;
  readonly counts: Record<StatusClass, number>;
  fields: number;
  oldest: string | null;
  stale: number;
}

/** Counts each managed field once, in each table: the classes partition the fields. */
export function summarizeEvidence(
  state: Pick<RecordedState, 'users' | 'runs'>,
  asked: { readonly staleBefore: string | null; readonly by: Grouping | null },
): EvidenceStatus {
  const { staleBefore, by } = asked;
  const runs = runTableOf(state);
  const all = newTally(null);
  const groups = new Map<string | null, Tally>();
  const staleUsers: ExternalId[] = [];
  let oldest: EvidenceStatus['oldest'] = null;
  let undated = 0;
  for (const user of state.users) {
    const { id } = user;
    const staleAlready = all.stale;
    for (const evidence of evidenceOf(user, runs)) {
      const isStale = staleBefore !== null && isOlder(evidence, staleBefore);
      count(all, evidence, isStale);
      if (evidence.at === null) undated += 1;
      else if (evidence.at < (oldest?.at ?? '~')) oldest = { id, ...evidence };
      if (by === null) continue;
      const name = { field: evidence.field, user: id, run: evidence.run }[by];
      const group = groups.get(name) ?? newTally(name);
      groups.set(name, group);
      count(group, evidence, isStale);
    }
    if (all.stale > staleAlready) staleUsers.push(id);
  }
  return {
    ...all,
    users: state.users.length,
    oldest,
    undated,
    staleBefore,
    staleUsers,
    groups: by === null ? null : { by, rows: sortGroups([...groups.values()], by) },
  };
}

function newTally(name: string | null): Tally {
  const counts = { confirmed: 0, acknowledged: 0, observed: 0, assumed: 0, unknown: 0 };
  return { name, counts, fields: 0, oldest: null, stale: 0 };
}

function count(tally: Tally, { class: known, at }: FieldEvidence, isStale: boolean): void {
  tally.fields += 1;
  tally.counts[known] += 1;
  if (isStale) tally.stale += 1;
  if (at !== null && at < (tally.oldest ?? '~')) tally.oldest = at;
}

/** Fields in their order, users by id as they came, runs from the oldest on. */
function sortGroups(rows: Tally[], by: Grouping): readonly EvidenceGroup[] {
  if (by === 'user') return rows;
  const position = ({ name }: Tally): number => FIELD_NAMES.indexOf(name as FieldName);
  if (by === 'field') return rows.sort((a, b) => position(a) - position(b));
  const time = ({ oldest }: Tally): string => oldest ?? '';
  return rows.sort((a, b) => (time(a) < time(b) ? -1 : 1));
}
