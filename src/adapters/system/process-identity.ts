/**
 * Who a process is, well enough to tell later that it is gone. A pid alone says little: it is used
 * again, it means another process in another container, and nothing on another machine.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isFileError } from './file-failure.js';

/** What could not be found out (outside Linux, or without /proc) is null. */
export interface ProcessIdentity {
  readonly host: string;
  /** /etc/machine-id. */
  readonly machine: string | null;
  /** Differs after each start of the machine. */
  readonly boot: string | null;
  /** The namespace in which `pid` means something. */
  readonly pid_namespace: string | null;
  readonly pid: number;
  /** When the process started, in clock ticks since the boot. */
  readonly started: string | null;
}

/** Rejects if something is there that can't be read just now: null would say less than the truth, for good. */
export async function currentProcess(): Promise<ProcessIdentity> {
  const [machine, boot, namespace, stat] = await Promise.all([
    readText('/etc/machine-id'),
    readText('/proc/sys/kernel/random/boot_id'),
    readlink('/proc/self/ns/pid').catch(nullWithout),
    readStat(process.pid),
  ]);
  return {
    host: hostname(),
    machine,
    boot,
    pid_namespace: namespace,
    pid: process.pid,
    started: stat?.started ?? null,
  };
}

/**
 * What can be said of a process that was once `owner`:
 * `gone`: it exists no more: its pid is free, belongs to a process that started at another time, or to a zombie;
 * `alive`: it is there;
 * `unseen`: it can't be seen from here, or not well enough to be sure.
 *
 * Another boot id proves nothing: two machines that were made from one image have the same name and the same
 * machine id, and may share a disk. Without boot ids (macOS, Windows) two such machines can't be told apart.
 */
export type ProcessFate = 'gone' | 'alive' | 'unseen';

export async function fateOf(owner: ProcessIdentity, here: ProcessIdentity): Promise<ProcessFate> {
  const isVisible = here.boot !== null && SHARED.every((name) => owner[name] === here[name]);
  if (!isVisible) return 'unseen';
  if (!pidExists(owner.pid)) return 'gone';
  const stat = await readStat(owner.pid);
  if (stat === null || owner.started === null) return 'unseen';
  if (stat.started !== owner.started) return 'gone';
  return (await isZombie(owner.pid, stat.status)) ? 'gone' : 'alive';
}

/** What two processes share if one of them can see the other under its pid. */
const SHARED = ['host', 'machine', 'boot', 'pid_namespace'] as const;

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/**
 * A killed process that nobody has waited for runs no more. But its first thread may be a zombie while
 * another still finishes a write, so all of them must be gone.
 */
async function isZombie(pid: number, status: string): Promise<boolean> {
  if (status !== 'Z' && status !== 'X') return false;
  const threads = await readdir(`/proc/${pid}/task`).catch(() => null);
  return threads !== null && threads.length <= 1;
}

/** Fields 3 (state) and 22 (start time) of /proc/PID/stat; the name before them may hold anything. */
async function readStat(
  pid: number,
): Promise<{ readonly status: string; readonly started: string } | null> {
  const line = await readText(`/proc/${pid}/stat`);
  if (line === null) return null;
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [status, started] = [fields[0], fields[19]];
  return status === undefined || started === undefined ? null : { status, started };
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then((text) => text.trim() || null, nullWithout);
}

const WITHOUT = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EINVAL', 'ESRCH'];

/** Null if a system has no such thing, or does not show it. */
function nullWithout(error: unknown): null {
  if (WITHOUT.some((code) => isFileError(error, code))) return null;
  throw error;
}
