import { GIT_PROTOCOL_REFUSED } from '../../../core/errors/backend.js';
import { backendFailure } from '../backend-failure.js';
import type { Environment } from '../../../core/ports/system.js';
import type { Config } from './config.js';

/** What git speaks by itself and carries out no command of the address. */
const BUILT_IN = ['file', 'git', 'http', 'https', 'ssh'];

/** Its address is a command. */
const RUNS_ITS_ADDRESS = 'ext';

interface Asked {
  readonly url: string;
  /** Whether the address is the user's: from git's configuration or the environment, not from corform.yaml. */
  readonly isUsers: boolean;
  readonly config: Config;
  readonly env: Environment;
}

/**
 * The protocols that git may use for the state: those that the user's git allows, and the remote helper of the
 * user's own remote (`codecommit::…`). Throws Failure for what a pull request could smuggle in: an address in
 * corform.yaml that starts a helper, and always `ext::`, which runs its address as a command.
 */
export function allowedProtocols({ url, isUsers, config, env }: Asked): {
  /** For GIT_ALLOW_PROTOCOL. */
  readonly list: string;
  /** The remote helper, or null. */
  readonly helper: string | null;
} {
  const protocol = protocolOf(replaced(url, config));
  const helper = BUILT_IN.includes(protocol) ? null : protocol;
  if (helper === RUNS_ITS_ADDRESS) {
    throw refused(helper, 'It runs the address as a command.');
  }
  if (helper !== null && !isUsers) {
    throw refused(
      helper,
      'It starts a program, and a pull request can change the address in corform.yaml.',
    );
  }
  const candidates = helper === null ? BUILT_IN : [...BUILT_IN, helper];
  const list = candidates.filter((name) => isAllowed(name, config, env));
  if (list.includes(protocol)) return { list: list.join(':'), helper };
  throw refused(protocol, 'Your git does not allow it (GIT_ALLOW_PROTOCOL or `protocol.allow`).');
}

/** `https` of `https://…`, `codecommit` of `codecommit::…`; a path is `file`, ssh's short form `ssh`. */
function protocolOf(url: string): string {
  const found = /^([A-Za-z0-9][A-Za-z0-9+.-]*)(::|:\/\/)/.exec(url)?.[1];
  if (found !== undefined) return found.toLowerCase();
  return /^[^/\\]+:/.test(url) ? 'ssh' : 'file';
}

/** The address as git reads it: the longest `insteadOf` wins. */
function replaced(url: string, config: Config): string {
  const rules = config.flatMap(([key, prefix]) => {
    const base = /^url\.(.*)\.insteadof$/is.exec(key)?.[1];
    return base !== undefined && url.startsWith(prefix) ? [{ base, prefix }] : [];
  });
  const [longest] = rules.sort((a, b) => b.prefix.length - a.prefix.length);
  return longest === undefined ? url : longest.base + url.slice(longest.prefix.length);
}

/** As git decides: the variable outranks the configuration. */
function isAllowed(name: string, config: Config, env: Environment): boolean {
  const listed = env['GIT_ALLOW_PROTOCOL'];
  if (listed !== undefined) return listed.split(':').includes(name);
  const policy = (key: string): string | undefined =>
    config.findLast(([found]) => found === key)?.[1];
  return (policy(`protocol.${name}.allow`) ?? policy('protocol.allow')) !== 'never';
}

function refused(protocol: string, reason: string): Error {
  const summary = `corform does not use the protocol ${protocol} for the state`;
  return backendFailure(GIT_PROTOCOL_REFUSED, summary, {
    detail: reason,
    fix: 'Add a remote with that address (`git remote add`) and set `state.remote` to its name, or use https or ssh.',
  });
}
