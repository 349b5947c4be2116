import type { LockInfo } from '../../core/ports.js';
import { currentProcess, isProvablyGone, type ProcessIdentity } from './process-identity.js';

/**
 * The `Info` of a LockInfo on a backend that other machines see: which process holds the lock, so that a
 * later one on the same machine can prove that it is gone.
 */
export async function describeProcess(): Promise<string> {
  return JSON.stringify(await currentProcess());
}

/**
 * Whether the process that took a lock is provably gone. False for a lock of another machine, of
 * another tool, or whenever there is doubt.
 */
export async function isOwnerGone(owner: LockInfo): Promise<boolean> {
  const process = readProcess(owner.Info);
  return process !== null && (await isProvablyGone(process, await currentProcess()));
}

function readProcess(info: string): ProcessIdentity | null {
  let value: unknown;
  try {
    value = JSON.parse(info);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const host = fields.get('host');
  const pid = fields.get('pid');
  if (typeof host !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid))
    return null;
  // 0 and below address groups of processes: they are nobody's pid.
  if (pid < 1) return null;
  const text = (name: string): string | null => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : null;
  };
  return {
    host,
    pid,
    machine: text('machine'),
    boot: text('boot'),
    pid_namespace: text('pid_namespace'),
    started: text('started'),
  };
}
