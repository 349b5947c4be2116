/**
 * The state in a git ref of its own: compare-and-swap is `push --force-with-lease` with the expected
 * commit, history comes for free, and no server is needed but the one that has the code.
 * How it is written: record.ts. How the ref is moved: ref.ts. How git is run: repo.ts.
 */
import type { Clock, Random, Environment } from '../../../core/ports/system.js';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateTraits,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../../core/ports/state.js';
import { withoutCredentials } from '../../../core/text/hide-credentials.js';
import { badSetting, lockContended, writeRefused } from '../backend-failure.js';
import { serializeLockInfo } from '../lock-info.js';
import { isoTimeOf } from '../../../core/text/read-time.js';
import { REMOTE_TRAITS, RemoteBackend } from '../remote-backend.js';
import { isRefName, lockMessage, serialOfSubject, stateMessage } from './record.js';
import { FETCHED, GitRef, HISTORY_DEPTH, type Tip } from './ref.js';
import { GitRepo } from './repo.js';

export interface GitBackendOptions {
  /** The name of a remote of the repository in `cwd`, or an address. */
  readonly remote: string;
  /** A full ref name: `refs/heads/corform-state`. */
  readonly ref: string;
  readonly cwd: string;
  readonly env: Environment;
  /** The deadline of one git command (default 60 s). */
  readonly timeoutMs?: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** How often to try again from where others have moved the ref to. */
const MOST_RACES = 12;
const ALL_HISTORY = 2_147_483_647;

const MOST_PAUSE_MS = 50;

/** What to do about a tip: nothing more, or to put a commit on it. */
type Step<T> =
  | { readonly done: T }
  | { readonly message: string; readonly next: Tip; readonly result: (commit: string) => T };

export class GitBackend extends RemoteBackend {
  readonly traits: StateTraits;
  readonly #repo: GitRepo;
  readonly #ref: GitRef;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: GitBackendOptions) {
    super();
    if (!isRefName(options.ref)) {
      throw badSetting('`state.ref` must be a full ref name such as refs/heads/corform-state');
    }
    this.#clock = options.clock;
    this.#random = options.random;
    this.traits = {
      ...REMOTE_TRAITS,
      location: withoutCredentials(`${options.remote} ${options.ref}`),
      keepsVersions: true,
      showsOwner: true,
    };
    this.#repo = new GitRepo({ ...options, timeoutMs: options.timeoutMs ?? 60_000 });
    this.#ref = new GitRef(this.#repo, options.ref, {
      location: this.traits.location,
      clock: options.clock,
    });
  }

  protected async read(): Promise<StoredState | null> {
    const tip = await this.#ref.refresh();
    if (tip.stateBlob === null || tip.version === null) return null;
    return { text: await this.#ref.blobText(tip.stateBlob), version: tip.version };
  }

  protected async commit(
    text: string,
    serial: number,
    expected: StateVersion | null,
  ): Promise<CommitResult> {
    const stateBlob = await this.#ref.writeBlob(text);
    const mayCommit = (tip: Tip): boolean =>
      tip.version === expected && (this.taken === null || tip.lock?.ID === this.taken);
    // What we know is good enough to try: the lease finds out when it is not.
    const { known } = this.#ref;
    const start = known !== null && mayCommit(known) ? known : await this.#ref.refresh();
    const result = await this.#change<CommitResult>(start, (tip) =>
      mayCommit(tip)
        ? {
            message: stateMessage(serial, this.#nonce()),
            next: { ...tip, stateBlob },
            result: (version) => ({ kind: 'committed', version }),
          }
        : { done: { kind: 'stale' } },
    );
    if (result === null)
      throw writeRefused(this.traits.location, 'the ref kept moving, or stayed locked');
    return result;
  }

  protected async take(info: LockInfo): Promise<LockResult> {
    const lockBlob = await this.#ref.writeBlob(`${serializeLockInfo(info)}\n`);
    const held: LockResult = { kind: 'held', takenFrom: null };
    const result = await this.#change<LockResult>(await this.#ref.refresh(), (tip) => {
      // Our own id: the answer to an earlier attempt was lost.
      if (tip.lock?.ID === info.ID) return { done: held };
      if (tip.lock !== null) return { done: { kind: 'busy', owner: tip.lock, isAlive: false } };
      const next = { ...tip, lockBlob, lock: info };
      return {
        message: lockMessage('lock', tip.version, this.#nonce()),
        next,
        result: () => held,
      };
    });
    if (result === null) throw lockContended(this.traits.location);
    return result;
  }

  protected async release(id: string): Promise<UnlockResult> {
    const result = await this.#change<UnlockResult>(await this.#ref.refresh(), (tip) => {
      if (tip.lock === null) return { done: { kind: 'not-locked' } };
      if (tip.lock.ID !== id) return { done: { kind: 'not-owner', owner: tip.lock } };
      return {
        message: lockMessage('unlock', tip.version, this.#nonce()),
        next: { ...tip, lockBlob: null, lock: null },
        result: () => ({ kind: 'unlocked' }),
      };
    });
    if (result === null) throw lockContended(this.traits.location);
    return result;
  }

  /** Decides by `step` and pushes, again from where the ref has moved to; null if that never ends. */
  async #change<T>(start: Tip, step: (tip: Tip) => Step<T>): Promise<T | null> {
    let tip = start;
    for (let attempt = 0; attempt < MOST_RACES; attempt += 1) {
      const decided = step(tip);
      if ('done' in decided) return decided.done;
      const next = await this.#ref.build(tip, decided.message, decided.next);
      const push = await this.#ref.push(tip, next);
      if (push.kind === 'written') return decided.result(next.commit);
      await this.#clock.sleep(MOST_PAUSE_MS * this.#random.fraction());
      tip = await this.#ref.refresh();
    }
    return null;
  }

  protected async findOwner(): Promise<LockInfo | null> {
    return (await this.#ref.refresh()).lock;
  }

  protected async versions(): Promise<readonly StoredVersion[]> {
    return (await this.#history(HISTORY_DEPTH)).map((v) => v.stored);
  }

  protected async readVersion(serial: number): Promise<string | null> {
    for (const depth of [HISTORY_DEPTH, ALL_HISTORY]) {
      const found = (await this.#history(depth)).find((v) => v.stored.serial === serial);
      if (found !== undefined) return this.#ref.blobText(`${found.commit}:state.json`);
    }
    return null;
  }

  protected async tryOut(): Promise<void> {
    const tip = await this.#ref.refresh();
    const trial = await this.#ref.build(
      tip,
      lockMessage('unlock', tip.version, this.#nonce()),
      tip,
    );
    await this.#ref.tryPush(tip, trial.commit);
  }

  /** Ends a git command that is under way: what it was pushing may or may not arrive. */
  close(): Promise<void> {
    return this.#repo.close();
  }

  #nonce(): string {
    return this.#random.hex(16);
  }

  async #history(
    depth: number,
  ): Promise<readonly { readonly stored: StoredVersion; readonly commit: string }[]> {
    if ((await this.#ref.refresh()).commit === null) return [];
    await this.#ref.fetch(depth);
    const log = await this.#repo.plumb(['log', '--format=%H %ct %s', FETCHED]);
    const seen = new Set<number>();
    return log.split('\n').flatMap((line) => {
      const [, commit = '', seconds = '', subject = ''] = /^(\S+) (\d+) (.*)$/.exec(line) ?? [];
      const serial = serialOfSubject(subject);
      if (serial === null || seen.has(serial)) return [];
      seen.add(serial);
      const at = isoTimeOf(Number(seconds) * 1000);
      return [{ commit, stored: { serial, at, label: commit.slice(0, 12) } }];
    });
  }
}
