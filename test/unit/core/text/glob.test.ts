import { describe, expect, it } from 'vitest';
import { compileGlob, matchesPath } from '../../../../src/core/text/glob.js';

describe('a glob', () => {
  it.each<[glob: string, fits: readonly string[], not: readonly string[]]>([
    ['a', ['a'], ['', 'aa', 'A', 'b']],
    ['', [''], ['a']],
    ['*', ['', 'a', 'a-b'], []],
    ['a*', ['a', 'ab'], ['', 'ba']],
    ['a**', ['a', 'abc'], ['b']],
    ['*-1', ['-1', 'a-1-1'], ['a-1x', 'a-']],
    ['?', ['a', '😀'], ['', 'ab']],
    ['a?c', ['abc'], ['ac', 'abbc']],
    ['a*b*c', ['abc', 'aXbYc', 'abbcc'], ['ab', 'acb']],
    ['[a]', ['[a]'], ['a']],
    ['ab', ['ab'], ['a', 'abc']],
  ])('%j', (glob, fits, not) => {
    const matches = compileGlob(glob);
    expect(fits.filter((text) => !matches(text))).toEqual([]);
    expect(not.filter((text) => matches(text))).toEqual([]);
  });
});

describe('a pattern of paths', () => {
  it.each<[string, string, boolean]>([
    ['users/*.yaml', 'users/a.yaml', true],
    ['./users/*.yaml', 'users/a.yaml', true],
    ['users/*.yaml', 'users/a/b.yaml', false],
    ['users/?.yaml', 'users/ab.yaml', false],
    ['users.yaml', 'users.yaml', true],
  ])('pattern %s and %s: %s', (pattern, path, fits) => {
    expect(matchesPath(pattern, path)).toBe(fits);
  });
});
