/** Everything that is known of one user: what `corform explain` shows. */
import {
  FIELD_NAMES,
  LISTED_FIELDS,
  type DesiredUser,
  type ExternalId,
  type FieldName,
  type FieldValue,
  type Place,
  type RecordedState,
  type RecordedUser,
} from '../model.js';
import type { Change, FieldChange } from '../plan/change.js';
import type { BlamedLine } from '../ports/git.js';
import { evidenceOf, runTableOf, type FieldEvidence } from '../state/evidence.js';
import { personFrom, type Person } from '../text/person.js';
import type { FieldSource } from '../users/locate-layers.js';
import type { EarlierValue } from './earlier-values.js';

export interface WantedValue extends FieldSource {
  readonly value: FieldValue;
  /** Null if git does not know the line. */
  readonly blame: BlamedLine | null;
}

export interface RecordedValue extends FieldEvidence {
  /** Null: its first update has no known outcome. */
  readonly value: FieldValue | null;
}

/** What the next apply does with a field. */
export type Pending =
  | { readonly kind: 'send'; readonly reason: FieldChange['reason'] }
  /** It is no longer managed: nothing is sent, and COR keeps its value. */
  | { readonly kind: 'release' };

export interface FieldExplanation {
  readonly field: FieldName;
  readonly isSensitive: boolean;
  readonly wanted: WantedValue | null;
  readonly recorded: RecordedValue | null;
  readonly before: EarlierValue | null;
  readonly pending: Pending | null;
  /** Whether COR's list of users shows the field. */
  readonly isListed: boolean;
}

export interface UserExplanation {
  readonly id: ExternalId;
  readonly person: Person;
  /** Where the entry stands; null if users.yaml does not have the user. */
  readonly place: Place | null;
  /** Null if users.yaml does not have the user, or the state does not. */
  readonly isProtected: { readonly wanted: boolean | null; readonly recorded: boolean | null };
  readonly corId: number | null;
  /** False if no plan can be made, so nobody knows what the next apply does. */
  readonly isPlannable: boolean;
  /** What the next apply does with the user; null: nothing. */
  readonly action: Change['action'] | null;
  readonly movedFrom: ExternalId | null;
  readonly fields: readonly FieldExplanation[];
}

/** All that an explanation is made of. */
export interface UserKnowledge {
  readonly id: ExternalId;
  readonly wanted: DesiredUser | null;
  readonly record: RecordedUser | null;
  readonly runs: RecordedState['runs'];
  /** What the next apply changes of this user; undefined if no plan can be made. */
  readonly change: Change | null | undefined;
  readonly sources: ReadonlyMap<FieldName, FieldSource>;
  readonly blames: ReadonlyMap<FieldName, BlamedLine>;
  readonly earlier: ReadonlyMap<FieldName, EarlierValue>;
}

/** Puts together what is known of a user; `only` one field, or null for all that are managed. */
export function explainUser(
  findings: UserKnowledge,
  only: FieldName | null,
  sensitive: ReadonlySet<FieldName>,
): UserExplanation {
  const { id, wanted, record } = findings;
  const change = findings.change ?? null;
  const evidence = record === null ? [] : evidenceOf(record, runTableOf({ runs: findings.runs }));
  const managed = FIELD_NAMES.filter(
    (field) =>
      wanted?.fields[field] !== undefined || evidence.some((known) => known.field === field),
  );
  return {
    id,
    person: personFrom(id, { ...record?.fields, ...wanted?.fields }, sensitive),
    place: wanted?.place ?? null,
    isProtected: { wanted: wanted?.protected ?? null, recorded: record?.protected ?? null },
    corId: record?.cor_id ?? null,
    isPlannable: findings.change !== undefined,
    action: change?.action ?? null,
    movedFrom: change !== null && 'movedFrom' in change ? change.movedFrom : null,
    fields: (only === null ? managed : [only]).map((field) => ({
      field,
      isSensitive: sensitive.has(field),
      wanted: wantedValue(findings, field),
      recorded: recordedValue(findings, evidence, field),
      before: findings.earlier.get(field) ?? null,
      pending: pendingOf(change, field),
      isListed: LISTED_FIELDS.some((listed) => listed === field),
    })),
  };
}

function wantedValue(
  { wanted, sources, blames }: UserKnowledge,
  field: FieldName,
): WantedValue | null {
  const value = wanted?.fields[field];
  const source = sources.get(field);
  if (value === undefined || source === undefined) return null;
  return { value, ...source, blame: blames.get(field) ?? null };
}

function recordedValue(
  { record }: UserKnowledge,
  evidence: readonly FieldEvidence[],
  field: FieldName,
): RecordedValue | null {
  const known = evidence.find((entry) => entry.field === field);
  if (record === null || known === undefined) return null;
  return { ...known, value: record.fields[field] ?? null };
}

function pendingOf(change: Change | null, field: FieldName): Pending | null {
  if (change === null || change.action === 'forget') return null;
  const sent = change.action === 'record' ? [] : change.set;
  const found = sent.find((entry) => entry.field === field);
  if (found !== undefined) return { kind: 'send', reason: found.reason };
  const released = change.action === 'add' ? [] : change.released;
  return released.some((entry) => entry.field === field) ? { kind: 'release' } : null;
}
