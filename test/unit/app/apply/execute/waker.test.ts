import { expect, test } from 'vitest';
import { Waker } from '../../../../../src/app/apply/execute/waker.js';
import { VirtualClock } from '../../../../support/virtual-clock.js';

test('what happens while nobody waits is not lost, and counts once', async () => {
  const waker = new Waker(new VirtualClock());
  waker.wake();
  waker.wake();
  await waker.wait(null);
  let isAwake = false;
  const waiting = waker.wait(null).then(() => (isAwake = true));
  await Promise.resolve();
  expect(isAwake).toBe(false);
  waker.wake();
  await waiting;
});
