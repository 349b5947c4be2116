import { EXPORT_TOO_LARGE } from '../../core/errors/export.js';
import { failureOf } from '../../core/errors/failure.js';

/** Reads stdin to its end. Throws Failure if it is larger than `maxBytes`. */
export async function readStdin(maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw failureOf(EXPORT_TOO_LARGE, { summary: `stdin holds more than ${maxBytes} bytes` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
