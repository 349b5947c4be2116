import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

const { findCacheFolder } = createRequire(import.meta.url)('../../../bin/cache-folder.js') as {
  findCacheFolder: (env: Readonly<Record<string, string>>) => string | null;
};

describe('the folder for compiled code', () => {
  let base: string;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'corform-cache-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
  });

  it('is made for its user alone', () => {
    const folder = findCacheFolder({ XDG_CACHE_HOME: join(base, 'deep/er') });
    expect(folder).toBe(join(base, 'deep/er/corform'));
    expect(statSync(folder!).mode & 0o777).toBe(0o700);
  });

  it('is not used if others can write there', () => {
    const folder = findCacheFolder({ XDG_CACHE_HOME: base })!;
    chmodSync(folder, 0o777);
    expect(findCacheFolder({ XDG_CACHE_HOME: base })).toBeNull();
  });

  it('is not used if it belongs to another user', () => {
    findCacheFolder({ XDG_CACHE_HOME: base });
    vi.spyOn(process, 'getuid').mockReturnValue(statSync(base).uid + 1);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(findCacheFolder({ XDG_CACHE_HOME: base })).toBeNull();
  });

  it.each([
    ['in CI', { CI: 'true' }],
    ['if it is switched off', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ])('is not made %s', (_, env) => {
    expect(findCacheFolder({ XDG_CACHE_HOME: base, ...env })).toBeNull();
    expect(existsSync(join(base, 'corform'))).toBe(false);
  });

  it.each(['relative', '/proc/none', '/dev/null'])('is not made below %s', (home) => {
    expect(findCacheFolder({ XDG_CACHE_HOME: home })).toBeNull();
  });
});
