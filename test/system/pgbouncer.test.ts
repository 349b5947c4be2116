// A real PgBouncer in transaction mode, with a single connection to a real PostgreSQL: whatever a client
// leaves in its session is found by the next one.
import { spawn } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PostgresBackend } from '../../src/adapters/state/postgres/postgres-backend.js';
import { systemClock } from '../../src/adapters/system/clock.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { describeStateBackend } from '../contract/state/state-backend-contract.js';
import { freePort, NOBODY, startPostgresServer } from '../support/postgres-server.js';
import type { PostgresServer } from '../support/postgres-server.js';

interface Pooler {
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
}

let server: PostgresServer;
let pooler: Pooler;
let databases = 0;

beforeAll(async () => {
  server = await startPostgresServer();
  pooler = await startPooler(server);
}, 120_000);
afterAll(async () => {
  await pooler.stop();
  await server.remove();
});

async function startPooler({ port: behind, password, url }: PostgresServer): Promise<Pooler> {
  const folder = await mkdtemp(join(tmpdir(), 'corform-test-pgbouncer-'));
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  const user = new URL(url()).username;
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${behind} user=${user} password=${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 1',
    'max_client_conn = 100',
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  const identity = userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (identity.uid !== undefined) {
    await chown(folder, identity.uid, identity.gid);
    await chown(file, identity.uid, identity.gid);
  }
  const child = spawn('pgbouncer', [file], {
    ...identity,
    cwd: folder,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    stdio: 'ignore',
  });
  await vi.waitFor(async () => expect(await canConnect(port)).toBe(true), { timeout: 20_000 });
  return {
    url: (database) => url(database).replace(`:${behind}/`, `:${port}/`),
    stop: async () => {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function ask(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function newDatabase(): Promise<string> {
  databases += 1;
  await ask(server.url(), `create database pooled${databases}`);
  const backend = open(`pooled${databases}`);
  await backend.probe();
  await backend.close();
  return `pooled${databases}`;
}

function open(database: string): PostgresBackend {
  const url = pooler.url(database);
  return new PostgresBackend({ clock: systemClock, random: systemRandom, url, name: 'default' });
}

describeStateBackend('The postgres backend behind PgBouncer', async () => {
  const database = await newDatabase();
  return {
    backend: () => Promise.resolve(open(database)),
    cleanup: () =>
      ask(server.url(), `drop database ${database} with (force)`).then(() => undefined),
  };
});

test('The postgres backend leaves nothing in the sessions of a pooler', async () => {
  const database = await newDatabase();
  const backend = open(database);
  await backend.store.read();
  const [row] = await ask(
    pooler.url(database),
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
  );
  expect(row).toEqual({ statement: '0', lock: '0' });
  await backend.close();
});
