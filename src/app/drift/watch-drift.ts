import { findDrift, type Drift, type ExportedPeople } from '../../core/drift/find-drift.js';
import type { ListedField } from '../../core/drift/compare-fields.js';
import { readIgnores } from '../../core/drift/ignore.js';
import { APPLY_DURING_DRIFT } from '../../core/errors/drift.js';
import { type Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure, failureOf, requireValue } from '../../core/errors/failure.js';
import type {
  DesiredState,
  ExternalId,
  RecordedState,
  RecordedTarget,
  Target,
} from '../../core/model.js';
import { checkTarget } from '../../core/plan/build-plan.js';
import { findIdleSelection, selectUsers, type Selection } from '../../core/plan/select.js';
import type { Clock } from '../../core/ports/system.js';
import type { StateReader } from '../../core/ports/state.js';
import type { UserDirectory } from '../../core/ports/cor.js';
import type { StateSnapshot } from '../state/read-snapshot.js';
import { requireSnapshot } from '../state/require-state.js';
import { readCorPeople, refuseStrangers, type CorPeople } from './read-cor-people.js';

/** All that drift has of the outside. Nothing of it can write. */
export interface DriftPorts {
  readonly state: StateReader;
  readonly directory: UserDirectory;
  readonly clock: Clock;
}

export interface DriftRequest {
  readonly desired: DesiredState;
  readonly endpoint: string;
  /** Null without an export. */
  readonly people: ExportedPeople | null;
  readonly selection: Selection;
  readonly fields: readonly ListedField[];
  readonly ignore: readonly string[];
  readonly signal: AbortSignal;
}

export interface FoundDrift {
  readonly drift: Drift;
  readonly target: RecordedTarget;
  readonly state: { readonly lineage: string; readonly serial: number };
  readonly list: CorPeople;
  /** What reading the state found out, such as a run that died. */
  readonly remarks: readonly Diagnostic[];
}

/**
 * Compares COR's list with the record and users.yaml. Sends nothing but reads, and changes nothing. Throws Failure,
 * also if an apply works while the list is read: what it sends would look like a change by hand.
 */
export async function watchDrift(ports: DriftPorts, request: DriftRequest): Promise<FoundDrift> {
  const { state, directory, clock } = ports;
  const isIgnored = requireValue(readIgnores(request.ignore));
  const found = await requireSnapshot(state, clock);
  refuseWorker(found);
  const { recorded } = found;
  const target: Target = { endpoint: request.endpoint, source: request.desired.source };
  const problems = checkTarget(target, recorded);
  if (problems.length > 0) throw new Failure(problems);
  const selected = selectRecorded(recorded, request);
  const wanted = new Set(recorded.users.flatMap(({ cor_id: corId }) => corId ?? []));
  const list = await readCorPeople(directory, wanted, request.signal);
  const after = await requireSnapshot(state, clock);
  refuseWorker(after);
  if (after.version !== found.version) throw changedMeanwhile();
  refuseStrangers(list, wanted);
  const { desired, people, fields } = request;
  const { listed, absent } = list;
  return {
    drift: findDrift(
      { recorded, desired, listed, absent, people },
      { selected, fields, isIgnored },
    ),
    target: { ...target, company_id: recorded.target?.company_id ?? null },
    state: { lineage: recorded.lineage, serial: recorded.serial },
    list,
    remarks: [...found.diagnostics, ...findIdleSelection(request.selection, recorded.users)],
  };
}

/** Which recorded users are selected, by what is recorded and what users.yaml wants. Throws Failure. */
function selectRecorded(
  { users }: RecordedState,
  { desired, selection }: DriftRequest,
): ReadonlySet<ExternalId> {
  const wanted = new Map(desired.users.map(({ id, fields }) => [id, fields]));
  const candidates = users.map(({ id, fields }) => ({
    id,
    fields: { ...fields, ...wanted.get(id) },
  }));
  return new Set(requireValue(selectUsers(candidates, selection)).map(({ id }) => id));
}

function refuseWorker({ worker, diagnostics }: StateSnapshot): void {
  if (worker === null) return;
  const [work] = diagnostics;
  throw failureOf(APPLY_DURING_DRIFT, {
    summary: `${work?.summary ?? 'An apply is running'}, so nothing was compared.`,
  });
}

function changedMeanwhile(): Failure {
  return failureOf(APPLY_DURING_DRIFT, {
    summary: "The record changed while COR's list was read, so nothing was compared.",
    fix: 'Run `corform drift` again.',
  });
}
