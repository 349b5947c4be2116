import type { BulkRow } from '../../edit/bulk-edits.js';
import type { BulkResult } from '../../edit/edit-in-bulk.js';
import type { FieldName } from '../../model.js';
import { writeJson } from '../escape.js';

export interface EditsJsonOptions {
  readonly sensitive: readonly FieldName[];
  /** False in CI: only ids and fields. */
  readonly withValues: boolean;
  readonly written: boolean;
}

/** What `set`, `unset` and `remove` do, as a JSON document. */
export function renderEditsJson(result: BulkResult, options: EditsJsonOptions): string {
  const { files, rows, selected, spared, missing, profile } = result;
  const document = {
    format_version: '1.0',
    written: options.written,
    files: files.map(({ after }) => after.name),
    selected,
    changes: rows.map((row) => changeOf(row, options)),
    protected: spared,
    not_found: missing,
    profile: profile?.kind === 'profile' ? profile.name : null,
  };
  return writeJson(document);
}

function changeOf(row: BulkRow, { sensitive, withValues }: EditsJsonOptions): object {
  const { action, target, field, before, after } = row;
  const what = { action, ...target, ...(field !== null && { field }) };
  if (field === null || !withValues) return what;
  return sensitive.includes(field) ? { ...what, sensitive: true } : { ...what, before, after };
}
