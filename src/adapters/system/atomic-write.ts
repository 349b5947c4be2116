/**
 * Files that are replaced as a whole or not at all, and that survive a power loss once replaced:
 * temporary file in the same folder, write, size check, fsync, close, rename, fsync of the folder.
 *
 * A failed fsync is never retried: the kernel may have dropped the pages and report success the second
 * time. It is a failure like any other, and what was there before is still there.
 */
import { STATE_FOLDER_UNUSABLE } from '../../core/errors/state.js';
import { FILE_NOT_WRITABLE } from '../../core/errors/files.js';
import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failureOf } from '../../core/errors/failure.js';
import { fileFailure, isFileError, unlessMissing, type FileTask } from './file-failure.js';

/** What fails if a file that is asked for can't be written. */
export const WRITE_TASK: FileTask = {
  entry: FILE_NOT_WRITABLE,
  summary: "A file can't be written",
  fix: 'Free some disk space or fix the permissions, then run the command again.',
};

export interface ReplaceOptions {
  /** Default 0600. */
  readonly mode?: number;
  /** Runs when the content is durable under its temporary name, before it gets its own. */
  readonly beforeInstall?: () => Promise<void>;
}

/**
 * Replaces the file, or creates it, and its folder (0700, or 0755 if others may read the file). A symlink stays one: what it points to is
 * replaced. Throws Failure (CF431). Then the old content is still in place, unless the very last step,
 * making the new name durable, was what failed: whoever needs to know reads again.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  try {
    const target = await resolveTarget(path);
    await refuseOtherThanFile(target);
    const mode = options.mode ?? 0o600;
    await makeFolder(dirname(target), (mode & 0o044) === 0 ? 0o700 : 0o755);
    const temporary = temporaryName(target);
    try {
      await writeNewFile(temporary, content, mode);
      await options.beforeInstall?.();
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(ignoreLeftover);
      throw error;
    }
    await syncFolder(dirname(target));
  } catch (error) {
    throw fileFailure(error, WRITE_TASK, path);
  }
}

/** Renaming over a device would replace the device. */
async function refuseOtherThanFile(target: string): Promise<void> {
  const found = await unlessMissing(lstat(target), null);
  if (found === null || found.isFile()) return;
  throw failureOf(WRITE_TASK.entry, {
    summary: "A file can't be written: the path exists and is not a regular file",
    detail: `Path: ${target}`,
    fix: 'Name another path.',
  });
}

/** The first failure is the one to tell; a temporary file that could not be removed does no harm. */
function ignoreLeftover(): void {
  return;
}

/** A name beside `target` that nothing has: `.state.json.0123456789abcdef.tmp`. */
export function temporaryName(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(8).toString('hex')}.tmp`);
}

/** Whether `name` is one that `temporaryName` gives for the file called `base`. */
export function isTemporaryName(name: string, base: string): boolean {
  const prefix = `.${base}.`;
  return name.startsWith(prefix) && /^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length));
}

/** Creates a file that must not exist, with its content on the disk. Rejects with the system's error. */
export async function writeNewFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    const { size } = await file.stat();
    if (size !== bytes.byteLength) {
      throw Object.assign(new Error('short write'), { code: 'ESHORT' });
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Where a path leads in the end, even if the last link points to nothing yet. A folder that does
 * not exist is no error: it is to be made.
 */
export async function resolveTarget(path: string): Promise<string> {
  let target = resolve(path);
  // As many links as Linux follows.
  for (let followed = 0; followed < 40; followed += 1) {
    const folder = await unlessMissing(realpath(dirname(target)), dirname(target));
    target = join(folder, basename(target));
    const next = await readlink(target).catch((error: unknown) => {
      if (isFileError(error, 'ENOENT') || isFileError(error, 'EINVAL')) return null;
      throw error;
    });
    if (next === null) return target;
    target = resolve(folder, next);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/**
 * Makes a folder and those above it, durably. One that exists stays as it is. Each is tried once:
 * Node's recursive mkdir never ends if the system says of a folder in one that exists that there is no
 * such thing, as Linux does of /proc.
 */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  const folder = resolve(path);
  if (await isFolder(folder)) return;
  await makeFolder(dirname(folder), mode);
  await mkdir(folder, { mode }).catch(async (error: unknown) => {
    // Somebody else may have made it meanwhile.
    if (!(await isFolder(folder))) throw error;
  });
  await syncFolder(dirname(folder));
}

async function isFolder(path: string): Promise<boolean> {
  const found = await unlessMissing(stat(path), null);
  return found?.isDirectory() ?? false;
}

/** Makes the names in a folder durable. Windows has no such thing. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Proves that a folder can hold a state: that files in it can be made durable, linked, found taken and
 * renamed. Leaves nothing behind. Throws Failure (CF437).
 */
export async function probeFolder(folder: string): Promise<void> {
  const first = temporaryName(join(folder, 'probe'));
  const second = temporaryName(join(folder, 'probe'));
  try {
    await makeFolder(folder);
    await writeNewFile(first, 'probe\n', 0o600);
    await link(first, second);
    const again = await link(first, second).catch((error: unknown) => error);
    if (!isFileError(again, 'EEXIST')) {
      throw Object.assign(new Error('a second link was not refused'), { code: 'ENOTEXCLUSIVE' });
    }
    await rename(first, second);
    await stat(second);
    await syncFolder(folder);
  } catch (error) {
    throw fileFailure(error, PROBE, folder);
  } finally {
    await rm(first, { force: true }).catch(ignoreLeftover);
    await rm(second, { force: true }).catch(ignoreLeftover);
  }
}

const PROBE = {
  entry: STATE_FOLDER_UNUSABLE,
  summary: "The folder of the state can't hold it",
  fix: 'Put the state on a local file system where you have write permission, or choose another backend.',
} as const;
