import { describe, expect, test } from 'vitest';
import { simulate, requests } from '../../../support/simulate.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import {
  APPLIED,
  fixedWindow,
  slidingWindow,
  throttled,
  tokenBucket,
  VirtualCor,
  type Limiter,
} from '../../../support/virtual-cor.js';

/** Rounds a wait to the header that a server would send. */
const HEADERS: Readonly<Record<string, (waitMs: number) => number | null>> = {
  'no Retry-After': () => null,
  'Retry-After in seconds': (waitMs) => Math.ceil(waitMs / 1000) * 1000,
};

const USERS = 2_000;
const LIMIT = 50;

function refusals(api: VirtualCor): number {
  return api.received.filter(({ attempt }) => attempt.kind === 'not-applied').length;
}

async function underLimit(
  limiter: Limiter,
  latencyMs: number,
  concurrency: number,
  header: (waitMs: number) => number | null,
): Promise<{ seconds: number; refusedShare: number; reason: string; applied: number }> {
  const clock = new VirtualClock();
  const api = new VirtualCor(clock, (_request, _nth, now) => {
    const waitMs = limiter(now);
    return { latencyMs, attempt: waitMs === 0 ? APPLIED : throttled(header(waitMs)) };
  });
  const { stop, outcomes } = await simulate(clock, requests(USERS), { api }, { concurrency });
  return {
    seconds: clock.monotonic() / 1000,
    refusedShare: refusals(api) / api.received.length,
    reason: stop.reason,
    applied: [...outcomes.values()].filter(({ kind }) => kind === 'applied').length,
  };
}

// A limiter without any burst refuses each request that comes a millisecond early, and its first answers
// tell nothing about the rate: it costs more to find out.
const LIMITERS: readonly (readonly [string, () => Limiter, number])[] = [
  ['a bucket that saves up a second', () => tokenBucket(LIMIT, LIMIT), 1.3],
  ['a bucket that saves up little', () => tokenBucket(LIMIT, 10), 1.3],
  ['a bucket that saves up nothing', () => tokenBucket(LIMIT, 1), 1.5],
  ['a fixed window', () => fixedWindow(LIMIT, 1000), 1.3],
  ['a sliding window', () => slidingWindow(LIMIT, 1000), 1.3],
];

describe.each(LIMITERS)('2,000 users under 50 requests a second, %s', (_name, limiter, factor) => {
  describe.each(Object.keys(HEADERS))('%s', (header) => {
    test.each([
      [8, 0],
      [8, 20],
      [8, 200],
      [32, 0],
      [32, 20],
      [32, 200],
    ])('%i in flight, %i ms of latency', async (concurrency, latencyMs) => {
      const run = await underLimit(limiter(), latencyMs, concurrency, HEADERS[header]!);
      const ideal = Math.max(USERS / LIMIT, (USERS * latencyMs) / 1000 / concurrency);
      expect(run.applied).toBe(USERS);
      expect(run.reason).toBe('done');
      expect(run.seconds).toBeLessThanOrEqual(ideal * factor);
      expect(run.refusedShare).toBeLessThan(0.05);
    });
  });
});

test('a limit by the minute is met by waiting for the next minute', async () => {
  const run = await underLimit(fixedWindow(600, 60_000), 20, 8, (waitMs) => waitMs);
  expect(run.applied).toBe(USERS);
  expect(run.seconds).toBeLessThan(4 * 60);
  expect(run.refusedShare).toBeLessThan(0.05);
});

test('a limit that is raised is found again: the rate doubles every 35 seconds', async () => {
  const clock = new VirtualClock();
  const before = tokenBucket(20, 5);
  const api = new VirtualCor(clock, (_request, _nth, now) => {
    const passes = now > 20_000 || before(now) === 0;
    return { latencyMs: 10, attempt: passes ? APPLIED : throttled() };
  });
  const { stop } = await simulate(clock, requests(10_000), { api });
  expect(stop.reason).toBe('done');
  expect(clock.monotonic()).toBeLessThan(140_000);
});

test.each([
  [8, 20],
  [32, 20],
  [32, 200],
])('no limit, no ceiling: %i in flight at %i ms', async (concurrency, latencyMs) => {
  const clock = new VirtualClock();
  const api = new VirtualCor(clock, () => ({ latencyMs, attempt: APPLIED }));
  await simulate(clock, requests(USERS), { api }, { concurrency });
  // From 4 the limit doubles in each round trip: four of them at most are not full.
  expect(clock.monotonic()).toBeLessThanOrEqual((USERS / concurrency + 4) * latencyMs);
  expect(api.received).toHaveLength(USERS);
  expect(api.maxInFlight).toBe(concurrency);
});

test.each([1, 5, 50, 400])(
  '--rate %i: kept in any second, but for 20 ms of lateness, and on the whole',
  async (rate) => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ({ latencyMs: 15, attempt: APPLIED }));
    const users = rate * 5;
    await simulate(clock, requests(users), { api }, { concurrency: 16, rate });
    const times = api.received.map(({ at }) => at).sort((a, b) => a - b);
    for (const [i, at] of times.entries()) {
      const inThatSecond = times.slice(i).filter((other) => other < at + 1000 - 1e-6).length;
      expect(inThatSecond).toBeLessThanOrEqual(Math.floor(rate * 1.02));
    }
    expect(clock.monotonic()).toBeLessThanOrEqual(5_000 + 20);
  },
);
