import { describe, expect, it } from 'vitest';
import { alignColumns } from '../../../../../src/core/render/text/columns.js';

describe('columns of a terminal', () => {
  it('stand below each other where names take two columns a character, or marks take none', () => {
    const rows = [
      ['who', 'fields', ''],
      ['山田 太郎', '12', 'x'],
      ['Zoe\u0308', '3', 'y'],
      ['한글 😀', '100', 'z'],
    ];
    expect(alignColumns(rows, [1])).toBe(
      [
        'who        fields',
        '山田 太郎      12  x',
        'Zoe\u0308             3  y',
        '한글 😀       100  z',
        '',
      ].join('\n'),
    );
  });
});
