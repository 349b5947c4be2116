import { describe, expect, test } from 'vitest';
import { execute } from '../../../../../src/app/apply/execute/execute.js';
import { FenceLost, type PutOutcomes } from '../../../../../src/app/apply/execute/run-log.js';
import { seededRandom, VirtualClock } from '../../../../support/virtual-clock.js';
import { MemoryLog, optionsOf, requests, SILENT, simulate } from '../../../../support/simulate.js';
import {
  APPLIED,
  apiError,
  refused,
  throttled,
  unknown,
  VirtualCor,
  type Reaction,
} from '../../../../support/virtual-cor.js';

/** A log of a state that is surely ours. */
const SURE = { isSure: () => true, confirm: () => Promise.resolve() };
const ok = (latencyMs = 20): Reaction => ({ latencyMs, attempt: APPLIED });
const kinds = (outcomes: PutOutcomes): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

describe('a run that gets through', () => {
  test('sends each user once, in order, and records each outcome', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok());
    const log = new MemoryLog();
    const result = await simulate(clock, requests(50), { api, log });
    expect(result.stop).toEqual({ reason: 'done' });
    expect(kinds(result.outcomes)).toEqual({ applied: 50 });
    const ids = requests(50).map(({ id }) => id);
    expect([...result.outcomes.keys()]).toEqual(ids);
    expect(new Set(log.recorded.keys())).toEqual(new Set(ids));
    expect(api.received.map(({ id }) => id)).toEqual(ids);
    expect(clock.pending).toBe(0);
  });

  test('intents are written one batch after the other, also if the log is slow', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok(5));
    let writing = 0;
    let most = 0;
    class SlowLog extends MemoryLog {
      override async intend(ids: readonly string[]): Promise<void> {
        writing += 1;
        most = Math.max(most, writing);
        await clock.sleep(50);
        await super.intend(ids);
        writing -= 1;
      }
    }
    const { outcomes } = await simulate(clock, requests(60), { api, log: new SlowLog() });
    expect(kinds(outcomes)).toEqual({ applied: 60 });
    expect(most).toBe(1);
  });

  test('nothing to do is done', async () => {
    const clock = new VirtualClock();
    const result = await simulate(clock, [], { api: new VirtualCor(clock, () => ok()) });
    expect(result).toMatchObject({ outcomes: new Map(), stop: { reason: 'done' } });
  });

  test('one refused user does not stop the others', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, ({ id }) =>
      id === 'U-3' ? { latencyMs: 5, attempt: refused('ZC001') } : ok(),
    );
    const log = new MemoryLog();
    const { outcomes, stop } = await simulate(clock, requests(40), { api, log });
    expect(stop.reason).toBe('done');
    expect(kinds(outcomes)).toEqual({ applied: 39, refused: 1 });
    expect(log.recorded.get('U-3')).toMatchObject({
      kind: 'refused',
      error: { code: 'ZC001' },
    });
  });

  test('an answer lost once is asked for again; the user ends as applied', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth === 2 ? { latencyMs: 5, attempt: unknown() } : ok(),
    );
    const { outcomes } = await simulate(clock, requests(10), { api });
    expect(kinds(outcomes)).toEqual({ applied: 10 });
    expect(api.received).toHaveLength(11);
  });

  test('two updates of one user are refused before anything is sent', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok());
    const twice = [...requests(1), ...requests(1)];
    await expect(simulate(clock, twice, { api })).rejects.toThrow('two updates for one user');
    expect(api.received).toEqual([]);
  });
});

describe('a run that knows whose answers it expects', () => {
  const expecting = (corIds: readonly (readonly [string, number])[] = []) => ({
    expected: { companyId: 1234, corIds: new Map(corIds) },
  });
  const answering = (companyId: number | null, corId = 1): Reaction => ({
    latencyMs: 20,
    attempt: { kind: 'applied', corId, companyId, echo: {} },
  });

  test('sends one request alone until COR has taken one, and then as many as ever', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth < 2 ? { latencyMs: 20, attempt: refused('ZC001') } : answering(null),
    );
    await simulate(clock, requests(60), { api }, expecting());
    expect(api.received.slice(0, 3).map(({ at }) => at)).toEqual([0, 20, 40]);
    expect(api.received.slice(3, 7).map(({ at }) => at)).toEqual([60, 60, 60, 60]);
    expect(api.maxInFlight).toBe(8);
  });

  test('sends one at a time while other people answer, also if no company is known', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) => answering(null, nth < 3 ? 99 : 1));
    const corIds = new Map(requests(60).map(({ id }) => [id, 1]));
    await simulate(clock, requests(60), { api }, { expected: { companyId: null, corIds } });
    expect(api.received.slice(0, 4).map(({ at }) => at)).toEqual([0, 20, 40, 60]);
    expect(api.received.slice(4, 8).map(({ at }) => at)).toEqual([80, 80, 80, 80]);
  });

  test.each([0, 30, 59])('stops at the answer of another company: number %i of 60', async (at) => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, ({ id }) => answering(id === `U-${at}` ? 9876 : 1234));
    const log = new MemoryLog();
    const { stop, outcomes } = await simulate(clock, requests(60), { api, log }, expecting());
    expect(stop).toEqual({
      reason: 'other-company',
      recorded: 1234,
      answered: 9876,
      id: `U-${at}`,
      fields: ['daily_hours'],
    });
    expect(outcomes.get(`U-${at}`)).toMatchObject({ kind: 'refused' });
    expect(kinds(outcomes)['unknown']).toBeUndefined();
    expect(kinds(outcomes)['applied'] ?? 0).toBe(api.received.length - 1);
    if (at === 0) expect(api.received).toHaveLength(1);
    expect(api.received.length).toBeLessThanOrEqual(at + 8 + 1);
  });

  test('the first answer that names a company decides if none is recorded', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      answering(nth < 10 ? null : nth < 20 ? 5 : 6),
    );
    const { stop } = await simulate(clock, requests(60), { api });
    expect(stop).toMatchObject({ reason: 'other-company', recorded: 5, answered: 6 });
  });

  test('an answer about another person ends that user, and the others go on', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, ({ id }) => answering(1234, id === 'U-7' ? 99 : 7));
    const known = expecting([
      ['U-7', 7],
      ['U-8', 7],
    ]);
    const { stop, outcomes } = await simulate(clock, requests(60), { api }, known);
    expect(stop.reason).toBe('done');
    expect(outcomes.get('U-7')).toMatchObject({
      kind: 'refused',
      error: { class: 'other-person' },
    });
    expect(kinds(outcomes)).toEqual({ applied: 59, refused: 1 });
  });
});

describe('a run that stops by itself', () => {
  test('five users in a row that fail alike', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth < 100 ? ok() : { latencyMs: 20, attempt: refused('ZC001') },
    );
    const { outcomes, stop } = await simulate(clock, requests(1_000), { api });
    expect(stop).toMatchObject({ reason: 'breaker', failures: 5, error: { code: 'ZC001' } });
    expect(kinds(outcomes)['applied']).toBe(100);
    expect(kinds(outcomes)['refused']).toBeLessThanOrEqual(5 + 8);
  });

  test('the breaker is not blamed where nobody was left out', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ({ latencyMs: 20, attempt: refused('ZC001') }));
    const { stop } = await simulate(clock, requests(5), { api });
    expect(stop).toEqual({ reason: 'done' });
  });

  test('a final 401', async () => {
    const clock = new VirtualClock();
    const error = apiError('unauthorised');
    const api = new VirtualCor(clock, (_request, nth) =>
      nth < 10
        ? ok()
        : { latencyMs: 20, attempt: { kind: 'not-applied', error, retryAfterMs: null } },
    );
    const { outcomes, stop } = await simulate(clock, requests(100), { api });
    expect(stop).toEqual({ reason: 'unauthorised', error });
    expect(kinds(outcomes)).toEqual({ applied: 10, 'not-attempted': 90 });
  });

  test('--max-failures, at the first that reaches it', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth % 4 === 3 ? { latencyMs: 20, attempt: refused('ZC001') } : ok(),
    );
    const { stop, outcomes } = await simulate(
      clock,
      requests(200),
      { api },
      { maxFailures: 3, concurrency: 1 },
    );
    expect(stop).toEqual({ reason: 'max-failures', failures: 3 });
    expect(kinds(outcomes)).toEqual({ applied: 9, refused: 3, 'not-attempted': 188 });
  });

  test('--max-duration: what is in flight ends by itself', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok(300));
    const { stop, outcomes } = await simulate(
      clock,
      requests(200),
      { api },
      { maxDurationMs: 1_000 },
    );
    expect(stop).toEqual({ reason: 'max-duration', ms: 1_000 });
    expect(api.received.every(({ at }) => at < 1_000)).toBe(true);
    expect(kinds(outcomes)['applied']).toBe(api.received.length);
    expect(kinds(outcomes)['unknown']).toBeUndefined();
  });

  test('a Retry-After of a day', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth < 9 ? ok() : { latencyMs: 20, attempt: throttled(86_400_000) },
    );
    const { stop, outcomes } = await simulate(clock, requests(50), { api });
    expect(stop).toEqual({ reason: 'retry-after', waitMs: 86_400_000 });
    expect(kinds(outcomes)).toEqual({ applied: 9, 'not-attempted': 41 });
    expect(clock.monotonic()).toBeLessThan(1_000);
  });

  test('429 without end: after two minutes at most, with few requests', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ({ latencyMs: 20, attempt: throttled() }));
    const { stop, outcomes } = await simulate(clock, requests(500), { api });
    expect(['retry-after', 'breaker']).toContain(stop.reason);
    expect(kinds(outcomes)).toEqual({ 'not-attempted': 500 });
    expect(clock.monotonic()).toBeLessThanOrEqual(120_000);
    expect(api.received.length).toBeLessThan(30);
  });

  test('a server that fails every other time is not kept down by repetitions', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth % 2 === 0 ? ok(5) : { latencyMs: 5, attempt: unknown() },
    );
    const { stop, outcomes } = await simulate(clock, requests(5_000), { api });
    expect(stop.reason).toBe('retry-budget');
    const users = new Set(api.received.map(({ id }) => id)).size;
    expect(api.received.length - users).toBeLessThanOrEqual(100 + 0.2 * users);
    expect(kinds(outcomes)['not-attempted']).toBeGreaterThan(0);
  });
});

describe('interrupts', () => {
  const interruptible = (): {
    stopping: AbortController;
    leaving: AbortController;
    fenceLost: AbortController;
  } => ({
    stopping: new AbortController(),
    leaving: new AbortController(),
    fenceLost: new AbortController(),
  });
  const signals = (by: ReturnType<typeof interruptible>) => ({
    stopping: by.stopping.signal,
    leaving: by.leaving.signal,
    fenceLost: by.fenceLost.signal,
  });

  test('stopping: nothing new, what is in flight comes back and is recorded', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, () => ok(300));
    const log = new MemoryLog();
    clock.at(1_000, () => by.stopping.abort());
    const { stop, outcomes } = await simulate(
      clock,
      requests(500),
      { api, log },
      { interrupts: signals(by) },
    );
    expect(stop).toEqual({ reason: 'interrupted' });
    expect(api.received.every(({ at }) => at <= 1_000)).toBe(true);
    expect(kinds(outcomes)['applied']).toBe(api.received.length);
    expect(log.recorded.size).toBe(log.intended.size);
    expect(clock.pending).toBe(0);
  });

  test('stopping while requests hang: abandoned after the grace, unknown, recorded', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, (_request, nth) =>
      nth < 20 ? ok() : { latencyMs: 0, attempt: 'hang' },
    );
    const log = new MemoryLog();
    clock.at(1_000, () => by.stopping.abort());
    const { outcomes } = await simulate(
      clock,
      requests(500),
      { api, log },
      { interrupts: signals(by) },
    );
    expect(clock.monotonic()).toBe(6_000);
    // The requests were given up, not only forgotten: none of them waits any longer.
    expect(clock.pending).toBe(0);
    expect(kinds(outcomes)['unknown']).toBe(8);
    expect(kinds(log.recorded)['unknown']).toBe(8);
  });

  test('stopping in a pause ends the pause', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, () => ({ latencyMs: 5, attempt: throttled(100_000) }));
    clock.at(1_000, () => by.stopping.abort());
    const { outcomes } = await simulate(clock, requests(500), { api }, { interrupts: signals(by) });
    expect(clock.monotonic()).toBe(1_000);
    expect(kinds(outcomes)).toEqual({ 'not-attempted': 500 });
  });

  test('leaving abandons at once, even where the log hangs', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, () => ok(2_000));
    const log = {
      ...SURE,
      intend: () => Promise.resolve(),
      record: () => new Promise<void>(() => undefined),
    };
    clock.at(1_000, () => by.leaving.abort());
    const { outcomes, stop } = await simulate(
      clock,
      requests(50),
      { api, log },
      { interrupts: signals(by) },
    );
    expect(stop.reason).toBe('interrupted');
    expect(clock.monotonic()).toBe(2_000);
    expect(kinds(outcomes)).toEqual({ unknown: 4, 'not-attempted': 46 });
  });

  test('is not done where the last intents hang until somebody leaves', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, () => ok());
    const log = {
      ...SURE,
      intend: () => new Promise<void>(() => undefined),
      record: () => Promise.resolve(),
    };
    clock.at(1_000, () => by.leaving.abort());
    const { outcomes, stop } = await simulate(
      clock,
      requests(1),
      { api, log },
      { maxDurationMs: 500, interrupts: signals(by) },
    );
    expect(stop).toEqual({ reason: 'max-duration', ms: 500 });
    expect(kinds(outcomes)).toEqual({ 'not-attempted': 1 });
  });

  test('a signal from before the start: nothing is sent', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    by.stopping.abort();
    const api = new VirtualCor(clock, () => ok());
    const { stop } = await simulate(clock, requests(50), { api }, { interrupts: signals(by) });
    expect(stop.reason).toBe('interrupted');
    expect(api.received).toEqual([]);
  });

  test('a lost fence: abandoned at once, nothing more is written', async () => {
    const clock = new VirtualClock();
    const by = interruptible();
    const api = new VirtualCor(clock, () => ok(300));
    const log = new MemoryLog();
    let recordedBefore = 0;
    clock.at(1_000, () => {
      recordedBefore = log.recorded.size;
      by.fenceLost.abort();
    });
    const { stop, outcomes } = await simulate(
      clock,
      requests(500),
      { api, log },
      { interrupts: signals(by) },
    );
    expect(stop).toEqual({ reason: 'fence-lost' });
    expect(clock.monotonic()).toBe(1_000);
    expect(clock.pending).toBe(0);
    expect(log.recorded.size).toBe(recordedBefore);
    expect(kinds(outcomes)['unknown']).toBeGreaterThan(0);
  });
});

describe('a log that fails', () => {
  test('a record that rejects: nothing new is sent, what came back is still reported', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok());
    const disk = new Error('ENOSPC');
    let calls = 0;
    const log = new (class extends MemoryLog {
      override async record(outcomes: PutOutcomes): Promise<void> {
        calls += 1;
        if (calls > 3) throw disk;
        await super.record(outcomes);
      }
    })();
    const { stop, outcomes } = await simulate(clock, requests(500), { api, log });
    expect(stop).toEqual({ reason: 'log-failed', error: disk });
    expect(kinds(outcomes)['applied']).toBe(api.received.length);
  });

  const disk = new Error('EIO');
  test.each([
    [{ reason: 'log-failed', error: disk }, 'rejects', () => Promise.reject(disk)],
    [
      { reason: 'log-failed', error: disk },
      'throws',
      () => {
        throw disk;
      },
    ],
    [{ reason: 'fence-lost' }, 'finds the fence lost', () => Promise.reject(new FenceLost())],
  ])('%o: an intent that %s, and nothing of it is sent', async (cause, _how, intend) => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok());
    const log = { ...SURE, intend, record: () => Promise.resolve() };
    const { stop, outcomes } = await simulate(clock, requests(10), { api, log });
    expect(stop).toEqual(cause);
    expect(api.received).toEqual([]);
    expect(kinds(outcomes)).toEqual({ 'not-attempted': 10 });
  });
});

describe('a log that is not sure whose the state is', () => {
  class DoubtfulLog extends MemoryLog {
    sure = true;
    asked = 0;
    readonly #confirmed: () => Promise<void>;

    constructor(confirmed: () => Promise<void>) {
      super();
      this.#confirmed = confirmed;
    }

    override isSure(): boolean {
      return this.sure;
    }

    override async confirm(): Promise<void> {
      this.asked += 1;
      await this.#confirmed();
      this.sure = true;
    }
  }

  test('nothing is sent until it has asked', async () => {
    const clock = new VirtualClock();
    const log = new DoubtfulLog(() => clock.sleep(3_000));
    const api = new VirtualCor(clock, () => ok(100));
    clock.at(1_000, () => (log.sure = false));
    const { stop, outcomes } = await simulate(clock, requests(200), { api, log });
    expect(stop.reason).toBe('done');
    expect(kinds(outcomes)).toEqual({ applied: 200 });
    expect(log.asked).toBe(1);
    const times = api.received.map(({ at }) => at);
    expect(times.filter((at) => at > 1_000 && at < 4_000)).toEqual([]);
    expect(times.some((at) => at >= 4_000)).toBe(true);
  });

  test('nothing more is sent if the state is somebody else’s', async () => {
    const clock = new VirtualClock();
    const log = new DoubtfulLog(() => Promise.reject(new FenceLost()));
    const api = new VirtualCor(clock, () => ok(100));
    clock.at(1_000, () => (log.sure = false));
    const { stop } = await simulate(clock, requests(200), { api, log });
    expect(stop).toEqual({ reason: 'fence-lost' });
    expect(api.received.every(({ at }) => at <= 1_000)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('a signal ends the run while it asks', async () => {
    const clock = new VirtualClock();
    const log = new DoubtfulLog(() => new Promise(() => undefined));
    const stopping = new AbortController();
    const api = new VirtualCor(clock, () => ok(100));
    clock.at(1_000, () => (log.sure = false));
    clock.at(2_000, () => stopping.abort());
    const { stop } = await simulate(
      clock,
      requests(200),
      { api, log },
      { interrupts: { stopping: stopping.signal, leaving: new AbortController().signal } },
    );
    expect(stop.reason).toBe('interrupted');
    expect(clock.monotonic()).toBe(2_000);
  });
});

describe('parts that break their promises', () => {
  test('an API that rejects leaves that user unknown, and is not asked for that user again', async () => {
    const clock = new VirtualClock();
    const cor = new VirtualCor(clock, () => ok());
    let rejected = 0;
    const api = {
      authorise: () => cor.authorise(),
      update: (...given: Parameters<typeof cor.update>) => {
        if (given[0].id !== 'U-2') return cor.update(...given);
        rejected += 1;
        return Promise.reject(new Error('bug'));
      },
    };
    const { outcomes, stop } = await simulate(clock, requests(5), { api });
    expect(stop.reason).toBe('done');
    expect(outcomes.get('U-2')).toMatchObject({ kind: 'unknown', error: { class: 'protocol' } });
    expect(kinds(outcomes)).toEqual({ applied: 4, unknown: 1 });
    expect(rejected).toBe(1);
  });

  test('an observer that throws is not asked again, and the run goes on', async () => {
    const clock = new VirtualClock();
    const api = new VirtualCor(clock, () => ok());
    const bug = new Error('bug');
    let calls = 0;
    const observer = {
      ...SILENT,
      sent: () => {
        calls += 1;
        throw bug;
      },
    };
    const result = await simulate(clock, requests(20), { api, observer });
    expect(kinds(result.outcomes)).toEqual({ applied: 20 });
    expect(result.observerError).toBe(bug);
    expect(calls).toBe(1);
  });
});

test('the observer hears of a pause, and of outcomes once they are durable', async () => {
  const clock = new VirtualClock();
  const api = new VirtualCor(clock, (_request, nth) =>
    nth === 10 ? { latencyMs: 20, attempt: throttled(2_000) } : ok(),
  );
  const log = new MemoryLog();
  const heard: string[] = [];
  const observer = {
    ...SILENT,
    paused: (ms: number) => heard.push(`paused ${ms}`),
    settled: (id: string) => {
      expect(log.recorded.has(id)).toBe(true);
    },
  };
  await simulate(clock, requests(40), { api, log, observer });
  expect(heard).toEqual(['paused 2000']);
});

test('30,000 users at no latency: linear, in seconds', async () => {
  const clock = new VirtualClock();
  const api = { authorise: () => Promise.resolve(), update: () => Promise.resolve(APPLIED) };
  const ports = { api, clock, random: seededRandom(1), log: new MemoryLog(), observer: SILENT };
  const { outcomes } = await execute(requests(30_000), ports, optionsOf({ concurrency: 32 }));
  expect(kinds(outcomes)).toEqual({ applied: 30_000 });
});
