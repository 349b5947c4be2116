import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitPatterns, stepsOf, wayTo } from '../../../src/cli/paths.js';
import { normalizeFileName } from '../../../src/core/render/diagnostics/file-uri.js';
import { linkTo } from '../../../src/core/render/links.js';

describe('the way to a file', () => {
  it.each([
    [posix, '/repo', '/repo/people/users.yaml', 'people/users.yaml'],
    [posix, '/repo', '/repo', ''],
    [posix, '/repo', '/repo/..users.yaml', '..users.yaml'],
    [posix, '/repo', '/other/users.yaml', null],
    [posix, '/repo', '/', null],
    [posix, '/repo', '/repo/a\\b.yaml', 'a\\b.yaml'],
    [win32, 'C:\\repo', 'C:\\repo\\people\\users.yaml', 'people/users.yaml'],
    [win32, 'C:\\repo', 'c:\\Repo\\users.yaml', 'users.yaml'],
    [win32, 'C:\\repo', 'C:\\other\\users.yaml', null],
    [win32, 'C:\\repo', 'D:\\repo\\users.yaml', null],
    [win32, '\\\\server\\share', '\\\\server\\share\\users.yaml', 'users.yaml'],
  ])('%#: has slashes, or there is none', (path, folder, file, way) => {
    expect(wayTo(folder, file, path)).toBe(way);
  });
});

describe('a pattern', () => {
  it.each([
    [posix, 'users/*.yaml', '', ['users', '*.yaml']],
    [posix, '/data//users/*.yaml', '/', ['data', 'users', '*.yaml']],
    [posix, 'a\\*.yaml', '', ['a\\*.yaml']],
    [win32, 'users/*.yaml', '', ['users', '*.yaml']],
    [win32, 'users\\*.yaml', '', ['users', '*.yaml']],
    [win32, 'C:\\data\\*.yaml', 'C:\\', ['data', '*.yaml']],
    [win32, 'C:/data/*.yaml', 'C:/', ['data', '*.yaml']],
  ])('%#: is taken apart as the system does it', (path, pattern, root, steps) => {
    expect(stepsOf(pattern, path)).toEqual({ root, steps });
  });
});

describe('a path at a revision', () => {
  it.each([
    [['users/*.yaml'], 'users/a.yaml', true],
    [['./users/*.yaml'], 'users/a.yaml', true],
    [['*/users.yaml'], 'emea/users.yaml', true],
    [['users/*.yaml'], 'users/deep/a.yaml', false],
    [['users/*.yaml'], 'users/.a.yaml', false],
    [['users.yaml', 'more/*.yaml'], 'users.yaml', false],
  ])('%j and %s', (patterns, path, fits) => {
    expect(fitPatterns(patterns)?.(path)).toBe(fits);
  });

  it('is asked for only if there is a pattern', () => {
    expect(fitPatterns(['users.yaml'])).toBeNull();
  });
});

describe('a file name in a report', () => {
  it('is written with slashes, wherever it came from', () => {
    expect(normalizeFileName('users\\emea\\a.yaml')).toBe('users/emea/a.yaml');
    expect(normalizeFileName('./users/a.yaml')).toBe('users/a.yaml');
  });

  it('leads to the same address with both separators', () => {
    const links = { folder: 'https://github.com/o/r/blob/abc/' };
    const address = 'https://github.com/o/r/blob/abc/users/a.yaml#L3';
    expect(linkTo(links, 'users\\a.yaml', 3)).toBe(address);
    expect(linkTo(links, 'users/a.yaml', 3)).toBe(address);
    expect(linkTo(links, '..\\a.yaml', 3)).toBeNull();
  });
});
