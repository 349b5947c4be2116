/** The built program as a user runs it: a process of its own, a folder of its own, a clean environment. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';

export const PROGRAM = join(import.meta.dirname, '../../bin/run.js');

export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly env?: Environment;
  /** What stdin carries; nothing (its end at once) by default. */
  readonly input?: string;
}

/** Nothing of the machine's own settings: no CI, no COR_*, no CORFORM_*. */
export function cleanEnvironment(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8' };
}

/** Collects both streams of a process and resolves once it has ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A folder with the files of one test, in which corform runs. It is removed with the test. */
export class Project {
  readonly folder: string;
  readonly #home: string;
  #env: Environment = {};

  constructor(files: Readonly<Record<string, string>> = {}) {
    const base = mkdtempSync(join(tmpdir(), 'corform-test-'));
    this.folder = join(base, 'project');
    this.#home = join(base, 'home');
    mkdirSync(this.folder);
    mkdirSync(this.#home);
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Every run from now on gets these variables as well. */
  use(env: Environment): this {
    this.#env = { ...this.#env, ...env };
    return this;
  }

  environment(env: Environment = {}): Record<string, string> {
    const all: Environment = { ...cleanEnvironment(this.#home), ...this.#env, ...env };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Starts corform and leaves it running; it is killed with the test at the latest. */
  start(args: readonly string[], env: Environment = {}): ChildProcess {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.folder,
      env: this.environment(env),
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  /** Runs corform to its end. */
  run(args: readonly string[], { env = {}, input = '' }: RunOptions = {}): Promise<Ended> {
    const child = this.start(args, env);
    // It may end without having read: then there is nobody to write to, which is fine.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    return ended(child);
  }

  /**
   * Makes what `corform init` makes. If neither settings nor files ask for something of their own, the
   * files are copied: a process for each would take a tenth of the suite's time.
   */
  async init(): Promise<void> {
    const isPlain =
      Object.keys(this.#env).every((name) => !name.startsWith('CORFORM_')) &&
      existsSync(this.path('users.yaml')) &&
      ['corform.yaml', '.gitignore', '.corform'].every((name) => !existsSync(this.path(name)));
    if (!isPlain) {
      await this.expect(0, ['init']);
      return;
    }
    for (const { path, bytes, mode } of await filesOfInit()) {
      mkdirSync(dirname(this.path(path)), { recursive: true, mode: 0o700 });
      writeFileSync(this.path(path), bytes, { mode });
    }
  }

  /** Runs corform, which must end with this code; both streams as one text for messages. */
  async expect(code: number, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const result = await this.run(args, options);
    expect(result.code, `corform ${args.join(' ')}\n${result.stdout}\n${result.stderr}`).toBe(code);
    return result;
  }
}

interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

let initialized: Promise<readonly MadeFile[]> | undefined;

/** What `corform init` makes beside a users.yaml, run once for all tests of a worker. */
function filesOfInit(): Promise<readonly MadeFile[]> {
  initialized ??= runInit();
  return initialized;
}

async function runInit(): Promise<readonly MadeFile[]> {
  const base = mkdtempSync(join(tmpdir(), 'corform-test-'));
  const folder = join(base, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'users.yaml'), usersYaml([]));
  const env = cleanEnvironment(join(base, 'home'));
  const { code, stderr } = await ended(
    spawn(process.execPath, [PROGRAM, 'init'], { cwd: folder, env }),
  );
  expect(code, stderr).toBe(0);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'users.yaml')
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({
      path: relative(folder, path),
      bytes: readFileSync(path),
      mode: statSync(path).mode,
    }));
  rmSync(base, { recursive: true });
  return files;
}

/** A sandbox that ends with the test. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The environment of a project that is to write to this sandbox. */
export function credentialsFor(sandbox: Pick<Sandbox, 'integrationsUrl' | 'apiUrl'>): Environment {
  return {
    COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
    COR_API_URL: sandbox.apiUrl,
    COR_ACCESS_TOKEN: 'sandbox-token',
  };
}

/** The bodies of the PUTs that arrived, with the ids that they were for. */
export function putsOf(sandbox: Sandbox, from = 0): readonly { id: string; body: unknown }[] {
  return sandbox.requests
    .filter((request) => request.method === 'PUT')
    .slice(from)
    .map(({ id, body }) => ({ id: String(id), body }));
}

/** A users.yaml with one line a user: `{id, …fields}` as JSON, which YAML contains. */
export function usersYaml(
  users: readonly Readonly<Record<string, unknown>>[],
  head = 'version: 1\nsource: OKTA\n',
): string {
  const lines = users.map((user) => `  - ${JSON.stringify(user)}\n`);
  return users.length === 0 ? `${head}users: []\n` : `${head}users:\n${lines.join('')}`;
}
