/** The git backend does what the user's `git push` does, but for what a pull request could smuggle in. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitBackend } from '../../../src/adapters/state/git/git-backend.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { currentProcess } from '../../../src/adapters/system/process-identity.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { codeOf, failureOf } from '../../support/failures.js';
import {
  createBareRepo,
  serveOverHttp,
  type BareRepo,
  type GitHttpServer,
} from '../../support/git-server.js';
import { sampleText } from './state-backend-contract.js';

const run = promisify(execFile);
const REF = 'refs/heads/corform-state';

let repo: BareRepo;
let clone: string;
let opened: GitBackend[];

beforeEach(async () => {
  repo = await createBareRepo();
  clone = join(repo.root, 'clone');
  opened = [];
  await repo.git(['init', '--quiet', '--initial-branch=main', clone], repo.root);
  await repo.git(['remote', 'add', 'origin', repo.path], clone);
});
afterEach(async () => {
  await Promise.all(opened.map((backend) => backend.close()));
  await repo.remove();
});

interface Given {
  readonly remote?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

function open({ remote = 'origin', cwd = clone, env = {} }: Given = {}): GitBackend {
  const backend = new GitBackend({
    clock: systemClock,
    random: systemRandom,
    remote,
    ref: REF,
    cwd,
    env: { ...repo.env, ...env },
  });
  opened.push(backend);
  return backend;
}

async function commits(backend: GitBackend): Promise<boolean> {
  return (await backend.store.commit(sampleText(1), 1, null)).kind === 'committed';
}

async function writeScript(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

function configure(key: string, value: string): Promise<string> {
  return repo.git(['config', key, value], clone);
}

describe('relative paths of the user lead where they lead for git push', () => {
  /** Stands in for ssh: runs the command of the "remote" machine here. */
  const SSH = 'for last; do :; done; exec sh -c "$last"';

  beforeEach(async () => {
    await mkdir(join(clone, 'tools'));
    await writeScript(join(clone, 'tools', 'ssh'), SSH);
    await repo.git(['remote', 'set-url', 'origin', `git@example.com:${repo.path}`], clone);
  });

  test('core.sshCommand', async () => {
    await configure('core.sshCommand', './tools/ssh');
    await mkdir(join(clone, 'deep'));
    expect(await commits(open({ cwd: join(clone, 'deep') }))).toBe(true);
  });

  test.each(['GIT_SSH_COMMAND', 'GIT_SSH'])('%s', async (name) => {
    expect(await commits(open({ env: { [name]: './tools/ssh' } }))).toBe(true);
  });
});

describe('a credential helper with a relative path', () => {
  let server: GitHttpServer;
  beforeEach(async () => {
    server = await serveOverHttp(repo);
  });
  afterEach(() => server.close());

  test('is found', async () => {
    const { username, password } = server.credentials;
    await writeScript(
      join(clone, 'helper'),
      `echo username=${username}\necho password=${password}`,
    );
    await repo.git(['remote', 'set-url', 'origin', server.url], clone);
    await configure('credential.helper', '!./helper');
    expect(await commits(open())).toBe(true);
  });
});

test('insteadOf is honoured for a remote without a colon', async () => {
  await repo.git(['remote', 'set-url', 'origin', 'work/remote.git'], clone);
  await configure(`url.${repo.root}/.insteadOf`, 'work/');
  expect(await commits(open())).toBe(true);
});

describe('the committer', () => {
  const authorOf = (): Promise<string> =>
    repo.git(['log', '-1', '--format=%an <%ae> %cn <%ce>', REF]);
  const nobody = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
  };

  test('is the user of the configuration, else corform', async () => {
    await commits(open({ env: nobody }));
    expect(await authorOf()).toBe('corform <corform@localhost> corform <corform@localhost>\n');
    await repo.git(['update-ref', '-d', REF]);
    await configure('user.name', 'Ana');
    await configure('user.email', 'ana@example.com');
    await commits(open({ env: nobody }));
    expect(await authorOf()).toBe('Ana <ana@example.com> Ana <ana@example.com>\n');
  });

  test('is the one of the environment before that of the configuration', async () => {
    await configure('user.email', 'ana@example.com');
    await commits(
      open({ env: { ...nobody, GIT_COMMITTER_NAME: 'CI', GIT_COMMITTER_EMAIL: 'ci@example.com' } }),
    );
    expect(await authorOf()).toBe('corform <ana@example.com> CI <ci@example.com>\n');
  });
});

describe('remote helpers', () => {
  /** A helper as git knows them: it connects to the repository whose path follows `mine::`. */
  const HELPER = [
    'while read line; do',
    '  case "$line" in',
    '    capabilities) echo connect; echo;;',
    '    "connect "*) echo; exec ${line#connect } "$2";;',
    '  esac',
    'done',
  ].join('\n');

  let env: Record<string, string>;
  beforeEach(async () => {
    const bin = join(repo.root, 'bin');
    await mkdir(bin);
    await writeScript(join(bin, 'git-remote-mine'), HELPER);
    env = { PATH: `${bin}:${repo.env['PATH'] ?? ''}` };
  });

  test('of a remote of the user’s own are used', async () => {
    await repo.git(['remote', 'set-url', 'origin', `mine::${repo.path}`], clone);
    expect(await commits(open({ env }))).toBe(true);
  });

  test('of an address in the environment are used, and of one in corform.yaml are not', async () => {
    const remote = `mine::${repo.path}`;
    const failure = await failureOf(open({ remote, env }).store.read());
    expect(failure.diagnostics[0]).toMatchObject({
      code: 'CF463',
      summary: 'corform does not use the protocol mine for the state',
    });
    expect(failure.diagnostics[0]?.detail).toContain('a pull request can change the address');
    const mine = open({ remote, env: { ...env, CORFORM_STATE_REMOTE: remote } });
    expect(await commits(mine)).toBe(true);
  });

  test.each(['origin', 'address'])('that run their address are never used (%s)', async (way) => {
    const seen = join(repo.root, 'seen');
    const address = `ext::sh -c touch% ${seen}`;
    await repo.git(['remote', 'set-url', 'origin', address], clone);
    await configure('protocol.ext.allow', 'always');
    const remote = way === 'origin' ? 'origin' : address;
    const smuggled = open({
      remote,
      env: { CORFORM_STATE_REMOTE: remote, GIT_ALLOW_PROTOCOL: 'ext' },
    });
    expect(await codeOf(smuggled.store.read())).toBe('CF463');
    expect(existsSync(seen)).toBe(false);
  });

  test('are refused if the user’s git refuses them', async () => {
    await configure('protocol.file.allow', 'never');
    expect(await codeOf(open().store.read())).toBe('CF463');
    expect(await codeOf(open({ env: { GIT_ALLOW_PROTOCOL: 'https' } }).store.read())).toBe('CF463');
  });
});

test('an attribute file of the checkout changes nothing', async () => {
  await writeFile(join(clone, '.gitattributes'), '* filter=mine text eol=crlf ident\n');
  await configure('filter.mine.clean', 'sed s/serial/other/');
  await configure('core.autocrlf', 'true');
  const backend = open();
  expect(await commits(backend)).toBe(true);
  expect((await backend.store.read())?.text).toBe(sampleText(1));
});

test.runIf(process.getuid?.() === 0)(
  'git’s own reason is passed on if it does not trust the checkout',
  async () => {
    await run('chown', ['-R', '65534', clone]);
    const failure = await failureOf(open().store.read());
    expect(failure.diagnostics[0]?.code).toBe('CF462');
    expect(failure.diagnostics[0]?.detail).toContain('dubious ownership');
    expect(failure.diagnostics[0]?.fix).toContain('safe.directory');
  },
);

test('a remote of another object format is explained, with a state in it and without', async () => {
  const other = join(repo.root, 'other.git');
  await repo.git(['init', '--quiet', '--bare', '--object-format=sha256', other], repo.root);
  expect(await codeOf(open({ remote: other }).probe())).toBe('CF464');
  const first = await failureOf(open({ remote: other }).store.commit(sampleText(1), 1, null));
  expect(first.diagnostics[0]?.code).toBe('CF464');
  const elsewhere = join(repo.root, 'elsewhere');
  await repo.git(['init', '--quiet', '--object-format=sha256', elsewhere], repo.root);
  expect(await commits(open({ remote: other, cwd: elsewhere }))).toBe(true);
  expect(await codeOf(open({ remote: other }).store.read())).toBe('CF464');
});

describe('the private repository of a killed process', () => {
  const SECRET = 'a phone number';
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = join(repo.root, 'tmp');
    await mkdir(folder);
    env = { TMPDIR: folder };
  });

  async function leave(name: string, owner: string | null): Promise<string> {
    const path = join(folder, name);
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, 'blob'), SECRET);
    if (owner !== null) await writeFile(join(path, 'corform-owner.json'), owner);
    return name;
  }

  test('is removed by the next run; that of a living one and of others stay', async () => {
    const here = await currentProcess();
    const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid']).toString());
    await leave('corform-git-00000000000000aa', JSON.stringify({ ...here, pid: dead }));
    const living = await leave('corform-git-00000000000000bb', JSON.stringify(here));
    const unseen = await leave(
      'corform-git-00000000000000cc',
      JSON.stringify({ ...here, boot: 'x' }),
    );
    const young = await leave('corform-git-00000000000000dd', null);
    const other = await leave('corform-git-else', null);
    const old = await leave('corform-git-00000000000000ee', null);
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(folder, old), longAgo, longAgo);
    const backend = open({ env });
    await backend.store.read();
    await backend.close();
    expect((await readdir(folder)).sort()).toEqual([living, unseen, young, other].sort());
  });

  test('is readable by its user only, and goes away with close', async () => {
    const backend = open({ env });
    await commits(backend);
    const [name = ''] = await readdir(folder);
    expect(
      execFileSync('stat', ['-c', '%a', join(folder, name)])
        .toString()
        .trim(),
    ).toBe('700');
    const owner = await readFile(join(folder, name, 'corform-owner.json'), 'utf8');
    expect(JSON.parse(owner)).toMatchObject({ pid: process.pid });
    await backend.close();
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
