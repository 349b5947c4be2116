import {
  STATUS_CLASSES,
  type EvidenceGroup,
  type EvidenceStatus,
} from '../../state/summarize-evidence.js';
import { writeJson } from '../escape.js';

/** `corform status --json`, in the form of schemas/status.v1.schema.json. */
export function renderStatusJson(status: EvidenceStatus): string {
  const { users, fields, counts, oldest, undated, staleBefore, stale, staleUsers, groups } = status;
  return writeJson({
    format_version: '1.0',
    users,
    fields,
    classes: STATUS_CLASSES.map((name) => ({
      class: name,
      fields: counts[name],
      share: fields === 0 ? 0 : counts[name] / fields,
    })),
    oldest,
    undated,
    stale: staleBefore === null ? null : { before: staleBefore, fields: stale, users: staleUsers },
    groups:
      groups === null
        ? null
        : { by: groups.by, rows: groups.rows.map((row) => showGroup(row, staleBefore !== null)) },
  });
}

function showGroup(
  { name, fields, counts, stale, oldest }: EvidenceGroup,
  withStale: boolean,
): object {
  return { name, fields, ...counts, stale: withStale ? stale : null, oldest };
}
