import { describe, expect, test } from 'vitest';
import {
  BREAKER_STREAK,
  causeToStop,
  CLOSED_BREAKER,
  countOutcome,
} from '../../../../src/core/sending/breaker.js';
import {
  halveConcurrency,
  raiseConcurrency,
  startConcurrency,
} from '../../../../src/core/sending/concurrency.js';
import {
  isHopeless,
  lengthenPause,
  pauseGate,
  type Gate,
} from '../../../../src/core/sending/gate.js';
import { compareEcho, type PutOutcome } from '../../../../src/core/sending/outcome.js';
import {
  countLetThrough,
  learnRate,
  rateAt,
  resumePace,
  startPace,
  takeSlot,
} from '../../../../src/core/sending/pace.js';
import {
  giveUp,
  judgeAttempt,
  NEW_PUT,
  retryAllowed,
  type PutHistory,
} from '../../../../src/core/sending/retry-policy.js';
import {
  countAnswer,
  countSent,
  nextSendAt,
  readLoad,
  startTraffic,
  type Answer,
  type Traffic,
} from '../../../../src/core/sending/traffic.js';
import type { ApiError, Attempt } from '../../../../src/core/ports/cor.js';
import { APPLIED, apiError, refused, throttled, unknown } from '../../../support/virtual-cor.js';

const context = {
  update: { id: 'A', source: 'OKTA', set: { role_id: 3, first_name: 'Ana' } },
  pins: { companyId: 1234, corId: 7 },
  fraction: 0.5,
};
const after = (attempts: number, maybeApplied = false): PutHistory => ({
  attempts,
  maybeApplied,
  error: apiError('server'),
});

describe('what follows from one attempt', () => {
  test('an acknowledged PUT is applied, whatever came before', () => {
    const attempt: Attempt = {
      kind: 'applied',
      corId: 7,
      companyId: 1234,
      echo: { role_id: 4, first_name: 'Ana', phone: '1' },
    };
    expect(judgeAttempt(attempt, after(3, true), context)).toEqual({
      kind: 'final',
      outcome: {
        kind: 'applied',
        corId: 7,
        companyId: 1234,
        confirmed: ['first_name'],
        echoDiffers: ['role_id'],
      },
    });
  });

  test('a refusal is final; after an attempt without an answer it proves nothing', () => {
    const attempt = refused('ZC001');
    expect(judgeAttempt(attempt, NEW_PUT, context)).toMatchObject({ outcome: { kind: 'refused' } });
    expect(judgeAttempt(attempt, after(1, true), context)).toMatchObject({
      kind: 'final',
      outcome: { kind: 'unknown', error: { code: 'ZC001' } },
    });
  });

  test('a 401 ends the run', () => {
    const attempt: Attempt = {
      kind: 'not-applied',
      error: apiError('unauthorised'),
      retryAfterMs: null,
    };
    expect(judgeAttempt(attempt, NEW_PUT, context)).toMatchObject({
      kind: 'stop',
      cause: { reason: 'unauthorised' },
      outcome: { kind: 'not-attempted' },
    });
  });

  test('Retry-After up to 120 s is honoured, beyond it the run ends', () => {
    expect(judgeAttempt(unknown(true, 120_000), NEW_PUT, context)).toMatchObject({
      kind: 'retry',
      afterMs: 120_000,
    });
    expect(judgeAttempt(unknown(true, 120_001), NEW_PUT, context)).toMatchObject({
      kind: 'stop',
      cause: { reason: 'retry-after', waitMs: 120_001 },
      outcome: { kind: 'unknown' },
    });
    expect(judgeAttempt(throttled(86_400_000), NEW_PUT, context)).toMatchObject({
      kind: 'stop',
      outcome: { kind: 'not-attempted' },
    });
  });

  test.each([
    [0, 125],
    [1, 500],
    [2, 2_000],
  ])(
    'after %i attempts the next waits half of its ceiling at a fraction of one half',
    (attempts, afterMs) => {
      expect(judgeAttempt(unknown(), after(attempts), context)).toMatchObject({
        kind: 'retry',
        afterMs,
      });
    },
  );

  test('a throttled request is due at once: the gate holds it back', () => {
    expect(judgeAttempt(throttled(3_000), NEW_PUT, context)).toMatchObject({
      kind: 'retry',
      afterMs: 0,
    });
  });

  test('four attempts are the most', () => {
    expect(judgeAttempt(unknown(), after(3), context)).toMatchObject({
      kind: 'final',
      outcome: { kind: 'unknown' },
    });
    expect(judgeAttempt(throttled(), after(3), context)).toMatchObject({
      outcome: { kind: 'not-attempted' },
    });
    expect(judgeAttempt(throttled(), after(3, true), context)).toMatchObject({
      outcome: { kind: 'unknown' },
    });
  });

  test("what can't help is not sent again", () => {
    expect(judgeAttempt(unknown(false), NEW_PUT, context)).toMatchObject({
      kind: 'final',
      outcome: { kind: 'unknown' },
    });
    const unreachable: Attempt = {
      kind: 'not-applied',
      error: apiError('unreachable'),
      retryAfterMs: null,
    };
    expect(judgeAttempt(unreachable, NEW_PUT, context)).toMatchObject({
      kind: 'retry',
      afterMs: 125,
    });
    const odd: Attempt = { kind: 'not-applied', error: apiError('protocol'), retryAfterMs: null };
    expect(judgeAttempt(odd, NEW_PUT, context)).toMatchObject({
      kind: 'final',
      outcome: { kind: 'not-attempted' },
    });
  });

  test('an operation that was never sent has no error', () => {
    expect(giveUp(NEW_PUT)).toEqual({ kind: 'not-attempted', error: null });
  });

  test('a run repeats at most 100 requests and a fifth of its users', () => {
    expect(retryAllowed(0, 99)).toBe(true);
    expect(retryAllowed(0, 100)).toBe(false);
    expect(retryAllowed(2_000, 499)).toBe(true);
    expect(retryAllowed(2_000, 500)).toBe(false);
  });

  test('only a sent field that comes back is confirmed, or differs', () => {
    const nothing = { confirmed: [], echoDiffers: [] };
    expect(compareEcho({ role_id: 3 }, {})).toEqual(nothing);
    expect(compareEcho({ role_id: 3 }, { role_id: 3, phone: 'x' })).toEqual({
      confirmed: ['role_id'],
      echoDiffers: [],
    });
    expect(compareEcho({ role_id: 3, phone: 'a' }, { phone: 'b', role_id: 4 })).toEqual({
      confirmed: [],
      echoDiffers: ['phone', 'role_id'],
    });
  });

  const answered = (companyId: number | null, corId: number | null): Attempt => ({
    kind: 'applied',
    corId,
    companyId,
    echo: {},
  });

  test('an answer of another company ends the run; whatever came before, the user counts as refused', () => {
    expect(judgeAttempt(answered(9876, 7), after(1, true), context)).toMatchObject({
      kind: 'stop',
      cause: {
        reason: 'other-company',
        recorded: 1234,
        answered: 9876,
        id: 'A',
        fields: ['first_name', 'role_id'],
      },
      outcome: { kind: 'refused', error: { class: 'other-company' } },
    });
  });

  test('an answer about another person ends that user alone', () => {
    expect(judgeAttempt(answered(1234, 8), after(1, true), context)).toMatchObject({
      kind: 'final',
      outcome: { kind: 'refused', error: { class: 'other-person' } },
    });
  });

  test('an answer that names neither, or to one of whom neither is known, is applied', () => {
    const unpinned = { ...context, pins: { companyId: null, corId: null } };
    expect(judgeAttempt(answered(null, null), NEW_PUT, context)).toMatchObject({
      outcome: { kind: 'applied' },
    });
    expect(judgeAttempt(answered(9876, 8), NEW_PUT, unpinned)).toMatchObject({
      outcome: { kind: 'applied', companyId: 9876, corId: 8 },
    });
  });
});

describe('concurrency', () => {
  test('starts at 4, or at the cap where that is lower', () => {
    expect(startConcurrency(8).limit).toBe(4);
    expect(startConcurrency(2).limit).toBe(2);
  });

  test('rises with each answer until the first overload, then by one a round, never over the cap', () => {
    let now = startConcurrency(16);
    for (let i = 0; i < 100; i += 1) now = raiseConcurrency(now);
    expect(now.limit).toBe(16);
    now = halveConcurrency(now);
    expect(now.limit).toBe(8);
    for (let i = 0; i < 7; i += 1) now = raiseConcurrency(now);
    expect(now.limit).toBe(8);
    expect(raiseConcurrency(now)).toMatchObject({ limit: 9, answers: 0 });
  });

  test('halves down to 1, not to nothing', () => {
    expect(halveConcurrency(halveConcurrency(halveConcurrency(startConcurrency(4)))).limit).toBe(1);
  });
});

describe('the gate', () => {
  test('believes Retry-After once, then takes the longer of it and a doubling pause', () => {
    const first = pauseGate({ kind: 'open' }, 1_000, 0, 0);
    expect(first).toEqual({ kind: 'paused', since: 1_000, until: 1_000, refusals: 0 });
    const second = pauseGate(first, 1_000, 0, 0);
    expect(second).toEqual({ kind: 'paused', since: 1_000, until: 1_500, refusals: 1 });
    expect(pauseGate(second, 2_000, 9_000, 0)).toMatchObject({ until: 11_000, refusals: 2 });
    expect(pauseGate(second, 2_000, null, 0)).toMatchObject({ until: 3_000 });
    expect(pauseGate({ kind: 'open' }, 0, null, 0)).toMatchObject({ until: 250 });
  });

  test('a pause never exceeds a minute by itself', () => {
    const gate: Gate = { kind: 'probing', since: 0, refusals: 40 };
    expect(pauseGate(gate, 0, null, 1)).toMatchObject({ until: 60_000 });
  });

  test('can be lengthened while it lasts, and not otherwise', () => {
    const paused = pauseGate({ kind: 'open' }, 0, 1_000, 0);
    expect(lengthenPause(paused, 5_000)).toMatchObject({ until: 5_000 });
    expect(lengthenPause(paused, 500)).toBe(paused);
    expect(lengthenPause(paused, 1_000)).toBe(paused);
    expect(lengthenPause({ kind: 'open' }, 500)).toEqual({ kind: 'open' });
  });

  test('is hopeless after 120 s without getting in', () => {
    expect(isHopeless({ kind: 'paused', since: 0, until: 120_000, refusals: 0 })).toBe(false);
    expect(isHopeless({ kind: 'paused', since: 0, until: 120_001, refusals: 3 })).toBe(true);
  });
});

describe('the pace', () => {
  test('has no ceiling before the first 429', () => {
    const pace = takeSlot(startPace(null, 0), 0);
    expect(rateAt(pace, 0)).toBeNull();
    expect(pace.slotAt).toBe(0);
  });

  test('a fixed rate spaces evenly and makes up for a late timer, not for a long pause', () => {
    let pace = takeSlot(startPace(10, 0), 0);
    expect(pace.slotAt).toBe(100);
    pace = takeSlot(pace, 115);
    expect(pace.slotAt).toBe(200);
    expect(takeSlot(pace, 5_000).slotAt).toBe(5_000);
  });

  test('learns the rate that came through, and searches upwards from below it', () => {
    let pace = startPace(null, 0);
    for (let i = 0; i < 50; i += 1) pace = countLetThrough(pace, 10 * i);
    pace = resumePace(learnRate(pace, 500), 1_000);
    expect(rateAt(pace, 1_000)).toBeCloseTo(45);
    expect(rateAt(pace, 2_000)).toBeCloseTo(90);
    expect(pace.slotAt).toBeGreaterThan(1_000);
  });

  test('then starts just under what came through and rises slowly beyond it', () => {
    let pace = resumePace(learnRate(startPace(null, 0), 0), 0);
    for (let i = 0; i < 3_000; i += 20) pace = countLetThrough(pace, i);
    pace = resumePace(learnRate(pace, 3_000), 3_000);
    expect(rateAt(pace, 3_000)).toBeCloseTo(45);
    expect(rateAt(pace, 8_000)).toBeCloseTo(49.7, 1);
    expect(rateAt(pace, 38_000)).toBeCloseTo(90, 0);
  });

  test('one 429 takes at most half, and the rate never falls to nothing', () => {
    let pace = resumePace(learnRate(startPace(null, 0), 0), 0);
    pace = learnRate(pace, 10);
    expect(rateAt(pace, 10)).toBeCloseTo(0.9 * 5, 1);
    for (let i = 0; i < 50; i += 1) pace = learnRate(pace, 20);
    expect(rateAt(pace, 20)).toBe(0.1);
  });

  test('never exceeds --rate', () => {
    const pace = learnRate(startPace(5, 0), 0);
    expect(rateAt(pace, 0)).toBe(5);
    expect(rateAt(pace, 60_000)).toBe(5);
  });
});

describe('traffic', () => {
  const answer = (
    request: number,
    signal: Answer['signal'],
    now: number,
    retryAfterMs: number | null = null,
  ): Answer => ({
    request,
    signal,
    retryAfterMs,
    now,
    fraction: 0,
  });
  const send = (traffic: Traffic, times: number): Traffic => {
    let next = traffic;
    for (let i = 0; i < times; i += 1) next = countSent(next, 0);
    return next;
  };

  test('reads the load from an attempt', () => {
    expect(readLoad(APPLIED)).toBe('accepted');
    expect(readLoad(refused('ZC001'))).toBe('accepted');
    expect(readLoad(throttled())).toBe('throttled');
    expect(readLoad(unknown())).toBe('silent');
    const busy: ApiError = { ...apiError('server'), status: 503 };
    expect(readLoad({ kind: 'unknown', error: busy, retryAfterMs: null, retryable: true })).toBe(
      'overloaded',
    );
  });

  test('sends while there is room', () => {
    const traffic = startTraffic(8, null, 0);
    expect(nextSendAt(traffic, 3)).toBe(0);
    expect(nextSendAt(traffic, 4)).toBeNull();
  });

  test('many 429s at once are one: one pause, one halving, the longest Retry-After', () => {
    let traffic = send(startTraffic(8, null, 0), 4);
    traffic = countAnswer(traffic, answer(1, 'throttled', 10, 1_000));
    traffic = countAnswer(traffic, answer(2, 'throttled', 11, 3_000));
    traffic = countAnswer(traffic, answer(3, 'throttled', 12, null));
    expect(traffic.concurrency.limit).toBe(2);
    expect(nextSendAt(traffic, 0)).toBe(3_011);
  });

  test('after the pause one probe goes; only its answer opens the gate', () => {
    let traffic = send(startTraffic(8, null, 0), 2);
    traffic = countAnswer(traffic, answer(1, 'throttled', 10, 1_000));
    traffic = countSent(traffic, 1_010);
    expect(nextSendAt(traffic, 1)).toBeNull();
    traffic = countAnswer(traffic, answer(2, 'accepted', 1_011));
    expect(traffic.gate.kind).toBe('probing');
    const opened = countAnswer(traffic, answer(3, 'accepted', 1_020));
    expect(opened.gate.kind).toBe('open');
    expect(nextSendAt(opened, 0)).toBeGreaterThan(1_020);
    expect(countAnswer(traffic, answer(3, 'silent', 1_020)).gate.kind).toBe('open');
    const shut = countAnswer(traffic, answer(3, 'throttled', 1_020));
    expect(shut.gate).toMatchObject({ kind: 'paused', since: 10, refusals: 1 });
    expect(shut.pace.learned).toEqual(traffic.pace.learned);
  });

  test('a 503 halves once, and pauses only where it says for how long', () => {
    let traffic = send(startTraffic(8, null, 0), 4);
    traffic = countAnswer(traffic, answer(1, 'overloaded', 10));
    traffic = countAnswer(traffic, answer(2, 'overloaded', 10));
    expect(traffic.concurrency.limit).toBe(2);
    expect(traffic.gate.kind).toBe('open');
    traffic = countAnswer(traffic, answer(3, 'overloaded', 10, 2_000));
    expect(nextSendAt(traffic, 0)).toBe(2_010);
  });

  test('answers from before the halving do not raise the limit again', () => {
    let traffic = send(startTraffic(8, null, 0), 4);
    traffic = countAnswer(traffic, answer(1, 'overloaded', 10));
    for (const request of [2, 3, 4])
      traffic = countAnswer(traffic, answer(request, 'accepted', 11));
    expect(traffic.concurrency).toMatchObject({ limit: 2, answers: 0 });
  });
});

describe('the breaker', () => {
  const fail = (
    kind: 'refused' | 'unknown',
    errorClass: ApiError['class'],
    code: string | null = null,
  ): PutOutcome => ({
    kind,
    error: apiError(errorClass, code),
  });
  const trips = (outcomes: readonly PutOutcome[]): boolean =>
    causeToStop(outcomes.reduce(countOutcome, CLOSED_BREAKER), null) !== null;
  const five = (outcome: PutOutcome): PutOutcome[] =>
    new Array<PutOutcome>(BREAKER_STREAK).fill(outcome);
  const applied: PutOutcome = {
    kind: 'applied',
    corId: 1,
    companyId: null,
    confirmed: [],
    echoDiffers: [],
  };

  test.each<[string, PutOutcome[], boolean]>([
    ['five times the same refusal', five(fail('refused', 'refused', 'ZC001')), true],
    ['four times', five(fail('refused', 'refused', 'ZC001')).slice(1), false],
    ['five 403s', five(fail('refused', 'forbidden')), true],
    [
      'five, with a success between',
      [applied, ...five(fail('refused', 'forbidden')).flatMap((f) => [f, f, applied])],
      false,
    ],
    [
      'five refusals with two codes',
      five(fail('refused', 'refused', 'ZC001')).map((f, i) =>
        i === 2 ? fail('refused', 'refused', 'InvalidRoleError') : f,
      ),
      false,
    ],
    [
      'an outage in its many shapes',
      [
        fail('unknown', 'timeout'),
        fail('unknown', 'reset'),
        fail('unknown', 'server'),
        fail('unknown', 'protocol'),
        fail('unknown', 'unreachable'),
      ],
      true,
    ],
    ['five of another company', five(fail('refused', 'other-company')), true],
    ['five about other people', five(fail('refused', 'other-person')), true],
    ['five 429s', five(fail('unknown', 'throttled')), true],
    ['five redirects', five(fail('unknown', 'redirect')), true],
    ['five 401s', five(fail('unknown', 'unauthorised')), true],
    ['abandoned requests', five({ kind: 'unknown', error: null }), false],
  ])('%s', (_name, outcomes, expected) => {
    expect(trips(outcomes)).toBe(expected);
  });
});
