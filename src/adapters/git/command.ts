/**
 * Runs the `git` program: no shell, a scrubbed environment, a deadline, and a process group of its own,
 * so that a time-out ends its helpers (ssh, git-remote-https) as well, and a Ctrl-C in the terminal
 * does not cut a push in half.
 */
import { spawn } from 'node:child_process';
import type { Environment } from '../../core/ports/system.js';

export interface GitRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface GitResult {
  /** `missing`: there is no such program. `stopped`: timed out, aborted, or ended by a signal. */
  readonly end: 'exit' | 'stopped' | 'missing';
  /** The exit code, or -1 if it did not exit by itself. */
  readonly code: number;
  readonly stdout: Buffer;
  /** What git said, at most its last 4,000 characters. It may carry an address with a credential. */
  readonly stderr: string;
}

/** More than any state; a remote must not fill the memory. */
const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;
const MAX_MESSAGE_CHARS = 4000;
/** How long output may still drain once git is gone: a helper that it left behind may hold the pipe. */
const DRAIN_MS = 2000;

/**
 * What belongs to us (tokens, passphrases), and what redirects git to other files (GIT_DIR, GIT_INDEX_FILE),
 * makes it talk (GIT_TRACE), or was meant for the command that a hook runs in (GIT_QUARANTINE_PATH). All the
 * rest stays: a credential helper, ssh or a proxy may read any variable, and must find what it finds
 * when the user runs git.
 */
const NOT_PASSED_ON = /^(COR_|CORFORM_|GIT_)/i;

/** How git reaches a remote, and the names under which CI systems hand a credential to a helper. */
const PASSED_ON =
  /^GIT_(ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_SSL_\w+|EXEC_PATH|\w*(TOKEN|PAT|USER|USERNAME|PASSWORD))$/i;

/** Where git finds its configuration: needed once, to read it. */
const CONFIG_SOURCES = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|PARAMETERS|COUNT|KEY_\d+|VALUE_\d+)$/;

/** The environment in which git reads the user's own configuration. */
export function configReadingEnvironment(env: Environment): Record<string, string> {
  return pick(env, (name) => isPassedOn(name) || CONFIG_SOURCES.test(name));
}

/**
 * The environment in which git works: nothing of the user's configuration but what `config` and the file
 * `globalConfig` hold.
 */
export function workingEnvironment(
  env: Environment,
  config: readonly (readonly [key: string, value: string])[],
  globalConfig: string,
): Record<string, string> {
  const settings = config.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${i}`, key],
    [`GIT_CONFIG_VALUE_${i}`, value],
  ]);
  return {
    ...pick(env, isPassedOn),
    GIT_CONFIG_GLOBAL: globalConfig,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: String(config.length),
    ...(Object.fromEntries(settings) as Record<string, string>),
  };
}

function isPassedOn(name: string): boolean {
  return !NOT_PASSED_ON.test(name) || PASSED_ON.test(name);
}

function pick(env: Environment, wanted: (name: string) => boolean): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && wanted(name)) picked[name] = value;
  }
  // One language for the messages, no question to a person, no lock that a plain read does not need.
  return { ...picked, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}

/** Runs git once. Never rejects: how it went is in the result. */
export async function runGit(run: GitRun): Promise<GitResult> {
  if (run.signal.aborted) return { end: 'stopped', code: -1, stdout: Buffer.alloc(0), stderr: '' };
  return new Promise((resolve) => {
    const child = spawn('git', run.args, {
      cwd: run.cwd,
      env: run.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      killGroup(child.pid);
    };
    const deadline = setTimeout(stop, run.timeoutMs);
    run.signal.addEventListener('abort', stop);

    const finish = (end: GitResult['end'], code: number): void => {
      clearTimeout(deadline);
      run.signal.removeEventListener('abort', stop);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ end, code, stdout: Buffer.concat(chunks), stderr });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) stop();
      else chunks.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-MAX_MESSAGE_CHARS);
    });
    // git may leave before it has read everything; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');

    child.on('error', (error: NodeJS.ErrnoException) => {
      // A missing working folder gives ENOENT as well, and is no missing git.
      stderr = `${stderr}${error.code ?? 'spawn failed'}`;
      finish(error.code === 'ENOENT' ? 'missing' : 'stopped', -1);
    });
    child.on('exit', (code) => {
      const done = (): void => finish(stopped || code === null ? 'stopped' : 'exit', code ?? -1);
      const drain = setTimeout(done, DRAIN_MS);
      child.on('close', () => {
        clearTimeout(drain);
        done();
      });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
