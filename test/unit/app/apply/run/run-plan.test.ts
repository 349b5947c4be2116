import { expect, test } from 'vitest';
import type {
  ApplyPorts,
  ApplyRequest,
  ApplyResult,
} from '../../../../../src/app/apply/apply-contract.js';
import { applyUsers } from '../../../../../src/app/apply/apply-users.js';
import { seededRandom, VirtualClock } from '../../../../support/virtual-clock.js';
import { APPLIED, throttled } from '../../../../support/virtual-cor.js';
import { PLACE, recordedState, TARGET } from '../../../../support/state-samples.js';
import { ALL, NO_LIMITS } from '../../../../support/faults/apply-folder.js';
import { LOCK, SharedStore } from '../../../../support/shared-store.js';

const clock = new VirtualClock();
const store = new SharedStore(recordedState({ users: [] }));

/** Two users are to be added; COR takes A and wants to be left alone for a while with B. */
function apply(): Promise<ApplyResult> {
  store.heldBy = null;
  const never = new AbortController().signal;
  const ports: ApplyPorts = {
    backend: store,
    clock,
    api: () =>
      Promise.resolve({
        authorise: () => Promise.resolve(),
        update: ({ id }) => Promise.resolve(id === 'A' ? APPLIED : throttled(100_000)),
      }),
    random: seededRandom(1),
    revisions: {
      head: () => Promise.resolve(null),
      relation: () => Promise.resolve('same'),
      fileAt: () => Promise.reject(new Error('there is no git here')),
      filesAt: () => Promise.reject(new Error('there is no git here')),
    },
    recoveryFile: () => Promise.resolve('recovery.json'),
    view: {
      notice: () => undefined,
      planned: () => Promise.resolve(),
      confirm: () => Promise.resolve(true),
      observer: {
        sent: () => undefined,
        returned: () => undefined,
        settled: () => undefined,
        paused: () => undefined,
      },
    },
  };
  const request: ApplyRequest = {
    commit: 'a'.repeat(40),
    desired: {
      source: TARGET.source,
      users: ['A', 'B'].map((id) => ({
        id,
        fields: { role_id: 4 },
        protected: false,
        previously: null,
        place: PLACE,
      })),
    },
    plan: {
      endpoint: TARGET.endpoint,
      resend: [],
      selection: ALL,
      limits: NO_LIMITS,
      allowance: {},
      sensitive: [],
    },
    approval: { kind: 'auto' },
    allowRollback: false,
    lock: { info: LOCK, timeoutMs: 0, signal: never },
    execution: {
      concurrency: 1,
      rate: null,
      maxFailures: null,
      maxDurationMs: null,
      interrupts: { stopping: never, leaving: never },
      graceMs: 5_000,
    },
    companyId: null,
    acceptedIdentities: [],
    checkpoints: { outcomes: 250, intervalMs: 10_000 },
    who: 'ana@laptop',
    writtenBy: 'test',
  };
  return clock.run(applyUsers(ports, request));
}

test('a run that could not commit for too long stores what it knows once it can again', async () => {
  // Down from before the first checkpoint until the moment after the run has fallen silent.
  clock.at(5_000, () => (store.isDown = true));
  clock.at(60_000, () => (store.isDown = false));
  const result = await apply();
  expect(result).toMatchObject({
    kind: 'ran',
    notStored: null,
    execution: { stop: { reason: 'log-failed' } },
  });
  expect(store.stored.run).toBeNull();
  expect(store.stored.users.map(({ id, fields }) => [id, fields])).toContainEqual([
    'A',
    { role_id: 4 },
  ]);
});
