/**
 * The state on a server that speaks the protocol of Terraform's `http` backend, GitLab-managed state
 * among them.
 * Sources: Terraform's documentation of the backend and its client; GitLab's API for Terraform state.
 *
 * The protocol has no compare-and-swap and no way to ask for the owner of a lock. So:
 * - `commit` reads and compares, asks whether the lock is still ours, and then writes. That is safe for
 *   writers that hold the lock, as every command of corform does; a writer without the lock can be overtaken
 *   between two of the requests. A server that checks the `?ID=` of the lock (GitLab does) refuses the write
 *   of a holder that has lost it.
 * - The owner is found by trying to take the lock in the name of this process, under an id of its own. A free
 *   lock is taken for the moment between two requests and given back. If the process dies in that moment, the
 *   lock says whose it was, and the next run takes it over like any other that is still.
 */
import { TEXT_NOT_KEPT, WRITES_NOT_FENCED } from '../../../core/errors/backend.js';
import { LOCKS_NOT_ENFORCED, LOCK_OWNER_UNKNOWN } from '../../../core/errors/lock.js';
import { noteOf, type Diagnostic } from '../../../core/errors/diagnostic.js';
import type { Clock } from '../../../core/ports/system.js';
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
import { ask, NoAnswer, write, type Answered, type AskedBackend, type Trace } from '../attempts.js';
import { whileAwake } from '../while-awake.js';
import { backendFailure, notUnderstood, writeRefused } from '../backend-failure.js';
import { hashOf } from '../hash.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { REMOTE_TRAITS, RemoteBackend } from '../remote-backend.js';
import { HttpStateServer, type HttpServerOptions } from './state-server.js';
import type { StateAnswer } from '../state-client.js';

export interface HttpBackendOptions extends HttpServerOptions {
  readonly clock: Clock;
  /** Who asks for the lock, in order to find its owner: each time under a new ID. */
  readonly asker: () => Promise<LockInfo>;
}

const ACCEPTED: ReadonlySet<number> = new Set([200, 201, 202, 204]);
const LOCKED: ReadonlySet<number> = new Set([409, 423]);

export class HttpBackend extends RemoteBackend {
  readonly traits: StateTraits;
  readonly #server: HttpStateServer;
  readonly #asked: AskedBackend;
  readonly #asker: () => Promise<LockInfo>;

  constructor(options: HttpBackendOptions) {
    super();
    this.#server = new HttpStateServer(options);
    const { location } = this.#server;
    this.traits = {
      ...REMOTE_TRAITS,
      location,
      keepsVersions: false,
      showsOwner: false,
    };
    this.#asked = { location, clock: options.clock };
    this.#asker = options.asker;
  }

  protected async commit(
    text: string,
    serial: number,
    expected: StateVersion | null,
  ): Promise<CommitResult> {
    const end = await write(this.#asked, {
      send: () => this.#sendCommit(text, serial, expected),
      look: () => this.#lookFor(hashOf(text), expected),
    });
    return end.kind === 'written' ? { kind: 'committed', version: end.value } : end;
  }

  async #sendCommit(
    text: string,
    serial: number,
    expected: StateVersion | null,
  ): Promise<Answered<StateVersion>> {
    if (!(await whileAwake(this.#asked.clock, () => this.#mayCommit(expected)))) {
      return { kind: 'stale' };
    }
    const { status } = await this.#server.send('write', text, this.taken);
    if (status >= 500 || status === 408) throw new NoAnswer(`status ${status}`, true);
    if (ACCEPTED.has(status)) {
      if (expected === null) await this.#proveKept(text);
      return { kind: 'written', value: hashOf(text) };
    }
    // A lost lock is answered with 409 or 423, and by some servers with any other refusal.
    if (LOCKED.has(status) || !(await this.holdsTaken())) return { kind: 'stale' };
    // GitLab: 422 for a taken serial, be it by an attempt of ours whose answer was lost.
    const failure = writeRefused(this.traits.location, `status ${status} for serial ${serial}`);
    return { kind: 'refused', failure };
  }

  async #mayCommit(expected: StateVersion | null): Promise<boolean> {
    if (((await this.read())?.version ?? null) !== expected) return false;
    return this.holdsTaken();
  }

  /** Of 15 public servers 9 keep the JSON data that they find in a text, and give back another text. */
  async #proveKept(text: string): Promise<void> {
    const kept = await this.read();
    if (kept?.text === text) return;
    const { location } = this.traits;
    const back = kept === null ? 'nothing' : 'another text';
    throw backendFailure(
      TEXT_NOT_KEPT,
      `the state server returns ${back} instead of the text that was stored: ${location}`,
      { detail: TEXT_NOT_KEPT.meaning },
    );
  }

  async #lookFor(ours: StateVersion, expected: StateVersion | null): Promise<Trace<StateVersion>> {
    const current = (await this.read())?.version ?? null;
    if (current === expected) return { kind: 'untouched' };
    return current === ours ? { kind: 'written', value: ours } : { kind: 'unclear' };
  }

  protected async take(info: LockInfo): Promise<LockResult> {
    const owner = await this.#tryLock(info);
    // Our own id: the answer to an earlier attempt was lost.
    if (owner !== null && owner.ID !== info.ID) return { kind: 'busy', owner, isAlive: false };
    return { kind: 'held', takenFrom: null };
  }

  protected async release(id: string): Promise<UnlockResult> {
    const owner = await this.findOwner();
    if (owner === null) return { kind: 'not-locked' };
    if (owner.ID !== id) return { kind: 'not-owner', owner };
    await this.#giveBack(owner);
    return { kind: 'unlocked' };
  }

  /** The protocol gives no access to older versions. */
  protected versions(): Promise<readonly StoredVersion[]> {
    return Promise.resolve([]);
  }

  protected readVersion(): Promise<string | null> {
    return Promise.resolve(null);
  }

  /** Shows that the server grants one lock at a time. If somebody holds it, that alone is the proof. */
  protected async tryOut(): Promise<void> {
    await this.read();
    const first = await this.#probeLock();
    if ((await this.#tryLock(first)) !== null) return;
    const second = await this.#probeLock();
    const refused = await this.#tryLock(second).catch(async (error: unknown) => {
      await this.#giveBack(first);
      throw error;
    });
    if (refused !== null) {
      await this.#giveBack(first);
      return;
    }
    await Promise.allSettled([this.#giveBack(first), this.#giveBack(second)]);
    throw backendFailure(
      LOCKS_NOT_ENFORCED,
      `the state server does not enforce locks: ${this.traits.location}`,
      { fix: 'Use a server that answers 423 or 409 to LOCK while the state is locked.' },
    );
  }

  remarks(): Promise<readonly Diagnostic[]> {
    return this.queued(() => this.#writeAsStranger());
  }

  /**
   * Tries to store what is stored already, under the id of a lock that nobody holds, while the lock is ours:
   * a server that takes it compares no `?ID=`.
   */
  async #writeAsStranger(): Promise<readonly Diagnostic[]> {
    const stored = await this.read();
    const lock = await this.#probeLock();
    if (stored === null || (await this.#tryLock(lock)) !== null) return [];
    try {
      const { ID: stranger } = await this.#probeLock();
      const { status } = await this.#server.send('write', stored.text, stranger);
      return ACCEPTED.has(status) ? [this.#notFenced()] : [];
    } catch (error) {
      if (error instanceof NoAnswer) return [];
      throw error;
    } finally {
      await this.#giveBack(lock);
    }
  }

  #notFenced(): Diagnostic {
    return noteOf(WRITES_NOT_FENCED, {
      summary: `the state server does not check the lock on a write: ${this.traits.location}`,
      detail: WRITES_NOT_FENCED.meaning,
      fix: WRITES_NOT_FENCED.fix,
    });
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  protected async read(): Promise<StoredState | null> {
    const answer = await this.#ask('read');
    if (answer.status === 404 || answer.status === 204) return null;
    if (answer.status !== 200) throw this.#unexpected('GET', answer);
    return answer.text === '' ? null : { text: answer.text, version: hashOf(answer.text) };
  }

  /** Null: the lock is now held by `info`. Otherwise its owner. */
  async #tryLock(info: LockInfo): Promise<LockInfo | null> {
    const answer = await this.#ask('lock', serializeLockInfo(info));
    if (answer.status === 200 || answer.status === 201) return null;
    if (!LOCKED.has(answer.status)) throw this.#unexpected('LOCK', answer);
    const owner = parseLockInfo(answer.text);
    if (owner !== null) return withoutEcho(owner, info);
    throw backendFailure(
      LOCK_OWNER_UNKNOWN,
      `the state server refuses the lock and does not say who holds it: ${this.traits.location}`,
      { detail: `LOCK gave status ${answer.status}` },
    );
  }

  /** Who holds the lock, found by asking for it. */
  protected async findOwner(): Promise<LockInfo | null> {
    const probe = await this.#probeLock();
    const owner = await this.#tryLock(probe);
    // Our own probe is the owner if the answer to its first attempt was lost.
    if (owner !== null && owner.ID !== probe.ID) return owner;
    await this.#giveBack(probe);
    return null;
  }

  async #probeLock(): Promise<LockInfo> {
    return { ...(await this.#asker()), Path: this.traits.location };
  }

  async #giveBack(info: LockInfo): Promise<void> {
    const answer = await this.#ask('unlock', serializeLockInfo(info), info.ID);
    if (answer.status < 200 || answer.status > 299) throw this.#unexpected('UNLOCK', answer);
  }

  /** A request that may be repeated: asked again while the server is out of order. */
  #ask(
    what: 'read' | 'lock' | 'unlock',
    body?: string,
    lockId: string | null = null,
  ): Promise<StateAnswer> {
    return ask(this.#asked, async () => {
      const answer = await this.#server.send(what, body, lockId);
      const isBusy = answer.status >= 500 || answer.status === 408 || answer.status === 429;
      if (isBusy) throw new NoAnswer(`status ${answer.status}`, true);
      return answer;
    });
  }

  #unexpected(what: string, answer: StateAnswer): Error {
    const redirected =
      answer.status >= 300 && answer.status < 400 ? ' (redirects are not followed)' : '';
    return notUnderstood(this.traits.location, `${what} gave status ${answer.status}${redirected}`);
  }
}

/** GitLab keeps three fields of an owner and fills in the others from the request: those say nothing. */
function withoutEcho(owner: LockInfo, asker: LockInfo): LockInfo {
  const isEcho = owner.ID !== asker.ID && owner.Info !== '' && owner.Info === asker.Info;
  return isEcho ? { ...owner, Operation: '', Info: '', Version: '', Path: '' } : owner;
}
