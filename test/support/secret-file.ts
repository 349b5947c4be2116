import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a file that holds a secret, for the time of a test, and returns its path. */
export function secretFile(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'corform-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'secret');
  writeFileSync(path, content);
  return path;
}
