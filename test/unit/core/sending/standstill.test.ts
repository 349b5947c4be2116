import { describe, expect, test } from 'vitest';
import { elapsedBetween, momentOf, stoodStill } from '../../../../src/core/sending/standstill.js';

const at = (wall: number, monotonic: number) => ({ wall, monotonic });
const START = at(1_000_000, 500);

test('a moment is read from both clocks', () => {
  const clock = { now: () => 1_000_000, monotonic: () => 500 };
  expect(momentOf(clock)).toEqual(START);
});

test('the clock that shows more time counts', () => {
  expect(elapsedBetween(START, at(1_000_900, 600))).toBe(900);
  expect(elapsedBetween(START, at(990_000, 700))).toBe(200);
});

describe('whether a process stood still', () => {
  test.each([
    ['a second passed', at(1_001_000, 1_500), false],
    ['the machine slept for a minute', at(1_061_000, 1_500), true],
    ['it was stopped for longer than it may take', at(1_020_000, 20_500), true],
    ['the wall clock was set back by an hour', at(-2_600_000, 1_500), false],
    ['the wall clock was set by three seconds', at(1_004_000, 1_500), false],
  ] as const)('%s', (_name, to, expected) => {
    expect(stoodStill(START, to, 10_000)).toBe(expected);
  });
});
