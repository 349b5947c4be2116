/** The shipped program as a process, with an environment that holds nothing but what a test puts in. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { ACCESS_TOKEN } from './cor-server.js';
import type { History } from './history.js';

const PROGRAM = new URL('../../../bin/run.js', import.meta.url).pathname;

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Cli {
  readonly process: ChildProcess;
  readonly ended: Promise<CliEnd>;
  stdout = '';
  stderr = '';
  readonly #listeners = new Set<() => void>();

  constructor(child: ChildProcess, reads: boolean) {
    this.process = child;
    this.ended = new Promise((resolve) => {
      child.on(reads ? 'close' : 'exit', (code: number | null, signal: NodeJS.Signals | null) =>
        resolve({ code, signal }),
      );
    });
    if (reads) this.read();
  }

  /** Starts to read both streams. */
  read(): void {
    this.process.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
      for (const listener of this.#listeners) listener();
    });
  }

  /** Resolves once stderr holds `text`; rejects where the process ends without. */
  async said(text: string): Promise<void> {
    await Promise.race([
      this.ended.then(() => {
        if (!this.stderr.includes(text)) throw new Error(`ended: ${this.stderr}${this.stdout}`);
      }),
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (this.stderr.includes(text)) resolve();
        };
        this.#listeners.add(look);
        look();
      }),
    ]);
  }
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly node?: readonly string[];
  readonly stdio?: StdioOptions;
  /** False: nobody reads stdout and stderr. */
  readonly reads?: boolean;
}

export function startCli(history: History, args: readonly string[], options: CliOptions = {}): Cli {
  const child = spawn(process.execPath, [...(options.node ?? []), PROGRAM, ...args], {
    cwd: history.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: history.folder,
      COR_ACCESS_TOKEN: ACCESS_TOKEN,
      COR_INTEGRATIONS_URL: history.server.origin,
      COR_API_URL: `${history.server.origin}/v1`,
      ...options.env,
    },
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
  });
  history.processes.push(child);
  return new Cli(child, options.reads ?? true);
}

/** An apply that nobody has to approve and no limit stops. */
export function startApply(
  history: History,
  args: readonly string[] = [],
  options: CliOptions = {},
): Cli {
  const allow = ['add', 'update', 'forget', 'role_raise', 'role_grant'].flatMap((name) => [
    '--allow',
    `${name}=100000`,
  ]);
  return startCli(history, ['apply', '--auto-approve', ...allow, ...args], options);
}
