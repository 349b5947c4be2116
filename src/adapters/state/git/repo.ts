/**
 * A private bare repository in the temporary folder, through which the state's ref is fetched and
 * pushed. The user's own repository is only asked for its configuration: no object, ref, shallow mark
 * or lock of it is touched, so that corform may run beside any other git command, in a shallow clone,
 * a partial clone, or no clone at all.
 *
 * Of the user's configuration only what reaching a remote needs is taken over (addresses, credentials,
 * proxies, certificates); hooks, signing, mirrors, filters and the like never apply.
 */
import {
  BACKEND_NOT_UNDERSTOOD,
  GIT_UNUSABLE,
  UNKNOWN_GIT_REMOTE,
} from '../../../core/errors/backend.js';
import { FILE_NOT_WRITABLE } from '../../../core/errors/state.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { withoutCredentials } from '../../../core/settings/hide-credentials.js';
import { backendFailure, badSetting } from '../backend-failure.js';
import { fileFailure } from '../../system/file-failure.js';
import {
  configReadingEnvironment,
  runGit,
  workingEnvironment,
  type GitResult,
} from '../../git/command.js';

export interface GitRepoOptions {
  /** The name of a remote of the repository in `cwd`, or an address. */
  readonly remote: string;
  /** A folder of the user's repository; any folder where `remote` is an address. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The deadline of one git command. */
  readonly timeoutMs: number;
}

type Config = readonly (readonly [key: string, value: string])[];

interface UserConfig {
  readonly all: Config;
  /**
   * The folders that the user trusts. git takes them from files outside of any repository only, because a
   * repository must not vouch for itself, and a remote on this machine may belong to somebody else.
   */
  readonly trusted: readonly string[];
}

const REMOTE = 'state';
const TAKEN_OVER = /^(http|credential|url|ssh)\.|^core\.(sshcommand|gitproxy|askpass)$/i;
const OUR_SETTINGS: Config = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['credential.interactive', 'false'],
];

/** Its name in the private repository. */
const GLOBAL_CONFIG = 'corform-config';
const MAKE_FOLDER = {
  entry: FILE_NOT_WRITABLE,
  summary: 'The git backend needs a folder for temporary files, and cannot make one',
  fix: 'Let TMPDIR name a folder that may be written and has room.',
} as const;

export class GitRepo {
  readonly #options: GitRepoOptions;
  readonly #stop = new AbortController();
  #opened: Promise<{ readonly dir: string; readonly env: Record<string, string> }> | null = null;

  constructor(options: GitRepoOptions) {
    this.#options = options;
  }

  /** Runs git in the private repository. Never rejects for what git says; rejects where there is no git. */
  async run(args: readonly string[], input?: string): Promise<GitResult> {
    const { dir, env } = await this.#open();
    return this.#git(['--git-dir', dir, ...args], dir, env, input);
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

  #open(): Promise<{ readonly dir: string; readonly env: Record<string, string> }> {
    this.#opened ??= this.#create();
    return this.#opened;
  }

  async #create(): Promise<{ readonly dir: string; readonly env: Record<string, string> }> {
    await this.#requireGit();
    const { all: config, trusted } = await this.#readConfig();
    const settings = [
      ...config.filter(([key]) => TAKEN_OVER.test(key)),
      ...(await this.#remoteSettings(config)),
      ...OUR_SETTINGS,
    ];
    const dir = await this.#makeFolder(trusted);
    const env = workingEnvironment(this.#options.env, settings, join(dir, GLOBAL_CONFIG));
    // A question that nobody can answer must not hang ssh either.
    if (env['GIT_SSH_COMMAND'] === undefined && env['GIT_SSH'] === undefined) {
      const chosen = config.some(([key]) => key.toLowerCase() === 'core.sshcommand');
      if (!chosen) env['GIT_SSH_COMMAND'] = 'ssh -o BatchMode=yes';
    }
    const format = config.find(([key]) => key === 'extensions.objectformat')?.[1];
    const formatArgs = format === 'sha256' ? ['--object-format=sha256'] : [];
    const init = await this.#git(
      ['init', '--quiet', '--bare', '--template=', ...formatArgs, dir],
      dir,
      env,
    );
    if (init.code !== 0) {
      await rm(dir, { recursive: true, force: true });
      throw localFailure('init', init);
    }
    return { dir, env };
  }

  async #makeFolder(trusted: readonly string[]): Promise<string> {
    const given = this.#options.env['TMPDIR'] ?? '';
    const parent = resolve(given === '' ? tmpdir() : given);
    try {
      const dir = await mkdtemp(join(parent, 'corform-git-'));
      await writeFile(join(dir, GLOBAL_CONFIG), trustOf(trusted));
      return dir;
    } catch (error) {
      throw fileFailure(error, MAKE_FOLDER, parent);
    }
  }

  async #requireGit(): Promise<void> {
    const result = await this.#git(
      ['version'],
      this.#options.cwd,
      configReadingEnvironment(this.#options.env),
    );
    const found = /^git version (\d+)\.(\d+)/.exec(result.stdout.toString('utf8'));
    const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
    if (major > 2 || (major === 2 && minor >= 32)) return;
    throw backendFailure(
      GIT_UNUSABLE,
      found === null ? 'git can’t be run' : `git ${major}.${minor} is too old`,
      { fix: 'Install git 2.32 or newer and make sure that it is on the PATH.' },
    );
  }

  async #readConfig(): Promise<UserConfig> {
    const result = await this.#git(
      ['config', '--list', '-z', '--includes', '--show-scope'],
      this.#options.cwd,
      configReadingEnvironment(this.#options.env),
    );
    if (result.code !== 0) throw localFailure('config', result);
    const parts = result.stdout.toString('utf8').split('\0');
    const all: (readonly [string, string])[] = [];
    const trusted: string[] = [];
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [scope = '', entry = ''] = parts.slice(at, at + 2);
      const end = entry.indexOf('\n');
      // A key without a value means true.
      const key = end === -1 ? entry : entry.slice(0, end);
      const value = end === -1 ? 'true' : entry.slice(end + 1);
      all.push([key, value]);
      if (key === 'safe.directory' && scope !== 'local' && scope !== 'worktree')
        trusted.push(value);
    }
    return { all, trusted };
  }

  /** The remote's addresses and proxy, under the name that the private repository uses. */
  async #remoteSettings(config: Config): Promise<Config> {
    const { remote } = this.#options;
    const values = (name: string): readonly string[] =>
      config.flatMap(([key, value]) => (key === `remote.${remote}.${name}` ? [value] : []));
    const url = values('url')[0] ?? (/[/\\:]/.test(remote) ? remote : undefined);
    if (url === undefined) {
      throw backendFailure(UNKNOWN_GIT_REMOTE, `git knows no remote of this name: ${remote}`, {
        fix: 'Run `git remote -v` and set `state.remote` to one of the names, or CORFORM_STATE_REMOTE to an address.',
      });
    }
    const settings: (readonly [string, string])[] = [
      [`remote.${REMOTE}.url`, await this.#absolute(url)],
    ];
    const pushUrl = values('pushurl')[0];
    if (pushUrl !== undefined) {
      settings.push([`remote.${REMOTE}.pushurl`, await this.#absolute(pushUrl)]);
    }
    for (const name of ['proxy', 'proxyauthmethod']) {
      const value = values(name).at(-1);
      if (value !== undefined) settings.push([`remote.${REMOTE}.${name}`, value]);
    }
    return settings;
  }

  /** A path that is relative to the user's repository does not lead anywhere from ours. */
  async #absolute(url: string): Promise<string> {
    if (url.startsWith('-')) throw badSetting('`state.remote` must not start with a dash');
    // An address has a scheme (`https://`) or, in ssh's short form, a colon before the first slash.
    if (isAbsolute(url) || /^[^/\\]*:/.test(url)) return url;
    const top = await this.#git(
      ['rev-parse', '--show-toplevel'],
      this.#options.cwd,
      configReadingEnvironment(this.#options.env),
    );
    const base = top.code === 0 ? top.stdout.toString('utf8').replace(/\n$/, '') : '';
    return resolve(base === '' ? this.#options.cwd : base, url);
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

/** What git said, fit for a message: without credentials, without blank lines. */
export function gitMessage(result: GitResult): string {
  if (result.end === 'stopped') return 'git was stopped before it had finished';
  const said = withoutCredentials(`${result.stderr}\n`)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return said.length === 0 ? `git ended with code ${result.code}` : said.slice(-12).join('\n');
}

function localFailure(what: string, result: GitResult): Error {
  return backendFailure(BACKEND_NOT_UNDERSTOOD, `git ${what} failed`, {
    detail: gitMessage(result),
  });
}
