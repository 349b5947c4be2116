import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import {
  FenceLost,
  type PutOutcomes,
  type RunLog,
} from '../../../src/app/apply/execute/run-log.js';
import type { ExternalId } from '../../../src/core/model.js';
import type { Attempt } from '../../../src/core/ports/cor.js';
import type { PutOutcome } from '../../../src/core/sending/outcome.js';
import { optionsOf, requests, SILENT, simulate } from '../../support/simulate.js';
import { seededRandom, VirtualClock } from '../../support/virtual-clock.js';
import {
  APPLIED,
  apiError,
  refused,
  throttled,
  unknown,
  VirtualCor,
  type Reaction,
} from '../../support/virtual-cor.js';

const unreachable: Attempt = {
  kind: 'not-applied',
  error: apiError('unreachable'),
  retryAfterMs: null,
};
const busy: Attempt = {
  kind: 'unknown',
  error: { ...apiError('server'), status: 503 },
  retryAfterMs: 3_000,
  retryable: true,
};

const reaction: fc.Arbitrary<Reaction> = fc.record({
  latencyMs: fc.constantFrom(0, 1, 20, 700),
  attempt: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Attempt>(APPLIED) },
    {
      weight: 6,
      arbitrary: fc.constantFrom<Attempt | 'hang'>(
        refused('ZC001'),
        refused('InvalidRoleError'),
        throttled(),
        throttled(0),
        throttled(2_000),
        unknown(),
        unknown(false),
        busy,
        unreachable,
        'hang',
      ),
    },
  ),
});

const happening = fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null });

const history = fc.record({
  users: fc.integer({ min: 0, max: 60 }),
  script: fc.array(reaction, { minLength: 1, maxLength: 80 }),
  concurrency: fc.integer({ min: 1, max: 12 }),
  rate: fc.constantFrom(null, null, 3, 200),
  maxFailures: fc.constantFrom(null, null, 1, 6),
  maxDurationMs: fc.constantFrom(null, null, 500, 15_000),
  stoppingAt: happening,
  leavingAt: happening,
  fenceLostAt: happening,
  logMs: fc.constantFrom(0, 1, 50),
  /** The how-manieth write of the log fails, and how. */
  logFails: fc.option(
    fc.record({
      nth: fc.integer({ min: 0, max: 30 }),
      how: fc.constantFrom('error', 'fence', 'hang'),
    }),
    { nil: null },
  ),
  seed: fc.integer(),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

class ScriptedLog implements RunLog {
  readonly durable = new Set<ExternalId>();
  readonly recorded = new Map<ExternalId, PutOutcome>();
  readonly #clock: VirtualClock;
  readonly #h: History;
  #writes = 0;

  constructor(clock: VirtualClock, h: History) {
    this.#clock = clock;
    this.#h = h;
  }

  isSure(): boolean {
    return true;
  }

  confirm(): Promise<void> {
    return Promise.resolve();
  }

  async intend(ids: readonly ExternalId[]): Promise<void> {
    await this.#write();
    for (const id of ids) this.durable.add(id);
  }

  async record(outcomes: PutOutcomes): Promise<void> {
    await this.#write();
    for (const [id, outcome] of outcomes) {
      expect(this.recorded.has(id), `${id} ends once`).toBe(false);
      this.recorded.set(id, outcome);
    }
  }

  async #write(): Promise<void> {
    const nth = this.#writes;
    this.#writes += 1;
    await this.#clock.sleep(this.#h.logMs);
    if (nth !== this.#h.logFails?.nth) return;
    if (this.#h.logFails.how === 'error') throw new Error('EIO');
    if (this.#h.logFails.how === 'fence') throw new FenceLost();
    await new Promise<void>(() => undefined);
  }
}

/** What the requests that reached the server allow to be said about a user. */
function truth(attempts: readonly Attempt[]): readonly PutOutcome['kind'][] {
  if (attempts.some(({ kind }) => kind === 'applied')) return ['applied'];
  if (attempts.some(({ kind }) => kind === 'unknown')) return ['unknown'];
  if (attempts.some(({ kind }) => kind === 'refused')) return ['refused'];
  return ['not-attempted'];
}

test('any history of faults: each user ends once, truthfully, and nothing is sent that must not be', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (h) => {
      const clock = new VirtualClock();
      const log = new ScriptedLog(clock, h);
      const sentWithoutIntent: string[] = [];
      const api = new VirtualCor(clock, ({ id }, nth) => {
        if (!log.durable.has(id)) sentWithoutIntent.push(id);
        return h.script[nth % h.script.length]!;
      });
      const interrupts = {
        stopping: new AbortController(),
        leaving: new AbortController(),
        fenceLost: new AbortController(),
      };
      const over = new AbortController();
      const plan = (at: number | null, controller: AbortController): void => {
        if (at === null) return;
        void clock.sleep(at, over.signal).then(() => controller.abort());
      };
      plan(h.stoppingAt, interrupts.stopping);
      plan(h.leavingAt, interrupts.leaving);
      plan(h.fenceLostAt, interrupts.fenceLost);
      // A log that hangs forever ends by the impatience of a person.
      if (h.logFails?.how === 'hang') plan(100_000_000, interrupts.leaving);
      const settled: ExternalId[] = [];
      const result = await simulate(
        clock,
        requests(h.users),
        {
          api,
          log,
          random: seededRandom(h.seed),
          observer: { ...SILENT, settled: (id) => settled.push(id) },
        },
        optionsOf({
          concurrency: h.concurrency,
          rate: h.rate,
          maxFailures: h.maxFailures,
          maxDurationMs: h.maxDurationMs,
          interrupts: {
            stopping: interrupts.stopping.signal,
            leaving: interrupts.leaving.signal,
            fenceLost: interrupts.fenceLost.signal,
          },
        }),
      );
      const endedAt = clock.monotonic();
      over.abort();

      // Each user ends once; what is durable is what is reported.
      expect(result.outcomes.size).toBe(h.users);
      expect(new Set(settled).size).toBe(settled.length);
      for (const [id, outcome] of log.recorded) expect(result.outcomes.get(id)).toEqual(outcome);
      for (const id of settled) expect(log.recorded.has(id)).toBe(true);

      // What is reported is true. A request that was abandoned may have ended in any way.
      for (const [id, outcome] of result.outcomes) {
        if (outcome.kind === 'unknown' && outcome.error === null) continue;
        const attempts = api.received.filter((r) => r.id === id).map((r) => r.attempt);
        expect(truth(attempts)).toContain(outcome.kind);
        expect(attempts.length).toBeLessThanOrEqual(4);
      }

      // Nothing is sent that must not be.
      expect(sentWithoutIntent).toEqual([]);
      expect(api.maxInFlight).toBeLessThanOrEqual(h.concurrency);
      expect(api.maxInFlightOfOneUser).toBeLessThanOrEqual(1);
      const stops = [h.stoppingAt, h.leavingAt, h.fenceLostAt, h.maxDurationMs].filter(
        (at) => at !== null,
      );
      for (const { at } of api.received) expect(at).toBeLessThanOrEqual(Math.min(...stops));
      await clock.run(clock.sleep(200_000));
      expect(clock.pending).toBe(0);
      expect(api.received.filter(({ at }) => at > endedAt)).toEqual([]);

      // It says why it stopped.
      const leftOut = [...result.outcomes.values()].some(
        (o) => o.kind === 'not-attempted' && o.error === null,
      );
      if (leftOut) expect(result.stop.reason).not.toBe('done');
      if (h.leavingAt !== null) expect(endedAt).toBeLessThanOrEqual(h.leavingAt + 1_000);
      if (h.stoppingAt !== null) expect(endedAt).toBeLessThanOrEqual(h.stoppingAt + 6_000);
    }),
    { numRuns: 400 },
  );
});
