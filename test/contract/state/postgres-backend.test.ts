import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { createServer, connect as connectTo, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PostgresBackend } from '../../../src/adapters/state/postgres/postgres-backend.js';
import { parsePostgresUrl } from '../../../src/adapters/state/postgres/address.js';
import { codeOf, failureOf } from '../../support/failures.js';
import { startPostgresServer, type PostgresServer } from '../../support/postgres-server.js';
import { describeStateBackend, sampleLock, sampleText } from './state-backend-contract.js';

let server: PostgresServer;
let databases = 0;

beforeAll(async () => {
  server = await startPostgresServer();
}, 120_000);
afterAll(async () => {
  await server.remove();
});

async function admin(statement: string, database?: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: server.url(database) });
  // A server that is restarted under us is the test's own doing.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A database of its own, with the tables. */
async function newDatabase(): Promise<string> {
  databases += 1;
  const name = `db${databases}`;
  await admin(`create database ${name}`);
  const backend = open(name);
  await backend.probe();
  await backend.close();
  return name;
}

function open(database: string, url = server.url(database)): PostgresBackend {
  return new PostgresBackend({ clock: systemClock, random: systemRandom, url, name: 'default' });
}

describeStateBackend('The postgres backend', async () => {
  const database = await newDatabase();
  return {
    backend: () => Promise.resolve(open(database)),
    cleanup: async () => {
      await admin(`drop database ${database} with (force)`);
    },
  };
});

/** A relay in front of the server, which can cut the connection instead of passing an answer on. */
async function startRelay(): Promise<{
  url: (database: string) => string;
  /** Called for the next answer after a statement that contains `text`; then the connection is cut. */
  cutAfter: (text: string, meanwhile: () => Promise<void>) => void;
  close: () => Promise<void>;
}> {
  let armed: { text: string; meanwhile: () => Promise<void> } | null = null;
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const upstream = connectTo(server.port, '127.0.0.1');
    let cut: (() => Promise<void>) | null = null;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('data', (chunk) => {
      if (armed !== null && chunk.includes(armed.text)) {
        cut = armed.meanwhile;
        armed = null;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      // CommandComplete of a commit: everything before it has been carried out.
      if (cut !== null && chunk.includes('COMMIT')) {
        void cut().finally(() => client.destroy());
      } else {
        client.write(chunk);
      }
    });
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as AddressInfo;
  return {
    url: (database) => server.url(database).replace(`:${server.port}/`, `:${port}/`),
    cutAfter: (text, meanwhile) => (armed = { text, meanwhile }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}

describe('The postgres backend', () => {
  let database: string;
  let backend: PostgresBackend;
  beforeEach(async () => {
    database = await newDatabase();
    backend = open(database);
  });
  afterEach(async () => {
    await backend.close();
  });

  test('keeps several states apart in one database', async () => {
    const other = new PostgresBackend({
      clock: systemClock,
      random: systemRandom,
      url: server.url(database),
      name: 'other',
    });
    await backend.store.commit(sampleText(1, 'default'), 1, null);
    await backend.lock.take(sampleLock('a'));
    expect(await other.store.read()).toBeNull();
    expect((await other.store.commit(sampleText(1, 'other'), 1, null)).kind).toBe('committed');
    expect(await other.lock.take(sampleLock('b'))).toEqual({ kind: 'held', takenFrom: null });
    expect((await backend.store.read())?.text).toBe(sampleText(1, 'default'));
    await other.close();
  });

  test('keeps the last 50 versions', async () => {
    let version: string | null = null;
    for (let serial = 1; serial <= 53; serial += 1) {
      const result = await backend.store.commit(sampleText(serial), serial, version);
      version = result.kind === 'committed' ? result.version : null;
    }
    const serials = (await backend.store.versions()).map((v) => v.serial);
    expect(serials).toEqual(Array.from({ length: 50 }, (_, i) => 53 - i));
    expect(await backend.store.readVersion(3)).toBeNull();
    expect(await backend.store.readVersion(4)).toBe(sampleText(4));
  });

  test('fences a holder off once its lock was broken, even before the next owner commits', async () => {
    const other = open(database);
    await backend.lock.take(sampleLock('mine'));
    await other.lock.release('mine');
    expect(await backend.store.commit(sampleText(1), 1, null)).toEqual({ kind: 'stale' });
    await other.close();
  });

  test('goes on after its connection was terminated', async () => {
    await backend.store.commit(sampleText(1), 1, null);
    await backend.lock.take(sampleLock('a'));
    for (let round = 0; round < 3; round += 1) {
      await admin(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = '${database}' and application_name = 'corform'`,
      );
      expect(await backend.lock.holds('a')).toBe(true);
      const stored = await backend.store.read();
      const serial = round + 2;
      const result = await backend.store.commit(
        sampleText(serial),
        serial,
        stored?.version ?? null,
      );
      expect(result.kind).toBe('committed');
    }
    expect((await backend.store.versions()).map((v) => v.serial)).toEqual([4, 3, 2, 1]);
  });

  test.each([
    ['the connection is cut', () => Promise.resolve()],
    ['the server is restarted', () => server.restart()],
  ])('knows that a commit arrived when %s before the answer', async (_, meanwhile) => {
    const relay = await startRelay();
    const remote = open(database, relay.url(database));
    await remote.store.read();
    relay.cutAfter('with moved as', meanwhile);
    const result = await remote.store.commit(sampleText(1), 1, null);
    expect(result.kind).toBe('committed');
    expect(await backend.store.read()).toEqual({
      text: sampleText(1),
      version: result.kind === 'committed' ? result.version : '',
    });
    expect(await backend.store.versions()).toHaveLength(1);
    await remote.close();
    await relay.close();
  });

  test('knows so even where another writer has already built on it', async () => {
    const relay = await startRelay();
    const remote = open(database, relay.url(database));
    await remote.store.read();
    relay.cutAfter('with moved as', async () => {
      const version = (await backend.store.read())?.version ?? null;
      expect((await backend.store.commit(sampleText(2, 'other'), 2, version)).kind).toBe(
        'committed',
      );
    });
    expect((await remote.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    expect((await backend.store.read())?.text).toBe(sampleText(2, 'other'));
    await remote.close();
    await relay.close();
  });

  test('says so where the server stays away, and works again once it is back', async () => {
    await backend.store.commit(sampleText(1), 1, null);
    const version = (await backend.store.read())?.version ?? null;
    await server.stop();
    try {
      expect(['CF450', 'CF451']).toContain(
        await codeOf(backend.store.commit(sampleText(2), 2, version)),
      );
      expect(await codeOf(backend.store.read())).toBe('CF450');
    } finally {
      await server.start();
    }
    expect((await backend.store.commit(sampleText(2), 2, version)).kind).toBe('committed');
  });

  test('says that the server is read-only', async () => {
    await backend.store.commit(sampleText(1), 1, null);
    const version = (await backend.store.read())?.version ?? null;
    await admin(`alter database ${database} set default_transaction_read_only = on`);
    const reader = open(database);
    expect((await reader.store.read())?.text).toBe(sampleText(1));
    expect(await codeOf(reader.store.commit(sampleText(2), 2, version))).toBe('CF472');
    expect(await codeOf(reader.lock.take(sampleLock('a')))).toBe('CF472');
    expect(await codeOf(reader.probe())).toBe('CF472');
    await reader.close();
  });

  test('reads nothing where there are no tables, and names init when it should write', async () => {
    databases += 1;
    await admin(`create database db${databases}`);
    const fresh = open(`db${databases}`);
    expect(await fresh.store.read()).toBeNull();
    expect(await fresh.store.versions()).toEqual([]);
    expect(await fresh.lock.owner()).toBeNull();
    expect(await codeOf(fresh.store.commit(sampleText(1), 1, null))).toBe('CF471');
    expect(await codeOf(fresh.lock.take(sampleLock('a')))).toBe('CF471');
    await fresh.close();
  });

  test('is set up by several at once', async () => {
    databases += 1;
    const name = `db${databases}`;
    await admin(`create database ${name}`);
    const handles = Array.from({ length: 8 }, () => open(name));
    await Promise.all(handles.map((handle) => handle.probe()));
    await Promise.all(handles.map((handle) => handle.close()));
  });

  test('works for a user who may not create anything, on tables that are there', async () => {
    await admin(
      `create role ${database}_app login password 'app-canary';
       grant usage on schema corform to ${database}_app;
       grant select, insert, update, delete on all tables in schema corform to ${database}_app`,
      database,
    );
    const url = server.url(database).replace(/\/\/[^@]+@/, `//${database}_app:app-canary@`);
    const app = open(database, url);
    await app.probe();
    expect((await app.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    await app.close();
    await admin(`revoke all on all tables in schema corform from ${database}_app`, database);
    const denied = open(database, url);
    expect(await codeOf(denied.store.read())).toBe('CF452');
    await denied.close();
  });

  test('shows no password, whatever fails', async () => {
    const wrong = server.url(database).replace(server.password, 'wrong-canary');
    const nowhere = server.url('no_such_database');
    for (const url of [wrong, nowhere]) {
      const other = open(database, url);
      const failure = await failureOf(other.store.read());
      for (const shown of [failure, other]) {
        const text = inspect(shown, { depth: Infinity, showHidden: true });
        expect(text).not.toContain('canary');
      }
      expect(other.traits.location).not.toContain('canary');
      await other.close();
    }
    await backend.store.read();
    expect(inspect(backend, { depth: Infinity, showHidden: true })).not.toContain('canary');
  });
});

describe('The address of the postgres backend', () => {
  test('is verified by TLS unless the server is on this machine', () => {
    expect(parsePostgresUrl('postgres://u:p%40%2F@db.example.com/state')).toEqual({
      host: 'db.example.com',
      port: 5432,
      database: 'state',
      user: 'u',
      password: 'p@/',
      applicationName: 'corform',
      tls: { rootCertificatePath: null },
    });
    expect(
      parsePostgresUrl('postgresql://u@db:1/s?sslmode=verify-full&sslrootcert=/ca.pem').tls,
    ).toEqual({ rootCertificatePath: '/ca.pem' });
    for (const url of [
      'postgres://u@localhost/s',
      'postgres://u@127.0.0.1/s?sslmode=disable',
      'postgres://u@[::1]/s',
      'postgres:///s?host=/var/run/postgresql&user=u',
      'postgres://u@%2Fvar%2Frun%2Fpostgresql/s',
    ]) {
      expect(parsePostgresUrl(url).tls).toBeNull();
    }
    expect(parsePostgresUrl('postgres://u@[::1]/s').host).toBe('::1');
    expect(parsePostgresUrl('postgres://u@localhost/s?sslmode=verify-full').tls).not.toBeNull();
  });

  test('may be one that a provider prints', () => {
    const neon = 'postgresql://u:p#1@ep-x.example.com/s?sslmode=require&channel_binding=require';
    expect(parsePostgresUrl(neon)).toMatchObject({
      host: 'ep-x.example.com',
      password: 'p#1',
      tls: { rootCertificatePath: null },
    });
    const named = 'postgres://u:p@db.example.com:6543/s?application_name=ci&pgbouncer=true';
    expect(parsePostgresUrl(named)).toMatchObject({ port: 6543, applicationName: 'ci' });
    expect(() => parsePostgresUrl('postgres://u@db/s?search_path=x')).toThrow(
      /the parameter search_path/,
    );
  });

  test.each([
    'postgres://u:canary@db.example.com/s?sslmode=allow',
    'postgres://u:canary@db.example.com/s?canary/x=1',
    'postgres://u:canary@db.example.com/s?sslmode=disable',
    'postgres://u:canary@db.example.com/s?options=-cfoo',
    'postgres://u:canary@db.example.com/',
    'postgres://db.example.com/canary',
    'postgres://u:can%ary@db.example.com/s',
    'mysql://u:canary@db.example.com/s',
    'canary',
  ])('is refused, without being repeated: %s', (url) => {
    let message = '';
    try {
      parsePostgresUrl(url);
    } catch (error) {
      message = inspect(error, { depth: Infinity });
    }
    expect(message).toContain('CF454');
    expect(message).not.toContain('can');
  });

  test('wants TLS from a server elsewhere that has none', async () => {
    const url = `${server.url().replace('127.0.0.1', 'localhost')}?sslmode=verify-full`;
    const backend = new PostgresBackend({
      clock: systemClock,
      random: systemRandom,
      url,
      name: 'default',
    });
    const failure = await failureOf(backend.store.read());
    expect(failure.diagnostics[0]).toMatchObject({
      code: 'CF450',
      detail: 'the server does not support TLS',
    });
    await backend.close();
  });
});
