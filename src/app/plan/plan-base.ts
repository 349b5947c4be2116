import { readDesired } from '../../core/users/read-desired.js';
import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure } from '../../core/errors/failure.js';
import type { DesiredState, FieldName, RecordedState } from '../../core/model.js';
import type { Clock } from '../../core/ports/system.js';
import type { Revisions } from '../../core/ports/git.js';
import type { StateBackend } from '../../core/ports/state.js';
import { recordDesired } from '../../core/state/record-desired.js';
import { newState } from '../../core/state/transitions.js';
import { countOf } from '../../core/text/phrase.js';
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
 * can't read the state. A file that is not there yet has no users. If the files were not valid there, everybody
 * shows as an add. Throws Failure if git can't read the revision, and for such files if nobody would show: that
 * would look as if nothing changed.
 */
export async function revisionBase(
  revisions: Pick<Revisions, 'fileAt' | 'filesAt'>,
  request: BaseRequest,
): Promise<PlanBase> {
  const { revision, desired, sensitive } = request;
  const paths = await pathsSince(revisions, request);
  const files = await Promise.all(
    paths.map(async (path) => ({ path, bytes: await revisions.fileAt(revision, path) })),
  );
  const missing = files.filter(({ bytes }) => bytes === null).map(({ path }) => path);
  const present = files.flatMap(({ path, bytes }) =>
    bytes === null ? [] : [{ name: `${revision}:${path}`, bytes }],
  );
  const empty: DesiredState = { source: desired.source, users: [] };
  const { value: before, diagnostics } =
    present.length === 0
      ? { value: empty, diagnostics: [] }
      : readDesired(present, { required: [], sensitive });
  if (before === undefined) return withoutBase(request, diagnostics);
  return {
    recorded: recordDesired(before, emptyState()),
    notes: [
      `This plan shows what changed since a commit, not what apply would do, and it can't be approved. Compared with ${paths.join(', ')} at ${revision}`,
      ...(missing.length === 0
        ? []
        : [`${missing.join(', ')} did not exist at ${revision}, so its users show as adds.`]),
      ...(before.source === desired.source
        ? []
        : [
            `The source was ${before.source} at ${revision} and is ${desired.source} now. Apply refuses that if the state has users: the same ids may be other people.`,
          ]),
    ],
    approvable: false,
  };
}

export interface BaseRequest {
  readonly revision: string;
  readonly paths: readonly string[];
  /** Whether a file is one that the patterns of the settings mean; null if there are none. */
  readonly fits: ((path: string) => boolean) | null;
  /** What the users files say now. */
  readonly desired: DesiredState;
  readonly sensitive: readonly FieldName[];
}

function withoutBase(
  { revision, desired }: BaseRequest,
  diagnostics: readonly Diagnostic[],
): PlanBase {
  const isShown = desired.users.some(({ fields }) => Object.keys(fields).length > 0);
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
  if (!isShown || first === undefined) throw new Failure(diagnostics);
  const where = first.place === undefined ? '' : `${first.place.file}:${first.place.line}: `;
  const more = others.length === 0 ? '' : `, and ${countOf(others.length, 'more problem')}`;
  return {
    recorded: emptyState(),
    notes: [
      "The users files were not valid at the commit to compare with, so this plan can't show what changed, and it can't be approved. Everybody shows as an add, and users who were removed don't show.",
      `They are valid now. Read the changed lines of the files. At ${revision}: ${where}${first.summary}${more}`,
    ],
    approvable: false,
  };
}

/** The files of today, and those that were deleted since: their users are no longer managed. */
async function pathsSince(
  revisions: Pick<Revisions, 'filesAt'>,
  { revision, paths, fits }: BaseRequest,
): Promise<readonly string[]> {
  if (fits === null) return paths;
  const before = await revisions.filesAt(revision);
  return [...new Set([...paths.map(withoutDot), ...before.filter(fits)])];
}

function withoutDot(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}

/** Stands in where nothing is recorded. Never stored: it has no lineage. */
function emptyState(): RecordedState {
  return newState({ lineage: '', digestKey: '', writtenBy: '' });
}
