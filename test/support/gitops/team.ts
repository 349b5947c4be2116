/** A team's repository: a bare remote, and a clone in which people branch, edit and merge. */
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { GitBackend } from '../../../src/adapters/state/git/git-backend.js';
import { readDesired } from '../../../src/core/users/read-desired.js';
import { recordDesired } from '../../../src/core/state/record-desired.js';
import { serializeState } from '../../../src/core/state/state-file.js';
import { newState } from '../../../src/core/state/transitions.js';
import { cleanEnvironment, PROGRAM } from '../command.js';

export type MergeMethod = 'squash' | 'rebase' | 'merge';

/** What a merge did to the base branch. */
export interface Push {
  readonly before: string;
  readonly after: string;
  /** The new commits of the branch, the oldest first. */
  readonly commits: readonly string[];
}

export interface Person {
  readonly id: string;
  readonly [field: string]: unknown;
}

export const PEOPLE: readonly Person[] = [
  { id: 'ana', first_name: 'Ana', role_id: 4, department: 'Design' },
  { id: 'ben', first_name: 'Ben', role_id: 4, department: 'Design' },
  { id: 'cleo', first_name: 'Cleo', role_id: 5, department: 'Film' },
];

/** Where corform.yaml lies, and what the file of users is called. */
export interface Layout {
  readonly folder: string;
  readonly file: string;
}

const LAYOUT: Layout = { folder: '.', file: 'users.yaml' };

export const CONFIG = `version: 1
files: [users.yaml]
state: {backend: git, remote: origin, ref: refs/heads/corform-state}
limits: {update: null, forget: null}
`;

/** A repository of three commits needs no care, and no disk has to survive a power cut. */
export const GIT_CONFIG = `[core]
  fsync = none
[gc]
  auto = 0
[maintenance]
  auto = false
[receive]
  autogc = false
`;

export class Team {
  readonly folder: string;
  readonly origin: string;
  readonly clone: string;
  readonly #home: string;
  readonly #layout: Layout;

  constructor(layout = LAYOUT) {
    this.#layout = layout;
    this.folder = mkdtempSync(join(tmpdir(), 'corform-team-'));
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 }));
    this.origin = join(this.folder, 'origin.git');
    this.clone = join(this.folder, 'clone');
    this.#home = join(this.folder, 'home');
    for (const made of [this.#home, join(this.folder, 'bin')]) mkdirSync(made);
    writeFileSync(join(this.#home, '.gitconfig'), GIT_CONFIG);
    symlinkSync(PROGRAM, join(this.folder, 'bin/corform'));
    this.#run(this.folder, 'init', '-q', '--bare', '-b', 'main', this.origin);
    this.#run(this.folder, 'clone', '-q', this.origin, this.clone);
    this.git('checkout', '-q', '-b', 'main');
    mkdirSync(join(this.clone, layout.folder), { recursive: true });
    this.write('corform.yaml', CONFIG.replace('users.yaml', layout.file));
    this.commit('main', 'The people as they are', () => PEOPLE);
  }

  /** Runs git in the clone. */
  git(...args: readonly string[]): string {
    return this.#run(this.clone, ...args);
  }

  /** Writes a file beside corform.yaml. */
  write(name: string, text: string): void {
    writeFileSync(join(this.clone, this.#layout.folder, name), text);
  }

  people(): readonly Person[] {
    const lines = readFileSync(this.#users(), 'utf8').split('\n');
    return lines.flatMap((line) =>
      line.startsWith('  - ') ? [JSON.parse(line.slice(4)) as Person] : [],
    );
  }

  /** Makes the recorded state: the people of the main branch, as if an apply had sent them. */
  async adopt(endpoint: string): Promise<void> {
    const text = readFileSync(this.#users());
    const read = readDesired([{ name: this.#layout.file, bytes: text }], {
      required: [],
      sensitive: [],
    });
    const empty = newState({
      lineage: randomUUID(),
      digestKey: randomBytes(32).toString('hex'),
      writtenBy: 'corform test',
    });
    const target = { endpoint, source: 'OKTA', company_id: null };
    const state = { ...recordDesired(read.value!, empty), target, serial: 1 };
    const ref = 'refs/heads/corform-state';
    const env = { PATH: process.env['PATH'], HOME: this.#home };
    const backend = new GitBackend({
      clock: systemClock,
      random: systemRandom,
      remote: this.origin,
      ref,
      cwd: this.clone,
      env,
    });
    await backend.store.commit(serializeState(state), 1, null);
    await backend.close();
  }

  /** Edits users.yaml on a branch (made from `from` if it is not there), commits, pushes. */
  commit(
    branch: string,
    message: string,
    edit: (people: readonly Person[]) => readonly Person[],
    from = 'origin/main',
  ): string {
    if (branch !== 'main') this.git('checkout', '-q', '-B', branch, this.#has(branch) ?? from);
    else if (this.#has('main') !== null) this.git('checkout', '-q', '-B', 'main', 'origin/main');
    const before = this.#has(branch) === null && branch === 'main' ? [] : this.people();
    this.write(this.#layout.file, usersText(edit(before)));
    this.git('add', '.');
    this.git('commit', '-q', '-m', message);
    this.git('push', '-q', 'origin', branch);
    return this.git('rev-parse', 'HEAD');
  }

  /** A commit on the branch that has nothing to do with users. */
  commitNote(branch: string, text: string): string {
    this.git('checkout', '-q', branch);
    this.write('NOTES.md', text);
    this.git('add', '.');
    this.git('commit', '-q', '-m', text);
    this.git('push', '-q', 'origin', branch);
    return this.git('rev-parse', 'HEAD');
  }

  /** The commit that a merge would make, under the name that GitHub and GitLab give it. */
  testMerge(branch: string, name: string, base = 'main'): string {
    this.git('checkout', '-q', '--detach', `origin/${base}`);
    this.git('merge', '-q', '--no-ff', '-m', 'test merge', `origin/${branch}`);
    this.git('push', '-q', '--force', 'origin', `HEAD:${name}`);
    return this.git('rev-parse', 'HEAD');
  }

  merge(branch: string, method: MergeMethod, message = `Merge ${branch}`): Push {
    this.git('checkout', '-q', '-B', 'main', 'origin/main');
    const before = this.git('rev-parse', 'HEAD');
    if (method === 'merge') this.git('merge', '-q', '--no-ff', '-m', message, `origin/${branch}`);
    if (method === 'squash') {
      this.git('merge', '-q', '--squash', `origin/${branch}`);
      this.git('commit', '-q', '-m', message);
    }
    if (method === 'rebase') {
      const base = this.git('merge-base', 'origin/main', `origin/${branch}`);
      // Another committer date, or an up-to-date branch would be fast-forwarded instead.
      this.git('cherry-pick', '--no-ff', `${base}..origin/${branch}`);
    }
    this.git('push', '-q', 'origin', 'main');
    const after = this.git('rev-parse', 'HEAD');
    const commits = this.git('rev-list', '--first-parent', '--reverse', `${before}..${after}`);
    return { before, after, commits: commits.split('\n') };
  }

  #users(): string {
    return join(this.clone, this.#layout.folder, this.#layout.file);
  }

  #has(branch: string): string | null {
    try {
      return this.git('rev-parse', '--verify', '--quiet', `origin/${branch}`);
    } catch {
      return null;
    }
  }

  #run(cwd: string, ...args: readonly string[]): string {
    const name = 'Ana Team';
    const env = {
      ...cleanEnvironment(this.#home),
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: 'ana@example.com',
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: 'ana@example.com',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    return execFileSync('git', [...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  }
}

/** A line a user, with room between them: two branches that edit neighbours merge without a conflict. */
function usersText(people: readonly Person[]): string {
  const lines = people.map((person) => `  - ${JSON.stringify(person)}\n  # next\n`);
  return `version: 1\nsource: OKTA\nusers:\n${lines.join('')}`;
}

/** users.yaml with some fields of one person changed. */
export function change(
  id: string,
  fields: Readonly<Record<string, unknown>>,
): (people: readonly Person[]) => readonly Person[] {
  return (people) => people.map((person) => (person.id === id ? { ...person, ...fields } : person));
}
