import { expect, test } from 'vitest';
import { stateBase } from '../../../../src/app/plan/plan-base.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openState } from '../../../support/run-samples.js';
import { SharedStore } from '../../../support/shared-store.js';

test('a plan beside an apply names who is at it', async () => {
  const store = new SharedStore(openState(['A']));
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toBe(
    'An apply is running since 2026-03-02T09:00:00.000Z (ana@laptop), or it did not finish. ' +
      'This is a snapshot. It does not include what the apply has not recorded yet. ' +
      'If it was killed, the next apply recovers the run. ' +
      'ana@laptop holds the lock for apply since 2026-01-01T00:00:00.000Z. Lock ID: ours',
  );
});

test('a plan on an http backend never asks for the lock, as asking would take it', async () => {
  const store = new SharedStore(openState(['A']), { showsOwner: false });
  const { notes } = await stateBase(store, new VirtualClock());
  expect(store.ownerAsked).toBe(0);
  expect(notes[0]).toContain('(ana@laptop), or it did not finish. ');
});
