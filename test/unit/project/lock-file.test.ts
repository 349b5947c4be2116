// `npm ci` of npm 11 refuses a lock file that leaves out an optional dependency of another platform, and
// npm leaves one out where the registry at hand doesn't serve it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

it('the lock file has every optional dependency of every platform', () => {
  const path = join(import.meta.dirname, '../../../package-lock.json');
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  /** As Node resolves: beside the package that needs it, or further up. */
  const isLocked = (from: string, name: string): boolean => {
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true;
    return (
      from !== '' &&
      isLocked(from.slice(0, from.lastIndexOf('node_modules/')).replace(/\/$/, ''), name)
    );
  };
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(from, name))
      .map((name) => `${from} -> ${name}`),
  );
  expect(missing).toEqual([]);
});
