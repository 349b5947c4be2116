/**
 * The state in a PostgreSQL database. Tables and statements: postgres-backend-sql.ts. The npm package
 * `pg` is loaded when the first statement is sent, and not before: it is an optional dependency.
 *
 * One connection, made anew when it breaks. Every statement may be sent again after a lost answer: reads
 * change nothing, locks carry their id, and each commit carries a version of its own, by which it is found.
 */
import {
  DATABASE_READ_ONLY,
  DATABASE_REFUSED,
  PG_NOT_INSTALLED,
  STATE_TABLES_MISSING,
} from '../../../core/errors/backend.js';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
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
} from '../backend-failure.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { OperationQueue } from '../operation-queue.js';
import { parsePostgresUrl, type PostgresAddress } from './address.js';
import * as sql from './sql.js';

export interface PostgresBackendOptions {
  /** CORFORM_POSTGRES_URL. */
  readonly url: string;
  /** Which of the states in that database. */
  readonly name: string;
}

type Row = Readonly<Record<string, unknown>>;
type Parameter = string | number | null;

/** The connection broke, or could not be made. */
class ConnectionLost extends Error {
  /** Whether the statement may have been carried out. */
  readonly sent: boolean;

  constructor(reason: string, sent: boolean) {
    super(reason);
    this.name = 'ConnectionLost';
    this.sent = sent;
  }
}

const ATTEMPTS = 6;
const RETRY_DELAY_MS = 250;
const CONNECT_MS = 10_000;
const ANSWER_MS = 60_000;
/** Limits that the server keeps, too, so that no statement of ours lives on for long without us. */
const SESSION =
  "set statement_timeout = '45s'; set lock_timeout = '15s'; set application_name = 'corform'";

export class PostgresBackend implements StateBackend {
  readonly kind = 'postgres';
  readonly location: string;
  readonly journals = null;
  readonly #name: string;
  readonly #address: PostgresAddress;
  readonly #queue = new OperationQueue();
  #client: Client | null = null;
  /** The lock that this handle took and has not given back: without it nothing is committed. */
  #taken: string | null = null;

  constructor(options: PostgresBackendOptions) {
    if (!/^[\w.-]{1,64}$/.test(options.name)) {
      throw badSetting('`state.name` must be 1 to 64 letters, digits, dots, dashes or underscores');
    }
    this.#name = options.name;
    this.#address = parsePostgresUrl(options.url);
    const { host, port, database } = this.#address;
    this.location = `postgres ${host}:${port}/${database} (${options.name})`;
  }

  read(): Promise<StoredState | null> {
    return this.#queue.run(async () => {
      const [row] = await this.#ask(sql.READ, [this.#name], []);
      if (row === undefined) return null;
      const { version, body } = row;
      if (typeof version !== 'string' || typeof body !== 'string') {
        throw notUnderstood(this.location, 'the row of the current version is missing');
      }
      return { text: body, version };
    });
  }

  commit(text: string, serial: number, expected: StateVersion | null): Promise<CommitResult> {
    return this.#queue.run(async () => {
      const version = randomUUID();
      if (expected === null) await this.#ask(sql.ENSURE_ROW, [this.#name]);
      const stored = async (): Promise<boolean> =>
        (await this.#query(sql.FIND_VERSION, [this.#name, serial, version])).length === 1;
      let doubt: string | null = null;
      let reason = '';
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        try {
          if (doubt !== null && (await stored())) return { kind: 'committed', version };
          const parameters = [this.#name, serial, version, text, expected, this.#taken];
          const done = (await this.#query(sql.COMMIT, parameters)).length === 1;
          if (done || (doubt !== null && (await stored()))) return { kind: 'committed', version };
          return { kind: 'stale' };
        } catch (error) {
          if (sqlState(error) === UNIQUE_VIOLATION && doubt === null) return { kind: 'stale' };
          if (!(error instanceof ConnectionLost)) {
            if (sqlState(error) !== SERIALIZATION_FAILURE) throw this.#explain(error);
          } else {
            reason = error.message;
            if (error.sent) doubt = reason;
          }
          await pause(RETRY_DELAY_MS * (attempt + 1));
        }
      }
      throw doubt === null
        ? unreachable(this.location, reason)
        : outcomeUnknown(this.location, doubt);
    });
  }

  lock(info: LockInfo): Promise<LockResult> {
    return this.#queue.run(async () => {
      await this.#ask(sql.ENSURE_ROW, [this.#name]);
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const text = serializeLockInfo(info);
        if ((await this.#ask(sql.LOCK, [this.#name, info.ID, text])).length === 1) {
          this.#taken = info.ID;
          return { kind: 'held', takenFrom: null };
        }
        const owner = await this.#owner();
        if (owner !== null) return { kind: 'busy', owner };
      }
      throw lockContended(this.location);
    });
  }

  unlock(id: string): Promise<UnlockResult> {
    return this.#queue.run(async () => {
      if (this.#taken === id) this.#taken = null;
      // The first of two attempts may have done it; what counts is that it was ours before.
      const before = await this.#owner();
      if (before === null) return { kind: 'not-locked' };
      if (before.ID !== id) return { kind: 'not-owner', owner: before };
      await this.#ask(sql.UNLOCK, [this.#name, id]);
      return { kind: 'unlocked' };
    });
  }

  lockOwner(): Promise<LockInfo | null> {
    return this.#queue.run(() => this.#owner());
  }

  holds(id: string): Promise<boolean> {
    return this.#queue.run(async () => (await this.#owner())?.ID === id);
  }

  versions(): Promise<readonly StoredVersion[]> {
    return this.#queue.run(async () => {
      const rows = await this.#ask(sql.VERSIONS, [this.#name], []);
      return rows.map(({ serial, at, version }) => ({
        serial: Number(serial),
        at: at instanceof Date ? at.toISOString() : null,
        label: `version ${String(version)}`,
      }));
    });
  }

  readVersion(serial: number): Promise<string | null> {
    return this.#queue.run(async () => {
      const [row] = await this.#ask(sql.READ_VERSION, [this.#name, serial], []);
      return typeof row?.['body'] === 'string' ? row['body'] : null;
    });
  }

  /** Creates the tables where they are missing, and shows that rows can be written. */
  probe(): Promise<void> {
    return this.#queue.run(async () => {
      const [settings] = await this.#ask(
        `select current_setting('server_encoding') as encoding,
          current_setting('transaction_read_only') as read_only`,
        [],
      );
      if (settings?.['read_only'] === 'on') throw this.#readOnly();
      if (settings?.['encoding'] !== 'UTF8') {
        throw badSetting('the database of CORFORM_POSTGRES_URL must have the encoding UTF8');
      }
      const [tables] = await this.#ask(sql.TABLES_EXIST, []);
      if (tables?.['ok'] !== true) {
        for (const statement of sql.CREATE_TABLES) await this.#create(statement);
      }
      await this.#ask(sql.ENSURE_ROW, [this.#name]);
    });
  }

  /**
   * Two that create the same thing at once collide in the catalogue, in one of several ways, although both say
   * `if not exists`: asked once more, the loser finds it there.
   */
  async #create(statement: string): Promise<void> {
    try {
      await this.#query(statement, []).catch(() => this.#query(statement, []));
    } catch (error) {
      throw this.#explain(error);
    }
  }

  close(): Promise<void> {
    return this.#queue.run(() => this.#disconnect());
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    // Nothing is under way: a connection that does not end nicely is as good as ended.
    await client?.end().catch(() => undefined);
  }

  async #owner(): Promise<LockInfo | null> {
    const [row] = await this.#ask(sql.LOCK_OWNER, [this.#name], []);
    if (row === undefined) return null;
    const owner = typeof row['lock_info'] === 'string' ? parseLockInfo(row['lock_info']) : null;
    if (owner === null) throw notUnderstood(this.location, 'lock_info is not a lock record');
    return owner;
  }

  /**
   * A statement that may be repeated: sent again where the connection breaks. `withoutTables` is the
   * answer where the tables are not there; without it that is a failure.
   */
  async #ask(
    statement: string,
    parameters: readonly Parameter[],
    withoutTables?: readonly Row[],
  ): Promise<readonly Row[]> {
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await this.#query(statement, parameters);
      } catch (error) {
        if (withoutTables !== undefined && isMissingTable(error)) return withoutTables;
        const again = error instanceof ConnectionLost || sqlState(error) === SERIALIZATION_FAILURE;
        if (!again) throw this.#explain(error);
        reason = error instanceof ConnectionLost ? error.message : reason;
        await pause(RETRY_DELAY_MS * (attempt + 1));
      }
    }
    throw unreachable(this.location, reason);
  }

  /** Sends one statement, once. Rejects with ConnectionLost, or with the server's own error. */
  async #query(statement: string, parameters: readonly Parameter[]): Promise<readonly Row[]> {
    const client = await this.#connect();
    try {
      const result = await client.query<Row>(statement, [...parameters]);
      return result.rows;
    } catch (error) {
      const state = sqlState(error);
      if (state !== null && !CONNECTION_STATES.test(state)) throw error;
      await this.#disconnect();
      throw new ConnectionLost(reasonOf(error), true);
    }
  }

  async #connect(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    const Driver = await loadDriver();
    const { host, port, database, user, password, tls } = this.#address;
    const client = new Driver({
      host,
      port,
      database,
      user,
      ...(password === null ? {} : { password }),
      ssl: tls === null ? false : await tlsSettings(tls.rootCertificatePath),
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    // Without a listener a broken idle connection would end the process.
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    try {
      await client.connect();
      await client.query(SESSION);
    } catch (error) {
      await client.end().catch(() => undefined);
      const state = sqlState(error);
      if (state !== null && !CONNECTION_STATES.test(state)) throw error;
      throw new ConnectionLost(reasonOf(error), false);
    }
    this.#client = client;
    return client;
  }

  #readOnly(): Error {
    return backendFailure(DATABASE_READ_ONLY, `the database is read-only: ${this.location}`, {
      fix: 'Point CORFORM_POSTGRES_URL at the primary server.',
    });
  }

  /** The server's error as a Failure; anything else is a bug and stays what it is. */
  #explain(error: unknown): unknown {
    const state = sqlState(error);
    if (state === null) return error;
    const said = `${error instanceof Error ? error.message.slice(0, 300) : ''} (SQLSTATE ${state})`;
    if (state === '25006') return this.#readOnly();
    if (state.startsWith('28') || state === '42501') {
      return notAuthorised(
        this.location,
        said,
        'Check CORFORM_POSTGRES_URL and the grants of its user.',
      );
    }
    if (isMissingTable(error)) {
      return backendFailure(
        STATE_TABLES_MISSING,
        `the tables of the state are not there: ${this.location}`,
        {
          detail: said,
          fix: 'Run `corform init` with a database user that may create a schema.',
        },
      );
    }
    return backendFailure(DATABASE_REFUSED, `the database refused a statement: ${this.location}`, {
      detail: said,
    });
  }
}

const UNIQUE_VIOLATION = '23505';
const SERIALIZATION_FAILURE = '40001';
/** Connection exceptions, too many connections, the server is shutting down or starting. */
const CONNECTION_STATES = /^(08...|53300|57P0[123])$/;

/** The SQLSTATE of an error of the server; null for any other error. */
function sqlState(error: unknown): string | null {
  const code = error instanceof Error && 'severity' in error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

function isMissingTable(error: unknown): boolean {
  return sqlState(error) === '42P01' || sqlState(error) === '3F000';
}

/** A word for why a connection broke. Messages of the driver are not passed on as they are. */
function reasonOf(error: unknown): string {
  const state = sqlState(error);
  if (state !== null) return `SQLSTATE ${state}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  const message = error instanceof Error ? error.message : '';
  if (message.includes('does not support SSL')) return 'the server does not support TLS';
  if (message.includes('password must be a string')) return 'the server wants a password';
  return /timeout/i.test(message) ? 'timed out' : 'the connection broke';
}

async function tlsSettings(
  path: string | null,
): Promise<{ readonly rejectUnauthorized: true; readonly ca?: string }> {
  if (path === null) return { rejectUnauthorized: true };
  const ca = await readFile(path, 'utf8').catch(() => {
    throw badSetting('the file of sslrootcert in CORFORM_POSTGRES_URL can’t be read');
  });
  return { rejectUnauthorized: true, ca };
}

/** Loads the driver. `load` differs in the test that shows what happens where it is not installed. */
export async function loadDriver(
  load: () => Promise<{ readonly default: { readonly Client: typeof Client } }> = () =>
    import('pg'),
): Promise<typeof Client> {
  try {
    return (await load()).default.Client;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw backendFailure(PG_NOT_INSTALLED, 'the postgres backend needs the npm package pg', {
      fix: 'Run `npm install pg` where corform is installed.',
    });
  }
}
