/** One connection to PostgreSQL, made anew when it breaks. */
import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import {
  DATABASE_READ_ONLY,
  DATABASE_REFUSED,
  STATE_TABLES_MISSING,
} from '../../../core/errors/backend.js';
import { ask, NoAnswer, type AskedBackend } from '../attempts.js';
import { backendFailure, badSetting, notAuthorised } from '../backend-failure.js';
import type { PostgresAddress } from './address.js';

export type Row = Readonly<Record<string, unknown>>;
export type Parameter = string | number | null;

const CONNECT_MS = 10_000;
const ANSWER_MS = 60_000;
/**
 * Limits that the server keeps too, so no statement of ours lives on for long without us. They hold for
 * one transaction: a pooler gives the same session to other clients afterwards.
 */
const BEGIN = "begin; set local statement_timeout = '45s'; set local lock_timeout = '15s'";

export class PostgresConnection {
  readonly #address: PostgresAddress;
  readonly #asked: AskedBackend;
  #client: Client | null = null;

  constructor(address: PostgresAddress, asked: AskedBackend) {
    this.#address = address;
    this.#asked = asked;
  }

  /**
   * Two that create the same thing at once collide in the catalogue, in one of several ways, although both say
   * `if not exists`: asked once more, the loser finds it there.
   */
  async create(statement: string): Promise<void> {
    try {
      await this.query(statement, []).catch(() => this.query(statement, []));
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** Ends the connection. The next statement makes another one. */
  async disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    // Nothing is under way: a connection that does not end nicely is as good as ended.
    await client?.end().catch(() => undefined);
  }

  /**
   * A statement that may be repeated: sent again if the connection breaks. `withoutTables` is the
   * answer if the tables are not there; without it that is a failure.
   */
  async ask(
    statement: string,
    parameters: readonly Parameter[],
    withoutTables?: readonly Row[],
  ): Promise<readonly Row[]> {
    return ask(this.#asked, async () => {
      try {
        return await this.query(statement, parameters);
      } catch (error) {
        if (withoutTables !== undefined && isMissingTable(error)) return withoutTables;
        throw this.explain(error);
      }
    });
  }

  /** Sends one statement, once, in a transaction of its own. Throws NoAnswer, or the server's own error. */
  async query(statement: string, parameters: readonly Parameter[]): Promise<readonly Row[]> {
    const client = await this.#connect();
    try {
      await client.query(BEGIN);
      const result = await client.query<Row>(statement, [...parameters]);
      await client.query('commit');
      return result.rows;
    } catch (error) {
      const state = sqlState(error);
      if (state === null || CONNECTION_STATES.test(state)) {
        await this.disconnect();
        throw new NoAnswer(reasonOf(error), true);
      }
      await client.query('rollback').catch(() => this.disconnect());
      throw state === SERIALIZATION_FAILURE ? new NoAnswer(reasonOf(error), false) : error;
    }
  }

  async #connect(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    const { default: driver } = await import('pg');
    const { host, port, database, user, password, tls, applicationName } = this.#address;
    const client = new driver.Client({
      host,
      port,
      database,
      user,
      ...(password === null ? {} : { password }),
      ssl: tls === null ? false : await tlsSettings(tls.rootCertificatePath),
      enableChannelBinding: tls !== null,
      application_name: applicationName,
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
    } catch (error) {
      await client.end().catch(() => undefined);
      const state = sqlState(error);
      if (state !== null && !CONNECTION_STATES.test(state)) throw error;
      throw new NoAnswer(reasonOf(error), false);
    }
    this.#client = client;
    return client;
  }

  readOnly(): Error {
    return backendFailure(
      DATABASE_READ_ONLY,
      `the database is read-only: ${this.#asked.location}`,
      { fix: 'Point CORFORM_POSTGRES_URL at the primary server.' },
    );
  }

  /** The server's error as a Failure; anything else is a bug and stays what it is. */
  explain(error: unknown): unknown {
    const state = sqlState(error);
    if (state === null) return error;
    const said = `${error instanceof Error ? error.message.slice(0, 300) : ''} (SQLSTATE ${state})`;
    if (state === '25006') return this.readOnly();
    if (state.startsWith('28') || state === '42501') {
      return notAuthorised(
        this.#asked.location,
        said,
        'Check CORFORM_POSTGRES_URL and the grants of its user.',
      );
    }
    if (isMissingTable(error)) {
      return backendFailure(
        STATE_TABLES_MISSING,
        `the tables of the state are missing: ${this.#asked.location}`,
        { detail: said, fix: 'Run `corform init` with a database user that may create a schema.' },
      );
    }
    return backendFailure(
      DATABASE_REFUSED,
      `the database refused a statement: ${this.#asked.location}`,
      { detail: said },
    );
  }
}

const SERIALIZATION_FAILURE = '40001';
/** Connection exceptions, too many connections, the server is shutting down or starting. */
const CONNECTION_STATES = /^(08...|53300|57P0[123])$/;

/** The SQLSTATE of an error of the server; null for any other error. */
export function sqlState(error: unknown): string | null {
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
    throw badSetting("the file of sslrootcert in CORFORM_POSTGRES_URL can't be read");
  });
  return { rejectUnauthorized: true, ca };
}
