import { describe, expect, it } from 'vitest';
import { formatProgress } from '../../../src/cli/progress-line.js';
import { RunWatch } from '../../../src/cli/run-watch.js';
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
    run.expect(PLAN, 9);
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

  it('shows the rate of the last seconds, what is left, and a pause', () => {
    const { run, at } = watch();
    run.expect(PLAN, 9);
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
      elapsedMs: 2_000,
      pausedMs: 30_500,
    });
    at(60_000);
    expect(run.progress()).toMatchObject({ ratePerSecond: 0, etaSeconds: null, pausedMs: 0 });
  });

  it('forecasts what is left before COR has answered, and corrects it afterwards', () => {
    const { run, at } = watch();
    run.expect(PLAN, 9);
    run.sent('B', 1);
    at(2_000);
    expect(run.progress()).toMatchObject({ etaSeconds: 7, elapsedMs: 2_000 });
    at(60_000);
    expect(run.progress()).toMatchObject({ etaSeconds: 1 });
    run.settled('B', APPLIED);
    expect(run.progress()).toMatchObject({ etaSeconds: 5 });
  });

  it('knows whose update has been under way for longest', () => {
    const { run, at } = watch();
    run.expect(PLAN, 9);
    expect(run.underWay()).toBeNull();
    run.sent('B', 1);
    run.sent('C', 2);
    at(500);
    expect(run.underWay()).toEqual({ kind: 'add', id: 'B', elapsedMs: 500 });
    run.settled('B', APPLIED);
    expect(run.underWay()).toMatchObject({ kind: 'update', id: 'C' });
    run.settled('C', APPLIED);
    expect(run.underWay()).toBeNull();
  });

  it('counts who was not attempted neither as done nor as failed', () => {
    const { run, told } = watch();
    run.expect(PLAN, 9);
    run.sent('B', 1);
    run.settled('B', { kind: 'not-attempted', error: null });
    expect(told).toEqual(['started B', 'not-attempted B after 0']);
    expect(run.progress()).toMatchObject({ done: 0, failed: 0, total: 2 });
  });

  it('counts what settled without ever having been sent', () => {
    const { run, told } = watch();
    run.expect(PLAN, 9);
    run.settled('C', REFUSED);
    expect(told).toEqual(['refused C after 0']);
  });
});

describe('the progress line', () => {
  const progress = {
    done: 1_200,
    total: 2_000,
    inFlight: 8,
    failed: 1,
    ratePerSecond: 48.23,
    elapsedMs: 25_400,
    etaSeconds: 17,
    pausedMs: 0,
  };

  it('says what there is to say', () => {
    expect(formatProgress(progress)).toBe(
      '[==============>         ] 1,200/2,000  25 s  about 17 s left  1 failed  48.2/s  8 in flight',
    );
    expect(formatProgress({ ...progress, pausedMs: 1_200, etaSeconds: null, failed: 0 })).toBe(
      '[==============>         ] 1,200/2,000  25 s  COR asked for a pause of 2 s  48.2/s  8 in flight',
    );
  });

  it('says at the end that all is done', () => {
    const end = { ...progress, done: 2_000, inFlight: 0, etaSeconds: 0, failed: 0 };
    expect(formatProgress(end)).toBe('[========================] 2,000/2,000  25 s');
  });

  it('says nothing of what is left or in flight once an interrupted run is over', () => {
    expect(formatProgress(progress, { isOver: true })).toBe(
      '[==============>         ] 1,200/2,000  25 s  1 failed',
    );
  });

  it('leaves out what does not fit', () => {
    expect(formatProgress(progress, { columns: 60 })).toBe(
      '[==============>         ] 1,200/2,000  25 s',
    );
    for (let columns = 40; columns < 120; columns += 1) {
      expect(formatProgress(progress, { columns }).length).toBeLessThan(columns);
    }
  });
});
