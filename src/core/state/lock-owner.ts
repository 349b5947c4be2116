/** Who holds a lock, as data: what the seven texts of a LockInfo say to a person. */
import type { LockInfo } from '../ports.js';

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

const PREFIX = 'OperationType';

/** `apply` as Terraform spells it: `OperationTypeApply`. */
export function operationOf(command: string): string {
  const words = command
    .split(' ')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${PREFIX}${words.join('')}`;
}

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
  const { host, pid, run_url: runUrl } = membersOf(info);
  return {
    host: typeof host === 'string' ? textOf(host) : null,
    pid: Number.isSafeInteger(pid) && Number(pid) > 0 ? Number(pid) : null,
    runUrl: typeof runUrl === 'string' && /^https?:\/\//.test(runUrl) ? runUrl : null,
  };
}

function membersOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function textOf(text: string): string | null {
  return text === '' ? null : text;
}

/** One or two sentences for a message; the id comes last. */
export function describeOwner(owner: LockOwner): string {
  const { who, host, pid, command, since, runUrl, id } = owner;
  const process = pid === null ? '' : `, process ${pid}`;
  const on = host === null || who?.endsWith(`@${host}`) === true ? '' : ` on ${host}`;
  return [
    `${who ?? 'Somebody'} holds it`,
    command === null ? '' : ` for ${command}`,
    `${on}${process}`,
    since === null ? '.' : ` since ${since}.`,
    runUrl === null ? '' : ` Run: ${runUrl}.`,
    ` Lock ID: ${id}`,
  ].join('');
}
