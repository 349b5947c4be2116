import { describe, expect, test } from 'vitest';
import type { LockInfo } from '../../../../src/core/ports/state.js';
import { describeOwner, lockOwnerOf } from '../../../../src/core/state/lock-owner.js';

const URL = 'https://github.com/acme/users/actions/runs/7';
const PROCESS = { host: 'runner-1', machine: null, boot: 'b', pid: 4711, run_url: URL };
const INFO: LockInfo = {
  ID: 'l-1',
  Operation: 'OperationTypeStateMv',
  Info: JSON.stringify(PROCESS),
  Who: 'ana@runner-1',
  Version: '0.1.0',
  Created: '2026-03-02T09:00:00Z',
  Path: 'origin refs/heads/corform-state',
};

function described(changes: Partial<LockInfo>): string {
  return describeOwner(lockOwnerOf({ ...INFO, ...changes }));
}

test('a lock of corform says who, for what, where, since when, and in which CI run', () => {
  expect(lockOwnerOf(INFO)).toEqual({
    id: 'l-1',
    who: 'ana@runner-1',
    command: 'state mv',
    since: '2026-03-02T09:00:00.000Z',
    version: '0.1.0',
    host: 'runner-1',
    pid: 4711,
    runUrl: URL,
  });
  expect(described({})).toBe(
    `ana@runner-1 holds the lock for state mv since 2 Mar 2026, 09:00 UTC (process 4711). Run: ${URL} Lock ID: l-1`,
  );
});

test('the host is named if the user does not say it', () => {
  expect(described({ Who: 'ci' })).toContain('ci holds the lock for state mv on runner-1 since');
});

describe('of a lock of another tool is said what is known:', () => {
  test.each([
    ['nothing', { Operation: '', Info: '', Who: '', Version: '', Created: '' }],
    [
      'a time of the year 1, as Go writes it',
      { Operation: '', Info: '', Who: '', Created: '0001-01-01T00:00:00Z' },
    ],
    ['a time that is none', { Operation: '', Info: 'x', Who: '', Created: 'yesterday' }],
  ])('%s', (_, changes) => {
    expect(described(changes)).toBe('Somebody holds the lock. Lock ID: l-1');
  });

  test.each([
    '{',
    '7',
    'null',
    '{"host":1,"pid":2}',
    '{"host":"h","pid":0}',
    '{"host":"h","pid":1,"run_url":"javascript:x"}',
  ])('an Info that is not ours: %s', (Info) => {
    expect(lockOwnerOf({ ...INFO, Info })).toMatchObject({ host: null, pid: null, runUrl: null });
  });

  test('a process without a run', () => {
    const Info = JSON.stringify({ host: 'h', pid: 1 });
    expect(lockOwnerOf({ ...INFO, Info })).toMatchObject({ host: 'h', pid: 1, runUrl: null });
  });
});
