import { STATUS_CLASSES, type EvidenceStatus } from '../../state/summarize-evidence.js';
import { showCell } from './cell.js';

/** `corform status --format csv`: the classes, or the groups if some were asked for. */
export function renderStatusCsv({ fields, counts, groups, staleBefore }: EvidenceStatus): string {
  const rows =
    groups === null
      ? [
          ['class', 'fields', 'share'],
          ...STATUS_CLASSES.map((name) => [
            name,
            counts[name],
            fields === 0 ? 0 : counts[name] / fields,
          ]),
        ]
      : [
          [groups.by, 'fields', ...STATUS_CLASSES, 'stale', 'oldest'],
          ...groups.rows.map((row) => [
            row.name ?? '',
            row.fields,
            ...STATUS_CLASSES.map((name) => row.counts[name]),
            staleBefore === null ? '' : row.stale,
            row.oldest ?? '',
          ]),
        ];
  return rows.map((row) => `${row.map(showCell).join(',')}\r\n`).join('');
}
