import type { FieldValue, LISTED_FIELDS, RecordedUser, UserFields } from '../model.js';
import { isAlike, isSame } from './compare-values.js';

/** The fields that COR's list shows. */
export type ListedField = (typeof LISTED_FIELDS)[number];

/** What became of one recorded field in COR. */
export type FieldClass =
  /** COR has what is recorded. */
  | 'in-sync'
  /** COR has the recorded value in its own form. */
  | 'normalised'
  /** COR has another value than the record, and users.yaml wants just that. */
  | 'already-so'
  /** COR has another value than the record, and users.yaml has the recorded one or none. */
  | 'changed'
  /** COR, the record and users.yaml have three different values. */
  | 'conflict'
  /** The last PUT of the field has no known outcome, and COR shows what it holds now. */
  | 'outcome-visible'
  /** COR's list shows no value. */
  | 'not-shown';

/** COR has another value than the record. */
export type Difference =
  | {
      readonly class: 'changed';
      readonly field: ListedField;
      readonly recorded: FieldValue;
      /** Null if users.yaml does not ask for the field. */
      readonly desired: FieldValue | null;
      readonly listed: FieldValue;
    }
  | {
      readonly class: 'conflict';
      readonly field: ListedField;
      readonly recorded: FieldValue;
      readonly desired: FieldValue;
      readonly listed: FieldValue;
    };

export interface FieldOutcome {
  readonly class: 'outcome-visible';
  readonly field: ListedField;
  /**
   * What COR holds: the value that users.yaml wants, which in most cases is the one that was sent, the one that was
   * confirmed before, or another one.
   */
  readonly holds: 'sent' | 'old' | 'other';
}

export type ComparedField =
  | Difference
  | FieldOutcome
  | {
      readonly class: Exclude<FieldClass, Difference['class'] | FieldOutcome['class']>;
      readonly field: ListedField;
    };

/**
 * Compares the recorded fields of a user with those of COR's list. A field that is not recorded is not compared: COR
 * may hold anything.
 */
export function compareFields(
  user: Pick<RecordedUser, 'fields' | 'unknown'>,
  desired: UserFields,
  listed: UserFields,
  fields: readonly ListedField[],
): readonly ComparedField[] {
  return fields.flatMap((field): readonly ComparedField[] => {
    const recorded = user.fields[field];
    const wanted = desired[field] ?? null;
    const value = listed[field];
    if (user.unknown[field] !== undefined) {
      if (value === undefined) return [{ class: 'not-shown', field }];
      const holds = value === wanted ? 'sent' : value === recorded ? 'old' : 'other';
      return [{ class: 'outcome-visible', field, holds }];
    }
    if (recorded === undefined) return [];
    return [compareField(field, recorded, wanted, value)];
  });
}

function compareField(
  field: ListedField,
  recorded: FieldValue,
  desired: FieldValue | null,
  listed: FieldValue | undefined,
): ComparedField {
  if (listed === undefined) return { class: 'not-shown', field };
  if (listed === recorded) return { class: 'in-sync', field };
  if (isAlike(recorded, listed)) return { class: 'normalised', field };
  if (desired === null || isSame(recorded, desired)) {
    return { class: 'changed', field, recorded, desired, listed };
  }
  if (isAlike(desired, listed)) return { class: 'already-so', field };
  return { class: 'conflict', field, recorded, desired, listed };
}

export function isDifference(compared: ComparedField): compared is Difference {
  return compared.class === 'changed' || compared.class === 'conflict';
}

/** Whether a user has a more powerful role in COR than is recorded: a smaller number. */
export function isRaisedInCor({ field, recorded, listed }: Difference): boolean {
  return field === 'role_id' && Number(listed) < Number(recorded);
}
