import { expect, test } from 'vitest';
import { revisionBase, stateBase } from '../../../../src/app/plan/plan-base.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { openState } from '../../../support/run-samples.js';
import { SharedStore } from '../../../support/shared-store.js';

test('a plan beside an apply names who is at it', async () => {
  const store = new SharedStore(openState(['A']));
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toBe(
    'An apply is running, since 2 Mar 2026, 09:00 UTC, by ana@laptop, or it did not finish: 0 of 1 update recorded. ' +
      'This is a snapshot: an update without a recorded outcome shows as sent again. ' +
      'If the apply was killed, the next apply recovers the run. ' +
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
  expect(notes[0]).toContain('by ana@laptop, or it did not finish: ');
});

test('a plan after an apply that was killed says that the next one recovers it', async () => {
  const store = new SharedStore(openState(['A']));
  await store.lock.release('ours');
  const { notes } = await stateBase(store, new VirtualClock());
  expect(notes[0]).toMatch(
    /^Run \S+ did not finish: .*\. It left no journal\. .* The next apply recovers it\.$/,
  );
});

test('a plan against a commit says that the source was another one', async () => {
  const text = 'version: 1\nsource: OKTA\nusers:\n  - {id: A, role_id: 4}\n';
  const revisions = {
    fileAt: () => Promise.resolve(new TextEncoder().encode(text)),
    filesAt: () => Promise.resolve(['users.yaml']),
  };
  const notesFor = async (source: string): Promise<readonly string[]> => {
    const request = { revision: 'main', paths: ['users.yaml'], fits: null, sensitive: [], source };
    return (await revisionBase(revisions, request)).notes.slice(1);
  };
  expect(await notesFor('OKTA')).toEqual([]);
  expect(await notesFor('SAP')).toEqual([
    'The source was OKTA at main and is SAP now. Apply refuses that if the state has users: the same ids may be other people.',
  ]);
});
