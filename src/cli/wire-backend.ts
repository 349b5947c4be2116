import { MISSING_STATE_CREDENTIAL } from '../core/errors/settings.js';
import { failureOf } from '../core/errors/failure.js';
import type { StateBackend, StateReader } from '../core/ports/state.js';
import { encryptedBackend } from '../app/state/encrypted-backend.js';
import { readOnly } from '../app/state/read-only.js';
import { createStateCodec, type StateCodec } from '../app/state/state-codec.js';
import type { EncryptionPolicy, Settings, StateSettings } from '../core/settings/settings.js';
import { readProxySettings } from '../adapters/http/proxy.js';
import { readPassphrases } from '../adapters/system/passphrase.js';
import { systemClock } from '../adapters/system/clock.js';
import { systemRandom } from '../adapters/system/random.js';
import { lockInfo } from './wire.js';
import { processConsole } from './process-console.js';
import type { Environment } from '../core/ports/system.js';

const PORTS = { clock: systemClock, random: systemRandom };

/** The backend of the state, with and without the encryption around it. */
export interface OpenState {
  /** Plain text goes in and comes out. */
  readonly backend: StateBackend;
  /** What is really stored: for those who repair or re-encrypt it. */
  readonly stored: StateBackend;
  readonly codec: StateCodec;
}

/** The recorded state of the settings. Opens no connection yet. Throws Failure. */
export async function openState(
  settings: Pick<Settings, 'state' | 'encryption'>,
): Promise<OpenState> {
  const codec = await openCodec(settings.encryption);
  const stored = await openBackend(settings.state);
  return { backend: encryptedBackend(stored, codec), stored, codec };
}

export interface OpenReader extends StateReader {
  close(): Promise<void>;
}

/** The recorded state of the settings for a command that can't change it. Throws Failure. */
export async function openStateReader(
  settings: Pick<Settings, 'state' | 'encryption'>,
): Promise<OpenReader> {
  const { backend } = await openState(settings);
  return { ...readOnly(backend), close: () => backend.close() };
}

/** The encryption of the settings. Reads the passphrases, and keeps them off both streams. */
export async function openCodec(policy: EncryptionPolicy): Promise<StateCodec> {
  const { current, previous } = await readPassphrases(process.env);
  for (const secret of [current, previous]) processConsole.protect(secret?.reveal());
  return createStateCodec({ policy, passphrase: current, previous, random: systemRandom });
}

/**
 * Makes the backend that the settings name. Each is loaded only when it is used. Credentials come from the
 * environment only. Opens no connection yet. Throws Failure if something is missing.
 */
async function openBackend(
  state: StateSettings,
  env: Environment = process.env,
): Promise<StateBackend> {
  switch (state.backend) {
    case 'local': {
      const { LocalBackend } = await import('../adapters/state/local/local-backend.js');
      return new LocalBackend({ ...PORTS, path: state.path });
    }
    case 'git': {
      const { GitBackend } = await import('../adapters/state/git/git-backend.js');
      return new GitBackend({
        ...PORTS,
        remote: state.remote,
        ref: state.ref,
        cwd: process.cwd(),
        env,
      });
    }
    case 'http': {
      const { HttpBackend } = await import('../adapters/state/http/http-backend.js');
      return new HttpBackend({
        ...PORTS,
        ...state,
        proxy: readProxySettings(env),
        asker: () => lockInfo('OperationTypeProbe', '', ''),
        lockAddress: state.lockAddress ?? state.address,
        unlockAddress: state.unlockAddress ?? state.lockAddress ?? state.address,
        credentials: httpCredentials(env),
      });
    }
    case 'postgres': {
      const { PostgresBackend } = await import('../adapters/state/postgres/postgres-backend.js');
      return new PostgresBackend({
        ...PORTS,
        url: secret(env, 'CORFORM_POSTGRES_URL'),
        name: state.name,
      });
    }
    case 's3': {
      const { S3Backend } = await import('../adapters/state/s3/s3-backend.js');
      return new S3Backend({
        ...PORTS,
        ...state,
        proxy: readProxySettings(env),
        credentials: {
          accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
          secretAccessKey: secret(env, 'AWS_SECRET_ACCESS_KEY'),
          sessionToken: optional(env, 'AWS_SESSION_TOKEN'),
        },
      });
    }
  }
}

function httpCredentials(
  env: Environment,
): { readonly username: string; readonly password: string } | null {
  const names = ['CORFORM_HTTP_USERNAME', 'CORFORM_HTTP_PASSWORD'];
  if (names.every((name) => optional(env, name) === null)) return null;
  return {
    username: required(env, 'CORFORM_HTTP_USERNAME'),
    password: secret(env, 'CORFORM_HTTP_PASSWORD'),
  };
}

function optional(env: Environment, name: string): string | null {
  const value = env[name];
  return value === undefined || value === '' ? null : value;
}

/** A value that must be on neither stream, whatever happens. */
function secret(env: Environment, name: string): string {
  const value = required(env, name);
  processConsole.protect(value);
  return value;
}

function required(env: Environment, name: string): string {
  const value = optional(env, name);
  if (value !== null) return value;
  throw failureOf(MISSING_STATE_CREDENTIAL, {
    summary: `the backend of the state needs ${name}`,
    detail: 'corform reads it only from the environment, because it is or contains a credential.',
    fix: `Set ${name}.`,
  });
}
