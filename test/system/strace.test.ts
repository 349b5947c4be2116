/**
 * Every system call with which an apply writes its state, journal, lock and backups, failing once: found
 * by tracing a run, then injected one by one with strace. After each a clean apply; then the invariants.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleChild } from '../faults/support/child.js';
import { checkInvariants, History, type YamlUser } from '../faults/support/history.js';

let child: Awaited<ReturnType<typeof bundleChild>>;

beforeAll(async () => {
  // Says at once what is missing, instead of failing hundreds of times.
  execFileSync('strace', ['-V']);
  child = await bundleChild();
});
afterAll(() => child.remove());

const CALLS = [
  'openat',
  'write',
  'pwrite64',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'link',
  'unlink',
  'mkdir',
  'close',
] as const;

type SystemCall = (typeof CALLS)[number];

const FAULTS: Readonly<Record<SystemCall, readonly string[]>> = {
  openat: ['error=EACCES', 'error=EMFILE', 'signal=KILL'],
  write: ['error=ENOSPC', 'error=EIO', 'signal=KILL'],
  pwrite64: ['error=ENOSPC', 'error=EIO', 'signal=KILL'],
  fsync: ['error=EIO', 'error=ENOSPC', 'signal=KILL'],
  fdatasync: ['error=EIO', 'error=ENOSPC', 'signal=KILL'],
  ftruncate: ['error=EIO', 'signal=KILL'],
  rename: ['error=EIO', 'error=EROFS', 'signal=KILL'],
  link: ['error=EIO', 'error=ENOSPC', 'signal=KILL'],
  unlink: ['error=EIO', 'error=EROFS', 'signal=KILL'],
  mkdir: ['error=ENOSPC', 'error=EACCES', 'signal=KILL'],
  close: ['error=EIO', 'signal=KILL'],
};

const FIRST: readonly YamlUser[] = [
  { id: 'A', role_id: 4, phone: '+1 canary' },
  { id: 'GONE', role_id: 4 },
];
const SECOND: readonly YamlUser[] = [
  { id: 'A', role_id: 1, phone: '+1 canary 2' },
  { id: 'B', role_id: 5 },
];

async function applied(): Promise<History> {
  const history = await History.start();
  history.write(FIRST);
  await history.applyCleanly();
  history.write(SECOND);
  return history;
}

async function strace(history: History, args: readonly string[]): Promise<string> {
  const job = { ...history.job, concurrency: 1 };
  const end = await child.startUnder('strace', ['-f', '-qq', '-y', ...args], job).ended;
  history.outputs.push(end.stdout, end.stderr);
  return end.stdout;
}

/** Which calls (by number, from 1) of the process concern what is stored. */
async function callsOf(call: SystemCall): Promise<readonly number[]> {
  const history = await applied();
  const log = join(history.folder, 'trace');
  await strace(history, ['-o', log, '-e', `trace=${call}`]);
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`${call}(`));
  await history.end();
  return lines.flatMap((line, i) => (line.includes('.corform') ? [i + 1] : []));
}

describe.each(CALLS)('%s', (call) => {
  test('fails once, wherever it is made', async () => {
    const numbers = await callsOf(call);
    if (call !== 'pwrite64' && call !== 'mkdir') expect(numbers).not.toEqual([]);
    for (const fault of FAULTS[call]) {
      for (const when of numbers) {
        const history = await applied();
        await strace(history, ['-o', '/dev/null', '-e', `inject=${call}:${fault}:when=${when}`]);
        expect(await checkInvariants(history), `${call}:${fault}:when=${when}`).toEqual([]);
        await history.end();
      }
    }
  }, 1_200_000);
});
