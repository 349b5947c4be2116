/**
 * A fault of our own: an error of no known kind comes out of each call that an apply makes, before it did
 * its work and after. Whatever happens, the invariants hold after one clean apply, and an apply that has
 * sent something never ends as one that has not.
 */
import { refusingBackend } from '../support/refusing-backend.js';
import { readdirSync } from 'node:fs';
import { Failure } from '../../src/core/errors/failure.js';
import type { StateBackend } from '../../src/core/ports/state.js';
import { describe, expect, test } from 'vitest';
import { applyFolder, openState } from '../support/faults/apply-folder.js';
import { CALLS, FailingPorts, type Failpoint } from '../support/faults/failpoints.js';
import { checkInvariants, History } from '../support/faults/history.js';

const NO_ROOM = { severity: 'error', code: 'CF431', summary: 'no room' } as const;
const FAULT = new TypeError('canary: this text must be seen nowhere');

async function applyWithFault(
  history: History,
  point: Failpoint,
): Promise<{ readonly struck: boolean; readonly rejected: unknown; readonly told: string }> {
  let struck = false;
  const ports = new FailingPorts(point, () => {
    struck = true;
    throw FAULT;
  });
  try {
    const { result, notices } = await applyFolder(
      { ...history.job, concurrency: 1 },
      { backend: (inner) => ports.backend(inner), api: (inner) => ports.api(inner) },
    );
    const notStored = result.kind === 'ran' ? (result.notStored?.diagnostics ?? []) : [];
    return { struck, rejected: null, told: JSON.stringify([notices, notStored]) };
  } catch (error) {
    return { struck, rejected: error, told: error instanceof Failure ? error.message : '' };
  } finally {
    // The process that held it would be gone now.
    await ports.end();
    const state = openState(history.folder);
    await state.lock.release((await state.lock.owner())?.ID ?? '');
  }
}

describe.each(CALLS.filter((call) => call !== 'journal.read'))('%s', (call) => {
  test.each(['before', 'after'] as const)('throws %s it did its work', async (when) => {
    for (let nth = 1, struck = true; struck; nth += 1) {
      const history = await History.start();
      history.write([
        { id: 'A', role_id: 4, phone: '+1 canary' },
        { id: 'B', role_id: 4 },
      ]);
      const end = await applyWithFault(history, { call, nth, when });
      ({ struck } = end);
      const where = `${when} ${call} ${nth}`;
      if (nth === 1) expect(struck, where).toBe(true);
      if (end.rejected !== null) expect(history.server.received, where).toEqual([]);
      history.outputs.push(end.told);
      expect(await checkInvariants(history), where).toEqual([]);
      await history.end();
    }
  });
});

test('no room for the end of the run, and none for the recovery file: 6, and the journal has it all', async () => {
  const history = await History.start();
  history.write([{ id: 'A', role_id: 4 }]);
  // The end of a run is committed once more where the first try fails: so both tries fail here.
  const [first, second] = [2, 3].map(
    (nth) =>
      new FailingPorts({ call: 'commit', nth, when: 'before' }, () => {
        throw FAULT;
      }),
  );
  const { result } = await applyFolder(history.job, {
    backend: (inner) => second!.backend(first!.backend(inner)),
    ports: (all) => ({ ...all, recoveryFile: () => Promise.reject(FAULT) }),
  });
  expect(result).toMatchObject({ kind: 'ran', notStored: { kind: 'state-not-saved' } });
  expect(JSON.stringify(result)).not.toContain('canary');
  const before = history.server.received.length;
  expect(await checkInvariants(history)).toEqual([]);
  expect(history.server.received).toHaveLength(before);
  await history.end();
});

test('no room for the commit that opens the run: no attempt leaves a journal behind', async () => {
  const history = await History.start();
  history.write([{ id: 'A', role_id: 4 }]);
  const full = (inner: StateBackend): StateBackend => refusingBackend(inner, new Failure(NO_ROOM));
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(applyFolder(history.job, { backend: full })).rejects.toThrow('no room');
  }
  expect(readdirSync(`${openState(history.folder).traits.location}.journal`)).toEqual([]);
  expect(await checkInvariants(history)).toEqual([]);
  await history.end();
});
