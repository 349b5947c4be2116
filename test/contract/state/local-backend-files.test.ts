/** What the local backend leaves on the disk, and what it does with a disk that is not as it should be. */
import { execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  lstat,
  mkdir,
  open as openFile,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findGoodVersion } from '../../../src/app/state/find-good-version.js';
import { replaceFile } from '../../../src/adapters/system/atomic-write.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemFiles } from '../../../src/adapters/system/files.js';
import { LocalBackend } from '../../../src/adapters/state/local/local-backend.js';
import {
  currentProcess,
  fateOf,
  type ProcessFate,
} from '../../../src/adapters/system/process-identity.js';
import { wrapBackend } from '../../support/wrap-backend.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { Failure } from '../../../src/core/errors/failure.js';
import type { Clock } from '../../../src/core/ports/system.js';
import { parseState, prepareCommit } from '../../../src/core/state/state-file.js';
import { newState } from '../../../src/core/state/transitions.js';
import { sampleLock, sampleText } from './state-backend-contract.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corform-files-'));
  path = join(folder, 'made', 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(at = path, clock: Clock = systemClock): LocalBackend {
  return new LocalBackend({ path: at, clock, random: systemRandom });
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error('no Failure', { cause: error });
  return error;
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return (await failureOf(work)).diagnostics[0]?.code;
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

describe('the local backend', () => {
  test('makes nothing by looking', async () => {
    const backend = open();
    await backend.store.read();
    await backend.lock.owner();
    await backend.lock.holds('x');
    await backend.lock.release('x');
    await backend.store.versions();
    await backend.journals.read('run');
    expect(await readdir(folder)).toEqual([]);
  });

  test('makes folders that only the user can enter, and files that only the user can read', async () => {
    const backend = open();
    await backend.lock.take(sampleLock('a'));
    await backend.store.commit(sampleText(1), 1, null);
    await (await backend.journals.create('run', ['x'])).close();
    const made = join(folder, 'made');
    for (const entry of await readdir(made, { recursive: true })) {
      const file = join(made, entry);
      expect([entry, await modeOf(file)]).toEqual([
        entry,
        (await stat(file)).isDirectory() ? '700' : '600',
      ]);
    }
    expect(await modeOf(made)).toBe('700');
  });

  test("says so where a folder can't be made, however the system puts it", async () => {
    // Linux says of a new folder in /proc, which exists, that there is no such thing.
    const backend = open('/proc/corform/state.json');
    await expect(backend.probe()).rejects.toThrow('CF437');
    await expect(backend.store.commit(sampleText(1), 1, null)).rejects.toThrow('CF433');
  });

  test('keeps a link a link, and meets other ways to the file at one lock', async () => {
    await mkdir(join(folder, 'real'));
    await symlink('real/deeper.json', join(folder, 'link.json'));
    const [byLink, byName] = [
      open(join(folder, 'link.json')),
      open(join(folder, 'real/deeper.json')),
    ];
    await byLink.store.commit(sampleText(1), 1, null);
    expect((await lstat(join(folder, 'link.json'))).isSymbolicLink()).toBe(true);
    expect((await byName.store.read())?.text).toBe(sampleText(1));
    await byLink.lock.take(sampleLock('a'));
    expect((await byName.lock.take(sampleLock('b'))).kind).toBe('busy');
  });

  test('keeps the last ten versions, also after a new beginning with lower serials', async () => {
    const backend = open();
    let version: string | null = null;
    const commit = async (serial: number): Promise<void> => {
      const result = await backend.store.commit(sampleText(serial), serial, version);
      if (result.kind === 'committed') version = result.version;
    };
    for (let serial = 1; serial <= 13; serial += 1) await commit(serial);
    const serials = async (): Promise<number[]> =>
      (await backend.store.versions()).map((v) => v.serial);
    expect(await serials()).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    await rm(path);
    version = null;
    await commit(1);
    await commit(2);
    expect((await serials()).slice(0, 3)).toEqual([2, 1, 13]);
    expect(await serials()).toHaveLength(10);
  });

  test('keeps the version just written also where the clock was set back', async () => {
    const backend = open();
    let version: string | null = null;
    for (let serial = 1; serial <= 12; serial += 1) {
      const result = await backend.store.commit(sampleText(serial), serial, version);
      if (result.kind === 'committed') version = result.version;
      const tomorrow = new Date(Date.now() + 86_400_000 + serial);
      if (serial < 12) await utimes(`${path}.backups/${serial}.json`, tomorrow, tomorrow);
    }
    expect(await backend.store.readVersion(12)).toBe(sampleText(12));
    const serials = (await backend.store.versions()).map((kept) => kept.serial);
    expect(serials).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 12]);
  });

  test('has the newest version twice, so damage to one is not damage to both', async () => {
    const backend = open();
    await backend.store.commit(sampleText(1), 1, null);
    const file = await openFile(path, 'r+');
    await file.write('X', 0);
    await file.close();
    expect((await backend.store.read())?.text).not.toBe(sampleText(1));
    expect(await backend.store.readVersion(1)).toBe(sampleText(1));
    expect((await stat(path)).nlink).toBe(1);
  });

  test('gives back the newest good version when the state is damaged or gone', async () => {
    const backend = open();
    const fresh = newState({ lineage: 'l', digestKey: '0'.repeat(64), writtenBy: 'test' });
    const one = prepareCommit(fresh, 'test');
    const two = prepareCommit(one.state, 'test');
    const first = await backend.store.commit(one.text, one.serial, null);
    if (first.kind !== 'committed') throw new Error('stale');
    await backend.store.commit(two.text, two.serial, first.version);
    await rm(path);
    expect(await findGoodVersion(backend.store)).toMatchObject({ state: two.state });
    const versions = await backend.store.versions();
    await writeFile(versions[0]?.label ?? '', two.text.slice(0, 30));
    expect(await findGoodVersion(backend.store)).toMatchObject({
      version: { serial: 1 },
      state: one.state,
    });
    await rm(`${path}.backups`, { recursive: true });
    expect(await findGoodVersion(backend.store)).toBeNull();
    const gone = {
      ...wrapBackend(backend, {}).store,
      versions: () => Promise.resolve(versions),
      readVersion: () => Promise.resolve(null),
    };
    expect(await findGoodVersion(gone)).toBeNull();
  });

  test('sees a byte that was changed behind its back, by version and by checksum', async () => {
    const backend = open();
    const { text } = prepareCommit(
      newState({ lineage: 'l', digestKey: '0'.repeat(64), writtenBy: 'Zoë' }),
      'Zoë',
    );
    const result = await backend.store.commit(text, 1, null);
    const bytes = await readFile(path);
    bytes.writeUInt8(0xff, bytes.indexOf('ë'));
    await writeFile(path, bytes);
    const stored = await backend.store.read();
    expect(parseState(stored?.text ?? '').diagnostics[0]?.code).toBe('CF407');
    if (result.kind !== 'committed') throw new Error('stale');
    expect((await backend.store.commit(text, 2, result.version)).kind).toBe('stale');
  });

  test('removes what a killed commit has left', async () => {
    await mkdir(join(folder, 'made'));
    const left = join(folder, 'made', '.state.json.0123456789abcdef.tmp');
    const other = join(folder, 'made', '.other.json.0123456789abcdef.tmp');
    await writeFile(left, 'half a sta');
    await writeFile(other, 'somebody else’s');
    await open().store.commit(sampleText(1), 1, null);
    expect(await readdir(join(folder, 'made'))).toContain('.other.json.0123456789abcdef.tmp');
    await expect(stat(left)).rejects.toThrow('ENOENT');

    const backup = join(`${path}.backups`, '.2.json.0123456789abcdef.tmp');
    await writeFile(backup, 'half a sta');
    await open().store.commit(sampleText(2), 2, (await open().store.read())?.version ?? null);
    expect((await readdir(`${path}.backups`)).sort()).toEqual(['1.json', '2.json']);
  });

  test('refuses a state that is a folder or a pipe, without waiting for a writer', async () => {
    await mkdir(path, { recursive: true });
    expect(await codeOf(open().store.read())).toBe('CF430');
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await codeOf(open(pipe).store.read())).toBe('CF430');
  });

  test.each(['a pipe', 'an endless device', 'a folder'])(
    'refuses %s in the place of a lock, a journal or a copy, without waiting',
    async (what) => {
      const put = async (name: string): Promise<void> => {
        await rm(name, { force: true });
        if (what === 'a pipe') execFileSync('mkfifo', [name]);
        else if (what === 'a folder') await mkdir(name);
        else await symlink('/dev/zero', name);
      };
      const backend = open();
      await backend.store.commit(sampleText(1), 1, null);
      await put(`${path}.lock.7`);
      expect(await codeOf(backend.lock.take(sampleLock('a')))).toBe('CF433');
      expect(await codeOf(backend.lock.release('a'))).toBe('CF433');
      await mkdir(`${path}.journal`);
      await put(join(`${path}.journal`, 'run.jsonl'));
      expect(await codeOf(backend.journals.read('run'))).toBe('CF434');
      await put(join(`${path}.backups`, '7.json'));
      expect(await codeOf(backend.store.readVersion(7))).toBe('CF430');
    },
  );

  test("takes the lock of a commit over whose process can't be seen any more", async () => {
    await open().store.commit(sampleText(1), 1, null);
    const made = join(folder, 'made');
    const generation = (await readdir(made)).find((name) => name.includes('.commit.')) ?? '';
    const holder = { ...(await currentProcess()), boot: 'before the power cut' };
    const record = { info: sampleLock('other'), holder, token: 'other' };
    await writeFile(join(made, generation), JSON.stringify(record));
    let time = 0;
    const clock: Clock = { ...systemClock, monotonic: () => (time += 1000) };
    const stored = await open().store.read();
    const second = await open(path, clock).store.commit(sampleText(2), 2, stored?.version ?? null);
    expect(second.kind).toBe('committed');
    expect(time).toBeGreaterThan(15_000);
  });

  test("names the folder that can't hold a state", async () => {
    await writeFile(join(folder, 'file'), '');
    const backend = open(join(folder, 'file', 'state.json'));
    for (const work of [
      () => backend.store.read(),
      () => backend.probe(),
      () => backend.store.commit(sampleText(1), 1, null),
      () => backend.lock.take(sampleLock('a')),
    ]) {
      const failure = await failureOf(work());
      expect(failure.diagnostics[0]?.summary).toContain('ENOTDIR');
      expect(failure.diagnostics[0]?.detail).toContain(join(folder, 'file'));
    }
  });

  test('gives up on a commit that never ends, however long that takes', async () => {
    await open().store.commit(sampleText(1), 1, null);
    // The lock of one commit, held by a process that lives: this one.
    const made = join(folder, 'made');
    const generation = (await readdir(made)).find((name) => name.includes('.commit.')) ?? '';
    const record = { info: sampleLock('other'), holder: await currentProcess(), token: 'other' };
    await writeFile(join(made, generation), JSON.stringify(record));
    let time = 0;
    const clock: Clock = { ...systemClock, monotonic: () => (time += 1000) };
    expect(await codeOf(open(path, clock).store.commit(sampleText(2), 2, 'x'))).toBe('CF436');
    expect((await open().store.read())?.text).toBe(sampleText(1));
  });

  test('refuses a damaged lock rather than taking it', async () => {
    await open().lock.take(sampleLock('a'));
    for (const damage of ['{"info":', '{}', '[]', 'null', '\0\0\0', '{"info":{},"holder":{}}']) {
      await writeFile(`${path}.lock.1`, damage);
      expect(await codeOf(open().lock.take(sampleLock('b')))).toBe('CF432');
      expect(await codeOf(open().lock.owner())).toBe('CF432');
    }
  });

  test('is not led astray by other files beside the lock', async () => {
    await open().lock.take(sampleLock('a'));
    for (const name of [
      'lock.',
      'lock.x',
      'lock.0',
      'lock.-1',
      'lock.9.bak',
      'lock.99999999999999999',
    ]) {
      await writeFile(`${path}.${name}`, '');
    }
    expect(await open().lock.holds('a')).toBe(true);
    await open().lock.release('a');
    expect(await open().lock.take(sampleLock('b'))).toEqual({ kind: 'held', takenFrom: null });
  });

  test('a taker that makes a generation which came and went does not hold the lock', async () => {
    // What a taker left that slept while others came and went: a number below the highest.
    for (const id of ['a', 'b', 'c']) {
      await open().lock.take(sampleLock(id));
      if (id !== 'c') await open().lock.release(id);
    }
    await writeFile(`${path}.lock.1`, await readFile(`${path}.lock.3`));
    expect(await open().lock.holds('c')).toBe(true);
    await open().lock.release('c');
    expect(await open().lock.take(sampleLock('d'))).toEqual({ kind: 'held', takenFrom: null });
    const locks = (await readdir(join(folder, 'made'))).filter((name) => name.includes('.lock.'));
    expect(locks).toEqual(['state.json.lock.4']);
  });
});

describe('the owner of a lock', () => {
  test('is gone only if that is certain, and another boot is no proof', async () => {
    const here = await currentProcess();
    const child = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    const dead = { ...here, pid: Number(child) };
    const fate = (owner: typeof here): Promise<ProcessFate> => fateOf(owner, here);
    expect(await fate(here)).toBe('alive');
    expect(await fate({ ...here, pid: 1, started: '0' })).toBe('gone');
    expect(await fate(dead)).toBe('gone');
    expect(await fate({ ...dead, host: 'elsewhere' })).toBe('unseen');
    expect(await fate({ ...dead, machine: 'elsewhere' })).toBe('unseen');
    expect(await fate({ ...dead, pid_namespace: 'pid:[1]' })).toBe('unseen');
    expect(await fate({ ...here, boot: 'earlier' })).toBe('unseen');
    expect(await fate({ ...dead, boot: null })).toBe('unseen');
    expect(await fate({ ...here, started: null })).toBe('unseen');
    const nowhere = { ...here, boot: null };
    expect(await fateOf({ ...nowhere, pid: dead.pid }, nowhere)).toBe('unseen');
    expect(await fateOf(nowhere, nowhere)).toBe('unseen');
  });
});

describe('replacing a file', () => {
  test('leaves the old content and no trace when a step fails', async () => {
    const file = join(folder, 'report.txt');
    await replaceFile(file, 'old');
    const failed = replaceFile(file, 'new', {
      beforeInstall: () => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' })),
    });
    expect(await codeOf(failed)).toBe('CF431');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['report.txt']);
  });

  test('lets a bug of ours through as what it is', async () => {
    const bug = new TypeError('a bug');
    const failed = replaceFile(join(folder, 'x'), '', { beforeInstall: () => Promise.reject(bug) });
    await expect(failed).rejects.toBe(bug);
  });

  test('has the content on the disk before it is installed', async () => {
    const file = join(folder, 'x');
    let seen = '';
    await replaceFile(file, 'ünd', {
      mode: 0o640,
      beforeInstall: async () => {
        const [temporary = ''] = await readdir(folder);
        seen = await readFile(join(folder, temporary), 'utf8');
        await expect(stat(file)).rejects.toThrow('ENOENT');
      },
    });
    expect(seen).toBe('ünd');
    expect(await modeOf(file)).toBe('640');
  });

  test('follows links to where they lead, and refuses those that lead in a circle', async () => {
    await mkdir(join(folder, 'sub'));
    await symlink('sub/one', join(folder, 'first'));
    await symlink('../two', join(folder, 'sub', 'one'));
    await replaceFile(join(folder, 'first'), 'x');
    expect(await readFile(join(folder, 'two'), 'utf8')).toBe('x');
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    expect(await codeOf(replaceFile(join(folder, 'a'), 'x'))).toBe('CF431');
  });

  test('does not break a name that other links share', async () => {
    const file = join(folder, 'x');
    await replaceFile(file, 'old');
    await link(file, join(folder, 'y'));
    await replaceFile(file, 'new');
    expect(await readFile(join(folder, 'y'), 'utf8')).toBe('old');
  });
});

describe('files', () => {
  const limit = { maxBytes: 10 };

  test('are read, written and found', async () => {
    const file = join(folder, 'deep', 'x');
    expect(await systemFiles.exists(file)).toBe(false);
    await systemFiles.write(file, 'text');
    expect(await systemFiles.exists(file)).toBe(true);
    expect(Buffer.from(await systemFiles.read(file, limit)).toString()).toBe('text');
    expect(await modeOf(file)).toBe('600');
    await chmod(file, 0o666);
    await systemFiles.write(file, '', { mode: 0o600 });
    expect(await modeOf(file)).toBe('600');
  });

  test('are refused where they are missing, too large, or no files', async () => {
    await writeFile(join(folder, 'large'), 'x'.repeat(11));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const rows = [
      ['missing', 'CF440'],
      ['large', 'CF442'],
      ['pipe', 'CF441'],
      ['.', 'CF441'],
      ['large/x', 'CF440'],
    ] as const;
    for (const [name, code] of rows) {
      const failure = await failureOf(systemFiles.read(join(folder, name), limit));
      expect([name, failure.kind, failure.diagnostics[0]?.code]).toEqual([
        name,
        'invalid-input',
        code,
      ]);
    }
    expect(await codeOf(systemFiles.read('/dev/null', limit))).toBe('CF441');
    expect(await codeOf(systemFiles.write(folder, 'x'))).toBe('CF431');
  });

  test('are refused where their real path leads out of the folder', async () => {
    const inside = join(folder, 'work');
    await mkdir(join(inside, '..names'), { recursive: true });
    await writeFile(join(folder, 'outside'), 'x');
    await writeFile(join(inside, '..names', 'inside'), 'x');
    await symlink('../outside', join(inside, 'link'));
    await symlink('..names/inside', join(inside, 'good'));
    const read = (name: string): Promise<Uint8Array> =>
      systemFiles.read(join(inside, name), { ...limit, inside });
    expect(await codeOf(read('link'))).toBe('CF443');
    expect(await codeOf(read('../outside'))).toBe('CF443');
    expect(await read('good')).toHaveLength(1);
    expect(await read('..names/inside')).toHaveLength(1);
  });

  test('a link that leads nowhere exists: nothing new is made where it points', async () => {
    await symlink('../elsewhere', join(folder, 'dangling'));
    expect(await systemFiles.exists(join(folder, 'dangling'))).toBe(true);
  });

  test('are not written through a link out of the working folder, whether it leads anywhere or not', async () => {
    const work = join(folder, 'work');
    await mkdir(work);
    const before = process.cwd();
    process.chdir(work);
    try {
      await writeFile(join(folder, 'outside'), 'x');
      await symlink(join(folder, 'outside'), join(work, 'link'));
      await symlink(join(folder, 'nothing'), join(work, 'dangling'));
      await symlink(folder, join(work, 'folder'));
      await symlink('inside', join(work, 'good'));
      await symlink('/dev/null', join(work, 'null'));
      for (const name of ['link', 'dangling', 'folder/new']) {
        expect(await codeOf(systemFiles.write(join(work, name), 'y')), name).toBe('CF431');
      }
      expect(await readdir(folder)).toEqual(['outside', 'work']);
      expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('x');
      await systemFiles.write(join(work, 'good'), 'y');
      expect(await readFile(join(work, 'inside'), 'utf8')).toBe('y');
      await systemFiles.write(join(work, 'null'), 'y');
    } finally {
      process.chdir(before);
    }
  });

  test('that are none are written to and not replaced', async () => {
    await systemFiles.write('/dev/null', 'x');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});

describe('the clock', () => {
  test('ends a sleep when the signal comes, and at once when it came before', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await sleeping;
    await systemClock.sleep(3_600_000, stop.signal);
    await systemClock.sleep(0);
  });
});

test('chance is spread over its range', () => {
  const drawn = Array.from({ length: 1000 }, () => systemRandom.fraction());
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(new Set(drawn).size).toBeGreaterThan(990);
  expect(systemRandom.hex(16)).toMatch(/^[0-9a-f]{32}$/);
  expect(systemRandom.uuid()).not.toBe(systemRandom.uuid());
});
