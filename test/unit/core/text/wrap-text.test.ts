import { describe, expect, it } from 'vitest';
import { wrapText } from '../../../../src/core/text/wrap-text.js';

describe('a text that is folded', () => {
  it.each([
    ['', ['']],
    ['one', ['one']],
    ['one two three', ['one two', 'three']],
    ['a-word-of-any-length and more', ['a-word-of-any-length', 'and more']],
    ['12345678', ['12345678']],
    ['one two ::error::x three', ['one', 'two ::error::x', 'three']],
    ['A, B and 67 more', ['A, B and', '67 more']],
    ['山田 太郎', ['山田', '太郎']],
    ['run `a b c d e`. Then', ['run', '`a b c d e`.', 'Then']],
    ['`a` `b` `c` d', ['`a` `b`', '`c` d']],
  ])('"%s" has lines of at most 8 columns, and each begins with a word', (text, lines) => {
    expect(wrapText(text, 8)).toEqual(lines);
  });
});
