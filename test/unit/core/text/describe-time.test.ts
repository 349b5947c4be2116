import { describe, expect, it } from 'vitest';
import {
  describeTimeAndAge,
  describeSpan,
  describeTime,
} from '../../../../src/core/text/describe-time.js';

describe('a time', () => {
  it('reads the same on every machine', () => {
    expect(describeTime('2026-03-02T09:00:59.000Z')).toBe('2 Mar 2026, 09:00 UTC');
  });

  it('stays as it is if it is no time', () => {
    expect(describeTime('yesterday')).toBe('yesterday');
    expect(describeTimeAndAge('yesterday', 0)).toBe('yesterday');
    expect(describeSpan('yesterday', 'today')).toBeNull();
  });
});
