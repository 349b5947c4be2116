import { describe, expect, test } from 'vitest';
import { holdLock } from '../../../../src/app/state/hold-lock.js';
import type { LockResult, StateBackend } from '../../../../src/core/ports/state.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { recordedState } from '../../../support/state-samples.js';
import { LOCK, SharedStore } from '../../../support/shared-store.js';
import { wrapBackend } from '../../../support/wrap-backend.js';

function hold(
  backend: StateBackend,
  { clock = new VirtualClock(), timeoutMs = 0, codes = [] as string[] } = {},
): Promise<string> {
  return clock.run(
    holdLock(
      { backend, clock },
      { info: { ...LOCK, ID: 'mine' }, timeoutMs, signal: new AbortController().signal },
      ({ code }) => codes.push(code),
      () => Promise.resolve('done'),
    ),
  );
}

test('a lock that was taken, but whose answer was lost, is given back', async () => {
  const store = new SharedStore(recordedState());
  store.heldBy = null;
  store.answersToLose = 1;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
  expect(store.heldBy).toBeNull();
});

test("if it can't be given back either, the first reason is reported", async () => {
  const store = new SharedStore(recordedState());
  store.heldBy = null;
  store.answersToLose = 2;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
});

test('the lock of another stays if an attempt to take it fails', async () => {
  const store = new SharedStore(recordedState());
  const other = { ...LOCK, ID: 'theirs' };
  store.heldBy = other;
  store.answersToLose = 1;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
  expect(store.heldBy).toBe(other);
});

describe('the lock of another', () => {
  const THREE_MINUTES = 180_000;

  test('is not taken at once, whatever process id, host or boot it names', async () => {
    const gone = {
      host: 'here',
      machine: 'm',
      boot: 'earlier',
      pid_namespace: 'p',
      pid: 1,
      started: '1',
    };
    const store = new SharedStore(recordedState());
    store.heldBy = { ...LOCK, Info: JSON.stringify(gone) };
    await expect(hold(store)).rejects.toThrow('CF701');
  });

  test('is taken over after two minutes without a sign of life', async () => {
    const store = new SharedStore(recordedState());
    const clock = new VirtualClock();
    const codes: string[] = [];
    const startedAt = clock.monotonic();
    expect(await hold(store, { clock, timeoutMs: THREE_MINUTES, codes })).toBe('done');
    expect(clock.monotonic() - startedAt).toBeGreaterThanOrEqual(120_000);
    expect(codes).toEqual(['CF702', 'CF703']);
  });

  test.each(['commits', 'writes to its journal'])('is left to it as long as it %s', async (how) => {
    const store = new SharedStore(recordedState());
    const clock = new VirtualClock();
    const every = (): string => String(Math.floor(clock.monotonic() / 60_000));
    const living = wrapBackend(store, {
      store:
        how === 'commits'
          ? { read: async () => ({ ...(await store.read()), version: every() }) }
          : {},
      journals: how === 'commits' ? {} : { pulse: () => Promise.resolve(every()) },
    });
    await expect(hold(living, { clock, timeoutMs: 10 * THREE_MINUTES })).rejects.toThrow('CF701');
  });

  test('is left to a process that this machine sees running, however still it is', async () => {
    const store = new SharedStore(recordedState());
    const busy: LockResult = { kind: 'busy', owner: LOCK, isAlive: true };
    const seen = wrapBackend(store, { lock: { take: () => Promise.resolve(busy) } });
    await expect(hold(seen, { timeoutMs: 10 * THREE_MINUTES })).rejects.toThrow('CF701');
    expect(store.heldBy).toEqual(LOCK);
  });
});
