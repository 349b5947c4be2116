import { describe, expect, it } from 'vitest';
import { separatorOf } from '../../../../src/core/edit/flow-parts.js';

/** Where the parts `aa` or `a: 1` of a text stand. */
function partsOf(text: string) {
  const parts = [...text.matchAll(/\w\w|\w: \d/g)].map(({ index, 0: part }) => ({
    start: index,
    end: index + part.length,
  }));
  return { start: 0, end: text.length, parts };
}

describe('the separator of a flow collection', () => {
  it.each([
    ['[aa,   bb]', ',   '],
    ['[aa,bb]', ','],
    ['[aa,\n  bb]', ',\n  '],
    ['{a: 1,  b: 2, c: 3}', ',  '],
    // A space before the comma is not repeated.
    ['[aa , bb]', ', '],
    ['[aa ,bb]', ','],
    ['[aa, # x\n bb]', ',\n '],
    ['[aa\n  , bb]', ', '],
    // Of a single part, what stands before it decides.
    ['[aa]', ', '],
    ['[\n  aa\n]', ',\n  '],
    ['[ aa]', ', '],
  ])('%j: %j', (text, separator) => {
    expect(separatorOf(text, partsOf(text))).toBe(separator);
  });
});
