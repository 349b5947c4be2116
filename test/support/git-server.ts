/** Bare repositories for tests: over a path, and over smart HTTP through git's own `git http-backend`. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The environment of every git of a test: no configuration but its own. */
export function gitEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
  };
}

export interface BareRepo {
  /** A folder for whatever a test needs; the repository is in it. */
  readonly root: string;
  readonly path: string;
  readonly env: Record<string, string>;
  /** Runs git in the bare repository, or in `cwd`, and gives its output. */
  readonly git: (args: readonly string[], cwd?: string) => Promise<string>;
  /** Installs a hook of the server's side, a shell script. */
  readonly hook: (name: string, script: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** A bare repository with nothing in it. */
export async function createBareRepo(): Promise<BareRepo> {
  const root = await mkdtemp(join(tmpdir(), 'corform-test-git-'));
  const path = join(root, 'remote.git');
  const env = gitEnvironment(root);
  const git = async (args: readonly string[], cwd = path): Promise<string> =>
    (await run('git', args, { cwd, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  await mkdir(path);
  await git(['init', '--quiet', '--bare', '--initial-branch=main', path]);
  return {
    root,
    path,
    env,
    git,
    hook: async (name, script) => {
      await mkdir(join(path, 'hooks'), { recursive: true });
      await writeFile(join(path, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface GitHttpServer {
  /** The address of the repository. */
  readonly url: string;
  /** Requests that carried another user name and password than these are answered with 401. */
  readonly credentials: { readonly username: string; readonly password: string };
  /** Called once a push has been carried out, before its answer is sent. True: the answer is lost. */
  loseAnswer: (() => Promise<boolean>) | null;
  readonly close: () => Promise<void>;
}

/** Serves the repository over smart HTTP, with basic authentication. */
export async function serveOverHttp(repo: BareRepo): Promise<GitHttpServer> {
  await repo.git(['config', 'http.receivepack', 'true']);
  const credentials = { username: 'ci', password: 's3cret-canary' };
  const token = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const server = createServer((request, response) => {
    if (request.headers.authorization?.replace(/^basic/i, 'Basic') !== `Basic ${token}`) {
      request.resume();
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    void serveCgi(repo, request, response, async () => (await served.loseAnswer?.()) ?? false);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: GitHttpServer = {
    url: `http://127.0.0.1:${port}/remote.git`,
    credentials,
    loseAnswer: null,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return served;
}

async function serveCgi(
  repo: BareRepo,
  request: IncomingMessage,
  response: ServerResponse,
  loses: () => Promise<boolean>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const header = (name: string): string => String(request.headers[name] ?? '');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      ...repo.env,
      GIT_PROJECT_ROOT: repo.root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: 'ci',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      ...(header('content-length') === '' ? {} : { CONTENT_LENGTH: header('content-length') }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  cgi.stdin.on('error', () => undefined);
  request.pipe(cgi.stdin);
  const chunks: Buffer[] = [];
  cgi.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => cgi.on('close', resolve));
  if (url.pathname.endsWith('/git-receive-pack') && (await loses())) {
    request.socket.destroy();
    return;
  }
  const output = Buffer.concat(chunks);
  const end = output.indexOf('\r\n\r\n');
  const head = output.subarray(0, end).toString('latin1').split('\r\n');
  for (const line of head) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
