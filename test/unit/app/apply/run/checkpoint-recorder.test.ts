import { beforeEach, expect, test } from 'vitest';
import { FenceLost } from '../../../../../src/app/apply/execute/run-log.js';
import { CheckpointRecorder } from '../../../../../src/app/apply/run/checkpoint-recorder.js';
import { Fence } from '../../../../../src/app/apply/run/fence.js';
import { StateHead } from '../../../../../src/app/state/state-head.js';
import { VirtualClock } from '../../../../support/virtual-clock.js';
import { openState } from '../../../../support/run-samples.js';
import { LOCK, SharedStore } from '../../../../support/shared-store.js';

let clock: VirtualClock;
let store: SharedStore;

beforeEach(() => {
  clock = new VirtualClock();
  store = new SharedStore(openState(['A', 'B']));
});

function record(outcomes = 250): CheckpointRecorder {
  return new CheckpointRecorder(
    {
      head: new StateHead(store, 'test', store.stored, store.version),
      fence: new Fence({
        clock,
        holds: () => store.holds(LOCK.ID),
        lookEveryMs: 2_000,
        sureForMs: Infinity,
      }),
      clock,
      lockId: LOCK.ID,
    },
    { outcomes, intervalMs: 10_000 },
    clock.monotonic(),
  );
}

/** When the recorder gives up the fence, in milliseconds; null if it has not after `ms`. */
async function lostAt(recorder: CheckpointRecorder, ms: number): Promise<number | null> {
  let at: number | null = null;
  recorder.fenceLost.addEventListener('abort', () => (at = clock.monotonic()));
  await clock.run(clock.sleep(ms, recorder.fenceLost));
  return at;
}

test('a run whose lock is removed stops within seconds', async () => {
  const recorder = record();
  clock.at(5_000, () => (store.heldBy = null));
  expect(await lostAt(recorder, 60_000)).toBe(6_000);
  await expect(recorder.intend()).rejects.toThrow(FenceLost);
  await recorder.close();
  expect(clock.pending).toBe(0);
});

test("a run that can't commit stops long before others may count it as dead", async () => {
  const recorder = record();
  // The last sign of life is the commit at 20 s.
  clock.at(25_000, () => (store.isDown = true));
  expect(await lostAt(recorder, 300_000)).toBe(80_000);
  await expect(recorder.intend()).rejects.toThrow(FenceLost);
  await recorder.close();
});

test('a commit that is never answered stops the run as well', async () => {
  const recorder = record();
  let answer = (): void => undefined;
  const silence = new Promise<void>((resolve) => (answer = resolve));
  clock.at(25_000, () => {
    store.silence = silence;
  });
  expect(await lostAt(recorder, 300_000)).toBe(80_000);
  answer();
  await recorder.close();
});

test('a run that commits goes on for as long as it takes', async () => {
  const recorder = record();
  expect(await lostAt(recorder, 600_000)).toBeNull();
  await recorder.intend();
  await recorder.close();
  expect(clock.pending).toBe(0);
});

test('a checkpoint is due once as many outcomes as its group holds are in', async () => {
  const recorder = record(2);
  const { serial } = store.stored;
  const end = { kind: 'unknown', error: null } as const;
  await recorder.record(new Map([['A', end]]));
  await clock.run(clock.sleep(1, new AbortController().signal));
  expect(store.stored.serial).toBe(serial);
  await recorder.record(new Map([['B', end]]));
  await clock.run(clock.sleep(1, new AbortController().signal));
  expect(store.stored).toMatchObject({ serial: serial + 1, run: { ops: [] } });
  await recorder.close();
});
