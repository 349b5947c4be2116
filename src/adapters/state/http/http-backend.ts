/**
 * The state on a server that speaks the protocol of Terraform's `http` backend, GitLab-managed state
 * among them.
 * Sources: Terraform's documentation of the backend and its client; GitLab's API for Terraform state.
 *
 * The protocol has no compare-and-swap and no way to ask for the owner of a lock. So:
 * - `commit` reads, compares and then writes. That is safe for writers that hold the lock, which is what
 *   an apply does; a writer without the lock can be overtaken between the two requests. Where the server
 *   checks the `?ID=` of the lock (GitLab does), the write of a holder that lost its lock is refused.
 * - The owner is found by trying to take the lock under an id that nobody has. Where it is free, it is
 *   taken for the moment between two requests and given back.
 */
import { LOCKS_NOT_ENFORCED, LOCK_OWNER_UNKNOWN } from '../../../core/errors/backend.js';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateBackend,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../../core/ports.js';
import {
  backendFailure,
  badSetting,
  notAuthorised,
  notUnderstood,
  outcomeUnknown,
  unreachable,
  writeRefused,
} from '../backend-failure.js';
import { ExchangeError, exchange, parseAddress, type Answer } from '../../http/exchange.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { OperationQueue } from '../operation-queue.js';

export interface HttpBackendOptions {
  readonly address: string;
  readonly lockAddress: string;
  readonly unlockAddress: string;
  /** Default POST. */
  readonly updateMethod?: string;
  /** Default LOCK; GitLab wants POST. */
  readonly lockMethod?: string;
  /** Default UNLOCK; GitLab wants DELETE. */
  readonly unlockMethod?: string;
  /** Basic authentication, or null for none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** The deadline of one request (default 60 s). */
  readonly timeoutMs?: number;
}

type Method = 'read' | 'write' | 'lock' | 'unlock';

const ATTEMPTS = 3;
const RETRY_DELAY_MS = 300;
const ACCEPTED: ReadonlySet<number> = new Set([200, 201, 202, 204]);
const CREDENTIALS_FIX = 'Check CORFORM_HTTP_USERNAME and CORFORM_HTTP_PASSWORD.';

export class HttpBackend implements StateBackend {
  readonly kind = 'http';
  readonly location: string;
  readonly journals = null;
  readonly #endpoints: Readonly<Record<Method, { readonly method: string; readonly url: URL }>>;
  readonly #authorization: string | null;
  readonly #timeoutMs: number;
  readonly #queue = new OperationQueue();
  /** The id of the lock that this handle took: a server may ask for it with each write. */
  #taken: string | null = null;

  constructor(options: HttpBackendOptions) {
    const address = parseAddress(options.address, '`state.address`');
    this.#endpoints = {
      read: { method: 'GET', url: address },
      write: { method: method(options.updateMethod, 'POST'), url: address },
      lock: {
        method: method(options.lockMethod, 'LOCK'),
        url: parseAddress(options.lockAddress, '`state.lock_address`'),
      },
      unlock: {
        method: method(options.unlockMethod, 'UNLOCK'),
        url: parseAddress(options.unlockAddress, '`state.unlock_address`'),
      },
    };
    // A query may carry a token.
    this.location = `${address.origin}${address.pathname}`;
    this.#authorization = options.credentials === null ? null : basic(options.credentials);
    this.#timeoutMs = options.timeoutMs ?? 60_000;
  }

  read(): Promise<StoredState | null> {
    return this.#queue.run(() => this.#read());
  }

  commit(text: string, serial: number, expected: StateVersion | null): Promise<CommitResult> {
    return this.#queue.run(async () => {
      const ours = versionOf(text);
      let doubt: string | null = null;
      let reason = '';
      for (let attempt = 0; attempt <= ATTEMPTS; attempt += 1) {
        const settled = await this.#settle(ours, expected, doubt);
        if (settled !== null) return settled;
        if (attempt === ATTEMPTS) break;
        const sent = await this.#write(text);
        if ('answer' in sent) {
          if (ACCEPTED.has(sent.answer.status)) return { kind: 'committed', version: ours };
          const lockLost = sent.answer.status === 409 || sent.answer.status === 423;
          if (lockLost && doubt === null) return { kind: 'stale' };
          // GitLab: 422 for a taken serial, be it by an attempt of ours whose answer was lost.
          const taken = await this.#settle(ours, expected, doubt);
          if (taken !== null) return taken;
          if (lockLost) return { kind: 'stale' };
          throw writeRefused(this.location, `status ${sent.answer.status} for serial ${serial}`);
        }
        reason = sent.reason;
        if (!sent.notSent) doubt = reason;
        await pause(RETRY_DELAY_MS * (attempt + 1));
      }
      throw doubt === null
        ? unreachable(this.location, reason)
        : outcomeUnknown(this.location, doubt);
    });
  }

  /**
   * What the stored text says about our write; null where it is still the one that we expect, so that
   * writing (again) makes sense. `doubt`: why an earlier attempt may or may not have arrived.
   */
  async #settle(
    ours: StateVersion,
    expected: StateVersion | null,
    doubt: string | null,
  ): Promise<CommitResult | null> {
    const current = await this.#currentVersion(doubt);
    if (current === expected) return null;
    if (doubt === null) return { kind: 'stale' };
    if (current === ours) return { kind: 'committed', version: ours };
    // Somebody else's text. Ours may have been there before it.
    throw outcomeUnknown(this.location, doubt);
  }

  /** The stored version. Where it can't be had, a write in doubt stays in doubt. */
  async #currentVersion(doubt: string | null): Promise<StateVersion | null> {
    try {
      return (await this.#read())?.version ?? null;
    } catch (error) {
      throw doubt === null ? error : outcomeUnknown(this.location, doubt);
    }
  }

  /** Sends the text: the server's answer, or why there is none that tells whether it arrived. */
  async #write(
    text: string,
  ): Promise<{ readonly answer: Answer } | { readonly reason: string; readonly notSent: boolean }> {
    try {
      const answer = await this.#send('write', text, this.#taken);
      const conclusive = answer.status < 500 && answer.status !== 408;
      return conclusive ? { answer } : { reason: `status ${answer.status}`, notSent: false };
    } catch (error) {
      if (error instanceof ExchangeError) return { reason: error.message, notSent: error.notSent };
      throw error;
    }
  }

  lock(info: LockInfo): Promise<LockResult> {
    return this.#queue.run(async () => {
      const owner = await this.#tryLock(info);
      // Our own id: the answer to an earlier attempt was lost.
      if (owner !== null && owner.ID !== info.ID) return { kind: 'busy', owner };
      this.#taken = info.ID;
      return { kind: 'held', takenFrom: null };
    });
  }

  unlock(id: string): Promise<UnlockResult> {
    return this.#queue.run(async () => {
      if (this.#taken === id) this.#taken = null;
      const owner = await this.#findOwner();
      if (owner === null) return { kind: 'not-locked' };
      if (owner.ID !== id) return { kind: 'not-owner', owner };
      await this.#giveBack(owner);
      return { kind: 'unlocked' };
    });
  }

  lockOwner(): Promise<LockInfo | null> {
    return this.#queue.run(() => this.#findOwner());
  }

  holds(id: string): Promise<boolean> {
    return this.#queue.run(async () => (await this.#findOwner())?.ID === id);
  }

  /** The protocol gives no access to older versions. */
  versions(): Promise<readonly StoredVersion[]> {
    return Promise.resolve([]);
  }

  readVersion(): Promise<string | null> {
    return Promise.resolve(null);
  }

  /** Shows that the server grants one lock at a time. Where somebody holds it, that alone is the proof. */
  probe(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#read();
      const first = probeLock();
      if ((await this.#tryLock(first)) !== null) return;
      const second = probeLock();
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
        `the state server does not enforce locks: ${this.location}`,
        {
          fix: 'Use a server that answers 423 or 409 to LOCK while the state is locked.',
        },
      );
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #read(): Promise<StoredState | null> {
    const answer = await this.#ask('read');
    if (answer.status === 404 || answer.status === 204) return null;
    if (answer.status !== 200) throw this.#unexpected('GET', answer);
    return answer.text === '' ? null : { text: answer.text, version: versionOf(answer.text) };
  }

  /** Null: the lock is now held by `info`. Otherwise its owner. */
  async #tryLock(info: LockInfo): Promise<LockInfo | null> {
    const answer = await this.#ask('lock', serializeLockInfo(info));
    if (answer.status === 200 || answer.status === 201) return null;
    if (answer.status !== 409 && answer.status !== 423) throw this.#unexpected('LOCK', answer);
    const owner = parseLockInfo(answer.text);
    if (owner !== null) return owner;
    throw backendFailure(
      LOCK_OWNER_UNKNOWN,
      `the state is locked, by whom is not said: ${this.location}`,
      {},
    );
  }

  /** Who holds the lock, found by asking for it. */
  async #findOwner(): Promise<LockInfo | null> {
    const probe = probeLock();
    const owner = await this.#tryLock(probe);
    // Our own probe is the owner where the answer to its first attempt was lost.
    if (owner !== null && owner.ID !== probe.ID) return owner;
    await this.#giveBack(probe);
    return null;
  }

  async #giveBack(info: LockInfo): Promise<void> {
    const answer = await this.#ask('unlock', serializeLockInfo(info), info.ID);
    if (answer.status < 200 || answer.status > 299) throw this.#unexpected('UNLOCK', answer);
  }

  /** A request that may be repeated: asked again while the server is out of order. */
  async #ask(what: Method, body?: string, lockId: string | null = null): Promise<Answer> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(RETRY_DELAY_MS * attempt);
      try {
        const answer = await this.#send(what, body, lockId);
        if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) return answer;
        reason = `status ${answer.status}`;
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        reason = error.message;
      }
    }
    throw unreachable(this.location, reason);
  }

  async #send(what: Method, body: string | undefined, lockId: string | null): Promise<Answer> {
    const { method: verb, url } = this.#endpoints[what];
    const target = new URL(url);
    if (lockId !== null) target.searchParams.set('ID', lockId);
    const answer = await exchange({
      method: verb,
      url: target,
      timeoutMs: this.#timeoutMs,
      headers: {
        ...(this.#authorization === null ? {} : { authorization: this.#authorization }),
        ...(body === undefined ? {} : contentHeaders(body)),
      },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status === 401 || answer.status === 403) {
      throw notAuthorised(this.location, `status ${answer.status}`, CREDENTIALS_FIX);
    }
    return answer;
  }

  #unexpected(what: string, answer: Answer): Error {
    const redirected =
      answer.status >= 300 && answer.status < 400 ? ' (redirects are not followed)' : '';
    return notUnderstood(this.location, `${what} gave status ${answer.status}${redirected}`);
  }
}

/** The protocol knows no version: the text's own hash is one, as each text has another serial. */
function versionOf(text: string): StateVersion {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** As Terraform sends them. */
function contentHeaders(body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-md5': createHash('md5').update(body).digest('base64'),
  };
}

function probeLock(): LockInfo {
  return {
    ID: randomUUID(),
    Operation: '',
    Info: '',
    Who: '',
    Version: '',
    Created: '',
    Path: '',
  };
}

function method(given: string | undefined, fallback: string): string {
  const name = given ?? fallback;
  if (!/^[A-Z]{1,20}$/.test(name))
    throw badSetting('a method of the http backend is not a word in capitals');
  return name;
}

function basic(credentials: { readonly username: string; readonly password: string }): string {
  const { username, password } = credentials;
  if (/[\p{Cc}]/u.test(username + password) || username.includes(':')) {
    throw badSetting(
      'the user name or password of the http backend has characters that can’t be sent',
    );
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
