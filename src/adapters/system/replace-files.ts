import { chmod, lstat, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FILE_CHANGED_IN_BETWEEN } from '../../core/errors/edit.js';
import { failureOf } from '../../core/errors/failure.js';
import type { EditableFiles, FileReplacement } from '../../core/ports/system.js';
import {
  resolveTarget,
  syncFolder,
  temporaryName,
  WRITE_TASK,
  writeNewFile,
} from './atomic-write.js';
import { fileFailure } from './file-failure.js';

/** The users files of this machine. */
export const editableFiles: EditableFiles = { replaceAll };

interface Prepared {
  readonly replacement: FileReplacement;
  /** Where the path leads: a link stays a link. */
  readonly target: string;
  readonly temporary: string;
}

async function replaceAll(replacements: readonly FileReplacement[]): Promise<void> {
  const prepared: Prepared[] = [];
  try {
    for (const replacement of replacements) {
      await naming(replacement.path, async () => {
        const target = await resolveTarget(replacement.path);
        const temporary = temporaryName(target);
        prepared.push({ replacement, target, temporary });
        await refuseChanged(replacement, target);
        await writeLike(target, temporary, replacement.text);
      });
    }
    // Once more, now that the slow part is done: nobody else's edit may be lost.
    for (const { replacement, target } of prepared) {
      await naming(replacement.path, () => refuseChanged(replacement, target));
    }
    for (const { replacement, target, temporary } of prepared) {
      await naming(replacement.path, () => rename(temporary, target));
    }
    for (const { replacement, target } of prepared) {
      await naming(replacement.path, () => syncFolder(dirname(target)));
    }
  } finally {
    // What has its own name by now is no longer there.
    for (const { temporary } of prepared) await rm(temporary, { force: true });
  }
}

async function writeLike(target: string, temporary: string, text: string): Promise<void> {
  const mode = (await lstat(target)).mode & 0o7777;
  await writeNewFile(temporary, text, 0o600);
  await chmod(temporary, mode);
}

async function refuseChanged({ path, expected }: FileReplacement, target: string): Promise<void> {
  if ((await readFile(target)).equals(expected)) return;
  throw failureOf(FILE_CHANGED_IN_BETWEEN, {
    summary: `${path} has changed since corform read it, so nothing was written.`,
  });
}

async function naming(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw fileFailure(error, WRITE_TASK, path);
  }
}
