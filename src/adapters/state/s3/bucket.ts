/** Where the object of a state is, and whether its settings can be sent. */
import type { Clock, Random } from '../../../core/ports/system.js';
import { badSetting } from '../backend-failure.js';
import { parseAddress, type StateClientOptions } from '../state-client.js';

export interface ObjectStoreOptions extends StateClientOptions {
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
  readonly clock: Clock;
  readonly random: Random;
}

export const REGION = /^[a-z0-9-]{1,40}$/;

/** The address of the bucket. Throws Failure (CF454). */
export function bucketAddress(options: ObjectStoreOptions): URL {
  const { bucket, region } = options;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw badSetting('`state.bucket` is not a bucket name');
  }
  if (!REGION.test(region)) throw badSetting('`state.region` is not a region');
  const endpoint = options.endpoint ?? `https://s3.${region}.amazonaws.com`;
  const url = parseAddress(endpoint, '`state.endpoint`');
  if (url.search !== '') throw badSetting('`state.endpoint` has a query (?…)');
  if (options.pathStyle) url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

/** Refuses a name that some store or proxy would take for another one. Throws Failure (CF454). */
export function checkKey(key: string): void {
  const parts = key.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad || key.length > 900 || !/^[\w./ -]+$/.test(key)) {
    throw badSetting('`state.key` must be a plain object name such as corform/state.json');
  }
}

/** Refuses credentials that no header can carry. Throws Failure (CF454). */
export function checkCredentials({ credentials }: ObjectStoreOptions): void {
  const values = [
    credentials.accessKeyId,
    credentials.secretAccessKey,
    credentials.sessionToken ?? 'x',
  ];
  if (values.every((value) => /^[\x21-\x7e]+$/.test(value))) return;
  throw badSetting("an AWS variable is empty or has characters that can't be sent");
}
