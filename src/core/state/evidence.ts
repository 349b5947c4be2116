/**
 * How each recorded field is known, and since when. In the state it is one short text for each user, because
 * 30,000 users have 300,000 fields: an entry for each field in its place, separated by spaces; `-` for a field
 * without evidence, else the letter of its class and the number of the run (`c12`).
 */
import {
  EVIDENCE_CLASSES,
  FIELD_NAMES,
  type EvidenceClass,
  type EvidenceRun,
  type FieldName,
  type RecordedState,
  type RecordedUser,
} from '../model.js';

const LETTERS: Readonly<Record<EvidenceClass, string>> = {
  confirmed: 'c',
  acknowledged: 'a',
  observed: 'o',
  assumed: 's',
};
const CLASSES = new Map(EVIDENCE_CLASSES.map((known) => [LETTERS[known], known]));
const NONE = '-';

/**
 * Where the entry of each field stands. A new field gets the next place, wherever FIELDS has it: what is stored
 * already has no entry for it, and those of the other fields must not move.
 */
const PLACES: Readonly<Record<FieldName, number>> = {
  first_name: 0,
  last_name: 1,
  phone: 2,
  position: 3,
  department: 4,
  role_id: 5,
  daily_hours: 6,
  user_position_id: 7,
  seniority_id: 8,
  hourly_rate_effective_from: 9,
};

/** Of a user of whom nothing is recorded. */
export const NO_EVIDENCE = FIELD_NAMES.map(() => NONE).join(' ');

/** The evidence of a user with some fields known from run number `run`; null: no longer known. */
export function changeEvidence(
  text: string,
  changed: Readonly<Partial<Record<FieldName, EvidenceClass | null>>>,
  run: number,
): string {
  const entries = text.split(' ');
  for (const field of FIELD_NAMES) {
    const found = changed[field];
    if (found === undefined) continue;
    while (entries.length < PLACES[field]) entries.push(NONE);
    entries[PLACES[field]] = found === null ? NONE : `${LETTERS[found]}${run}`;
  }
  return entries.join(' ');
}

/** The number of a run in the table, and the table with that run in it. */
export function registerRun(
  runs: readonly EvidenceRun[],
  run: Omit<EvidenceRun, 'n'>,
): { readonly n: number; readonly runs: readonly EvidenceRun[] } {
  const known = runs.find(({ id }) => id === run.id);
  if (known !== undefined) return { n: known.n, runs };
  const n = (runs.at(-1)?.n ?? 0) + 1;
  const { id, at, commit } = run;
  return { n, runs: [...runs, { n, id, at, commit }] };
}

/** The state without the runs that no field refers to any more. */
export function forgetRuns(state: RecordedState): RecordedState {
  const used = new Set<number | string>();
  for (const { evidence, unknown } of state.users) {
    for (const [, run] of evidence.matchAll(/[a-z](\d+)/g)) used.add(Number(run));
    for (const run of Object.values(unknown)) used.add(run);
  }
  return { ...state, runs: state.runs.filter(({ n, id }) => used.has(n) || used.has(id)) };
}

/** How one managed field is known. */
export interface FieldEvidence {
  readonly field: FieldName;
  readonly class: EvidenceClass | 'unknown';
  /** The run that it is known from, or that left it unknown; null if that is not recorded. */
  readonly run: string | null;
  /** The git commit of that run; null outside git, or if that is not recorded. */
  readonly commit: string | null;
  /** When that run started, ISO 8601, UTC; null if that is not recorded. */
  readonly at: string | null;
}

/** The runs that evidence may refer to, to be looked up. */
export interface RunTable {
  readonly byNumber: ReadonlyMap<number, EvidenceRun>;
  readonly byId: ReadonlyMap<string, EvidenceRun>;
}

export function runTableOf({ runs }: Pick<RecordedState, 'runs'>): RunTable {
  return {
    byNumber: new Map(runs.map((run) => [run.n, run])),
    byId: new Map(runs.map((run) => [run.id, run])),
  };
}

/**
 * How each managed field of a user is known: every recorded or unknown field, in the order of FIELD_NAMES. A
 * field whose last PUT has no known outcome is unknown, whatever was known before. A recorded field without
 * evidence is merely assumed.
 */
export function evidenceOf(user: RecordedUser, runs: RunTable): readonly FieldEvidence[] {
  const entries = user.evidence.split(' ');
  return FIELD_NAMES.flatMap((field): FieldEvidence[] => {
    const unknown = user.unknown[field];
    if (unknown !== undefined) {
      const run = runs.byId.get(unknown);
      return [{ field, class: 'unknown', run: unknown, ...originOf(run) }];
    }
    if (user.fields[field] === undefined) return [];
    const entry = entries[PLACES[field]] ?? NONE;
    const run = runs.byNumber.get(Number(entry.slice(1)));
    const found = CLASSES.get(entry.charAt(0)) ?? 'assumed';
    return [{ field, class: found, run: run?.id ?? null, ...originOf(run) }];
  });
}

function originOf(run: EvidenceRun | undefined): Pick<FieldEvidence, 'commit' | 'at'> {
  return { commit: run?.commit ?? null, at: run?.at ?? null };
}

/** Whether a field is known from before a time, or from nobody knows when; the rule of `--resend older:`, too. */
export function isOlder({ at }: FieldEvidence, than: string): boolean {
  return at === null || at < than;
}
