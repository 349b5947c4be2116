import { readDesired } from '../../core/users/read-desired.js';
import { Failure } from '../../core/errors/failure.js';
import type { FieldName, RecordedState } from '../../core/model.js';
import type { Clock, Revisions, StateBackend } from '../../core/ports.js';
import { recordDesired } from '../../core/state/record-desired.js';
import { newState } from '../../core/state/transitions.js';
import { describeTime } from '../../core/text/time.js';
import { loadState, type LoadedState } from '../state/load-state.js';
import { whoRuns } from '../state/open-run.js';

/** What a plan is made against. */
export interface PlanBase {
  readonly recorded: RecordedState;
  /** What a reviewer must know about it, for the top of the plan. */
  readonly notes: readonly string[];
  /** False where an apply could not do what the plan shows, so that it must not be approved. */
  readonly approvable: boolean;
}

/** The recorded state, with a run that died recovered in memory. Nothing is written. */
export async function stateBase(backend: StateBackend, clock: Clock): Promise<PlanBase> {
  const loaded = await loadState(backend, clock);
  if (loaded === null) {
    return {
      recorded: emptyState(),
      notes: [
        `There is no recorded state yet (${backend.traits.location}), so every user shows as an add. "corform init" makes one.`,
      ],
      approvable: false,
    };
  }
  return { recorded: loaded.recorded, notes: await noteRun(backend, loaded), approvable: true };
}

/** Says of a run that is open that it is at work, or that it did not finish. */
async function noteRun(backend: StateBackend, loaded: LoadedState): Promise<readonly string[]> {
  const owner = await whoRuns(backend, loaded);
  if (owner !== null) {
    const since = describeTime(owner.Created);
    return [`An apply is running since ${since}, by ${owner.Who}: this plan is a snapshot.`];
  }
  const remarks = loaded.diagnostics.map(({ summary, detail }) =>
    detail === undefined ? summary : `${summary}. ${detail}`,
  );
  const isMaybeRunning = loaded.recovery !== null && !backend.traits.showsOwner;
  return isMaybeRunning
    ? ['An apply may be running: then this plan is a snapshot.', ...remarks]
    : remarks;
}

/**
 * The users files at a git revision, as if they were applied: for a pull request from a fork, which
 * can't read the state. Throws Failure where the revision can't be read or is not valid.
 */
export async function revisionBase(
  revisions: Revisions,
  request: {
    readonly revision: string;
    readonly paths: readonly string[];
    readonly sensitive: readonly FieldName[];
  },
): Promise<PlanBase> {
  const { revision, paths, sensitive } = request;
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: `${revision}:${path}`,
      bytes: await revisions.fileAt(revision, path),
    })),
  );
  const { value, diagnostics } = readDesired(files, { required: [], sensitive });
  if (value === undefined) throw new Failure(diagnostics);
  return {
    recorded: recordDesired(value, emptyState()),
    notes: [
      `Compared with ${paths.join(', ')} at ${revision}, not with the recorded state: what apply will do may differ, and this plan can't be approved.`,
    ],
    approvable: false,
  };
}

/** Stands in where nothing is recorded. Never stored: it has no lineage. */
function emptyState(): RecordedState {
  return newState({ lineage: '', digestKey: '', writtenBy: '' });
}
