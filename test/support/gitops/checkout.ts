/** This repository as a checkout of one commit, and an npm that fetches nothing. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { cleanEnvironment } from '../command.js';

const ROOT = join(import.meta.dirname, '../../..');
const NOT_CHECKED_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage', '.corform']);

/** Copies the files of the repository, without what git ignores. */
export function copyRepository(to: string): void {
  cpSync(ROOT, to, {
    recursive: true,
    filter: (path) => !NOT_CHECKED_OUT.has(basename(path)) && !path.endsWith('.tgz'),
  });
}

/** Makes a repository with one commit of a folder, and returns the commit. */
export function commitFolder(folder: string): string {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...author, ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(folder), GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  git('add', '--all');
  git('commit', '-q', '-m', 'x');
  return git('rev-parse', 'HEAD');
}

/**
 * An npm whose registry is the node_modules of this repository: `npm ci` links them, `npm install` and
 * `npm publish` do nothing, and all else is npm itself. Every call is written down with its environment.
 */
export class OfflineNpm {
  /** To be put before the PATH. */
  readonly folder: string;
  readonly #log: string;

  constructor(base: string) {
    this.folder = join(base, 'offline-npm');
    this.#log = join(base, 'npm.log');
    mkdirSync(this.folder);
    writeFileSync(this.#log, '');
    const paths = (process.env['PATH'] ?? '').split(delimiter);
    const npm = execFileSync('which', ['npm'], { env: { PATH: paths.join(delimiter) } });
    const script = `#!/bin/bash
echo "npm $*" >> '${this.#log}'
env | sed 's/^/  /' >> '${this.#log}'
case "$1" in
  ci) ln -s '${realpathSync(join(ROOT, 'node_modules'))}' node_modules ;;
  install | publish) ;;
  *) exec '${npm.toString().trim()}' "$@" ;;
esac
`;
    writeFileSync(join(this.folder, 'npm'), script, { mode: 0o755 });
  }

  /** The calls, without their environment. */
  calls(): readonly string[] {
    return this.log()
      .split('\n')
      .filter((line) => line.startsWith('npm '));
  }

  /** The calls and the environment of each. */
  log(): string {
    return readFileSync(this.#log, 'utf8');
  }
}
