import type {
  CommitResult,
  JournalStore,
  LockInfo,
  LockResult,
  StateBackend,
  StateLock,
  StateStore,
  StateTraits,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../core/ports/state.js';

/** The journals of a backend that keeps none: runs commit the state instead. */
export const noJournals: JournalStore = {
  create: () => Promise.reject(new Error('this backend keeps no journals')),
  read: () => Promise.resolve(null),
  pulse: () => Promise.resolve(''),
  prune: () => Promise.resolve(),
};

/** What is true of every backend on another machine. */
export const REMOTE_TRAITS = {
  keepsJournals: false,
  seesProcesses: false,
  lockPollMs: 3_000,
} as const;

/**
 * What the backends on other machines share. The operations of one handle run one after another: a run asks
 * `holds` while a commit is under way, and a handle has one connection or one private repository.
 */
export abstract class RemoteBackend implements StateBackend {
  abstract readonly traits: StateTraits;
  readonly journals = noJournals;
  readonly store: StateStore = {
    read: () => this.queued(() => this.read()),
    commit: (...given) => this.queued(() => this.commit(...given)),
    versions: () => this.queued(() => this.versions()),
    readVersion: (serial) => this.queued(() => this.readVersion(serial)),
  };
  readonly lock: StateLock = {
    take: (info) => this.queued(() => this.#take(info)),
    release: (id) => this.queued(() => this.#release(id)),
    owner: () => this.queued(() => this.findOwner()),
    holds: (id) => this.queued(async () => (await this.findOwner())?.ID === id),
  };
  /** The lock that this handle took and has not given back: without it nothing is committed. */
  protected taken: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  protected abstract read(): Promise<StoredState | null>;
  protected abstract commit(
    text: string,
    serial: number,
    expected: StateVersion | null,
  ): Promise<CommitResult>;
  protected abstract versions(): Promise<readonly StoredVersion[]>;
  protected abstract readVersion(serial: number): Promise<string | null>;
  protected abstract take(info: LockInfo): Promise<LockResult>;
  protected abstract release(id: string): Promise<UnlockResult>;
  protected abstract findOwner(): Promise<LockInfo | null>;
  protected abstract tryOut(): Promise<void>;
  abstract close(): Promise<void>;

  probe(): Promise<void> {
    return this.queued(() => this.tryOut());
  }

  /** Runs `operation` after everything that was put in before it, whatever became of that. */
  protected queued<T>(operation: () => Promise<T>): Promise<T> {
    const next = this.#last.then(operation, operation);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Whether the lock that this handle took, if it took one, is still its own. */
  protected async holdsTaken(): Promise<boolean> {
    return this.taken === null || (await this.findOwner())?.ID === this.taken;
  }

  async #take(info: LockInfo): Promise<LockResult> {
    const result = await this.take(info);
    if (result.kind === 'held') this.taken = info.ID;
    return result;
  }

  #release(id: string): Promise<UnlockResult> {
    if (this.taken === id) this.taken = null;
    return this.release(id);
  }
}
