import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import {
  PASSPHRASE_FILE_UNREADABLE,
  TWO_PASSPHRASE_SOURCES,
  UNUSABLE_PASSPHRASE,
} from '../../core/errors/encryption.js';
import { Failure } from '../../core/errors/failure.js';
import { Secret } from './secret.js';
import { MOST_SECRET_BYTES, readSecretFile } from './secret-file.js';
import type { Environment } from '../../core/ports/system.js';

/** The passphrases of encryption. Null if none is set. */
export interface Passphrases {
  readonly current: Secret | null;
  /** The one before a rotation: it reads, and never writes. */
  readonly previous: Secret | null;
}

const CURRENT = 'CORFORM_PASSPHRASE';
const PREVIOUS = 'CORFORM_PASSPHRASE_PREVIOUS';

/** scrypt makes guessing slow, not impossible: a short passphrase is found all the same. */
const LEAST_CHARACTERS = 12;

/**
 * Reads CORFORM_PASSPHRASE and CORFORM_PASSPHRASE_PREVIOUS, each of them directly or from the file named
 * by the variable with `_FILE` at its end. An empty variable counts as not set: CI systems can't unset
 * one. Nothing is lost by that, because without its passphrase an encrypted state can't be read, and so
 * can't be written back in plain. Throws Failure; no message repeats a value.
 */
export async function readPassphrases(env: Environment): Promise<Passphrases> {
  return {
    current: await readPassphrase(env, CURRENT),
    previous: await readPassphrase(env, PREVIOUS),
  };
}

async function readPassphrase(env: Environment, name: string): Promise<Secret | null> {
  const fileName = `${name}_FILE`;
  const value = env[name] ?? '';
  const path = env[fileName] ?? '';
  if (path === '') return value === '' ? null : check(name, value);
  if (value !== '') throw new Failure(AMBIGUOUS(name, fileName));
  const text = await readSecretFile(path);
  if (text === null) throw new Failure(UNREADABLE(fileName));
  return check(fileName, text);
}

function check(name: string, value: string): Secret {
  const problem = problemOf(value);
  if (problem === null) return new Secret(value);
  throw new Failure(UNUSABLE(name, problem));
}

function problemOf(value: string): string | null {
  if (value === '') return 'It is empty.';
  if (Buffer.byteLength(value) > MOST_SECRET_BYTES) return 'It is longer than 8 KiB.';
  if (Array.from(value).length < LEAST_CHARACTERS) {
    return `It is shorter than ${LEAST_CHARACTERS} characters.`;
  }
  // U+FFFD stands for bytes that are not UTF-8: two such passphrases would be the same.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u.test(value)) {
    return 'It has line breaks, control characters or bytes that are not UTF-8.';
  }
  return value.trim() === value ? null : 'It starts or ends with a space.';
}

const UNUSABLE = (name: string, detail: string): Diagnostic =>
  errorOf(UNUSABLE_PASSPHRASE, { summary: `The value of ${name} can't be a passphrase`, detail });

const AMBIGUOUS = (name: string, fileName: string): Diagnostic =>
  errorOf(TWO_PASSPHRASE_SOURCES, { summary: `Both ${name} and ${fileName} are set` });

const UNREADABLE = (fileName: string): Diagnostic =>
  errorOf(PASSPHRASE_FILE_UNREADABLE, {
    summary: `The file that ${fileName} names can't be read`,
    fix: `Check the path in ${fileName} and the permissions of the file.`,
  });
