/**
 * What the user's own git says: how it reaches the remote, who commits, whom it trusts. Only asked, never
 * changed. Of its configuration only what reaching a remote needs is taken over (addresses, credentials,
 * proxies, certificates); hooks, signing, mirrors, filters and the like never apply.
 */
import { isAbsolute, resolve } from 'node:path';
import {
  BACKEND_NOT_UNDERSTOOD,
  GIT_REPOSITORY_NOT_TRUSTED,
  UNKNOWN_GIT_REMOTE,
} from '../../../core/errors/backend.js';
import type { GitResult } from '../../git/command.js';
import { backendFailure, badSetting } from '../backend-failure.js';
import type { Environment } from '../../../core/ports/system.js';
import { valuesOf, type Config } from './config.js';
import { identityVariables } from './identity.js';
import { gitMessage } from './message.js';
import { allowedProtocols } from './protocols.js';

export interface UserGit {
  /** Where relative paths of the configuration start: the top of the work tree, as for `git push`. */
  readonly top: string;
  /** What the private repository takes over. */
  readonly settings: Config;
  /** Whether an ssh command of the user's own is configured. */
  readonly choosesSsh: boolean;
  /**
   * The folders that the user trusts. git takes them from files outside of any repository only, because a
   * repository must not vouch for itself, and a remote on this machine may belong to somebody else.
   */
  readonly trusted: readonly string[];
  /** Who commits, as variables of git's environment. */
  readonly identity: Readonly<Record<string, string>>;
  /** GIT_ALLOW_PROTOCOL. */
  readonly protocols: string;
  readonly objectFormat: 'sha1' | 'sha256';
}

/** The name of the remote in the private repository. */
export const REMOTE = 'state';
const TAKEN_OVER = /^(http|credential|url|ssh)\.|^core\.(sshcommand|gitproxy|askpass)$/i;

/** Runs git in the user's folder, with the user's configuration. */
export type AskGit = (...args: readonly string[]) => Promise<GitResult>;

/** Asks the git in the user's folder. `remote`: a name that it knows, or an address. Throws Failure. */
export async function readUserGit(
  git: AskGit,
  {
    remote,
    cwd,
    env,
  }: { readonly remote: string; readonly cwd: string; readonly env: Environment },
): Promise<UserGit> {
  const { all, trusted } = await readConfig(git);
  const found = await git('rev-parse', '--show-toplevel');
  const top = found.code === 0 ? found.stdout.toString('utf8').replace(/\n$/, '') : cwd;
  const named = valuesOf(all, `remote.${remote}.url`)[0];
  const url = named ?? (/[/\\:]/.test(remote) ? remote : undefined);
  if (url === undefined) throw await unknownRemote(git, remote);
  if (url.startsWith('-')) throw badSetting('`state.remote` must not start with a dash');
  const isUsers = named !== undefined || env['CORFORM_STATE_REMOTE'] === remote;
  const { list: protocols, helper } = allowedProtocols({ url, isUsers, config: all, env });
  const isTakenOver = (key: string): boolean =>
    TAKEN_OVER.test(key) || (helper !== null && key.startsWith(`${helper}.`));
  return {
    top,
    settings: [
      ...all.filter(([key]) => isTakenOver(key)),
      ...remoteSettings(all, { remote, url, top }),
    ],
    choosesSsh: valuesOf(all, 'core.sshcommand').length > 0,
    trusted,
    identity: identityVariables(all, env),
    protocols,
    objectFormat: valuesOf(all, 'extensions.objectformat')[0] === 'sha256' ? 'sha256' : 'sha1',
  };
}

async function readConfig(
  git: AskGit,
): Promise<{ readonly all: Config; readonly trusted: readonly string[] }> {
  const result = await git('config', '--list', '-z', '--includes', '--show-scope');
  if (result.code !== 0) {
    throw backendFailure(BACKEND_NOT_UNDERSTOOD, 'git config failed', {
      detail: gitMessage(result),
    });
  }
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
    if (key === 'safe.directory' && scope !== 'local' && scope !== 'worktree') trusted.push(value);
  }
  return { all, trusted };
}

/** A checkout that belongs to somebody else looks as if it had no remotes: git's own reason says why. */
async function unknownRemote(git: AskGit, remote: string): Promise<Error> {
  const result = await git('rev-parse', '--git-dir');
  const said = gitMessage(result);
  if (result.code !== 0 && /dubious ownership|safe\.directory/.test(said)) {
    return backendFailure(
      GIT_REPOSITORY_NOT_TRUSTED,
      'git does not trust this checkout, because it belongs to another user',
      { detail: said, fix: 'If you trust it: git config --global --add safe.directory "$PWD"' },
    );
  }
  return backendFailure(UNKNOWN_GIT_REMOTE, `git knows no remote of this name: ${remote}`, {
    detail: result.code === 0 ? undefined : said,
    fix: 'Run `git remote -v` and set `state.remote` to one of the names, or CORFORM_STATE_REMOTE to an address.',
  });
}

/** The remote's addresses and proxy, under the name that the private repository uses. */
function remoteSettings(
  config: Config,
  { remote, url, top }: { readonly remote: string; readonly url: string; readonly top: string },
): Config {
  const pushUrl = valuesOf(config, `remote.${remote}.pushurl`)[0];
  return [
    [`remote.${REMOTE}.url`, fromTop(url, top, config)],
    ...(pushUrl === undefined
      ? []
      : [[`remote.${REMOTE}.pushurl`, fromTop(pushUrl, top, config)] as const]),
    ...['proxy', 'proxyauthmethod'].flatMap((name) =>
      valuesOf(config, `remote.${remote}.${name}`)
        .slice(-1)
        .map((value) => [`remote.${REMOTE}.${name}`, value] as const),
    ),
  ];
}

/** A relative path as an absolute one. What `insteadOf` is going to replace is no path. */
function fromTop(url: string, top: string, config: Config): string {
  const isReplaced = config.some(
    ([key, value]) => /^url\..*\.(push)?insteadof$/i.test(key) && url.startsWith(value),
  );
  // An address has a scheme (`https://`) or, in ssh's short form, a colon before the first slash.
  return isReplaced || isAbsolute(url) || /^[^/\\]*:/.test(url) ? url : resolve(top, url);
}
