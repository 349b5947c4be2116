import type { ExternalId, FieldName, FieldValue, UserFields } from '../model.js';

/** Where fields are written that several users share. */
export type SharedPlace =
  | { readonly kind: 'defaults'; readonly file: string }
  | { readonly kind: 'profile'; readonly file: string; readonly name: string };

/** A user to add. Only these fields become lines of the new entry. */
export interface NewUser {
  readonly id: ExternalId;
  readonly profile?: string;
  readonly fields: UserFields;
}

/**
 * One change of users.yaml. Of two edits of the same field the later one counts; edits of a user who is
 * also removed are left out.
 */
export type Edit =
  /** Writes the user's own value, over that of the profile and the defaults. */
  | {
      readonly kind: 'set';
      readonly id: ExternalId;
      readonly field: FieldName;
      readonly value: FieldValue;
    }
  /** Takes the user's own value out: then the profile's or the default counts, or the field is not managed. */
  | { readonly kind: 'unset'; readonly id: ExternalId; readonly field: FieldName }
  /** Adds a user to a file. `file` is the name of one of the sources. */
  | { readonly kind: 'add'; readonly file: string; readonly user: NewUser }
  | { readonly kind: 'remove'; readonly id: ExternalId }
  | {
      readonly kind: 'set-shared';
      readonly in: SharedPlace;
      readonly field: FieldName;
      readonly value: FieldValue;
    }
  | { readonly kind: 'unset-shared'; readonly in: SharedPlace; readonly field: FieldName };

/** A value to write, or undefined for one to take out. */
export type FieldEdit = FieldValue | undefined;

/** What is to become of a map of fields. */
export type FieldChanges = ReadonlyMap<FieldName, FieldEdit>;

/** All edits of one file, with at most one change a field. */
export interface FileEdits {
  readonly users: ReadonlyMap<ExternalId, FieldChanges>;
  readonly defaults: FieldChanges;
  readonly profiles: ReadonlyMap<string, FieldChanges>;
  readonly removed: ReadonlySet<ExternalId>;
  readonly added: readonly NewUser[];
}
