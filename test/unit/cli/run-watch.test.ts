import { describe, expect, it } from 'vitest';
import { formatProgress, RunWatch } from '../../../src/cli/run-watch.js';
import type { PutOutcome } from '../../../src/core/sending/outcome.js';
import { desired, mustPlan, recorded } from '../../support/plan-states.js';

const APPLIED: PutOutcome = { kind: 'applied', corId: 1, echoDiffers: [] } as unknown as PutOutcome;
const REFUSED = { kind: 'refused' } as PutOutcome;

/** Two users that are sent, B and C, around one who is only forgotten. */
const PLAN = mustPlan(
  desired({ id: 'B', fields: { role_id: 4 } }, { id: 'C', fields: { role_id: 4 } }),
  recorded({ id: 'A', fields: { role_id: 4 } }, { id: 'C', fields: { role_id: 5 } }),
);

function watch(): { run: RunWatch; told: string[]; at: (ms: number) => void } {
  let now = 0;
  const told: string[] = [];
  const run = new RunWatch(() => now, {
    started: ({ id }) => told.push(`started ${id}`),
    settled: ({ id }, { kind }, ms) => told.push(`${kind} ${id} after ${ms}`),
  });
  return { run, told, at: (ms) => (now = ms) };
}

describe('a watched run', () => {
  it('knows the change of a user, and when its first request went out', () => {
    const { run, told, at } = watch();
    run.expect(PLAN);
    expect(run.progress()).toBeNull();
    run.sent('B', 1);
    run.sent('C', 2);
    at(400);
    run.returned('B', 1);
    run.sent('B', 2);
    at(1_000);
    run.settled('B', APPLIED);
    run.settled('C', REFUSED);
    run.settled('A', REFUSED);
    run.sent('A', 1);
    expect(told).toEqual([
      'started B',
      'started C',
      'applied B after 1000',
      'refused C after 1000',
    ]);
    expect(run.progress()).toMatchObject({ done: 2, total: 2, failed: 1, etaSeconds: 0 });
  });

  it('tells the rate of the last seconds, what is left, and a pause', () => {
    const { run, at } = watch();
    run.expect(PLAN);
    run.sent('B', 1);
    at(2_000);
    run.settled('B', APPLIED);
    run.paused(30_500);
    expect(run.progress()).toEqual({
      done: 1,
      total: 2,
      inFlight: 1,
      failed: 0,
      ratePerSecond: 0.5,
      etaSeconds: 2,
      pausedMs: 30_500,
    });
    at(60_000);
    expect(run.progress()).toMatchObject({ ratePerSecond: 0, etaSeconds: null, pausedMs: 0 });
  });

  it('counts what settled without ever having been sent', () => {
    const { run, told } = watch();
    run.expect(PLAN);
    run.settled('C', REFUSED);
    expect(told).toEqual(['refused C after 0']);
  });
});

describe('the progress line', () => {
  it('says what there is to say', () => {
    const progress = {
      done: 1_200,
      total: 2_000,
      inFlight: 8,
      failed: 1,
      ratePerSecond: 48.23,
      etaSeconds: 17,
      pausedMs: 0,
    };
    expect(formatProgress(progress)).toBe(
      '1,200/2,000  48.2/s  8 in flight  1 failed  about 17 s left',
    );
    expect(formatProgress({ ...progress, pausedMs: 1_200, etaSeconds: null })).toBe(
      '1,200/2,000  48.2/s  8 in flight  1 failed  paused for 2 s (COR asked for it)',
    );
  });
});
