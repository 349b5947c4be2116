/**
 * The envelope around an encrypted state, saved plan or recovery file, version 1: JSON, one member a
 * line, with an integer `serial` at the top, because GitLab reads one there.
 *
 * AES-256-GCM. The text of every member before `tag` is the additional authenticated data, so no
 * byte of the header can be changed unnoticed; and an envelope is accepted only in the very spelling in
 * which it is written. The key comes from a passphrase by scrypt. `key_check` is the part of scrypt's
 * output that is not the key: it tells a wrong passphrase from a damaged text.
 *
 * Nothing here draws chance: salt and iv come from the caller.
 */
import { parseJson } from '../text/parse-json.js';
import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import {
  ENCRYPTED_FILE_DAMAGED,
  KEY_DERIVATION_OUT_OF_BOUNDS,
  UNKNOWN_ENVELOPE_VERSION,
} from '../errors/encryption.js';
import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto';
import { describeMisfit, findMisfit } from '../schema/violation.js';
import { envelopeValidator } from './state-validators.js';

/** How a key is made from a passphrase. `salt`: base64 of 16 bytes. */
export interface KdfParameters {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
}

/** What scrypt made of a passphrase. */
export interface DerivedKey {
  readonly key: Uint8Array;
  readonly check: string;
}

export interface Envelope {
  readonly serial: number;
  readonly kdf: KdfParameters;
  readonly key_check: string;
  /** Base64, as `tag` and `data`. */
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

export const SALT_BYTES = 16;
export const IV_BYTES = 12;

/** 128 MiB and about 0.3 s. Source: OWASP, Password Storage Cheat Sheet, scrypt. */
export const SCRYPT_COST = { n: 2 ** 17, r: 8, p: 1 } as const;

const FORMAT = 'corform-encrypted';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const CHECK_BYTES = 16;

/** What no envelope of ours goes below or above: a hostile one must not choose what we spend. */
const LEAST_N = 2 ** 14;
const LEAST_R = 8;
const MOST_WORK = 2 ** 22;
const MOST_P = 16;

const START = `{\n"format": ${JSON.stringify(FORMAT)},\n`;
const VERSION =
  /^\s*\{\s*"format"\s*:\s*"corform-encrypted"\s*,\s*"format_version"\s*:\s*([^\s,}]+)/;
/** Whether a text is, or was before it was damaged, an envelope. */
export function isEnvelope(text: string): boolean {
  return text.startsWith(START) || VERSION.test(text);
}

/**
 * Reads an envelope strictly. Nothing secret is needed for it, and nothing expensive is done. What it
 * returns may still have been tampered with: only `openEnvelope` proves that it was not.
 */
export function parseEnvelope(text: string): Outcome<Envelope> {
  const version = VERSION.exec(text)?.[1];
  if (version !== undefined && version !== '1') return refuse(unknownVersion(version));
  const document = parseJson(text);
  if (document === undefined) return refuse(damaged('It is not JSON.'));
  const misfit = findMisfit(envelopeValidator(), document);
  if (misfit !== null) return refuse(damaged(describeMisfit(misfit)));
  const envelope = document as Envelope;
  if (!isBase64(envelope.data)) return refuse(damaged('.data must be base64.'));
  if (serialize(envelope) !== text) {
    return refuse(damaged('It is not formatted as corform writes it.'));
  }
  const bounds = checkCost(envelope.kdf);
  return bounds === null ? { value: envelope, diagnostics: [] } : refuse(bounds);
}

/**
 * Makes the key. Slow on purpose: keep the result. Throws (a bug of ours) for parameters that
 * `parseEnvelope` would refuse.
 */
export function deriveKey(passphrase: string, kdf: KdfParameters): DerivedKey {
  const { n, r, p } = kdf;
  if (checkCost(kdf) !== null) throw new RangeError('the cost of scrypt is out of bounds');
  const made = scryptSync(
    // One passphrase, however the keyboard composes its letters.
    passphrase.normalize('NFC'),
    Buffer.from(kdf.salt, 'base64'),
    KEY_BYTES + CHECK_BYTES,
    { N: n, r, p, maxmem: 128 * r * (n + p + 4) },
  );
  return {
    key: made.subarray(0, KEY_BYTES),
    check: made.subarray(KEY_BYTES).toString('base64'),
  };
}

/** Encrypts `text`. `iv`: 12 bytes that were never used with this key, as base64. */
export function sealEnvelope(
  text: string,
  {
    serial,
    kdf,
    derived,
    iv,
  }: {
    readonly serial: number;
    readonly kdf: KdfParameters;
    readonly derived: DerivedKey;
    readonly iv: string;
  },
): string {
  const header = { serial, kdf, key_check: derived.check, iv };
  const cipher = createCipheriv(CIPHER, derived.key, Buffer.from(iv, 'base64'));
  cipher.setAAD(Buffer.from(headerText(header)));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return serialize({
    ...header,
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  });
}

/**
 * Decrypts, and proves that nothing was changed. `derived` must be made with the envelope's own `kdf`,
 * and its `check` must be the envelope's: otherwise the passphrase is another one.
 */
export function openEnvelope(envelope: Envelope, derived: DerivedKey): Outcome<string> {
  const decipher = createDecipheriv(CIPHER, derived.key, Buffer.from(envelope.iv, 'base64'));
  decipher.setAAD(Buffer.from(headerText(envelope)));
  decipher.setAuthTag(Buffer.from(envelope.tag, 'base64'));
  try {
    const data = Buffer.from(envelope.data, 'base64');
    const text = Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    return { value: text, diagnostics: [] };
  } catch {
    return refuse(damaged('Its content or its header was changed after encryption.'));
  }
}

/** Everything before `tag`: it is authenticated. */
function headerText({
  serial,
  kdf: { n, r, p, salt },
  key_check,
  iv,
}: Pick<Envelope, 'serial' | 'kdf' | 'key_check' | 'iv'>): string {
  const kdf = JSON.stringify({ name: 'scrypt', n, r, p, salt });
  return [
    `${START}"format_version": 1,`,
    `"serial": ${serial},`,
    `"cipher": "${CIPHER}",`,
    `"kdf": ${kdf},`,
    `"key_check": "${key_check}",`,
    `"iv": "${iv}",`,
    '',
  ].join('\n');
}

function serialize(envelope: Envelope): string {
  return `${headerText(envelope)}"tag": "${envelope.tag}",\n"data": "${envelope.data}"\n}\n`;
}

/** Null if scrypt may be run with these parameters. */
function checkCost({ n, r, p }: KdfParameters): Diagnostic | null {
  const isPowerOfTwo = Number.isInteger(Math.log2(n));
  const inBounds = n >= LEAST_N && r >= LEAST_R && p <= MOST_P && n * r * p <= MOST_WORK;
  if (isPowerOfTwo && inBounds) return null;
  return errorOf(KEY_DERIVATION_OUT_OF_BOUNDS, {
    summary: 'The encrypted file asks for a key derivation that corform does not run',
    detail: `Its parameters (n ${n}, r ${r}, p ${p}) are out of bounds, so corform did not write this file.`,
  });
}

/** Whether a text is base64 in its one right spelling. By decoding: a pattern does not get through a long text. */
function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text;
}

function refuse<T>(problem: Diagnostic): Outcome<T> {
  return { value: undefined, diagnostics: [problem] };
}

function damaged(detail: string): Diagnostic {
  return errorOf(ENCRYPTED_FILE_DAMAGED, {
    summary: 'The encrypted file was changed or damaged after it was written',
    detail,
  });
}

function unknownVersion(version: string): Diagnostic {
  return errorOf(UNKNOWN_ENVELOPE_VERSION, {
    summary: `The encrypted file has format version ${version}, but this corform knows only version 1`,
  });
}
