/** The local backend among real processes, some of which are killed at any point. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { LocalBackend } from '../../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { parseState, prepareCommit } from '../../../src/core/state/state-file.js';
import { newState } from '../../../src/core/state/transitions.js';
import { sampleLock } from './state-backend-contract.js';

const built = mkdtempSync(join(tmpdir(), 'corform-child-'));
const program = join(built, 'child.mjs');
let folder: string;
let path: string;
let log: string;
const started: Started[] = [];

beforeAll(async () => {
  const entry = new URL('../../support/local-backend-child.ts', import.meta.url).pathname;
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(built, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corform-processes-'));
  path = join(folder, 'state.json');
  log = join(folder, 'log');
  writeFileSync(log, '');
});
// A test that fails must leave no process behind.
afterEach(async () => {
  for (const child of started.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly name: string;
  readonly killed: boolean;
  readonly code: number | null;
}

interface Started {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(mode: 'lock' | 'hold' | 'commit', name: string, rounds: number): Started {
  const child = spawn(process.execPath, [program, mode, path, log, name, String(rounds)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ name, code, killed: signal === 'SIGKILL' }));
  });
  const self = { name, process: child, ended };
  started.push(self);
  return self;
}

function logLines(): readonly string[] {
  return readFileSync(log, 'utf8').split('\n').slice(0, -1);
}

/** Resolves when the log has `count` lines more than it has now, or when `giveUp` resolves. */
async function waitForLines(count: number, giveUp: Promise<unknown>): Promise<void> {
  const wanted = logLines().length + count;
  const over = new AbortController();
  void giveUp.then(() => over.abort());
  while (!over.signal.aborted && logLines().length < wanted) await systemClock.sleep(1);
}

/** Kills the processes one after the other, each a little after others got on. */
async function killInTurn(victims: readonly Started[]): Promise<void> {
  for (const victim of victims) {
    await waitForLines(1 + Math.floor(Math.random() * 4), victim.ended);
    await systemClock.sleep(Math.random() * 5);
    victim.process.kill('SIGKILL');
    await victim.ended;
  }
}

function open(): LocalBackend {
  return new LocalBackend({ path, clock: systemClock, random: systemRandom });
}

function expectExclusive(killed: ReadonlySet<string>): void {
  let holder: string | null = null;
  for (const line of logLines()) {
    const [what, who = ''] = line.split(' ');
    if (what === 'enter') {
      if (holder !== null && !killed.has(holder))
        throw new Error(`${who} came while ${holder} held`);
      holder = who;
    } else {
      expect(who).toBe(holder);
      holder = null;
    }
  }
}

test('of many processes that take the lock, one holds it at a time, and each gets it', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const ended = await Promise.all(names.map((name) => start('lock', name, 15).ended));
  expect(ended.map(({ code }) => code)).toEqual(names.map(() => 0));
  expectExclusive(new Set());
  expect(logLines().filter((line) => line.startsWith('enter'))).toHaveLength(names.length * 15);
  // One released generation is all that is left, whatever came before.
  expect(readdirSync(folder).filter((name) => name.includes('.lock.'))).toHaveLength(1);
});

test('a killed holder blocks nobody, and two never hold the lock', async () => {
  const survivors = ['a', 'b'].map((name) => start('lock', name, 60));
  const victims = Array.from({ length: 12 }, (_, i) => start('lock', `victim${i}`, 100_000));
  await killInTurn(victims);
  const ended = await Promise.all([...survivors, ...victims].map((child) => child.ended));
  expect(ended.slice(0, 2).map(({ code }) => code)).toEqual([0, 0]);
  expectExclusive(new Set(ended.filter(({ killed }) => killed).map(({ name }) => name)));
  expect((await open().lock.take(sampleLock('after'))).kind).toBe('held');
  expect(await open().lock.holds('after')).toBe(true);
});

test('a living owner is never robbed, and a dead one is named to who takes over', async () => {
  const victim = start('hold', 'victim', 1);
  await waitForLines(1, victim.ended);
  expect(await open().lock.owner()).toMatchObject({ Who: 'victim', ID: 'victim-held' });
  expect((await open().lock.take(sampleLock('us'))).kind).toBe('busy');
  victim.process.kill('SIGKILL');
  await victim.ended;
  expect(await open().lock.owner()).toBeNull();
  const taken = await open().lock.take(sampleLock('us'));
  expect(taken).toMatchObject({ kind: 'held', takenFrom: { Who: 'victim' } });
});

test('processes that commit and are killed lose nothing that was acknowledged', async () => {
  const first = prepareCommit(
    newState({ lineage: 'l', digestKey: '0'.repeat(64), writtenBy: 'test' }),
    'test',
  );
  await open().store.commit(first.text, first.serial, null);
  const survivors = ['a', 'b'].map((name) => start('commit', name, 40));
  const victims = Array.from({ length: 10 }, (_, i) => start('commit', `victim${i}`, 100_000));
  const over = new AbortController();
  const all = [...survivors, ...victims];
  const watching = (async () => {
    while (!over.signal.aborted) {
      const stored = await open().store.read();
      expect(parseState(stored?.text ?? '').diagnostics).toEqual([]);
      await systemClock.sleep(1);
    }
  })();
  await killInTurn(victims);
  const ended = await Promise.all(all.map((child) => child.ended));
  over.abort();
  await watching;

  expect(ended.slice(0, 2).map(({ code }) => code)).toEqual([0, 0]);
  const serials = logLines().map((line) => Number(line.split(' ')[1]));
  expect(new Set(serials).size).toBe(serials.length);
  const stored = await open().store.read();
  const state = parseState(stored?.text ?? '').value;
  // The first commit was ours; a killed process may have committed once without telling.
  expect(state?.serial).toBeGreaterThanOrEqual(1 + serials.length);
  expect(state?.serial).toBeLessThanOrEqual(1 + serials.length + victims.length);

  if (state === undefined) throw new Error('unreachable');
  const last = prepareCommit(state, 'test');
  await open().store.commit(last.text, last.serial, stored?.version ?? null);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect((await open().store.versions()).map(({ serial }) => serial)).toEqual(
    Array.from({ length: 10 }, (_, i) => last.serial - i),
  );
});
