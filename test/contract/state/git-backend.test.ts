import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitBackend, type GitBackendOptions } from '../../../src/adapters/state/git/git-backend.js';
import { codeOf, failureOf } from '../../support/failures.js';
import {
  createBareRepo,
  serveOverHttp,
  type BareRepo,
  type GitHttpServer,
} from '../../support/git-server.js';
import {
  describeStateBackend,
  sampleLock,
  sampleText,
  type OpenedStore,
} from './state-backend-contract.js';

const run = promisify(execFile);
const REF = 'refs/heads/corform-state';

/** Asks again at once: nothing here gets better with time. */
const HURRIED = { clock: { ...systemClock, sleep: () => Promise.resolve() } };

function open(repo: BareRepo, more: Partial<GitBackendOptions> = {}): GitBackend {
  return new GitBackend({
    clock: systemClock,
    random: systemRandom,
    remote: repo.path,
    ref: REF,
    cwd: repo.root,
    env: repo.env,
    ...more,
  });
}

/** A repository of users with a commit on main, and a clone of it. */
async function cloneOf(repo: BareRepo, ...options: string[]): Promise<string> {
  const seed = join(repo.root, 'seed');
  await repo.git(['init', '--quiet', '--initial-branch=main', seed], repo.root);
  for (const n of [1, 2, 3]) {
    await writeFile(join(seed, 'users.yaml'), `version: ${n}\n`);
    await repo.git(['add', '.'], seed);
    await repo.git(['commit', '--quiet', '-m', `commit ${n}`], seed);
  }
  await repo.git(['push', '--quiet', repo.path, 'main'], seed);
  const clone = join(repo.root, 'clone');
  await repo.git(['clone', '--quiet', ...options, `file://${repo.path}`, clone], repo.root);
  return clone;
}

describeStateBackend('The git backend over a path', async () => {
  const repo = await createBareRepo();
  return { backend: () => Promise.resolve(open(repo)), cleanup: repo.remove };
});

/** The rest is the same over any transport, and each git takes its time here. */
const OVER_HTTP =
  /^(reads back|gives text back|stores 8 MB|lets exactly one of many writers|tells a holder|lists the versions)/;

async function openOverHttp(): Promise<OpenedStore> {
  const repo = await createBareRepo();
  const server = await serveOverHttp(repo);
  const { username, password } = server.credentials;
  const remote = server.url.replace('//', `//${username}:${password}@`);
  return {
    backend: () => Promise.resolve(open(repo, { remote })),
    cleanup: async () => {
      await server.close();
      await repo.remove();
    },
  };
}

describeStateBackend('The git backend over smart HTTP', openOverHttp, {}, OVER_HTTP);

describe('The git backend', () => {
  let repo: BareRepo;
  let backend: GitBackend;
  beforeEach(async () => {
    repo = await createBareRepo();
    backend = open(repo);
  });
  afterEach(async () => {
    await backend.close();
    await repo.remove();
  });

  test('makes one commit a serial, with a plain message and no user data', async () => {
    const first = await backend.store.commit(sampleText(1, 'Zoë'), 1, null);
    await backend.store.commit(
      sampleText(2, 'Zoë'),
      2,
      first.kind === 'committed' ? first.version : null,
    );
    const log = await repo.git(['log', '--format=%an <%ae>|%s|%b', REF]);
    expect(log.replaceAll(/Nonce: [0-9a-f]{32}/g, 'Nonce: *')).toBe(
      'Test <test@example.com>|corform: state serial 2 [skip ci]|Nonce: *\n\n' +
        'Test <test@example.com>|corform: state serial 1 [skip ci]|Nonce: *\n\n',
    );
    expect(await repo.git(['ls-tree', '--name-only', REF])).toBe('state.json\n');
    expect(await repo.git(['show', `${REF}:state.json`])).toBe(sampleText(2, 'Zoë'));
    expect(await repo.git(['for-each-ref', '--format=%(refname)'])).toBe(`${REF}\n`);
  });

  test('works from a shallow clone and leaves that clone as it is', async () => {
    const clone = await cloneOf(repo, '--depth=1');
    const snapshot = async (): Promise<string[]> => [
      await repo.git(['for-each-ref'], clone),
      await repo.git(['count-objects', '-v'], clone),
      await repo.git(['status', '--porcelain'], clone),
      await readFile(join(clone, '.git', 'shallow'), 'utf8'),
      (await readdir(join(clone, '.git'))).sort().join(),
    ];
    const before = await snapshot();
    const local = open(repo, { remote: 'origin', cwd: join(clone) });
    expect(await local.lock.take(sampleLock('a'))).toMatchObject({ kind: 'held' });
    expect((await local.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    expect(await local.lock.release('a')).toEqual({ kind: 'unlocked' });
    expect(await local.store.versions()).toHaveLength(1);
    await local.close();
    expect(await snapshot()).toEqual(before);
    expect((await backend.store.read())?.text).toBe(sampleText(1));
  });

  test('finds a remote that the clone names by a relative path', async () => {
    const clone = await cloneOf(repo);
    await repo.git(['config', 'remote.origin.url', '../remote.git'], clone);
    await mkdir(join(clone, 'deep', 'er'), { recursive: true });
    const local = open(repo, { remote: 'origin', cwd: join(clone, 'deep', 'er') });
    expect((await local.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    await local.close();
  });

  test('takes no hook, alias, mirror or signature of the user into account', async () => {
    const clone = await cloneOf(repo);
    await writeFile(join(clone, '.git', 'hooks', 'pre-push'), '#!/bin/sh\nexit 1\n', {
      mode: 0o755,
    });
    const hooks = join(repo.root, 'hooks');
    await mkdir(hooks);
    for (const name of ['pre-push', 'reference-transaction', 'post-commit']) {
      await writeFile(join(hooks, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    for (const [key, value] of [
      ['core.hooksPath', hooks],
      ['remote.origin.mirror', 'true'],
      ['push.gpgSign', 'true'],
      ['commit.gpgSign', 'true'],
      ['fetch.prune', 'true'],
      ['push.followTags', 'true'],
    ] as const) {
      await repo.git(['config', key, value], clone);
    }
    const local = open(repo, { remote: 'origin', cwd: clone });
    expect((await local.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    await local.close();
    expect(await repo.git(['for-each-ref', '--format=%(refname)'])).toBe(
      `${REF}\nrefs/heads/main\n`,
    );
  });

  // Only root can give a repository to somebody else.
  test.runIf(process.getuid?.() === 0)(
    'trusts the folders that the user trusts, where the remote belongs to somebody else',
    async () => {
      await repo.git(['config', '--global', 'safe.directory', repo.path]);
      await run('chown', ['-R', '65534', repo.path]);
      expect((await backend.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
      // What a clone says of itself counts for nothing.
      const clone = join(repo.root, 'clone');
      await repo.git(['config', '--global', '--unset', 'safe.directory']);
      await repo.git(['init', '--quiet', clone], repo.root);
      await repo.git(['config', 'safe.directory', repo.path], clone);
      const local = open(repo, { cwd: clone });
      expect(await codeOf(local.store.read())).toBe('CF450');
      await local.close();
    },
  );

  test("names the folder for temporary files where it can't be used, and takes none that is empty", async () => {
    const without = open(repo, { env: { ...repo.env, TMPDIR: join(repo.root, 'nothing') } });
    const failure = await failureOf(without.store.read());
    expect(failure.diagnostics[0]).toMatchObject({ code: 'CF431' });
    expect(failure.diagnostics[0]?.fix).toContain('TMPDIR');
    const empty = open(repo, { env: { ...repo.env, TMPDIR: '' } });
    expect(await empty.store.read()).toBeNull();
    await empty.close();
  });

  test('ignores an environment that points git elsewhere', async () => {
    const clone = await cloneOf(repo);
    const local = new GitBackend({
      clock: systemClock,
      random: systemRandom,
      remote: 'origin',
      ref: REF,
      cwd: clone,
      env: {
        ...repo.env,
        GIT_DIR: '/nonexistent',
        GIT_WORK_TREE: '/nonexistent',
        GIT_INDEX_FILE: '/nonexistent',
        GIT_OBJECT_DIRECTORY: '/nonexistent',
        GIT_TRACE: '1',
      },
    });
    expect(await local.store.read()).toBeNull();
    await local.close();
  });

  test('refuses a branch that holds other files, so nobody loses theirs', async () => {
    await cloneOf(repo);
    const main = open(repo, { ref: 'refs/heads/main' });
    expect(await codeOf(main.store.read())).toBe('CF454');
    expect(await codeOf(main.store.commit(sampleText(1), 1, null))).toBe('CF454');
    expect(await codeOf(main.lock.take(sampleLock('a')))).toBe('CF454');
    await main.close();
    expect(await repo.git(['show', 'refs/heads/main:users.yaml'])).toBe('version: 3\n');
  });

  test.each([
    'corform-state',
    'refs/heads',
    'refs/heads/',
    'refs/heads/a..b',
    '--all',
    'refs/heads/a b',
    'refs/heads/x.lock',
    'refs/heads/a:b',
    'refs/heads/*',
  ])('refuses the ref %s', (ref) => {
    expect(() => open(repo, { ref })).toThrow(/CF454/);
  });

  test('names a remote that git does not know, and one that does not answer', async () => {
    const unknown = open(repo, { remote: 'upstream' });
    expect(await codeOf(unknown.store.read())).toBe('CF461');
    await unknown.close();
    const gone = open(repo, { ...HURRIED, remote: join(repo.root, 'gone.git') });
    expect(await codeOf(gone.store.read())).toBe('CF450');
    await gone.close();
    const option = open(repo, { remote: '--upload-pack=touch /tmp/x' });
    expect((await failureOf(option.store.read())).kind).toBe('invalid-input');
    await option.close();
  });

  test('says so where there is no git, or one that is too old', async () => {
    const bin = join(repo.root, 'bin');
    await mkdir(bin);
    const none = open(repo, { env: { PATH: bin } });
    expect(await codeOf(none.store.read())).toBe('CF460');
    await symlink('/bin/sh', join(bin, 'sh'));
    await writeFile(join(bin, 'git'), '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 });
    expect((await failureOf(open(repo, { env: { PATH: bin } }).store.read())).message).toContain(
      '2.20',
    );
  });

  test('reports what a hook of the server said when it refuses, and that nothing was written', async () => {
    const first = await backend.store.commit(sampleText(1), 1, null);
    await repo.hook('pre-receive', 'echo "policy 7: no state here" >&2; exit 1');
    const version = first.kind === 'committed' ? first.version : null;
    const failure = await failureOf(backend.store.commit(sampleText(2), 2, version));
    expect(failure.diagnostics[0]?.code).toBe('CF455');
    expect(failure.diagnostics[0]?.detail).toContain('policy 7');
    expect(await codeOf(backend.lock.take(sampleLock('a')))).toBe('CF455');
    expect((await backend.store.read())?.text).toBe(sampleText(1));
  });

  test('fences a holder off once its lock was broken, even before the next owner commits', async () => {
    const other = open(repo);
    await backend.lock.take(sampleLock('mine'));
    await other.lock.release('mine');
    expect(await backend.store.commit(sampleText(1), 1, null)).toEqual({ kind: 'stale' });
    await backend.lock.release('mine');
    expect((await backend.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    await other.close();
  });

  test('ends a git that hangs, with everything that it started, and does not call it a refusal', async () => {
    await backend.store.commit(sampleText(1), 1, null);
    const version = (await backend.store.read())?.version ?? null;
    await repo.hook('pre-receive', 'exec sleep 600');
    const slow = open(repo, { ...HURRIED, timeoutMs: 1000 });
    await slow.store.read();
    expect(await codeOf(slow.store.commit(sampleText(2), 2, version))).toBe('CF451');
    await slow.close();
    expect((await backend.store.read())?.text).toBe(sampleText(1));
  });

  test('removes its private repository when it is closed', async () => {
    const folder = join(repo.root, 'tmp');
    await mkdir(folder);
    const env = { ...repo.env, TMPDIR: folder };
    const local = open(repo, { env });
    await local.store.read();
    expect(await readdir(folder)).toHaveLength(1);
    await local.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('reads a version that is older than what it fetches at first', async () => {
    let version: string | null = null;
    for (let serial = 1; serial <= 3; serial += 1) {
      const result = await backend.store.commit(sampleText(serial), serial, version);
      version = result.kind === 'committed' ? result.version : null;
    }
    const fresh = open(repo);
    expect(await fresh.store.readVersion(1)).toBe(sampleText(1));
    expect((await fresh.store.versions()).map((v) => v.serial)).toEqual([3, 2, 1]);
    await fresh.close();
  });
});

describe('The git backend over smart HTTP', () => {
  let repo: BareRepo;
  let server: GitHttpServer;
  let remote: string;
  beforeEach(async () => {
    repo = await createBareRepo();
    server = await serveOverHttp(repo);
    remote = server.url.replace(
      '//',
      `//${server.credentials.username}:${server.credentials.password}@`,
    );
  });
  afterEach(async () => {
    await server.close();
    await repo.remove();
  });

  test('takes the credential from the header that a CI checkout leaves in the clone', async () => {
    const clone = await cloneOf(repo, '--depth=1');
    const { username, password } = server.credentials;
    const token = Buffer.from(`${username}:${password}`).toString('base64');
    await repo.git(['remote', 'set-url', 'origin', server.url], clone);
    const origin = new URL(server.url).origin;
    await repo.git(
      ['config', `http.${origin}/.extraheader`, `AUTHORIZATION: basic ${token}`],
      clone,
    );
    const backend = open(repo, { remote: 'origin', cwd: clone });
    expect((await backend.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    expect((await backend.store.read())?.text).toBe(sampleText(1));
    await backend.close();
  });

  test('leaves a credential helper the variables that it reads, and keeps ours from it', async () => {
    const clone = await cloneOf(repo);
    const seen = join(repo.root, 'seen');
    await repo.git(['remote', 'set-url', 'origin', server.url], clone);
    const helper = `!f() { env > '${seen}'; echo "username=$GIT_USERNAME"; echo "password=$CI_TOKEN"; }; f`;
    await repo.git(['config', 'credential.helper', helper], clone);
    const { username, password } = server.credentials;
    const backend = new GitBackend({
      clock: systemClock,
      random: systemRandom,
      remote: 'origin',
      ref: REF,
      cwd: clone,
      env: {
        ...repo.env,
        CI_TOKEN: password,
        GIT_USERNAME: username,
        GIT_QUARANTINE_PATH: '/quarantine',
        COR_ACCESS_TOKEN: 'of-corform',
        CORFORM_PASSPHRASE: 'of-corform',
      },
    });
    expect((await backend.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    await backend.close();
    expect(await readFile(seen, 'utf8')).not.toMatch(/of-corform|quarantine/);
  });

  test('knows that a push arrived whose answer was lost', async () => {
    const backend = open(repo, { ...HURRIED, remote });
    let lost = 0;
    server.loseAnswer = () => Promise.resolve((lost += 1) === 1);
    const result = await backend.store.commit(sampleText(1), 1, null);
    expect(result.kind).toBe('committed');
    expect((await backend.store.read())?.version).toBe(
      result.kind === 'committed' ? result.version : '',
    );
    lost = 0;
    expect(await backend.lock.take(sampleLock('a'))).toEqual({ kind: 'held', takenFrom: null });
    lost = 0;
    expect(await backend.lock.release('a')).toEqual({ kind: 'unlocked' });
    await backend.close();
  });

  test('knows so even where another writer has already built on it', async () => {
    const [backend, other] = [open(repo, { remote }), open(repo)];
    server.loseAnswer = async () => {
      server.loseAnswer = null;
      const version = (await other.store.read())?.version ?? null;
      expect((await other.store.commit(sampleText(2, 'other'), 2, version)).kind).toBe('committed');
      return true;
    };
    expect((await backend.store.commit(sampleText(1), 1, null)).kind).toBe('committed');
    expect((await backend.store.read())?.text).toBe(sampleText(2, 'other'));
    await Promise.all([backend.close(), other.close()]);
  });

  test('shows no credential, whatever fails', async () => {
    const { password } = server.credentials;
    const wrong = server.url.replace('//', '//ci:wrong-canary@');
    const missing = remote.replace('/remote.git', '/nothing.git');
    for (const [address, code] of [
      [wrong, 'CF452'],
      [missing, 'CF450'],
    ] as const) {
      const backend = open(repo, { ...HURRIED, remote: address });
      const failure = await failureOf(backend.store.read());
      expect(failure.diagnostics[0]?.code).toBe(code);
      const shown = `${inspect(failure, { depth: Infinity })}${JSON.stringify(failure.diagnostics)}`;
      for (const text of [shown, backend.traits.location, inspect(backend, { depth: Infinity })]) {
        expect(text).not.toContain(password);
        expect(text).not.toContain('wrong-canary');
      }
      await backend.close();
    }
  });

  test('says that the outcome is not known if the server goes away in the middle of a push', async () => {
    const backend = open(repo, { ...HURRIED, remote });
    await backend.store.commit(sampleText(1), 1, null);
    const version = (await backend.store.read())?.version ?? null;
    await server.close();
    expect(await codeOf(backend.store.commit(sampleText(2), 2, version))).toBe('CF451');
    expect(await codeOf(backend.store.read())).toBe('CF450');
    await backend.close();
  });
});
