import { readDesired } from '../../core/users/read-desired.js';
import { Failure } from '../../core/errors/failure.js';
import type { DesiredState, FieldName, RecordedState } from '../../core/model.js';
import type { SourceFile } from '../../core/yaml/source-file.js';
import type { Clock } from '../../core/ports/system.js';
import type { Revisions } from '../../core/ports/git.js';
import type { StateBackend } from '../../core/ports/state.js';
import { recordDesired } from '../../core/state/record-desired.js';
import { newState } from '../../core/state/transitions.js';
import { readSnapshot } from '../state/read-snapshot.js';

/** What a plan is made against. */
export interface PlanBase {
  readonly recorded: RecordedState;
  /** What a reviewer must know about it, for the top of the plan. */
  readonly notes: readonly string[];
  /** False if an apply could do something else than the plan shows, so nobody may approve it. */
  readonly approvable: boolean;
}

/** The recorded state, with a run that died recovered in memory. Nothing is written. */
export async function stateBase(backend: StateBackend, clock: Clock): Promise<PlanBase> {
  const loaded = await readSnapshot(backend, clock);
  if (loaded === null) {
    return {
      recorded: emptyState(),
      notes: [
        `There is no recorded state yet, so every user shows as an add. Before apply, run corform init. Looked for in ${backend.traits.location}`,
      ],
      approvable: false,
    };
  }
  const isDead = loaded.recovery !== null && loaded.worker === null;
  return {
    recorded: loaded.recorded,
    notes: loaded.diagnostics.map(({ summary, detail }) => {
      const known = detail === undefined ? summary : `${summary}. ${detail}`;
      return isDead ? `${known} The next apply recovers it.` : known;
    }),
    approvable: true,
  };
}

/**
 * The users files at a git revision, as if they were applied: for a pull request from a fork, which
 * can't read the state. A file that is not there yet has no users. Throws Failure if the revision can't be
 * read or is not valid.
 */
export async function revisionBase(
  revisions: Pick<Revisions, 'fileAt' | 'filesAt'>,
  request: {
    readonly revision: string;
    readonly paths: readonly string[];
    /** Whether a file is one that the patterns of the settings mean; null if there are none. */
    readonly fits: ((path: string) => boolean) | null;
    /** The source of the users files as they are now. */
    readonly source: string;
    readonly sensitive: readonly FieldName[];
  },
): Promise<PlanBase> {
  const { revision, sensitive } = request;
  const paths = await pathsSince(revisions, request);
  const files = await Promise.all(
    paths.map(async (path) => ({ path, bytes: await revisions.fileAt(revision, path) })),
  );
  const missing = files.filter(({ bytes }) => bytes === null).map(({ path }) => path);
  const present = files.flatMap(({ path, bytes }) =>
    bytes === null ? [] : [{ name: `${revision}:${path}`, bytes }],
  );
  const before = present.length === 0 ? null : readAll(present, sensitive);
  return {
    recorded: before === null ? emptyState() : recordDesired(before, emptyState()),
    notes: [
      `This plan shows what changed since a commit, not what apply would do, and it can't be approved. Compared with ${paths.join(', ')} at ${revision}`,
      ...(missing.length === 0
        ? []
        : [`${missing.join(', ')} did not exist at ${revision}, so its users show as adds.`]),
      ...(before === null || before.source === request.source
        ? []
        : [
            `The source was ${before.source} at ${revision} and is ${request.source} now. Apply refuses that if the state has users: the same ids may be other people.`,
          ]),
    ],
    approvable: false,
  };
}

/** The files of today, and those that were deleted since: their users are no longer managed. */
async function pathsSince(
  revisions: Pick<Revisions, 'filesAt'>,
  request: {
    readonly revision: string;
    readonly paths: readonly string[];
    readonly fits: ((path: string) => boolean) | null;
  },
): Promise<readonly string[]> {
  const { revision, paths, fits } = request;
  if (fits === null) return paths;
  const before = await revisions.filesAt(revision);
  return [...new Set([...paths.map(withoutDot), ...before.filter(fits)])];
}

function withoutDot(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}

function readAll(files: readonly SourceFile[], sensitive: readonly FieldName[]): DesiredState {
  const { value, diagnostics } = readDesired(files, { required: [], sensitive });
  if (value === undefined) throw new Failure(diagnostics);
  return value;
}

/** Stands in where nothing is recorded. Never stored: it has no lineage. */
function emptyState(): RecordedState {
  return newState({ lineage: '', digestKey: '', writtenBy: '' });
}
