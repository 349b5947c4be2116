/**
 * Picks the adapters, as wire-backend.ts does for the state and wire-api.ts for writing to COR: commands ask here
 * for what they need, and get it when they need it.
 */
import { CLOCK_UNUSABLE } from '../core/errors/command.js';
import { hostname, userInfo } from 'node:os';
import { systemClock } from '../adapters/system/clock.js';
import { readCredentials } from '../adapters/cor/credentials.js';
import type { SessionOptions } from '../adapters/cor/session.js';
import { parseEndpoint, type EndpointSetting } from '../adapters/cor/endpoint.js';
import { systemFiles } from '../adapters/system/files.js';
import { editableFiles } from '../adapters/system/replace-files.js';
import { gitLineHistory } from '../adapters/git/blame.js';
import { gitRevisions, gitTracking } from '../adapters/git/revisions.js';
import { checkProxy, readProxySettings, type ProxySettings } from '../adapters/http/proxy.js';
import { currentProcess } from '../adapters/system/process-identity.js';
import { systemRandom } from '../adapters/system/random.js';
import { readStdin } from '../adapters/system/stdin.js';
import { Failure, failureOf, requireValue } from '../core/errors/failure.js';
import type { Clock, EditableFiles, Files, Random } from '../core/ports/system.js';
import type { LineHistory, Revisions } from '../core/ports/git.js';
import type { LockInfo } from '../core/ports/state.js';
import type { UserDirectory } from '../core/ports/cor.js';
import { DEFAULT_INTEGRATIONS_URL } from '../core/settings/definitions.js';
import type { Settings } from '../core/settings/settings.js';
import { ciRunUrl } from './ci.js';
import type { Console } from './console.js';

export const clock: Clock = systemClock;
export const random: Random = systemRandom;
export const localFiles: Files = systemFiles;
export const usersFiles: EditableFiles = editableFiles;
export { readStdin };

/** The git repository around the working folder. */
export function openRevisions(): Revisions {
  return gitRevisions(process.cwd());
}

/** Who wrote which line, as the git repository around the working folder knows it. */
export function openLineHistory(): LineHistory {
  return gitLineHistory(process.cwd());
}

/** Whether the git repository around the working folder keeps a file. */
export function trackingOf(path: string): ReturnType<typeof gitTracking> {
  return gitTracking(process.cwd(), path);
}

/** Returns the configured address of COR's integrations API, or null. Throws Failure. */
export function namedEndpoint(settings: Settings): string | null {
  const url = settings.integrationsUrl;
  return url === null ? null : requireValue(parseEndpoint(url, 'COR_INTEGRATIONS_URL'));
}

/** COR's integrations API for an apply: as named, else COR's own. Never taken from a state. */
export function endpointOf(settings: Settings): string {
  return namedEndpoint(settings) ?? DEFAULT_INTEGRATIONS_URL;
}

/** What every connection to COR needs: where tokens come from, the credential, the proxies. */
export async function sessionOf(
  settings: Settings,
  userAgent: string,
  console: Console,
  addresses: readonly string[] = [],
): Promise<SessionOptions> {
  const apiUrl = requireValue(
    parseEndpoint(settings.apiUrl, 'COR_API_URL' satisfies EndpointSetting),
  );
  const credentials = requireValue(await readCredentials(process.env));
  const secrets =
    credentials.kind === 'access-token'
      ? [credentials.token]
      : [credentials.apiKey, credentials.clientSecret];
  for (const secret of secrets) console.protect(secret.reveal());
  return { apiUrl, credentials, proxy: proxyTo(...addresses, apiUrl), clock, userAgent };
}

export interface OpenDirectory extends UserDirectory {
  close(): Promise<void>;
}

/** COR's list of users, which can't be written to. Reads the credential, and keeps it off both streams. Throws Failure. */
export async function openDirectory(
  settings: Settings,
  userAgent: string,
  console: Console,
): Promise<OpenDirectory> {
  const { openUserDirectory } = await import('../adapters/cor/directory.js');
  return openUserDirectory({ ...(await sessionOf(settings, userAgent, console)), random });
}

/** The proxies of the environment. Throws Failure if an address needs one whose own address makes no sense. */
export function proxyTo(...addresses: readonly string[]): ProxySettings {
  const settings = readProxySettings(process.env);
  const problems = addresses.map((address) => checkProxy(new URL(address), settings));
  const [problem] = problems.filter((found) => found !== null);
  if (problem !== undefined) throw new Failure(problem);
  return settings;
}

/** Who applies, for the history: the person behind a CI run and its address, or `user@host`. */
export function whoApplies(): string {
  const url = ciRunUrl();
  const actor = process.env['GITHUB_ACTOR'] ?? process.env['GITLAB_USER_LOGIN'] ?? whoami();
  return url === null ? whoami() : `${actor}, ${url}`;
}

/** `user@host` of this process. */
function whoami(): string {
  const user = ((): string => {
    try {
      return userInfo().username;
    } catch {
      // A process may run under a user id without a name, as in some containers.
      return String(process.getuid?.() ?? 'unknown');
    }
  })();
  return `${user}@${hostname()}`;
}

const YEAR_10000 = Date.UTC(10_000, 0, 1);
const CLOCK_OFF = {
  summary: 'the clock of this machine is before 1970 or after 9999',
  detail: 'Nothing was changed.',
};

/** What the lock says about us. Throws Failure if the clock is too far off to record a time. */
export async function lockInfo(
  operation: string,
  version: string,
  path: string,
): Promise<LockInfo> {
  const now = clock.now();
  if (!(now >= 0 && now < YEAR_10000)) throw failureOf(CLOCK_UNUSABLE, CLOCK_OFF);
  return {
    ID: random.uuid(),
    Operation: operation,
    Info: JSON.stringify({ ...(await currentProcess()), run_url: ciRunUrl() }),
    Who: whoami(),
    Version: version,
    Created: new Date(now).toISOString(),
    Path: path,
  };
}
