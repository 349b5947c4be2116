import { errorOf, type FailureEntry } from '../../core/errors/diagnostic.js';
import {
  FILE_OUTSIDE_FOLDER,
  FILE_TOO_BIG,
  FILE_UNREADABLE,
  NOT_A_REGULAR_FILE,
  PATH_WITH_TILDE,
} from '../../core/errors/files.js';
import { constants } from 'node:fs';
import { lstat, open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Failure } from '../../core/errors/failure.js';
import type { Files } from '../../core/ports/system.js';
import { replaceFile, resolveTarget, WRITE_TASK } from './atomic-write.js';
import { fileFailure, isFileError } from './file-failure.js';

/** The files of this machine. */
export const systemFiles: Files = {
  read: readRegularFile,
  write: writeFile,
  // A link that leads nowhere is there too: to write through it would make a file somewhere else.
  exists: (path) =>
    lstat(path).then(
      () => true,
      () => false,
    ),
};

/** `~`, `$HOME`, `${HOME}`, `%USERPROFILE%`. */
export const SHELL_START = /^(?:~(?=[/\\]|$)|~[\w.-]+(?=[/\\])|\$\w+|\$\{\w+\}|%\w+%)/;

const READ = {
  entry: FILE_UNREADABLE,
  fix: 'Check the path and its permissions.',
} as const;

interface ReadOptions {
  readonly maxBytes: number;
  readonly inside?: string;
}

async function readRegularFile(path: string, options: ReadOptions): Promise<Uint8Array> {
  refuseTilde(path);
  try {
    const real = await realpath(path);
    if (options.inside !== undefined) await refuseOutside(path, real, options.inside);
    // Non-blocking, or opening a pipe would wait for a writer. No following: `real` was looked at.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const file = await open(real, flags);
    try {
      return await readAtMost(file, path, options.maxBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error, { ...READ, summary: `${path} can't be read` }, path);
  }
}

async function refuseOutside(path: string, real: string, folder: string): Promise<void> {
  if (isInside(await realpath(folder), real)) return;
  const fix = `Put it into ${folder}. corform does not follow a link that leads out of the folder.`;
  throw refusal(FILE_OUTSIDE_FOLDER, 'A file is outside the folder that it must be in', path, fix);
}

async function readAtMost(file: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
  const found = await file.stat();
  if (!found.isFile()) {
    throw refusal(NOT_A_REGULAR_FILE, 'Not a regular file', path, 'Name a regular file.');
  }
  if (found.size <= maxBytes) {
    const bytes = await file.readFile();
    if (bytes.byteLength <= maxBytes) return bytes;
  }
  const summary = `A file is larger than ${maxBytes} bytes`;
  throw refusal(FILE_TOO_BIG, summary, path, 'Check that it is the right file.');
}

/** A shell would have replaced it: a folder called ~ or $HOME is never meant. */
function refuseTilde(path: string): void {
  const [start] = SHELL_START.exec(path) ?? [];
  if (start === undefined) return;
  const summary = `A path starts with ${start}, which only a shell replaces`;
  throw refusal(PATH_WITH_TILDE, summary, path, PATH_WITH_TILDE.fix);
}

function refusal(entry: FailureEntry, summary: string, path: string, fix: string): Failure {
  return new Failure(errorOf(entry, { summary, detail: `Path: ${path}`, fix }));
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A link in the working folder may come from a pull request: it must not choose another file to write to. */
async function refuseLinkOut(path: string): Promise<void> {
  const folder = process.cwd();
  if (!isInside(folder, resolve(path))) return;
  const target = await resolveTarget(path).catch((error: unknown) => {
    throw fileFailure(error, WRITE_TASK, path);
  });
  if (isInside(folder, target)) return;
  const summary = "A file can't be written: a link in its path leads out of the working folder";
  throw refusal(WRITE_TASK.entry, summary, path, 'Name a path without that link.');
}

/** What is no file (a terminal, a pipe, /dev/null) can't be replaced: it is written to. */
async function writeFile(path: string, text: string, options?: { mode?: number }): Promise<void> {
  refuseTilde(path);
  const found = await stat(path).catch((error: unknown) => {
    if (isFileError(error)) return null;
    throw error;
  });
  if (found === null || found.isFile() || found.isDirectory()) {
    await refuseLinkOut(path);
    await replaceFile(path, text, options);
    return;
  }
  try {
    const file = await openToWrite(path);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error, WRITE_TASK, path);
  }
}

/** A pipe that nobody reads is refused (ENXIO) instead of waited for. */
async function openToWrite(path: string): Promise<FileHandle> {
  const probe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    return await open(path, constants.O_WRONLY);
  } finally {
    // Not before: a reader that sees no writer takes it for the end.
    await probe.close();
  }
}
