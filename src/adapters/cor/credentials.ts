import { type Diagnostic, errorOf, type Outcome } from '../../core/errors/diagnostic.js';
import {
  AMBIGUOUS_CREDENTIAL,
  CREDENTIAL_FILE_UNREADABLE,
  HALF_A_CREDENTIAL,
  NO_CREDENTIAL,
  UNUSABLE_CREDENTIAL,
} from '../../core/errors/api.js';
import { Secret } from '../system/secret.js';
import { MOST_SECRET_BYTES, readSecretFile } from '../system/secret-file.js';
import type { Environment } from '../../core/ports/system.js';

/** What proves to COR who we are. */
export type Credentials =
  | { readonly kind: 'access-token'; readonly token: Secret }
  | { readonly kind: 'client'; readonly apiKey: Secret; readonly clientSecret: Secret };

const TOKEN = 'COR_ACCESS_TOKEN';
const KEY = 'COR_API_KEY';
const SECRET = 'COR_CLIENT_SECRET';

/**
 * Reads the credential from COR_ACCESS_TOKEN, or from COR_API_KEY and COR_CLIENT_SECRET, each of them
 * directly or from the file named by the variable with `_FILE` at its end. Exactly one way must be set.
 * Every value is checked before it can get into a header; no message repeats one.
 */
export async function readCredentials(env: Environment): Promise<Outcome<Credentials>> {
  const set = (name: string): boolean => isSet(env, name) || isSet(env, `${name}_FILE`);
  const hasToken = set(TOKEN);
  const hasClient = set(KEY) || set(SECRET);
  if (hasToken && hasClient) {
    return failed(AMBIGUOUS(`Both ${TOKEN} and ${KEY} or ${SECRET} are set.`));
  }
  if (hasToken) {
    const token = await readSecret(env, TOKEN);
    if (token instanceof Secret) return { value: { kind: 'access-token', token }, diagnostics: [] };
    return failed(token);
  }
  if (!hasClient) return failed(MISSING);
  if (!set(KEY) || !set(SECRET)) return failed(HALF(set(KEY) ? SECRET : KEY));
  const apiKey = await readSecret(env, KEY);
  const clientSecret = await readSecret(env, SECRET);
  if (apiKey instanceof Secret && clientSecret instanceof Secret) {
    // In `Basic` the first colon ends the key (RFC 7617, section 2).
    if (apiKey.reveal().includes(':')) return failed(UNUSABLE(KEY, 'It contains a colon.'));
    return { value: { kind: 'client', apiKey, clientSecret }, diagnostics: [] };
  }
  const problems = [apiKey, clientSecret].filter((read) => !(read instanceof Secret));
  return failed(...problems);
}

/** An empty variable counts as set: CI systems set a missing secret to nothing, and the user should get an error. */
function isSet(env: Environment, name: string): boolean {
  return env[name] !== undefined;
}

async function readSecret(env: Environment, name: string): Promise<Secret | Diagnostic> {
  const fileName = `${name}_FILE`;
  const path = env[fileName];
  const value = env[name];
  if (path === undefined) return checkSecret(name, value ?? '');
  if (value !== undefined) return AMBIGUOUS(`Both ${name} and ${fileName} are set.`);
  const text = await readSecretFile(path);
  if (text === null) return UNREADABLE(fileName);
  return checkSecret(fileName, text);
}

function checkSecret(name: string, value: string): Secret | Diagnostic {
  if (value === '') return UNUSABLE(name, 'It is empty.');
  if (Buffer.byteLength(value) > MOST_SECRET_BYTES)
    return UNUSABLE(name, 'It is longer than 8 KiB.');
  if (/^(["']).*\1$/.test(value)) return UNUSABLE(name, IN_QUOTES);
  if (PLACEHOLDER.test(value))
    return UNUSABLE(name, 'It is a placeholder that nothing was put in for.');
  if (/^(?:export )?COR_[A-Z_]+=/.test(value))
    return UNUSABLE(name, 'It starts with the name of a variable, as a line of an env file does.');
  if (/^\{".*\}$/.test(value)) return UNUSABLE(name, 'It is JSON: only its access_token counts.');
  if (/^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  return UNUSABLE(name, 'It has spaces, line breaks or characters other than printable ASCII.');
}

/** `$TOKEN`, `${TOKEN}`, `{{ token }}`, `%TOKEN%`, `<token>`, `***`. */
const PLACEHOLDER = /^(?:\$\w+|\$\{+.*\}+|\$\(.*\)|\{\{.*\}\}|%\w+%|<.*>|\*+|undefined|null)$/;

const IN_QUOTES =
  'It is in quotes. A shell removes them, but `docker --env-file` and some CI systems make them part of the value.';

function failed(...diagnostics: readonly (Secret | Diagnostic)[]): Outcome<Credentials> {
  return {
    value: undefined,
    diagnostics: diagnostics.filter((d): d is Diagnostic => !(d instanceof Secret)),
  };
}

const WAYS = `Set ${TOKEN}, or ${KEY} and ${SECRET}, or the same names with _FILE.`;

const MISSING: Diagnostic = errorOf(NO_CREDENTIAL, { summary: 'There is no credential for COR.' });

const HALF = (missing: string): Diagnostic =>
  errorOf(HALF_A_CREDENTIAL, {
    summary: `${missing} is not set, but its counterpart is.`,
    fix: WAYS,
  });

const AMBIGUOUS = (summary: string): Diagnostic => errorOf(AMBIGUOUS_CREDENTIAL, { summary });

const UNUSABLE = (name: string, detail: string): Diagnostic =>
  errorOf(UNUSABLE_CREDENTIAL, { summary: `The value of ${name} can't be a credential.`, detail });

const UNREADABLE = (fileName: string): Diagnostic =>
  errorOf(CREDENTIAL_FILE_UNREADABLE, {
    summary: `The file that ${fileName} names can't be read.`,
    fix: `Check the path in ${fileName} and the permissions of the file.`,
  });
