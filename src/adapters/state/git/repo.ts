/**
 * A private bare repository in the temporary folder, through which the state's ref is fetched and
 * pushed. The user's own repository is only asked for its configuration (user-git.ts): no object, ref, shallow
 * mark or lock of it is touched, so corform may run beside any other git command, in a shallow clone, a partial
 * clone, or no clone at all.
 *
 * git works where the user's git would: in the top folder of the checkout, so relative paths in the
 * user's configuration lead where they lead for `git push`.
 */
import { BACKEND_NOT_UNDERSTOOD, GIT_UNUSABLE } from '../../../core/errors/backend.js';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Environment, Random } from '../../../core/ports/system.js';
import { backendFailure } from '../backend-failure.js';
import {
  configReadingEnvironment,
  runGit,
  workingEnvironment,
  type GitResult,
} from '../../git/command.js';
import { gitMessage } from './message.js';
import { makePrivateFolder } from './private-folder.js';
import type { Config } from './config.js';
import { readUserGit, type AskGit } from './user-git.js';

export interface GitRepoOptions {
  /** The name of a remote of the repository in `cwd`, or an address. */
  readonly remote: string;
  /** A folder of the user's repository; any folder if `remote` is an address. */
  readonly cwd: string;
  readonly env: Environment;
  /** The deadline of one git command. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

interface Opened {
  readonly dir: string;
  readonly cwd: string;
  readonly env: Record<string, string>;
}

const OUR_SETTINGS: Config = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['credential.interactive', 'false'],
];

/** Its name in the private repository. */
const GLOBAL_CONFIG = 'corform-config';

export class GitRepo {
  readonly #options: GitRepoOptions;
  readonly #stop = new AbortController();
  #opened: Promise<Opened> | null = null;

  constructor(options: GitRepoOptions) {
    this.#options = options;
  }

  /** Runs git in the private repository. Never rejects for what git says; rejects if there is no git. */
  async run(args: readonly string[], input?: string): Promise<GitResult> {
    const { dir, cwd, env } = await this.#open();
    return this.#git(['--git-dir', dir, ...args], cwd, env, input);
  }

  /** Like `run`, for local plumbing that has no reason to fail. The output, without the last line end. */
  async plumb(args: readonly string[], input?: string): Promise<string> {
    const result = await this.run(args, input);
    if (result.code !== 0) throw localFailure(args[0] ?? 'git', result);
    return result.stdout.toString('utf8').trimEnd();
  }

  /** Ends what is running and removes the repository. */
  async close(): Promise<void> {
    this.#stop.abort();
    const opened = await this.#opened?.catch(() => null);
    if (opened) await rm(opened.dir, { recursive: true, force: true, maxRetries: 3 });
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#create();
    return this.#opened;
  }

  async #create(): Promise<Opened> {
    await this.#requireGit();
    const { env: given } = this.#options;
    const user = await readUserGit(this.#askUser, this.#options);
    const dir = await makePrivateFolder(given, this.#options);
    try {
      const config = join(dir, GLOBAL_CONFIG);
      await writeFile(config, trustOf(user.trusted));
      const env = {
        ...workingEnvironment(given, [...user.settings, ...OUR_SETTINGS], config),
        ...user.identity,
        GIT_ALLOW_PROTOCOL: user.protocols,
      };
      const choosesSsh = user.choosesSsh || 'GIT_SSH_COMMAND' in env || 'GIT_SSH' in env;
      // A question that nobody can answer must not hang ssh either.
      const ssh = choosesSsh ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' };
      const opened = { dir, cwd: user.top, env: { ...env, ...ssh } };
      await this.#init(opened, user.objectFormat);
      return opened;
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      throw error;
    }
  }

  async #init({ dir, env }: Opened, format: string): Promise<void> {
    const args = ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, dir];
    const result = await this.#git(args, dir, env);
    if (result.code !== 0) throw localFailure('init', result);
  }

  /** git in the user's folder, with the user's configuration. */
  readonly #askUser: AskGit = (...args) => {
    const { cwd, env } = this.#options;
    return this.#git(args, cwd, configReadingEnvironment(env));
  };

  async #requireGit(): Promise<void> {
    const result = await this.#askUser('version');
    const found = /^git version (\d+)\.(\d+)/.exec(result.stdout.toString('utf8'));
    const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
    if (major > 2 || (major === 2 && minor >= 32)) return;
    throw backendFailure(
      GIT_UNUSABLE,
      found === null ? "git can't be run" : `git ${major}.${minor} is too old`,
      { fix: 'Install git 2.32 or newer and make sure that it is on the PATH.' },
    );
  }

  #git(
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>>,
    input?: string,
  ): Promise<GitResult> {
    return runGit({
      args,
      cwd,
      env,
      timeoutMs: this.#options.timeoutMs,
      signal: this.#stop.signal,
      ...(input === undefined ? {} : { input }),
    });
  }
}

/** As a file of git's configuration. */
function trustOf(folders: readonly string[]): string {
  const lines = folders.map((folder) => {
    const quoted = folder.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
    return `\tdirectory = "${quoted}"\n`;
  });
  return `[safe]\n${lines.join('')}`;
}

function localFailure(what: string, result: GitResult): Error {
  return backendFailure(BACKEND_NOT_UNDERSTOOD, `git ${what} failed`, {
    detail: gitMessage(result),
  });
}
