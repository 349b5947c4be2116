import { expect, test } from 'vitest';
import { revisionBase, stateBase, type PlanBase } from '../../../../src/app/plan/plan-base.js';
import { Failure } from '../../../../src/core/errors/failure.js';
import type { DesiredState } from '../../../../src/core/model.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
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

const USERS = 'version: 1\nsource: OKTA\nusers:\n  - {id: A, role_id: 4}\n';

/** A plan of one user against a commit at which users.yaml had that text. */
async function planAgainst(text: string, now: Partial<DesiredState> = {}): Promise<PlanBase> {
  const revisions = {
    fileAt: () => Promise.resolve(new TextEncoder().encode(text)),
    filesAt: () => Promise.resolve(['users.yaml']),
  };
  const { value } = readDesired([{ name: 'users.yaml', bytes: new TextEncoder().encode(USERS) }], {
    required: [],
  });
  const desired = { ...value!, ...now };
  const request = { revision: 'main', paths: ['users.yaml'], fits: null, sensitive: [], desired };
  return revisionBase(revisions, request);
}

test('a plan against a commit says that the source was another one', async () => {
  expect((await planAgainst(USERS)).notes.slice(1)).toEqual([]);
  expect((await planAgainst(USERS, { source: 'SAP' })).notes.slice(1)).toEqual([
    'The source was OKTA at main and is SAP now. Apply refuses that if the state has users: the same ids may be other people.',
  ]);
});

test('a plan against a commit that is not valid says why, and shows everybody as an add', async () => {
  const { recorded, notes, approvable } = await planAgainst(
    USERS.replace('role_id', 'roel_id').concat('  - {id: B, role_id: 9}\n'),
  );
  expect(recorded.users).toEqual([]);
  expect(approvable).toBe(false);
  expect(notes).toEqual([
    expect.stringContaining("can't show what changed"),
    expect.stringMatching(
      /^They are valid now\. .* At main: main:users\.yaml:4: .*roel_id.*, and 1 more problem$/,
    ),
  ]);
});

test('a plan against a text that is no users file says so, and refuses if nobody would show', async () => {
  const { notes } = await planAgainst('');
  expect(notes[1]).toContain('At main: main:users.yaml:1: ');
  await expect(planAgainst('', { users: [] })).rejects.toThrow(Failure);
});
