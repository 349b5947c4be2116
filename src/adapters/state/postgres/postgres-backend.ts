/**
 * The state in a PostgreSQL database. Tables and statements: sql.ts. The driver is loaded when the first
 * statement is sent, and not before: no other backend needs it.
 *
 * Every statement may be sent again after a lost answer: reads change nothing, locks carry their id, and
 * each commit carries a version of its own, by which it is found.
 */
import type { Clock, Random } from '../../../core/ports/system.js';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateTraits,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../../core/ports/state.js';
import { badSetting, lockContended, notUnderstood } from '../backend-failure.js';
import { ATTEMPTS, write, type Answered, type AskedBackend } from '../attempts.js';
import { parseLockInfo, serializeLockInfo } from '../lock-info.js';
import { REMOTE_TRAITS, RemoteBackend } from '../remote-backend.js';
import { parsePostgresUrl } from './address.js';
import { PostgresConnection, sqlState, type Parameter } from './connection.js';
import * as sql from './sql.js';

export interface PostgresBackendOptions {
  /** CORFORM_POSTGRES_URL. */
  readonly url: string;
  /** Which of the states in that database. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
}

const UNIQUE_VIOLATION = '23505';

export class PostgresBackend extends RemoteBackend {
  readonly traits: StateTraits;
  readonly #name: string;
  readonly #connection: PostgresConnection;
  readonly #asked: AskedBackend;
  readonly #random: Random;

  constructor(options: PostgresBackendOptions) {
    super();
    if (!/^[\w.-]{1,64}$/.test(options.name)) {
      throw badSetting('`state.name` must be 1 to 64 letters, digits, dots, dashes or underscores');
    }
    this.#name = options.name;
    this.#random = options.random;
    const address = parsePostgresUrl(options.url);
    const { host, port, database } = address;
    const location = `postgres ${host}:${port}/${database} (${options.name})`;
    this.#asked = { location, clock: options.clock };
    this.#connection = new PostgresConnection(address, this.#asked);
    this.traits = {
      ...REMOTE_TRAITS,
      location,
      keepsVersions: true,
      showsOwner: true,
    };
  }

  protected async read(): Promise<StoredState | null> {
    const [row] = await this.#connection.ask(sql.READ, [this.#name], []);
    if (row === undefined) return null;
    const { version, body } = row;
    if (typeof version !== 'string' || typeof body !== 'string') {
      throw notUnderstood(this.traits.location, 'the row of the current version is missing');
    }
    return { text: body, version };
  }

  protected async commit(
    text: string,
    serial: number,
    expected: StateVersion | null,
  ): Promise<CommitResult> {
    const version = this.#random.uuid();
    const trace = [this.#name, serial, version];
    if (expected === null) await this.#connection.ask(sql.ENSURE_ROW, [this.#name]);
    const end = await write(this.#asked, {
      send: () => this.#sendCommit(version, [...trace, text, expected, this.taken]),
      look: async () => {
        const found = await this.#connection.ask(sql.FIND_VERSION, trace);
        if (found.length === 1) return { kind: 'written', value: version };
        const [current] = await this.#connection.ask(sql.READ, [this.#name], []);
        const isUntouched = (current?.['version'] ?? null) === expected;
        return { kind: isUntouched ? 'untouched' : 'replaced' };
      },
    });
    return end.kind === 'written' ? { kind: 'committed', version } : end;
  }

  async #sendCommit(
    version: StateVersion,
    parameters: readonly Parameter[],
  ): Promise<Answered<StateVersion>> {
    try {
      const stored = (await this.#connection.query(sql.COMMIT, parameters)).length === 1;
      return stored ? { kind: 'written', value: version } : { kind: 'stale' };
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return { kind: 'stale' };
      throw this.#connection.explain(error);
    }
  }

  protected async take(info: LockInfo): Promise<LockResult> {
    await this.#connection.ask(sql.ENSURE_ROW, [this.#name]);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const text = serializeLockInfo(info);
      if ((await this.#connection.ask(sql.LOCK, [this.#name, info.ID, text])).length === 1) {
        return { kind: 'held', takenFrom: null };
      }
      const owner = await this.findOwner();
      if (owner !== null) return { kind: 'busy', owner, isAlive: false };
    }
    throw lockContended(this.traits.location);
  }

  protected async release(id: string): Promise<UnlockResult> {
    // The first of two attempts may have done it; what counts is that it was ours before.
    const before = await this.findOwner();
    if (before === null) return { kind: 'not-locked' };
    if (before.ID !== id) return { kind: 'not-owner', owner: before };
    await this.#connection.ask(sql.UNLOCK, [this.#name, id]);
    return { kind: 'unlocked' };
  }

  protected async versions(): Promise<readonly StoredVersion[]> {
    const rows = await this.#connection.ask(sql.VERSIONS, [this.#name], []);
    return rows.map(({ serial, at, version }) => ({
      serial: Number(serial),
      at: at instanceof Date ? at.toISOString() : null,
      label: `version ${String(version)}`,
    }));
  }

  protected async readVersion(serial: number): Promise<string | null> {
    const [row] = await this.#connection.ask(sql.READ_VERSION, [this.#name, serial], []);
    return typeof row?.['body'] === 'string' ? row['body'] : null;
  }

  /** Creates the tables if they are missing, and shows that rows can be written. */
  protected async tryOut(): Promise<void> {
    const [settings] = await this.#connection.ask(
      `select current_setting('server_encoding') as encoding,
        current_setting('transaction_read_only') as read_only`,
      [],
    );
    if (settings?.['read_only'] === 'on') throw this.#connection.readOnly();
    if (settings?.['encoding'] !== 'UTF8') {
      throw badSetting('the database of CORFORM_POSTGRES_URL must have the encoding UTF8');
    }
    const [tables] = await this.#connection.ask(sql.TABLES_EXIST, []);
    if (tables?.['ok'] !== true) {
      for (const statement of sql.CREATE_TABLES) await this.#connection.create(statement);
    }
    await this.#connection.ask(sql.ENSURE_ROW, [this.#name]);
  }

  close(): Promise<void> {
    return this.queued(() => this.#connection.disconnect());
  }

  protected async findOwner(): Promise<LockInfo | null> {
    const [row] = await this.#connection.ask(sql.LOCK_OWNER, [this.#name], []);
    if (row === undefined) return null;
    const owner = typeof row['lock_info'] === 'string' ? parseLockInfo(row['lock_info']) : null;
    if (owner === null) throw notUnderstood(this.traits.location, 'lock_info is not a lock record');
    return owner;
  }
}
