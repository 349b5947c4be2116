import { expect, test } from 'vitest';
import { holdLock } from '../../../../src/app/state/hold-lock.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { recordedState } from '../../../support/state-samples.js';
import { LOCK, SharedStore } from '../../../support/shared-store.js';

function hold(backend: SharedStore): Promise<string> {
  return holdLock(
    { backend, clock: new VirtualClock() },
    { info: LOCK, timeoutMs: 0, signal: new AbortController().signal },
    () => undefined,
    () => Promise.resolve('done'),
  );
}

test('a lock that was taken, but whose answer was lost, is given back', async () => {
  const store = new SharedStore(recordedState());
  store.heldBy = null;
  store.answersToLose = 1;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
  expect(store.heldBy).toBeNull();
});

test('where it can not be given back either, the first reason is told', async () => {
  const store = new SharedStore(recordedState());
  store.heldBy = null;
  store.answersToLose = 2;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
});

test('the lock of another stays where an attempt to take it fails', async () => {
  const store = new SharedStore(recordedState());
  const other = { ...LOCK, ID: 'theirs' };
  store.heldBy = other;
  store.answersToLose = 1;
  await expect(hold(store)).rejects.toThrow('the answer was lost');
  expect(store.heldBy).toBe(other);
});
