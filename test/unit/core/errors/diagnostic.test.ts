import { describe, expect, it } from 'vitest';
import { NO_USERS_FILE } from '../../../../src/core/errors/users.js';
import {
  errorOf,
  noteOf,
  warningOf,
  withFileNames,
} from '../../../../src/core/errors/diagnostic.js';

const place = (file: string) => ({ file, line: 1, column: 2 });

describe('a diagnostic with other names for its files', () => {
  const rename = (file: string): string => `people/${file}`;

  it('has them in its place and in the related ones', () => {
    const found = errorOf(NO_USERS_FILE, {
      summary: 'x',
      fix: 'y',
      place: place('a.yaml'),
      related: [{ message: 'also', place: place('b.yaml') }],
    });
    expect(withFileNames(found, rename)).toMatchObject({
      place: place('people/a.yaml'),
      related: [{ message: 'also', place: place('people/b.yaml') }],
    });
  });

  it('is the same if it has no place', () => {
    const found = errorOf(NO_USERS_FILE, { summary: 'x', fix: 'y' });
    expect(withFileNames(found, rename)).toEqual(found);
  });
});

describe('the fix of a diagnostic', () => {
  const summary = 'x';

  it('is that of the registry, unless the case has a better one or needs none', () => {
    expect(errorOf(NO_USERS_FILE, { summary }).fix).toBe(NO_USERS_FILE.fix);
    expect(warningOf(NO_USERS_FILE, { summary }).fix).toBe(NO_USERS_FILE.fix);
    expect(errorOf(NO_USERS_FILE, { summary, fix: 'y' }).fix).toBe('y');
    expect(errorOf(NO_USERS_FILE, { summary, fix: null })).not.toHaveProperty('fix');
  });

  it('is missing in a note that says none', () => {
    expect(noteOf(NO_USERS_FILE, { summary })).not.toHaveProperty('fix');
  });
});
