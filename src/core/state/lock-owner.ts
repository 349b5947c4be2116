/** Who holds a lock, as data: what the seven texts of a LockInfo say to a person. */
import { parseJson } from '../text/parse-json.js';
import type { LockInfo } from '../ports/state.js';
import { describeTime } from '../text/describe-time.js';
import { lockProcessValidator } from './lock-owner-validators.js';

/** The process that took a lock, and the CI run it belongs to. What is not known is null. */
export interface LockProcess {
  readonly host: string | null;
  readonly pid: number | null;
  /** The page of the CI run, http or https. */
  readonly runUrl: string | null;
}

export interface LockOwner extends LockProcess {
  readonly id: string;
  /** `user@host`, or whatever another tool wrote there. */
  readonly who: string | null;
  /** `apply`, `state mv`. */
  readonly command: string | null;
  /** ISO 8601, UTC. */
  readonly since: string | null;
  /** Of corform, or of another tool. */
  readonly version: string | null;
}

/** How Terraform spells what a lock is for: `OperationTypeApply`. */
const PREFIX = 'OperationType';

/** Reads a LockInfo, whoever wrote it. Its texts are hostile until they are escaped. */
export function lockOwnerOf(info: LockInfo): LockOwner {
  return {
    id: info.ID,
    who: textOf(info.Who),
    command: commandOf(info.Operation),
    since: isTime(info.Created) ? new Date(info.Created).toISOString() : null,
    version: textOf(info.Version),
    ...processOf(info.Info),
  };
}

function commandOf(operation: string): string | null {
  const name = operation.startsWith(PREFIX) ? operation.slice(PREFIX.length) : operation;
  return textOf(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase());
}

/** The year 0001 stands for "no time" in servers written in Go. */
function isTime(text: string): boolean {
  return Date.parse(text) > 0;
}

function processOf(info: string): LockProcess {
  const data = parseJson(info);
  if (!lockProcessValidator()(data)) return { host: null, pid: null, runUrl: null };
  const said = data as { readonly host: string; readonly pid: number; readonly run_url?: string };
  return { host: said.host, pid: said.pid, runUrl: said.run_url ?? null };
}

function textOf(text: string): string | null {
  return text === '' ? null : text;
}

/** Says who holds a lock, or held it, in one or two sentences. The id comes last. */
export function describeOwner(owner: LockOwner, verb: 'holds' | 'held' = 'holds'): string {
  const { who, host, pid, command, since, runUrl, id } = owner;
  return [
    `${who ?? 'Somebody'} ${verb} the lock`,
    command === null ? '' : ` for ${command}`,
    host === null || who?.endsWith(`@${host}`) === true ? '' : ` on ${host}`,
    since === null ? '' : ` since ${describeTime(since)}`,
    pid === null ? '.' : ` (process ${pid}).`,
    runUrl === null ? '' : ` Run: ${runUrl}`,
    ` Lock ID: ${id}`,
  ].join('');
}
