/**
 * How a state becomes the next one. Pure, and the serial stays as it is: `prepareCommit` raises it.
 *
 * A run opens (`openRun`), its PUTs end in any order and in any number of steps (`settle`), and it is
 * closed (`closeRun`). The user's id is the identity of a PUT throughout: a run has at most one a user.
 */
import {
  compareIds,
  FIELD_NAMES,
  HISTORY_LENGTH,
  type EvidenceClass,
  type ExternalId,
  type FieldName,
  type FinishedRun,
  type OpenRun,
  type RecordedState,
  type RecordedTarget,
  type RecordedUser,
  type RunCounts,
  type RunOperation,
  type Target,
  type UserFields,
} from '../model.js';
import type { AddChange, Change, Plan, RecordChange, UpdateChange } from '../plan/change.js';
import { changeEvidence, forgetRuns, NO_EVIDENCE, registerRun } from './evidence.js';
import type { RecordedOutcome } from './recorded-outcome.js';

/** A state with an open run. */
export type StateInRun = RecordedState & { readonly run: OpenRun };

/** What is known of a run before it opens. */
export type RunStart = Pick<
  OpenRun,
  'id' | 'started_at' | 'who' | 'commit' | 'digest' | 'approved_by'
>;

/** A state that was never committed: its serial is 0, and the first commit makes it 1. */
export function newState(identity: {
  readonly lineage: string;
  readonly digestKey: string;
  readonly writtenBy: string;
}): RecordedState {
  return {
    format: 'corform-state',
    format_version: 1,
    lineage: identity.lineage,
    serial: 0,
    written_by: identity.writtenBy,
    target: null,
    digest_key: identity.digestKey,
    config: { commit: null, digest: null },
    run: null,
    history: [],
    runs: [],
    users: [],
  };
}

/**
 * The state to commit before anything is sent. What concerns the record alone (forgets, released
 * fields, moves, protection) is done at once; what must be sent stands in `run.ops`, with its values,
 * so that an outcome can still be merged after a crash. A plan that sends nothing leaves no run open:
 * its entry in the history is there already.
 *
 * The plan must have been made from this very state: throws otherwise, and if a run is open.
 */
export function openRun(state: RecordedState, plan: Plan, run: RunStart): RecordedState {
  if (state.run !== null) throw new Error(`run ${state.run.id} is still open`);
  if (plan.state.lineage !== state.lineage || plan.state.serial !== state.serial) {
    throw new Error('the plan was made from another state');
  }
  const opened: RecordedState = {
    ...state,
    // A state without users belongs to nobody: it may be applied to any target from now on.
    target: state.users.length === 0 ? null : state.target,
    users: changeRecords(state.users, plan.changes),
    run: {
      ...run,
      serial: state.serial + 1,
      target: plan.target,
      counts: {
        ...NO_COUNTS,
        forgotten: plan.changes.filter((change) => change.action === 'forget').length,
        recorded: plan.changes.filter((change) => change.action === 'record').length,
      },
      ops: plan.changes.flatMap(operationOf).sort((a, b) => compareIds(a.id, b.id)),
    },
  };
  return sends(plan) ? opened : closeRun(opened, run.started_at);
}

const NO_COUNTS: RunCounts = {
  added: 0,
  changed: 0,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};

/** Whether an apply of the plan sends anything, so it opens a run and needs a credential. */
export function sends(plan: Plan): boolean {
  return plan.changes.some((change) => change.action === 'add' || change.action === 'update');
}

function changeRecords(
  users: readonly RecordedUser[],
  changes: readonly Change[],
): readonly RecordedUser[] {
  const before = new Map(users.map((user) => [user.id, user]));
  const after = new Map(before);
  const renamed: RecordedUser[] = [];
  for (const change of changes) {
    if (change.action === 'add') continue;
    const id = change.action === 'forget' ? change.id : (change.movedFrom ?? change.id);
    const user = before.get(id);
    if (user === undefined) throw new Error(`the plan changes ${id}, which is not recorded`);
    after.delete(id);
    if (change.action !== 'forget') renamed.push(changeRecord(user, change));
  }
  for (const user of renamed) after.set(user.id, user);
  return [...after.values()].sort((a, b) => compareIds(a.id, b.id));
}

function changeRecord(user: RecordedUser, change: UpdateChange | RecordChange): RecordedUser {
  const released = new Set<FieldName>(change.released.map(({ field }) => field));
  const gone = Object.fromEntries([...released].map((field) => [field, null]));
  return {
    ...user,
    id: change.id,
    fields: without(user.fields, released),
    unknown: without(user.unknown, released),
    evidence: changeEvidence(user.evidence, gone, 0),
    protected: change.protection ?? user.protected,
  };
}

function operationOf(change: Change): readonly RunOperation[] {
  if (change.action !== 'add' && change.action !== 'update') return [];
  return [{ id: change.id, set: valuesOf(change), protected: change.protection ?? false }];
}

function valuesOf(change: AddChange | UpdateChange): UserFields {
  return Object.fromEntries(change.set.map(({ field, after }) => [field, after]));
}

/**
 * Merges outcomes of the open run, by user id. Their PUTs leave `run.ops` and are counted; the others
 * stay. Outcomes of PUTs that are no longer there are ignored, so merging twice is harmless, and
 * the order of merging makes no difference. Throws if no run is open.
 */
export function settle(
  state: RecordedState,
  outcomes: ReadonlyMap<ExternalId, RecordedOutcome>,
): StateInRun {
  const run = runOf(state);
  const users = new Map(state.users.map((user) => [user.id, user]));
  const counts = { ...run.counts };
  const waiting: RunOperation[] = [];
  const { n, runs } = registerRun(state.runs, {
    id: run.id,
    at: run.started_at,
    commit: run.commit,
  });
  let { target } = state;
  let isKnown = false;
  for (const op of run.ops) {
    const outcome = outcomes.get(op.id);
    if (outcome === undefined) {
      waiting.push(op);
      continue;
    }
    counts[countOf(outcome, users.has(op.id))] += 1;
    if (outcome.kind === 'refused' || outcome.kind === 'not-attempted') continue;
    users.set(op.id, mergeOutcome(users.get(op.id) ?? newRecord(op), op, outcome, { n, ...run }));
    isKnown = true;
    if (outcome.kind === 'applied') target = bindTarget(target ?? run.target, outcome.company_id);
  }
  return {
    ...state,
    target,
    runs: isKnown ? runs : state.runs,
    users: [...users.values()].sort((a, b) => compareIds(a.id, b.id)),
    run: { ...run, counts, ops: waiting },
  };
}

function runOf(state: RecordedState): OpenRun {
  if (state.run === null) throw new Error('no run is open');
  return state.run;
}

function countOf(outcome: RecordedOutcome, recorded: boolean): keyof RunCounts {
  if (outcome.kind === 'applied') return recorded ? 'changed' : 'added';
  return outcome.kind === 'not-attempted' ? 'not_attempted' : outcome.kind;
}

function newRecord(op: RunOperation): RecordedUser {
  return {
    id: op.id,
    cor_id: null,
    fields: {},
    unknown: {},
    evidence: NO_EVIDENCE,
    protected: op.protected,
  };
}

/** COR has acknowledged something: the state belongs to this target, and to the company that COR named first. */
function bindTarget(target: Target | RecordedTarget, answered: number | null): RecordedTarget {
  const { endpoint, source } = target;
  const known = 'company_id' in target ? target.company_id : null;
  return { endpoint, source, company_id: known ?? answered };
}

/** Merges an outcome of a PUT that COR took, or may have taken. */
function mergeOutcome(
  user: RecordedUser,
  op: RunOperation,
  outcome: RecordedOutcome,
  run: { readonly n: number; readonly id: string },
): RecordedUser {
  const sent = FIELD_NAMES.filter((field) => op.set[field] !== undefined);
  if (outcome.kind !== 'applied') {
    // Something of ours may have reached COR: nothing that was known of such a field holds any longer.
    const forgotten = Object.fromEntries(sent.map((field) => [field, null]));
    const unknown = Object.fromEntries(sent.map((field) => [field, run.id]));
    return {
      ...user,
      evidence: changeEvidence(user.evidence, forgotten, run.n),
      unknown: { ...user.unknown, ...unknown },
    };
  }
  const known = Object.fromEntries(
    sent.map((field) => [field, outcome.confirmed.includes(field) ? 'confirmed' : 'acknowledged']),
  ) as Partial<Record<FieldName, EvidenceClass>>;
  return {
    ...user,
    cor_id: outcome.cor_id ?? user.cor_id,
    fields: { ...user.fields, ...op.set },
    unknown: without(user.unknown, new Set(sent)),
    evidence: changeEvidence(user.evidence, known, run.n),
  };
}

function without<T extends Readonly<Partial<Record<FieldName, unknown>>>>(
  fields: T,
  gone: ReadonlySet<FieldName>,
): T {
  const kept = Object.entries(fields).filter(([field]) => !gone.has(field as FieldName));
  return Object.fromEntries(kept) as T;
}

/**
 * Closes the run: `complete` if nothing was refused, left unknown or not attempted, else `incomplete`.
 * Commit and digest become those last applied in either case, because part of them was. The counts
 * stand in the last entry of the history. Throws while the outcome of a PUT is missing.
 */
export function closeRun(state: RecordedState, endedAt: string): RecordedState {
  const { counts } = runOf(state);
  const all = counts.refused + counts.unknown + counts.not_attempted === 0;
  return finishRun(state, all ? 'complete' : 'incomplete', endedAt);
}

/** Closes the run with the end given; see `closeRun`. */
export function finishRun(
  state: RecordedState,
  end: FinishedRun['end'],
  endedAt: string,
): RecordedState {
  const { ops, target, ...run } = runOf(state);
  if (ops.length > 0) throw new Error(`${ops.length} outcomes of run ${run.id} are missing`);
  const finished: FinishedRun = { ...run, ended_at: endedAt, end };
  return {
    ...forgetRuns(state),
    run: null,
    // Once commits are known, an apply from outside git must not make them forgotten.
    config: { commit: run.commit ?? state.config.commit, digest: run.digest },
    history: [...state.history, finished].slice(-HISTORY_LENGTH),
  };
}
