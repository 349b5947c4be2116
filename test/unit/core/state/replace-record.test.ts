import { describe, expect, test } from 'vitest';
import type { FinishedRun, OpenRun, RecordedState } from '../../../../src/core/model.js';
import { markAllUnknown, replaceRecord } from '../../../../src/core/state/replace-record.js';
import { NO_EVIDENCE } from '../../../../src/core/state/evidence.js';
import { RUN, recordedState, recordedUser, TARGET } from '../../../support/state-samples.js';

const NOW = '2026-03-03T09:00:00.000Z';
const COUNTS = {
  added: 0,
  changed: 0,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};
const OPEN: OpenRun = {
  ...RUN,
  serial: 7,
  target: TARGET,
  counts: COUNTS,
  ops: [{ id: 'B', set: { role_id: 3 }, protected: false }],
};
const FINISHED: FinishedRun = { ...RUN, serial: 7, ended_at: NOW, end: 'complete', counts: COUNTS };

function push(
  pushed: RecordedState,
  stored: RecordedState | 'unreadable' | null,
  more: { takenSerial?: number; force?: boolean } = {},
): ReturnType<typeof replaceRecord> {
  const takenSerial = stored === null || stored === 'unreadable' ? 0 : stored.serial;
  return replaceRecord({ pushed, stored, takenSerial, force: false, now: NOW, ...more });
}

function codeOf(outcome: ReturnType<typeof replaceRecord>): string | undefined {
  expect(outcome.value).toBeUndefined();
  return outcome.diagnostics[0]?.code;
}

describe('a pushed state', () => {
  const stored = recordedState({ serial: 7 });

  test('that follows the stored one is stored as it is', () => {
    const next = recordedState({ serial: 9, users: [recordedUser('A')] });
    expect(push(next, stored)).toEqual({ value: next, diagnostics: [] });
    expect(push(next, null)).toEqual({ value: next, diagnostics: [] });
  });

  test("is refused with another lineage, a serial that is taken, or over what can't be read", () => {
    expect(codeOf(push(recordedState({ serial: 9, lineage: 'other' }), stored))).toBe('CF741');
    expect(codeOf(push(recordedState({ serial: 7 }), stored))).toBe('CF742');
    expect(codeOf(push(recordedState({ serial: 7 }), null, { takenSerial: 8 }))).toBe('CF742');
    expect(codeOf(push(recordedState({ serial: 9 }), 'unreadable'))).toBe('CF744');
  });

  test('must know of the run that is open', () => {
    const open = recordedState({ serial: 7, run: OPEN });
    expect(codeOf(push(recordedState({ serial: 9 }), open))).toBe('CF743');
    const ended = recordedState({ serial: 9, history: [FINISHED] });
    expect(push(ended, open).value).toEqual(ended);
    const still = recordedState({ serial: 9, run: OPEN });
    expect(push(still, open).value).toEqual(still);
  });

  test('by force gets a serial above all others and is sent again as a whole', () => {
    const old = recordedState({ serial: 3, users: [recordedUser('A')] });
    for (const over of [stored, recordedState({ lineage: 'other' }), 'unreadable'] as const) {
      const { value } = push(old, over, { force: true, takenSerial: 7 });
      expect(value?.serial).toBe(8);
      expect(value?.users).toEqual([
        recordedUser('A', {
          unknown: { first_name: 'push-8', role_id: 'push-8' },
          evidence: NO_EVIDENCE,
        }),
      ]);
    }
  });

  test('by force changes nothing about one that follows anyway', () => {
    const next = recordedState({ serial: 9 });
    expect(push(next, stored, { force: true }).value).toEqual(next);
  });

  test('by force is not trusted where nothing is stored: something newer may be lost', () => {
    const old = recordedState({ serial: 9 });
    expect(push(old, null).value).toEqual(old);
    const { value } = push(old, null, { force: true });
    expect(value).toEqual(markAllUnknown(old, 'push-9'));
  });

  test('by force has its own open run closed: what that may have sent is unknown', () => {
    const old = recordedState({ serial: 3, run: OPEN });
    const { value } = push(old, stored, { force: true });
    expect(value?.run).toBeNull();
    expect(value?.history.at(-1)).toMatchObject({ id: OPEN.id, end: 'recovered' });
    expect(value?.users[1]?.unknown).toEqual({ first_name: 'push-8', role_id: OPEN.id });
  });
});

test('marking all unknown keeps the marks that are there, of fields without a value too', () => {
  const user = recordedUser('A', { fields: { role_id: 4 }, unknown: { phone: 'run-9' } });
  const [marked] = markAllUnknown(recordedState({ users: [user] }), 'repair-8').users;
  expect(marked?.unknown).toEqual({ phone: 'run-9', role_id: 'repair-8' });
});
