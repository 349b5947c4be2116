import { expect, test } from 'vitest';
import { stateBase } from '../../../../src/app/plan/plan-base.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openState } from '../../../support/run-samples.js';
import { SharedStore } from '../../../support/shared-store.js';

test('a plan beside an apply names who is at it', async () => {
  const store = new SharedStore(openState(['A']));
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toBe(
    'An apply is going on (ana@laptop, since 2026-01-01T00:00:00.000Z): this plan is a snapshot.',
  );
});

test('a plan on an http backend never asks for the lock, as asking would take it', async () => {
  const store = new SharedStore(openState(['A']), { showsOwner: false });
  const { notes } = await stateBase(store, new VirtualClock());
  expect(store.ownerAsked).toBe(0);
  expect(notes[0]).toBe('An apply may be going on: then this plan is a snapshot.');
});
