import type { FieldName, FinishedRun, RecordedState, RecordedUser } from '../../model.js';
import { evidenceOf, runTableOf } from '../../state/evidence.js';
import { writeJson } from '../escape.js';
import { finishedRuns, type OpenRunView } from '../text/state.js';

/** `state show --json`: what is known of the record as a whole. */
export function renderStateHeadJson(state: RecordedState, open: OpenRunView | null): string {
  const { lineage, serial, written_by, target, config, users, history } = state;
  return writeJson({
    lineage,
    serial,
    written_by,
    target,
    commit: config.commit,
    digest: config.digest,
    users: users.length,
    users_of_unknown_outcome: users.filter((user) => Object.keys(user.unknown).length > 0).length,
    open_run: showOpen(open),
    last_run: finishedRuns(history, open).at(-1) ?? null,
  });
}

/** `state show ID --json`: what is recorded of one user; null stands for a sensitive value. */
export function renderRecordedUserJson(
  user: RecordedUser,
  state: Pick<RecordedState, 'runs'>,
  sensitive: readonly FieldName[],
): string {
  const isHidden = (field: string): boolean => sensitive.some((name) => name === field);
  const fields = Object.entries(user.fields).map(([field, value]) => [
    field,
    isHidden(field) ? null : value,
  ]);
  return writeJson({
    ...user,
    fields: Object.fromEntries(fields) as object,
    evidence: evidenceOf(user, runTableOf(state)),
    sensitive: Object.keys(user.fields).filter(isHidden),
  });
}

/** `state history --json`: the runs, newest first, and the open one. */
export function renderHistoryJson(
  history: readonly FinishedRun[],
  open: OpenRunView | null,
): string {
  return writeJson({ open_run: showOpen(open), runs: finishedRuns(history, open).toReversed() });
}

function showOpen(open: OpenRunView | null): object | null {
  if (open === null) return null;
  const { state, startedAt, who } = open;
  return { state, started_at: startedAt, who };
}
