/**
 * Every system call with which an apply writes its state, journal, lock and backups, failing once: found
 * by tracing a run, then injected one by one with strace. After each a clean apply; then the invariants.
 *
 * strace counts the calls of each thread by themselves. So there is one thread for files, and before its
 * calls come so many idle ones that the main thread, which makes some too, does not reach their numbers.
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

/** A run takes less than a second, on a busy machine a few. */
const LONGEST_MS = 20_000;

/** More than the main thread makes of any call in a whole run. */
const IDLE_CALLS = 100;

/** Runs an apply under strace. `trace`: a line a call, which starts with the thread. */
async function strace(
  history: History,
  call: SystemCall,
  fault?: string,
): Promise<{ readonly trace: string; readonly signal: NodeJS.Signals | null }> {
  const log = join(history.folder, 'trace');
  const end = await child.startUnder(
    'strace',
    [
      ...['-f', '-y', '-E', 'UV_THREADPOOL_SIZE=1', '-o', log, '-e', `trace=${call}`],
      // Faster, but it never delivers a signal.
      ...(fault?.startsWith('signal') === true ? [] : ['--seccomp-bpf']),
      ...(fault === undefined ? [] : ['-e', `inject=${call}:${fault}`]),
    ],
    { ...history.job, concurrency: 1, idleCalls: IDLE_CALLS },
  ).ended;
  history.outputs.push(end.stdout, end.stderr);
  return { trace: readFileSync(log, 'utf8'), signal: end.signal };
}

/** Which calls (by number, from 1, within their thread) concern what is stored. */
async function callsOf(call: SystemCall): Promise<readonly number[]> {
  const history = await applied();
  const counts = new Map<string, number>();
  const numbers: number[] = [];
  for (const line of (await strace(history, call)).trace.split('\n')) {
    const thread = new RegExp(`^(\\d+) +${call}\\(`).exec(line)?.[1];
    if (thread === undefined) continue;
    const number = (counts.get(thread) ?? 0) + 1;
    counts.set(thread, number);
    if (line.includes('.corform')) numbers.push(number);
  }
  await history.end();
  // Otherwise a number would mean calls of several threads.
  const [, most = 0] = [...counts.values()].sort((a, b) => b - a);
  expect(most).toBeLessThanOrEqual(IDLE_CALLS);
  return [...new Set(numbers)];
}

describe.each(CALLS)('%s', (call) => {
  test('fails once, wherever it is made', async () => {
    const numbers = await callsOf(call);
    if (call !== 'pwrite64' && call !== 'mkdir') expect(numbers).not.toEqual([]);
    for (const fault of FAULTS[call]) {
      let hits = 0;
      for (const when of numbers) {
        const where = `${call}:${fault}:when=${when}`;
        const history = await applied();
        const start = performance.now();
        const { trace, signal } = await strace(history, call, `${fault}:when=${when}`);
        // Nothing waits for what this very process could not finish.
        expect(performance.now() - start, where).toBeLessThan(LONGEST_MS);
        if (signal === 'SIGKILL' || /\.corform.*\(INJECTED\)/.test(trace)) hits += 1;
        expect(await checkInvariants(history), where).toEqual([]);
        await history.end();
      }
      // The threads wake each other by writes too, and how often depends on the moment.
      expect(hits, `${call}:${fault}`).toBeGreaterThanOrEqual(
        call === 'write' ? numbers.length / 2 : numbers.length,
      );
    }
  }, 600_000);
});
