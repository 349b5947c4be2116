import { expect, test } from 'vitest';
import { explainOutcome } from '../../../../src/core/sending/explain-outcome.js';
import type { PutOutcome } from '../../../../src/core/sending/outcome.js';
import { explainStop, type StopCause } from '../../../../src/core/sending/stop.js';
import { apiError } from '../../../support/virtual-cor.js';

const ADA = { id: 'A', name: 'Ada Byron', department: 'Art' };
const place = { file: 'users.yaml', line: 9, column: 3 };
const error = apiError('refused', 'ZC001');

test.each<[StopCause, string, string]>([
  [{ reason: 'interrupted' }, 'CF530', 'interrupted'],
  [{ reason: 'unauthorised', error: apiError('unauthorised') }, 'CF531', 'HTTP 401'],
  [
    { reason: 'breaker', failures: 5, error },
    'CF532',
    '5 users in a row failed in the same way (refused, HTTP 400, ZC001)',
  ],
  [{ reason: 'max-failures', failures: 1 }, 'CF533', '1 user failed'],
  [{ reason: 'max-failures', failures: 3 }, 'CF533', '3 users failed'],
  [{ reason: 'max-duration', ms: 90_000 }, 'CF534', '90 s'],
  [{ reason: 'retry-after', waitMs: 300_000 }, 'CF535', '300 s'],
  [{ reason: 'retry-budget', retries: 140 }, 'CF536', '140 requests'],
  [{ reason: 'log-failed', error: new Error('ENOSPC') }, 'CF537', 'could not be recorded'],
  [
    { reason: 'other-company', recorded: 1234, answered: 9876, id: 'U-1', fields: ['role_id'] },
    'CF550',
    '1234 recorded, 9876 answered; one update landed there: user "U-1", role_id',
  ],
  [{ reason: 'fence-lost' }, 'CF538', 'Another run took over, or somebody removed the lock'],
])('%o reads %s', (cause, code, text) => {
  const told = explainStop(cause);
  expect(told).toMatchObject({ severity: 'error', code });
  expect(told?.summary).toContain(text);
});

test('a run that got through needs no words', () => {
  expect(explainStop({ reason: 'done' })).toBeNull();
});

test.each<[PutOutcome, string, string, string]>([
  [
    {
      kind: 'applied',
      corId: 1,
      companyId: null,
      confirmed: [],
      echoDiffers: ['phone', 'role_id'],
    },
    'CF543',
    'a different phone, role_id',
    'another form',
  ],
  [{ kind: 'refused', error }, 'CF540', '(refused, HTTP 400, ZC001)', 'Create the user in COR'],
  [
    { kind: 'refused', error: apiError('other-company') },
    'CF553',
    'landed in another company',
    'credential of the recorded one',
  ],
  [
    { kind: 'refused', error: apiError('other-person') },
    'CF551',
    'now belongs to somebody else',
    '--accept-identity',
  ],
  [
    { kind: 'refused', error: { ...error, code: 'UserNotFoundError' } },
    'CF540',
    'UserNotFoundError',
    'Create the user in COR',
  ],
  [
    { kind: 'refused', error: { ...error, code: 'InvalidRoleError', field: 'role_id' } },
    'CF540',
    'field role_id',
    '1 to 6',
  ],
  [
    { kind: 'refused', error: { ...error, code: 'InvalidSourceError' } },
    'CF540',
    'InvalidSourceError',
    '"source"',
  ],
  [
    { kind: 'refused', error: apiError('forbidden') },
    'CF540',
    '(forbidden, HTTP 403)',
    'users.yaml',
  ],
  [{ kind: 'unknown', error: apiError('timeout') }, 'CF541', '(no answer in time)', 'again'],
  [{ kind: 'unknown', error: null }, 'CF541', '(corform stopped waiting for the answer)', 'again'],
  [{ kind: 'not-attempted', error: apiError('unreachable') }, 'CF542', '(no connection)', 'again'],
])('%o of a user reads %s', (outcome, code, summary, fix) => {
  const told = explainOutcome({ id: 'OKTA-1', name: null, department: null }, outcome, place);
  expect(told).toMatchObject({ code, place });
  expect(told?.summary).toContain('user "OKTA-1"');
  expect(told?.summary).toContain(summary);
  expect(told?.fix).toContain(fix);
});

test('there is no message for a user that was applied as sent, or never tried', () => {
  expect(
    explainOutcome(
      ADA,
      { kind: 'applied', corId: 1, companyId: null, confirmed: [], echoDiffers: [] },
      place,
    ),
  ).toBeNull();
  expect(explainOutcome(ADA, { kind: 'not-attempted', error: null }, place)).toBeNull();
});

test('a message names the user, if there is a name', () => {
  const told = explainOutcome(ADA, { kind: 'refused', error }, place);
  expect(told?.summary).toBe('COR refused Ada Byron (A) (refused, HTTP 400, ZC001).');
});
