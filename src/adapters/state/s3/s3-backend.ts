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
import { BUCKET_MISSING, CONDITIONS_NOT_HONOURED } from '../../../core/errors/backend.js';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
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
  lockContended,
  notAuthorised,
  notUnderstood,
  outcomeUnknown,
  unreachable,
  writeRefused,
} from '../backend-failure.js';
import { ExchangeError, exchange, parseAddress, type Answer } from '../../http/exchange.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { OperationQueue } from '../operation-queue.js';

export interface S3BackendOptions {
  /** Null: Amazon's own endpoint of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** The bucket in the path instead of the host name: what most stores but Amazon's want. */
  readonly pathStyle: boolean;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  };
  /** The deadline of one request (default 60 s). */
  readonly timeoutMs?: number;
}

type Condition = { readonly ifMatch: string } | 'if-none-match';

interface StoredObject {
  readonly text: string;
  readonly etag: string;
  /** The id of the write that made it, where it was ours. */
  readonly write: string | null;
}

/** How a conditional write ended. `precondition`: the object was not as expected, nothing was written. */
type Put = { readonly kind: 'written'; readonly etag: string } | { readonly kind: 'precondition' };

const ATTEMPTS = 4;
const RETRY_DELAY_MS = 200;
const WRITE_ID = 'x-amz-meta-corform-write';
const CREDENTIALS_FIX =
  'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, the region and the bucket policy.';

export class S3Backend implements StateBackend {
  readonly kind = 's3';
  readonly location: string;
  readonly journals = null;
  readonly #base: URL;
  readonly #key: string;
  readonly #options: S3BackendOptions;
  readonly #queue = new OperationQueue();

  constructor(options: S3BackendOptions) {
    this.#options = options;
    this.#key = checkKey(options.key);
    this.#base = bucketAddress(options);
    checkCredentials(options);
    this.location = `s3://${options.bucket}/${options.key}`;
  }

  read(): Promise<StoredState | null> {
    return this.#queue.run(async () => {
      const stored = await this.#get(this.#key);
      return stored === null ? null : { text: stored.text, version: stored.etag };
    });
  }

  commit(text: string, _serial: number, expected: StateVersion | null): Promise<CommitResult> {
    return this.#queue.run(async () => {
      const condition = expected === null ? 'if-none-match' : { ifMatch: expected };
      const put = await this.#put(this.#key, text, condition);
      return put.kind === 'written' ? { kind: 'committed', version: put.etag } : { kind: 'stale' };
    });
  }

  lock(info: LockInfo): Promise<LockResult> {
    return this.#queue.run(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const lock = await this.#readLock();
        if (lock.owner !== null && lock.owner.ID !== info.ID) {
          return { kind: 'busy', owner: lock.owner };
        }
        if (lock.owner !== null) return { kind: 'held', takenFrom: null };
        const put = await this.#put(this.#lockKey, `${serializeLockInfo(info)}\n`, lock.condition);
        if (put.kind === 'written') return { kind: 'held', takenFrom: null };
        await pause(RETRY_DELAY_MS * Math.random());
      }
      throw lockContended(this.location);
    });
  }

  unlock(id: string): Promise<UnlockResult> {
    return this.#queue.run(async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const { owner, condition } = await this.#readLock();
        if (owner === null) return { kind: 'not-locked' };
        if (owner.ID !== id) return { kind: 'not-owner', owner };
        const put = await this.#put(
          this.#lockKey,
          `${JSON.stringify({ released: id })}\n`,
          condition,
        );
        if (put.kind === 'written') return { kind: 'unlocked' };
      }
      throw lockContended(this.location);
    });
  }

  lockOwner(): Promise<LockInfo | null> {
    return this.#queue.run(async () => (await this.#readLock()).owner);
  }

  holds(id: string): Promise<boolean> {
    return this.#queue.run(async () => (await this.#readLock()).owner?.ID === id);
  }

  versions(): Promise<readonly StoredVersion[]> {
    return Promise.resolve([]);
  }

  readVersion(): Promise<string | null> {
    return Promise.resolve(null);
  }

  /** Makes a store prove, on an object of its own, that it refuses what must be refused. */
  probe(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#get(this.#key);
      const key = `${this.#key}.probe-${randomUUID()}`;
      try {
        const first = await this.#put(key, 'one', 'if-none-match');
        const again = await this.#put(key, 'two', 'if-none-match');
        const wrong = await this.#put(key, 'two', { ifMatch: `"${'0'.repeat(32)}"` });
        const right =
          first.kind === 'written' ? await this.#put(key, 'two', { ifMatch: first.etag }) : first;
        const stale =
          first.kind === 'written' ? await this.#put(key, 'six', { ifMatch: first.etag }) : first;
        const ends = [first, again, wrong, right, stale].map((put) => put.kind).join();
        if (ends === 'written,precondition,precondition,written,precondition') return;
        throw this.#withoutConditions();
      } finally {
        await this.#send('DELETE', key, undefined, {}).catch(() => undefined);
      }
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get #lockKey(): string {
    return `${this.#key}.lock`;
  }

  /** Who holds the lock, and the condition under which what was seen may be replaced. */
  async #readLock(): Promise<{ readonly owner: LockInfo | null; readonly condition: Condition }> {
    const stored = await this.#get(this.#lockKey);
    if (stored === null) return { owner: null, condition: 'if-none-match' };
    const condition = { ifMatch: stored.etag };
    if (stored.text.startsWith('{"released":')) return { owner: null, condition };
    const owner = parseLockInfo(stored.text);
    if (owner === null) throw notUnderstood(this.location, `${this.#lockKey} is no lock record`);
    return { owner, condition };
  }

  async #get(key: string): Promise<StoredObject | null> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(RETRY_DELAY_MS * attempt);
      try {
        const answer = await this.#send('GET', key, undefined, {});
        if (answer.status === 404) return this.#absent(answer);
        if (answer.status === 200) return this.#object(answer);
        if (answer.status < 500 && answer.status !== 429) throw this.#unexpected('GET', answer);
        reason = describe(answer);
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        reason = error.message;
      }
    }
    throw unreachable(this.location, reason);
  }

  #absent(answer: Answer): null {
    if (errorCode(answer) !== 'NoSuchBucket') return null;
    throw backendFailure(BUCKET_MISSING, `there is no such bucket: ${this.location}`, {
      fix: 'Create the bucket, or correct `state.bucket`.',
    });
  }

  #object(answer: Answer): StoredObject {
    const etag = answer.headers['etag'];
    if (etag === undefined) throw notUnderstood(this.location, 'GET gave no ETag');
    return { text: answer.text, etag, write: answer.headers[WRITE_ID] ?? null };
  }

  /**
   * Writes under a condition. Each write carries an id of its own, so that after a lost answer the object
   * itself tells whether it is ours.
   */
  async #put(key: string, text: string, condition: Condition): Promise<Put> {
    const write = randomUUID();
    let doubt: string | null = null;
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(RETRY_DELAY_MS * attempt);
      try {
        const answer = await this.#send('PUT', key, text, {
          ...conditional(condition),
          [WRITE_ID]: write,
        });
        if (answer.status === 200) return this.#written(answer);
        // 404: If-Match on an object that is not there.
        if (answer.status === 412 || answer.status === 404) {
          this.#absent(answer);
          return doubt === null
            ? { kind: 'precondition' }
            : await this.#settle(key, write, condition, doubt);
        }
        if (answer.status === 501) throw this.#withoutConditions();
        // 409: another conditional write is under way, and this one was not carried out.
        const refused = answer.status < 500 && ![408, 409, 429].includes(answer.status);
        if (refused) throw writeRefused(this.location, describe(answer));
        reason = describe(answer);
        if (![409, 429, 503].includes(answer.status)) doubt = reason;
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        reason = error.message;
        if (!error.notSent) doubt = reason;
      }
    }
    throw doubt === null
      ? unreachable(this.location, reason)
      : outcomeUnknown(this.location, doubt);
  }

  #withoutConditions(): Error {
    const summary = `the object store does not honour conditional writes: ${this.location}`;
    return backendFailure(CONDITIONS_NOT_HONOURED, summary, {
      fix: 'Use a store that honours If-Match and If-None-Match, or another backend.',
    });
  }

  #written(answer: Answer): Put {
    const etag = answer.headers['etag'];
    if (etag === undefined) throw outcomeUnknown(this.location, 'PUT gave no ETag');
    return { kind: 'written', etag };
  }

  /** The condition no longer holds after a write in doubt: it may be that write that changed the object. */
  async #settle(key: string, write: string, condition: Condition, doubt: string): Promise<Put> {
    const stored = await this.#get(key).catch(() => {
      throw outcomeUnknown(this.location, doubt);
    });
    if (stored?.write === write) return { kind: 'written', etag: stored.etag };
    const untouched =
      condition === 'if-none-match' ? stored === null : stored?.etag === condition.ifMatch;
    if (untouched) return { kind: 'precondition' };
    // Somebody else's object. Ours may have been there before it.
    throw outcomeUnknown(this.location, doubt);
  }

  async #send(
    method: string,
    key: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const { credentials, region } = this.#options;
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      service: 's3',
      region,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === null ? {} : { sessionToken: credentials.sessionToken }),
      headers: {
        ...headers,
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // Everything that changes what the store does is part of what is signed.
      allHeaders: true,
    }).sign();
    const answer = await exchange({
      method,
      url: signed.url,
      headers: Object.fromEntries(signed.headers),
      timeoutMs: this.#options.timeoutMs ?? 60_000,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status === 401 || answer.status === 403) {
      throw notAuthorised(this.location, describe(answer), CREDENTIALS_FIX);
    }
    return answer;
  }

  #unexpected(what: string, answer: Answer): Error {
    return notUnderstood(this.location, `${what} gave ${describe(answer)}`);
  }
}

function conditional(condition: Condition): Record<string, string> {
  return condition === 'if-none-match'
    ? { 'if-none-match': '*' }
    : { 'if-match': condition.ifMatch };
}

/** The status and, where the store names one, its error code: `status 403 SignatureDoesNotMatch`. */
function describe(answer: Answer): string {
  const code = errorCode(answer);
  return `status ${answer.status}${code === null ? '' : ` ${code}`}`;
}

function errorCode(answer: Answer): string | null {
  return /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(answer.text)?.[1] ?? null;
}

function bucketAddress(options: S3BackendOptions): URL {
  const { bucket, region } = options;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw badSetting('`state.bucket` is not a bucket name');
  }
  if (!/^[a-z0-9-]{1,40}$/.test(region)) throw badSetting('`state.region` is not a region');
  const endpoint = options.endpoint ?? `https://s3.${region}.amazonaws.com`;
  const url = parseAddress(endpoint, '`state.endpoint`');
  if (url.search !== '') throw badSetting('`state.endpoint` has a query (?…)');
  if (options.pathStyle) url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

function checkKey(key: string): string {
  const parts = key.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad || key.length > 900 || !/^[\w./ -]+$/.test(key)) {
    throw badSetting('`state.key` must be a plain object name such as corform/state.json');
  }
  return key;
}

function checkCredentials({ credentials }: S3BackendOptions): void {
  const values = [
    credentials.accessKeyId,
    credentials.secretAccessKey,
    credentials.sessionToken ?? 'x',
  ];
  if (values.every((value) => /^[\x21-\x7e]+$/.test(value))) return;
  throw badSetting('an AWS variable is empty or has characters that can’t be sent');
}
