import { withRegular } from './regular-file.js';

/** A longer one is a mistake (a whole file, a page of HTML), and would not fit into a header. */
export const MOST_SECRET_BYTES = 8 * 1024;

/**
 * The secret in a file, without the line end that editors put behind it; null if it can't be read. Of
 * a long file a little more than a secret may have, so the caller finds it too long.
 */
export async function readSecretFile(path: string): Promise<string | null> {
  const text = await readStart(path);
  return text === null ? null : text.replace(/\r?\n$/, '');
}

/** The first bytes of a file, a little more than a secret may have; null if it can't be read. */
async function readStart(path: string): Promise<string | null> {
  const buffer = Buffer.alloc(MOST_SECRET_BYTES + 16);
  return withRegular(path, async (file) => {
    let size = 0;
    while (size < buffer.length) {
      const { bytesRead } = await file.read(buffer, size, buffer.length - size, null);
      if (bytesRead === 0) break;
      size += bytesRead;
    }
    return buffer.subarray(0, size).toString();
  }).catch(() => null);
}
