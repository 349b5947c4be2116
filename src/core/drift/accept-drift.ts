/** The way out of drift that keeps COR's values: edits of users.yaml. */
import type { BulkRow } from '../edit/bulk-edits.js';
import { checkValues } from '../edit/check-values.js';
import { readDocuments } from '../edit/document.js';
import type { Edit } from '../edit/edit.js';
import { editDocuments, type DocumentPair } from '../edit/edit-users.js';
import { hasErrors, type Outcome } from '../errors/diagnostic.js';
import type { ExternalId, FieldName, FieldValue } from '../model.js';

import type { SourceFile } from '../yaml/source-file.js';
import { tidy } from './compare-values.js';
import type { Difference, ListedField } from './compare-fields.js';
import type { DriftedUser } from './find-drift.js';

/** Why a difference is left to a person. */
export type WhyLeft =
  /** users.yaml wants a third value. */
  | 'conflict'
  /** users.yaml does not have the user or the field any more. */
  | 'not-in-users'
  /** users.yaml may not hold what COR has. */
  | 'not-valid';

export interface LeftAlone {
  readonly id: ExternalId;
  readonly field: ListedField;
  readonly why: WhyLeft;
}

export interface AcceptedDrift {
  /** The files that become different. */
  readonly files: readonly DocumentPair[];
  readonly rows: readonly BulkRow[];
  /** How many users these are. */
  readonly users: number;
  readonly left: readonly LeftAlone[];
}

export interface AcceptOptions {
  /** Ids that must be present. */
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
}

/** Edits the files so that users.yaml wants what was changed in COR. Writes nothing. */
export function acceptDrift(
  sources: readonly SourceFile[],
  users: readonly DriftedUser[],
  options: AcceptOptions,
): Outcome<AcceptedDrift> {
  const decided = users.flatMap((user) =>
    user.fields.map((field) => decide(user, field, options.sensitive)),
  );
  const rows = decided.filter((one): one is Accepted => 'row' in one);
  const edits = rows.map(({ edit }) => edit);
  const { value, diagnostics } = editDocuments(readDocuments(sources), edits, options);
  if (value === undefined) return { value, diagnostics };
  return {
    value: {
      files: value,
      rows: rows.map(({ row }) => row),
      users: new Set(edits.map(({ id }) => id)).size,
      left: decided.filter((one): one is LeftAlone => 'why' in one),
    },
    diagnostics,
  };
}

interface Accepted {
  readonly row: BulkRow;
  readonly edit: Extract<Edit, { readonly kind: 'set' }>;
}

function decide(
  { id, entry }: DriftedUser,
  { field, class: of, desired, listed }: Difference,
  sensitive: readonly FieldName[],
): Accepted | LeftAlone {
  const leave = (why: WhyLeft): LeftAlone => ({ id, field, why });
  if (of === 'conflict') return leave('conflict');
  if (entry === null || desired === null) return leave('not-in-users');
  const value: FieldValue = typeof listed === 'string' ? tidy(listed) : listed;
  if (hasErrors(checkValues({ [field]: value }, { shared: false, sensitive }))) {
    return leave('not-valid');
  }
  return {
    row: { action: 'set', target: { id: entry.id }, field, before: desired, after: value },
    edit: { kind: 'set', id: entry.id, field, value },
  };
}
