import {
  compareIds,
  FIELD_NAMES,
  HISTORY_LENGTH,
  type DesiredState,
  type DesiredUser,
  type EvidenceClass,
  type ExternalId,
  type FieldName,
  type FinishedRun,
  type RecordedState,
  type RecordedUser,
  type Target,
} from '../model.js';
import { COMPANY_NOT_KNOWN } from '../errors/adopt.js';
import { noteOf, type Diagnostic } from '../errors/diagnostic.js';
import type { ListedUser } from '../ports/cor.js';
import { changeEvidence, NO_EVIDENCE, registerRun } from '../state/evidence.js';

/** What a baseline would record, and where it comes from. */
export interface Baseline {
  readonly state: RecordedState;
  /** Users with at least one field that is not recorded yet. */
  readonly users: number;
  /** Fields that are recorded as COR's list shows them. */
  readonly observed: number;
  /** Of those, how many differ from users.yaml and will show in the next plan. */
  readonly differing: number;
  /** Fields that are recorded as users.yaml says them, unseen. */
  readonly assumed: number;
  /** Users of users.yaml whom COR's list does not show; empty without a list. */
  readonly unidentified: readonly ExternalId[];
}

/** Who makes the baseline, for the history. */
export interface BaselineRun {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly who: string;
  readonly commit: string | null;
  /** Digest of a plan without changes: nothing is sent. */
  readonly digest: string;
}

/**
 * Records what users.yaml says as live in COR, without sending it: only users and fields that are not recorded
 * yet. What COR's list shows is recorded as COR has it, so the next plan shows the true differences; `listed`
 * is null if nobody read the list.
 */
export function makeBaseline(
  desired: DesiredState,
  recorded: RecordedState,
  listed: ReadonlyMap<ExternalId, ListedUser> | null,
  { target, run }: { readonly target: Target; readonly run: BaselineRun },
): Baseline {
  const users = new Map(recorded.users.map((user) => [user.id, user]));
  const { n, runs } = registerRun(recorded.runs, run);
  const taken = desired.users.map((user) =>
    takeUser(user, { before: users.get(user.id), listed: listed?.get(user.id), run: n }),
  );
  for (const { record } of taken) if (record !== null) users.set(record.id, record);
  const sum = (count: (one: Taken) => number): number =>
    taken.reduce((total, one) => total + count(one), 0);
  const changed = sum(({ record }) => (record === null ? 0 : 1));
  return {
    state: {
      ...recorded,
      target: { ...target, company_id: companyOf(recorded) },
      users: [...users.values()].sort((a, b) => compareIds(a.id, b.id)),
      runs,
      history: [...recorded.history, toHistory(run, recorded.serial + 1, changed)].slice(
        -HISTORY_LENGTH,
      ),
    },
    users: changed,
    observed: sum(({ observed }) => observed),
    differing: sum(({ differing }) => differing),
    assumed: sum(({ assumed }) => assumed),
    unidentified:
      listed === null ? [] : desired.users.map(({ id }) => id).filter((id) => !listed.has(id)),
  };
}

/** Recommends to name the company if neither the record nor corform.yaml (`configured`) does. */
export function checkCompany(
  { state }: Baseline,
  configured: number | null,
): readonly Diagnostic[] {
  if (configured !== null || state.target?.company_id !== null) return [];
  return [
    noteOf(COMPANY_NOT_KNOWN, {
      summary: 'The company of these users is not known: the first answer of COR will decide it.',
      detail:
        'With the credential of another company, an apply would change the users of that company.',
      fix: COMPANY_NOT_KNOWN.fix,
    }),
  ];
}

/** The company is open until an answer names it; a state without users belongs to nobody. */
function companyOf({ users, target }: RecordedState): number | null {
  return users.length === 0 ? null : (target?.company_id ?? null);
}

function toHistory(run: BaselineRun, serial: number, recorded: number): FinishedRun {
  const none = { added: 0, changed: 0, forgotten: 0, refused: 0, unknown: 0, not_attempted: 0 };
  return {
    id: run.id,
    started_at: run.at,
    ended_at: run.at,
    who: run.who,
    commit: run.commit,
    digest: run.digest,
    serial,
    approved_by: [],
    end: 'baseline',
    counts: { ...none, recorded },
  };
}

interface Taken {
  /** Null if there is nothing to record. */
  readonly record: RecordedUser | null;
  readonly observed: number;
  readonly differing: number;
  readonly assumed: number;
}

function takeUser(
  { id, fields, protected: isProtected }: DesiredUser,
  {
    before,
    listed,
    run,
  }: {
    readonly before: RecordedUser | undefined;
    readonly listed: ListedUser | undefined;
    readonly run: number;
  },
): Taken {
  const fresh = FIELD_NAMES.filter(
    (field) =>
      fields[field] !== undefined &&
      before?.fields[field] === undefined &&
      before?.unknown[field] === undefined,
  );
  const observed = fresh.filter((field) => listed?.fields[field] !== undefined);
  if (fresh.length === 0) return { record: null, observed: 0, differing: 0, assumed: 0 };
  const values = fresh.map((field) => [field, listed?.fields[field] ?? fields[field]] as const);
  const known = fresh.map((field): [FieldName, EvidenceClass] => [
    field,
    observed.includes(field) ? 'observed' : 'assumed',
  ]);
  const record: RecordedUser = {
    id,
    cor_id: before?.cor_id ?? listed?.corId ?? null,
    fields: { ...before?.fields, ...(Object.fromEntries(values) as RecordedUser['fields']) },
    unknown: before?.unknown ?? {},
    evidence: changeEvidence(before?.evidence ?? NO_EVIDENCE, Object.fromEntries(known), run),
    protected: before?.protected ?? isProtected,
  };
  const differing = observed.filter((field) => listed?.fields[field] !== fields[field]).length;
  return {
    record,
    observed: observed.length,
    differing,
    assumed: fresh.length - observed.length,
  };
}
