import { describe, expect, it } from 'vitest';
import { foldId } from '../../../../src/core/text/fold-id.js';

describe('ids that are taken for one', () => {
  it.each([
    ['A-1', 'a-1'],
    ['A-1', 'A\u20111'],
    // A spreadsheet makes a long dash of a hyphen.
    ['A-1', 'A\u20131'],
    ['A-1', 'A\u20141'],
    ['A-1', '\uff21\uff0d\uff11'],
    ['A-1', '\u0410-1'],
    ['A-1', 'A\u200b-1'],
    ['\u00c5', 'A\u030a'],
    ['x y', 'x\u00a0y'],
    ['straße', 'STRASSE'],
  ])('%j and %j', (one, other) => {
    expect(foldId(other)).toBe(foldId(one));
  });

  it.each([
    ['A-1', 'A_1'],
    ['A-1', 'A-2'],
    ['A1', 'AI'],
    ['ana', 'aña'],
  ])('not %j and %j', (one, other) => {
    expect(foldId(other)).not.toBe(foldId(one));
  });
});
