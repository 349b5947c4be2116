/**
 * Documentation that is run: the `console` blocks of a Markdown page are typed into one shell, in order,
 * and what comes out must be what the page shows. In the output of a page `…` stands for any text of a
 * line, and a line of its own `…` for any number of lines.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cleanEnvironment, PROGRAM } from './command.js';

export interface Step {
  /** As it is written after the `$ `, continuation lines included. */
  readonly command: string;
  /** What the page shows of its output, without the line break at the end. */
  readonly output: string;
}

const BLOCK = /^```(\w+)\n([^]*?)^```$/gm;

/** The commands of a page with the output that it shows, in order. */
export function readSteps(page: string): readonly Step[] {
  return [...page.matchAll(BLOCK)]
    .filter(([, language]) => language === 'console')
    .flatMap(([, , text = '']) => splitSteps(text));
}

function splitSteps(block: string): readonly Step[] {
  const steps: { command: string; output: string[] }[] = [];
  for (const line of block.replace(/\n$/, '').split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
    else if (last === undefined) throw new Error(`a console block must start with "$ ": ${line}`);
    else if (line.startsWith('> ') && last.output.length === 0)
      last.command += `\n${line.slice(2)}`;
    else last.output.push(line);
  }
  return steps.map(({ command, output }) => ({ command, output: output.join('\n') }));
}

/** Whether what came out is what a page shows. */
export function isShown(shown: string, actual: string): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${wildcards(line)}\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(actual === '' ? '\n' : `${actual}\n`);
}

function wildcards(line: string): string {
  return line
    .split('…')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*');
}

/** What differs from run to run: digests, ids, times, the names of user and host. */
export function maskRandom(text: string): string {
  return text
    .replace(/cf1:[0-9a-f]{64}/g, 'cf1:…')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '…')
    .replace(/(by|Who: +) ?\S+@\S+/g, '$1 …')
    .replace(/\S+@\S+ (holds|held) the lock/g, '… $1 the lock')
    .replace(/\d+ [A-Z][a-z]{2} \d{4}, [\d:]+ UTC/g, '…')
    .replace(/process \d+/g, 'process …');
}

const TERMINAL = `if (process.argv[2] === 'validate')
  Object.assign(process.stderr, { isTTY: true, getWindowSize: () => [100, 40] });
`;

/** One bash in a folder of its own, with `corform` on its path. */
export class Shell {
  readonly folder: string;
  readonly #bash: ChildProcessWithoutNullStreams;
  readonly #port: number;
  #output = '';
  #typed = 0;

  private constructor(base: string, port: number) {
    this.folder = join(base, 'project');
    this.#port = port;
    for (const name of ['project', 'home', 'bin']) mkdirSync(join(base, name));
    // The pages show what a person at a terminal sees of a mistake: with the line of the file.
    const terminal = join(base, 'bin/terminal.cjs');
    writeFileSync(terminal, TERMINAL);
    const program = `#!/bin/sh\nexec "${process.execPath}" --require "${terminal}" "${PROGRAM}" "$@"\n`;
    writeFileSync(join(base, 'bin/corform'), program, { mode: 0o755 });
    const env = cleanEnvironment(join(base, 'home'));
    this.#bash = spawn('bash', ['--norc', '--noprofile'], {
      cwd: this.folder,
      env: { ...env, NO_COLOR: '1', PATH: `${join(base, 'bin')}:${env['PATH'] ?? ''}` },
      detached: true,
    });
    this.#bash.stdout.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#bash.stderr.resume();
    this.#bash.stdin.write('exec 2>&1\n');
  }

  /** Opens a shell that ends, with everything that it started, when the test does. */
  static async open(): Promise<Shell> {
    const base = mkdtempSync(join(tmpdir(), 'corform-example-'));
    const shell = new Shell(base, await freePort());
    onTestFinished(() => {
      shell.#end();
      rmSync(base, { recursive: true, force: true });
    });
    return shell;
  }

  /**
   * Types a command and returns its output. A sandbox runs on in the background; its port is a free one
   * instead of the 8080 of the page.
   */
  async type(command: string): Promise<string> {
    const own = command.replaceAll('8080', String(this.#port));
    const typed = own.startsWith('corform sandbox')
      ? `CORFORM_PORT=${this.#port} ${own} 2> ../sandbox.txt < /dev/null &
until grep -qs Ctrl-C ../sandbox.txt || ! kill -0 $! 2> /dev/null; do sleep 0.05; done; cat ../sandbox.txt`
      : own;
    const output = await this.#run(typed);
    return output.replaceAll(String(this.#port), '8080').replace(/\n$/, '');
  }

  /** The marker keeps the exit code of the command for the next one, which may be `echo $?`. */
  async #run(command: string): Promise<string> {
    const marker = `\u0001${++this.#typed}\u0002`;
    const print = String.raw`__code=$?; printf '\001${this.#typed}\002'; (exit $__code)`;
    this.#output = '';
    this.#bash.stdin.write(`${command}\n${print}\n`);
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const at = this.#output.indexOf(marker);
        if (at < 0) return;
        this.#bash.stdout.off('data', look);
        this.#bash.off('close', fail);
        resolve(this.#output.slice(0, at));
      };
      const fail = (): void => reject(new Error(`the shell ended at: ${command}`));
      this.#bash.stdout.on('data', look);
      this.#bash.once('close', fail);
    });
  }

  #end(): void {
    const { pid } = this.#bash;
    this.#bash.removeAllListeners('close');
    // Its own process group: the shell and every sandbox that it started.
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
