import { beforeEach, describe, expect, test } from 'vitest';
import { FenceLost } from '../../../../../src/app/apply/execute/run-log.js';
import { Fence } from '../../../../../src/app/apply/run/fence.js';
import { VirtualClock } from '../../../../support/virtual-clock.js';

let clock: VirtualClock;
/** What happened, in order. */
let log: string[];
let isOurs: boolean;

beforeEach(() => {
  clock = new VirtualClock();
  log = [];
  isOurs = true;
});

function fence(given: { sureForMs?: number; holds?: () => Promise<boolean> } = {}): Fence {
  const holds = (): Promise<boolean> => {
    log.push('look');
    return Promise.resolve(isOurs);
  };
  return new Fence({
    clock,
    holds,
    lookEveryMs: 60_000,
    sureForMs: Infinity,
    ...given,
  });
}

function sign(): Promise<void> {
  log.push('sign');
  return Promise.resolve();
}

/** Lets time pass with a fence, and leaves no timer behind. */
async function passing(made: Fence, work: () => Promise<void>): Promise<void> {
  await clock.run(work().finally(() => made.close()));
  expect(clock.pending).toBe(0);
}

describe('a machine that was suspended', () => {
  test('for a few seconds: nothing is sure until the lock is found ours and a sign of life given', async () => {
    const ours = fence();
    await passing(ours, async () => {
      await clock.sleep(10_000);
      expect(ours.isSure()).toBe(true);
      clock.suspend(5_000);
      expect(ours.isSure()).toBe(false);
      await clock.sleep(2_500);
      expect(ours.isSure()).toBe(false);
      await ours.confirm(sign);
      expect(ours.isSure()).toBe(true);
    });
    expect(log).toEqual(['look', 'sign']);
  });

  test('is noticed although its clock goes on before anybody asks', async () => {
    const ours = fence();
    await passing(ours, async () => {
      await clock.sleep(1_500);
      clock.suspend(600_000);
      await clock.sleep(30_000);
      expect(ours.isSure()).toBe(false);
    });
  });

  test('while it was asking: it asks again', async () => {
    let suspensions = 1;
    const ours = fence({
      holds: () => {
        log.push('look');
        if (suspensions-- > 0) clock.suspend(600_000);
        return Promise.resolve(true);
      },
    });
    await passing(ours, async () => {
      clock.suspend(600_000);
      await ours.confirm(sign);
      expect(ours.isSure()).toBe(true);
    });
    expect(log).toEqual(['look', 'sign', 'look', 'sign']);
  });

  test('names who took over meanwhile', async () => {
    const theirs = fence();
    await passing(theirs, async () => {
      isOurs = false;
      clock.suspend(600_000);
      await expect(theirs.confirm(sign)).rejects.toThrow(FenceLost);
      expect(theirs.lost.aborted).toBe(true);
    });
    expect(log).toEqual(['look']);
  });
});

test('a clock that is set by a second or two is no standstill', async () => {
  const ours = fence();
  await passing(ours, async () => {
    await clock.sleep(5_000);
    clock.suspend(2_000);
    await clock.sleep(5_000);
    clock.suspend(-3_600_000);
    expect(ours.isSure()).toBe(true);
    await clock.sleep(5_000);
    expect(ours.isSure()).toBe(true);
  });
  expect(log).toEqual([]);
});

test('what was seen is believed for as long as it may be', async () => {
  const ours = fence({ sureForMs: 100 });
  await passing(ours, async () => {
    await clock.sleep(90);
    expect(ours.isSure()).toBe(true);
    await clock.sleep(20);
    expect(ours.isSure()).toBe(false);
    await ours.confirm(sign);
    expect(ours.isSure()).toBe(true);
  });
  expect(log).toEqual(['look']);
});
