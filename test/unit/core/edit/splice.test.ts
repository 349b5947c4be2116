import { describe, expect, it } from 'vitest';
import { applySplices, insertAt, remove } from '../../../../src/core/edit/splice.js';

describe('splices', () => {
  it('are applied in any order, insertions before what is replaced', () => {
    expect(
      applySplices('abcdef', [remove(4, 5), { start: 1, end: 2, text: 'X' }, insertAt(1, '-')]),
    ).toBe('a-Xcdf');
  });

  it('count as if there were neither BOM nor carriage returns', () => {
    expect(applySplices('\ufeffa\r\nb\r\nc', [remove(2, 3), insertAt(5, '\nd')])).toBe(
      '\ufeffa\r\n\r\nc\r\nd',
    );
  });

  it('take the line end before them', () => {
    expect(applySplices('a\r\nb\nc', [insertAt(3, '\nx'), insertAt(5, '\ny')])).toBe(
      'a\r\nb\r\nx\nc\ny',
    );
    expect(applySplices('ab', [insertAt(1, '\n')])).toBe('a\nb');
    expect(applySplices('a\r\n', [insertAt(0, 'x\n')])).toBe('x\r\na\r\n');
  });

  it('neither add nor take the final line end', () => {
    expect(applySplices('a\nb', [remove(2, 3)])).toBe('a');
    expect(applySplices('a\n', [insertAt(1, '\nb')])).toBe('a\nb\n');
  });
});
