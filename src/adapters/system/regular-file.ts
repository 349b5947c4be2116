/**
 * Opening files that may not be files: a pipe would wait for a writer, a device never ends. Whoever names a
 * path for a secret or can write to the folder of the state could put one there.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Runs `work` with a regular file and closes it. Rejects with the system's error, or with ENOTAFILE for
 * anything else.
 */
export async function withRegular<T>(
  path: string,
  work: (file: FileHandle) => Promise<T>,
  flags: number = constants.O_RDONLY,
): Promise<T> {
  const file = await open(path, flags | constants.O_NONBLOCK);
  try {
    if ((await file.stat()).isFile()) return await work(file);
    throw Object.assign(new Error('it is not a regular file'), { code: 'ENOTAFILE' });
  } finally {
    await file.close();
  }
}
