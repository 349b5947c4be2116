/**
 * Every system call with which an apply writes its state, journal, lock and backups, failing once: found
 * by tracing a run, then injected one by one with strace. After each a clean apply; then the invariants.
 *
 * A call is told by the file it is about and its number among those on that file. So the files have the
 * same names in each run (nothing in it is random), and one thread makes the calls, because strace counts
 * those of each thread by themselves.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleChild } from '../support/faults/child.js';
import { checkInvariants, History, type YamlUser } from '../support/faults/history.js';

let child: Awaited<ReturnType<typeof bundleChild>>;
const own = mkdtempSync(join(tmpdir(), 'corform-strace-'));
const notRandom = join(own, 'not-random.cjs');

beforeAll(async () => {
  // Says at once what is missing, instead of failing hundreds of times.
  execFileSync('strace', ['-V']);
  child = await bundleChild();
  writeFileSync(
    notRandom,
    `const crypto = require('node:crypto');
    let made = 0;
    crypto.randomBytes = (size) => Buffer.alloc(size, (made += 1));
    crypto.randomUUID = () => '00000000-0000-4000-8000-' + String((made += 1)).padStart(12, '0');`,
  );
});
afterAll(() => {
  child.remove();
  rmSync(own, { recursive: true });
});

const CALLS = [
  'openat',
  'write',
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

/** Before a second apply; for the folders, which only the first one makes, before that. */
async function begin(call: SystemCall): Promise<History> {
  const history = await History.start();
  history.write(FIRST);
  if (call === 'mkdir') return history;
  await history.applyCleanly();
  history.write(SECOND);
  return history;
}

/** A run takes less than a second, on a busy machine a few. */
const LONGEST_MS = 20_000;

/** A call by the file it is about, relative to the folder, and its number among those on that file. */
interface Site {
  readonly file: string;
  readonly number: number;
}

interface Fault extends Site {
  readonly how: string;
}

/** Runs an apply under strace. `trace`: a line a call, which starts with the thread. */
async function strace(
  history: History,
  call: SystemCall,
  fault?: Fault,
): Promise<{ readonly trace: string; readonly signal: NodeJS.Signals | null }> {
  const log = join(history.folder, 'trace');
  const end = await child.startUnder(
    'strace',
    [
      ...['-f', '-y', '-o', log, '-e', `trace=${call}`],
      ...['-E', 'UV_THREADPOOL_SIZE=1', '-E', `NODE_OPTIONS=--require=${notRandom}`],
      // Faster, but it never delivers a signal.
      ...(fault?.how.startsWith('signal') === true ? [] : ['--seccomp-bpf']),
      ...(fault === undefined ? [] : inject(history, call, fault)),
    ],
    { ...history.job, concurrency: 1 },
  ).ended;
  history.outputs.push(end.stdout, end.stderr);
  return { trace: readFileSync(log, 'utf8'), signal: end.signal };
}

function inject(history: History, call: SystemCall, { file, number, how }: Fault): string[] {
  return ['-P', join(history.folder, file), '-e', `inject=${call}:${how}:when=${number}`];
}

/** Which calls of a run concern what is stored. */
async function sitesOf(call: SystemCall): Promise<readonly Site[]> {
  const history = await begin(call);
  const counts = new Map<string, number>();
  const sites = new Map<string, Site>();
  for (const line of (await strace(history, call)).trace.split('\n')) {
    const thread = new RegExp(`^(\\d+) +${call}\\(`).exec(line)?.[1];
    // The first is what strace goes by, also where a call has two.
    const file = /\.corform[^">]*/.exec(line)?.[0];
    if (thread === undefined || file === undefined) continue;
    const number = (counts.get(`${thread} ${file}`) ?? 0) + 1;
    counts.set(`${thread} ${file}`, number);
    sites.set(`${file} ${number}`, { file, number });
  }
  await history.end();
  return [...sites.values()];
}

/** One run with the fault, which must have happened; then the invariants. */
async function failOnce(call: SystemCall, fault: Fault): Promise<void> {
  const where = `${call} ${JSON.stringify(fault)}`;
  const history = await begin(call);
  const start = performance.now();
  const { trace, signal } = await strace(history, call, fault);
  // Nothing waits for what this very process could not finish.
  expect(performance.now() - start, where).toBeLessThan(LONGEST_MS);
  expect(signal === 'SIGKILL' || trace.includes('(INJECTED)'), where).toBe(true);
  expect(await checkInvariants(history), where).toEqual([]);
  await history.end();
}

describe.concurrent.each(CALLS)('%s', (call) => {
  test('fails once, wherever it is made', async () => {
    const sites = await sitesOf(call);
    expect(sites).not.toEqual([]);
    for (const how of FAULTS[call]) {
      for (const site of sites) await failOnce(call, { ...site, how });
    }
  }, 600_000);
});
