import { expect, test } from 'vitest';
import { stateBase } from '../../../../src/app/plan/plan-base.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openState } from '../../../support/run-samples.js';
import { SharedStore } from '../../../support/shared-store.js';

test('a plan beside an apply names who is at it', async () => {
  const store = new SharedStore(openState(['A']));
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toBe(
    'An apply is running, since 2 Mar 2026, 09:00 UTC, by ana@laptop, or it did not finish. ' +
      'This is a snapshot. It does not include what the apply has not recorded yet. ' +
      'If it was killed, the next apply recovers the run. ' +
      'ana@laptop holds the lock for apply since 1 Jan 2026, 00:00 UTC. Lock ID: ours',
  );
});

test('a plan of a recorded state can be approved', async () => {
  const base = await stateBase(new SharedStore(openState(['A'])), new VirtualClock());
  expect(base.approvable).toBe(true);
});

test('a state that changes at each look is looked at ten times, and then taken as it is', async () => {
  const store = new MovingStore(openState(['A']));
  store.heldBy = null;
  const { notes } = await stateBase(store, new VirtualClock());
  expect(store.ownerAsked).toBe(10);
  expect(notes[0]).not.toContain('is running');
});

/** Another version is stored at each look. */
class MovingStore extends SharedStore {
  #reads = 0;

  override async read(): Promise<{ text: string; version: string }> {
    this.#reads += 1;
    return { ...(await super.read()), version: String(this.#reads) };
  }
}

test('a plan on an http backend never asks for the lock, as asking would take it', async () => {
  const store = new SharedStore(openState(['A']), { showsOwner: false });
  const { notes } = await stateBase(store, new VirtualClock());
  expect(store.ownerAsked).toBe(0);
  expect(notes[0]).toContain('by ana@laptop, or it did not finish. ');
});

test('a plan after an apply that was killed says that the next one recovers it', async () => {
  const store = new SharedStore(openState(['A']));
  await store.lock.release('ours');
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toMatch(
    /^Run \S+ did not finish: .*\. It left no journal\. .* The next apply recovers it\.$/,
  );
});
