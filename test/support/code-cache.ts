/**
 * One folder for the compiled code of all programs that the tests start: each of them has a home of its
 * own, and would compile everything anew. Tests of the cache itself, and of a home without one, name another.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Called by vitest before the first test; what it returns, after the last. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'corform-test-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** To be spread into the environment of a program. */
export function codeCache(): { readonly XDG_CACHE_HOME?: string } {
  const folder = process.env['XDG_CACHE_HOME'];
  return folder === undefined ? {} : { XDG_CACHE_HOME: folder };
}
