import { describe, expect, it } from 'vitest';
import { countOf, formatCount, sampleIds } from '../../../../src/core/text/phrase.js';

describe('phrases', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('count in words', () => {
    expect(countOf(1, 'user')).toBe('1 user');
    expect(countOf(0, 'user')).toBe('0 users');
  });

  it('name three ids and the number of the others', () => {
    expect(sampleIds(['a', 'b', 'c'])).toBe('"a", "b", "c"');
    expect(sampleIds(Array.from({ length: 2003 }, () => 'x'))).toBe('"x", "x", "x" and 2,000 more');
  });
});
