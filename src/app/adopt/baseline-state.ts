import { LIST_INCOMPLETE } from '../../core/errors/api.js';
import { errorOf } from '../../core/errors/diagnostic.js';
import { Failure } from '../../core/errors/failure.js';
import { makeBaseline, type Baseline } from '../../core/adopt/baseline.js';
import { identifyUsers } from '../../core/adopt/identify-users.js';
import type { DesiredState, ExternalId, RecordedState, Target } from '../../core/model.js';
import { checkTarget } from '../../core/plan/build-plan.js';
import { findLookAlikes } from '../../core/plan/look-alikes.js';
import { planDigest } from '../../core/plan/digest.js';
import type { DirectoryListing, ListedUser, UserDirectory } from '../../core/ports/cor.js';
import type { Random } from '../../core/ports/system.js';
import { countOf } from '../../core/text/phrase.js';
import { StaleState, StateHead, staleFailure } from '../state/state-head.js';
import { requireState } from '../state/require-state.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from '../state/hold-lock.js';

export interface BaselinePorts extends LockPorts {
  readonly random: Random;
  /** Null: the list is not read, and every field is assumed. */
  readonly directory: UserDirectory | null;
}

export interface BaselineRequest {
  readonly desired: DesiredState;
  readonly endpoint: string;
  /** E-mail addresses of an export, by external id. */
  readonly emails: ReadonlyMap<ExternalId, string>;
  readonly lock: LockRequest;
  readonly who: string;
  readonly writtenBy: string;
  readonly commit: string | null;
  /** Shows what would be recorded and asks for approval. */
  readonly confirm: (baseline: Baseline) => Promise<boolean>;
}

/** How a baseline ended: with nothing left to record, without approval, or recorded under a serial. */
export type BaselineResult = { readonly baseline: Baseline } & (
  | { readonly kind: 'nothing' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'recorded'; readonly serial: number }
);

/**
 * Records what users.yaml says as live in COR. Sends nothing; all of it is recorded by one commit, or nothing.
 * Throws Failure for a state of another target, and for a list of COR that could not be read completely.
 */
export function baselineState(
  ports: BaselinePorts,
  request: BaselineRequest,
  notice: LockNotice,
): Promise<BaselineResult> {
  return holdLock(ports, request.lock, notice, async () => {
    const loaded = await requireState(ports.backend, ports.clock);
    loaded.diagnostics.forEach(notice);
    const { recorded } = loaded;
    const target: Target = { endpoint: request.endpoint, source: request.desired.source };
    const { users } = request.desired;
    const known = new Set(recorded.users.map(({ id }) => id));
    const problems = [
      ...checkTarget(target, recorded),
      ...findLookAlikes(
        users.filter(({ id }) => !known.has(id)),
        users,
        recorded.users,
      ),
    ];
    if (problems.length > 0) throw new Failure(problems);
    const baseline = makeBaseline(
      request.desired,
      recorded,
      await findListed(ports, request, recorded),
      {
        target,
        run: {
          id: ports.random.uuid(),
          at: new Date(ports.clock.now()).toISOString(),
          who: request.who,
          commit: request.commit,
          digest: planDigest({ target, changes: [] }, recorded.digest_key),
        },
      },
    );
    if (baseline.users === 0) return { kind: 'nothing', baseline };
    if (!(await request.confirm(baseline))) return { kind: 'declined', baseline };
    const head = new StateHead(ports.backend, request.writtenBy, recorded, loaded.version);
    try {
      await head.commitRun(baseline.state, request.lock.info.ID);
    } catch (error) {
      if (error instanceof StaleState) throw staleFailure(ports.backend.traits.location);
      throw error;
    }
    await ports.backend.journals.prune(null);
    return { kind: 'recorded', baseline, serial: head.state.serial };
  });
}

async function findListed(
  { directory }: BaselinePorts,
  { desired, emails, lock }: BaselineRequest,
  recorded: RecordedState,
): Promise<ReadonlyMap<ExternalId, ListedUser> | null> {
  if (directory === null) return null;
  const listing = await directory.list(lock.signal);
  if (!listing.complete) throw new Failure(incomplete(listing));
  const corIds = new Map(recorded.users.map(({ id, cor_id }) => [id, cor_id]));
  const wanted = desired.users.map(({ id }) => ({
    id,
    corId: corIds.get(id) ?? null,
    email: emails.get(id) ?? null,
  }));
  return identifyUsers(wanted, listing.users);
}

function incomplete({ users, claimed }: DirectoryListing): ReturnType<typeof errorOf> {
  const of = claimed === null ? '' : ` of ${String(claimed)}`;
  return errorOf(LIST_INCOMPLETE, {
    summary: `COR's list could not be read completely: ${countOf(users.length, 'user')}${of}.`,
    detail: 'Nothing was recorded.',
  });
}
