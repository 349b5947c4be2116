/**
 * The state as one object in an S3 bucket, with a lock object beside it. Everything rests on conditional
 * writes: `If-None-Match: *` creates, `If-Match: <ETag>` replaces, and a store that does not honour them
 * is refused by `probe`. Versions are the store's own ETags.
 *
 * The lock object is never deleted: unlocking writes "released" over it, under the condition that it is
 * still ours. A conditional delete is honoured by fewer stores than a conditional write.
 * Older versions are the bucket's business (switch its versioning on): a copy beside each commit would
 * double every checkpoint.
 */
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
import { ATTEMPTS } from '../attempts.js';
import { whileAwake } from '../while-awake.js';
import { lockContended, notUnderstood } from '../backend-failure.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { REMOTE_TRAITS, RemoteBackend } from '../remote-backend.js';
import { ObjectStore, type Condition } from './object-store.js';
import { type ObjectStoreOptions } from './bucket.js';

const RETRY_WITHIN_MS = 200;

export class S3Backend extends RemoteBackend {
  readonly traits: StateTraits;
  readonly #objects: ObjectStore;
  readonly #options: ObjectStoreOptions;

  constructor(options: ObjectStoreOptions) {
    super();
    this.#options = options;
    this.#objects = new ObjectStore(options);
    this.traits = {
      ...REMOTE_TRAITS,
      location: this.#objects.location,
      keepsVersions: false,
      showsOwner: true,
    };
  }

  protected async read(): Promise<StoredState | null> {
    const stored = await this.#objects.get(this.#options.key);
    return stored === null ? null : { text: stored.text, version: stored.etag };
  }

  protected async commit(
    text: string,
    _serial: number,
    expected: StateVersion | null,
  ): Promise<CommitResult> {
    const { key, clock } = this.#options;
    // The lock is another object: that the state is as expected does not say whose turn it is.
    if (!(await whileAwake(clock, () => this.holdsTaken()))) return { kind: 'stale' };
    const condition = expected === null ? 'if-none-match' : { ifMatch: expected };
    const end = await this.#objects.put(key, text, condition);
    return end.kind === 'written' ? { kind: 'committed', version: end.value } : end;
  }

  protected async take(info: LockInfo): Promise<LockResult> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const lock = await this.#readLock();
      if (lock.owner !== null && lock.owner.ID !== info.ID) {
        return { kind: 'busy', owner: lock.owner, isAlive: false };
      }
      const isOurs =
        lock.owner !== null ||
        (await this.#objects.put(this.#lockKey, `${serializeLockInfo(info)}\n`, lock.condition))
          .kind === 'written';
      if (isOurs) return { kind: 'held', takenFrom: null };
      await this.#pause();
    }
    throw lockContended(this.traits.location);
  }

  protected async release(id: string): Promise<UnlockResult> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { owner, condition } = await this.#readLock();
      if (owner === null) return { kind: 'not-locked' };
      if (owner.ID !== id) return { kind: 'not-owner', owner };
      const put = await this.#objects.put(
        this.#lockKey,
        `${JSON.stringify({ released: id })}\n`,
        condition,
      );
      if (put.kind === 'written') return { kind: 'unlocked' };
    }
    throw lockContended(this.traits.location);
  }

  #pause(): Promise<void> {
    const { clock, random } = this.#options;
    return clock.sleep(RETRY_WITHIN_MS * random.fraction());
  }

  protected async findOwner(): Promise<LockInfo | null> {
    return (await this.#readLock()).owner;
  }

  protected versions(): Promise<readonly StoredVersion[]> {
    return Promise.resolve([]);
  }

  protected readVersion(): Promise<string | null> {
    return Promise.resolve(null);
  }

  /** Makes a store prove, on an object of its own, that it refuses what must be refused. */
  protected async tryOut(): Promise<void> {
    await this.#objects.get(this.#options.key);
    const key = `${this.#options.key}.probe-${this.#options.random.uuid()}`;
    try {
      const put = (text: string, condition: Condition): ReturnType<ObjectStore['put']> =>
        this.#objects.put(key, text, condition);
      const other = { ifMatch: `"${'0'.repeat(32)}"` };
      const first = await put('one', 'if-none-match');
      const same = first.kind === 'written' ? { ifMatch: first.value } : other;
      const others = [
        await put('two', 'if-none-match'),
        await put('two', other),
        await put('two', same),
        await put('six', same),
      ];
      const ends = [first, ...others].map(({ kind }) => kind).join();
      if (ends === 'written,stale,stale,written,stale') return;
      throw this.#objects.withoutConditions();
    } finally {
      await this.#objects.remove(key);
    }
  }

  close(): Promise<void> {
    return this.#objects.close();
  }

  get #lockKey(): string {
    return `${this.#options.key}.lock`;
  }

  /** Who holds the lock, and the condition under which what was seen may be replaced. */
  async #readLock(): Promise<{ readonly owner: LockInfo | null; readonly condition: Condition }> {
    const stored = await this.#objects.get(this.#lockKey);
    if (stored === null) return { owner: null, condition: 'if-none-match' };
    const condition = { ifMatch: stored.etag };
    if (stored.text.startsWith('{"released":')) return { owner: null, condition };
    const owner = parseLockInfo(stored.text);
    if (owner === null)
      throw notUnderstood(this.traits.location, `${this.#lockKey} is not a lock record`);
    return { owner, condition };
  }
}
