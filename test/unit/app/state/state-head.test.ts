import { beforeEach, describe, expect, test } from 'vitest';
import { StaleState, StateHead } from '../../../../src/app/state/state-head.js';
import type { RecordedState } from '../../../../src/core/model.js';
import { prepareCommit } from '../../../../src/core/state/state-file.js';
import { closeRun, settle } from '../../../../src/core/state/transitions.js';
import { LOCK, SharedStore } from '../../../support/shared-store.js';
import { openState } from '../../../support/run-samples.js';

const ENDED = '2026-03-02T09:05:00.000Z';
const APPLIED = { kind: 'applied', cor_id: 1, company_id: null, confirmed: [] } as const;

let store: SharedStore;
let head: StateHead;

beforeEach(() => {
  store = new SharedStore(openState(['A', 'B']));
  head = new StateHead(store, 'test', store.stored, store.version);
});

function settled(...ids: readonly string[]): RecordedState {
  return settle(head.state, new Map(ids.map((id) => [id, APPLIED] as const)));
}

/** Stores a state as the head would, and lets the head know nothing of it. */
async function storeUnseen(next: RecordedState): Promise<void> {
  const { text, serial } = prepareCommit(next, 'test');
  await store.store.commit(text, serial, store.version);
}

describe('a commit of a run whose answer is lost', () => {
  test('counts as committed if it is found stored, even the one that closes the run', async () => {
    store.answersToLose = 1;
    await head.commitRun(settled('A'), LOCK.ID);
    expect(head.state).toEqual(store.stored);
    store.answersToLose = 1;
    await head.commitRun(closeRun(settled('B'), ENDED), LOCK.ID);
    expect(head.state).toEqual(store.stored);
    expect(store.stored).toMatchObject({ serial: 9, run: null });
  });

  test('is found by the next commit if nothing could be read at the time', async () => {
    await storeUnseen(settled('A'));
    await head.commitRun(closeRun(settled('A', 'B'), ENDED), LOCK.ID);
    expect(head.state).toEqual(store.stored);
    expect(store.stored).toMatchObject({ serial: 9, run: null });
    expect(store.stored.history.at(-1)?.counts.changed).toBe(2);
  });

  test('fails with its own reason if the backend stays down', async () => {
    store.isDown = true;
    await expect(head.commitRun(settled('A'), LOCK.ID)).rejects.toThrow('the backend is down');
    expect(head.state.serial).toBe(7);
  });
});

describe('what is stored is not taken for ours', () => {
  test('if somebody else has the lock', async () => {
    await storeUnseen(settled('A'));
    store.heldBy = { ...LOCK, ID: 'theirs' };
    await expect(head.commitRun(settled('A', 'B'), LOCK.ID)).rejects.toThrow(StaleState);
    expect(store.stored.serial).toBe(8);
  });

  test('if it is another run', async () => {
    const { run } = store.stored;
    await storeUnseen({ ...store.stored, run: { ...run!, id: 'run-3' } });
    await expect(head.commitRun(settled('A'), LOCK.ID)).rejects.toThrow(StaleState);
    expect(store.stored.run?.id).toBe('run-3');
  });

  test('if it began with another init, though its run has the same id', async () => {
    await storeUnseen({ ...store.stored, lineage: 'other' });
    await expect(head.commitRun(settled('A'), LOCK.ID)).rejects.toThrow(StaleState);
    expect(store.stored.lineage).toBe('other');
  });
});
