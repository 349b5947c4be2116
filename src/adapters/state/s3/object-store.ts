/**
 * The requests of S3, as far as a state needs them: reading an object, and writing it under a condition.
 * Signed by AWS's version 4.
 */
import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { BUCKET_MISSING, CONDITIONS_NOT_HONOURED } from '../../../core/errors/backend.js';
import {
  ask,
  NoAnswer,
  write,
  type Answered,
  type AskedBackend,
  type Trace,
  type WriteEnd,
} from '../attempts.js';
import {
  backendFailure,
  badSetting,
  notAuthorised,
  notUnderstood,
  outcomeUnknown,
  writeRefused,
} from '../backend-failure.js';
import { createStateClient, type StateAnswer, type StateClient } from '../state-client.js';
import {
  type ObjectStoreOptions,
  checkKey,
  bucketAddress,
  checkCredentials,
  REGION,
} from './bucket.js';

type ETag = string;

/** What must be so for a write to take effect: that ETag is stored, or there is no such object. */
export type Condition = { readonly ifMatch: ETag } | 'if-none-match';

export interface StoredObject {
  readonly text: string;
  readonly etag: ETag;
  /** The id of the write that made it, if it was ours. */
  readonly write: string | null;
}

const WRITE_ID = 'x-amz-meta-corform-write';

/** Not carried out: another conditional write is under way, or the store is busy. */
const NOT_CARRIED_OUT: ReadonlySet<number> = new Set([409, 429, 503]);

const CREDENTIALS_FIX =
  'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, the region and the bucket policy.';

export class ObjectStore {
  readonly location: string;
  readonly #base: URL;
  readonly #options: ObjectStoreOptions;
  readonly #asked: AskedBackend;
  readonly #client: StateClient;
  /** Some stores (Ceph) name an ETag in quotes, and compare `If-Match` without them. */
  #swapsQuotes = false;

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
    checkKey(options.key);
    this.#base = bucketAddress(options);
    checkCredentials(options);
    this.location = `s3://${options.bucket}/${options.key}`;
    this.#client = createStateClient(options, [this.#base]);
    this.#asked = { location: this.location, clock: options.clock };
  }

  /** Null if there is no such object. */
  get(key: string): Promise<StoredObject | null> {
    return ask(this.#asked, async () => {
      const answer = await this.#send('GET', key, undefined, {});
      if (answer.status === 404) return this.#absent(answer);
      if (answer.status === 200) return this.#object(answer);
      if (answer.status < 500 && answer.status !== 429) {
        throw notUnderstood(this.location, `GET gave ${describe(answer)}`);
      }
      throw new NoAnswer(describe(answer), false);
    });
  }

  /**
   * Writes under a condition. Each write carries an id of its own, so after a lost answer the object itself
   * says whether it is ours.
   */
  put(key: string, text: string, condition: Condition): Promise<WriteEnd<ETag>> {
    const id = this.#options.random.uuid();
    return write(this.#asked, {
      send: () => this.#sendUnder(condition, key, text, id),
      look: () => this.#lookFor(key, id, condition),
    });
  }

  /**
   * Writes under a condition. If the store says that the ETag is another one while it still shows the very
   * same, it compares another spelling: then that one is used from now on.
   */
  async #sendUnder(
    condition: Condition,
    key: string,
    text: string,
    id: string,
  ): Promise<Answered<ETag>> {
    const send = (): Promise<Answered<ETag>> =>
      this.#sendPut(key, text, { ...this.#headersOf(condition), [WRITE_ID]: id });
    const end = await send();
    if (end.kind !== 'stale' || condition === 'if-none-match') return end;
    if ((await this.get(key))?.etag !== condition.ifMatch) return end;
    this.#swapsQuotes = !this.#swapsQuotes;
    return send();
  }

  #headersOf(condition: Condition): Readonly<Record<string, string>> {
    if (condition === 'if-none-match') return { 'if-none-match': '*' };
    const { ifMatch } = condition;
    return { 'if-match': this.#swapsQuotes ? swapQuotes(ifMatch) : ifMatch };
  }

  async #sendPut(
    key: string,
    text: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answered<ETag>> {
    const answer = await this.#send('PUT', key, text, headers);
    const { status } = answer;
    if (status === 200) return { kind: 'written', value: this.#etagOf(answer) };
    // 404: If-Match on an object that is not there.
    if (status === 412 || status === 404) {
      this.#absent(answer);
      return { kind: 'stale' };
    }
    if (status === 501) throw this.withoutConditions();
    if (NOT_CARRIED_OUT.has(status)) throw new NoAnswer(describe(answer), false);
    if (status >= 500 || status === 408) throw new NoAnswer(describe(answer), true);
    return { kind: 'refused', failure: writeRefused(this.location, describe(answer)) };
  }

  async #lookFor(key: string, id: string, condition: Condition): Promise<Trace<ETag>> {
    const stored = await this.get(key);
    if (stored?.write === id) return { kind: 'written', value: stored.etag };
    const isUntouched =
      condition === 'if-none-match' ? stored === null : stored?.etag === condition.ifMatch;
    return { kind: isUntouched ? 'untouched' : 'unclear' };
  }

  /** Cuts all connections. */
  close(): Promise<void> {
    return this.#client.close();
  }

  /** Removes an object, if it can. */
  async remove(key: string): Promise<void> {
    await this.#send('DELETE', key, undefined, {}).catch(() => undefined);
  }

  #checkRegion(answer: StateAnswer): void {
    const { region } = this.#options;
    const right = answer.status >= 300 ? regionOf(answer) : null;
    if (right === null || right === region) return;
    throw badSetting(
      `the bucket ${this.location} is in the region ${right}, and was asked for in ${region}`,
      `Set \`state.region\` in corform.yaml, or AWS_REGION, to ${right}.`,
    );
  }

  withoutConditions(): Error {
    const summary = `the object store does not honour conditional writes: ${this.location}`;
    return backendFailure(CONDITIONS_NOT_HONOURED, summary, {
      fix: 'Use a store that honours If-Match and If-None-Match, or another backend.',
    });
  }

  #absent(answer: StateAnswer): null {
    if (errorCode(answer) !== 'NoSuchBucket') return null;
    throw backendFailure(BUCKET_MISSING, `there is no such bucket: ${this.location}`, {
      fix: 'Create the bucket, or correct `state.bucket`.',
    });
  }

  #object(answer: StateAnswer): StoredObject {
    const etag = answer.header('etag');
    if (etag === null) throw notUnderstood(this.location, 'GET gave no ETag');
    return { text: answer.text, etag, write: answer.header(WRITE_ID) };
  }

  #etagOf(answer: StateAnswer): ETag {
    const etag = answer.header('etag');
    if (etag === null) throw outcomeUnknown(this.location, 'PUT gave no ETag');
    return etag;
  }

  /** Sends one request, once. Throws NoAnswer, and Failure if the credentials are refused. */
  async #send(
    method: string,
    key: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<StateAnswer> {
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
    const answer = await this.#client.send({
      method,
      url: signed.url.href,
      headers: Object.fromEntries(signed.headers),
      body: body ?? null,
    });
    this.#checkRegion(answer);
    if (answer.status === 401 || answer.status === 403) {
      throw notAuthorised(this.location, describe(answer), CREDENTIALS_FIX);
    }
    return answer;
  }
}

/** The region that a store names when it was asked in another one; null if it names none. */
function regionOf(answer: StateAnswer): string | null {
  const named =
    answer.header('x-amz-bucket-region') ?? /<Region>([^<]*)<\/Region>/.exec(answer.text)?.[1];
  return named !== undefined && REGION.test(named) ? named : null;
}

function swapQuotes(etag: ETag): string {
  return /^".*"$/.test(etag) ? etag.slice(1, -1) : `"${etag}"`;
}

/** The status and, if the store names one, its error code: `status 403 SignatureDoesNotMatch`. */
function describe(answer: StateAnswer): string {
  const code = errorCode(answer);
  return `status ${answer.status}${code === null ? '' : ` ${code}`}`;
}

function errorCode(answer: StateAnswer): string | null {
  return /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(answer.text)?.[1] ?? null;
}
