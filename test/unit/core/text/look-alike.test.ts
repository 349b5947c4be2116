import { describe, expect, it } from 'vitest';
import {
  explainLookAlike,
  explainMixedScripts,
  tellApart,
} from '../../../../src/core/text/look-alike.js';

describe('two values that look the same', () => {
  it.each([
    ['Design', 'D\u0435sign', 'looks alike: Latin U+0065 -> Cyrillic U+0435'],
    ['Dise\u00f1o', 'Disen\u0303o', 'looks alike: Latin U+00F1 -> Latin U+006E U+0303'],
    ['Design', 'Des\u200bign', 'looks alike: nothing -> U+200B'],
    ['A-1', 'A\u20111', 'looks alike: U+002D -> U+2011'],
  ])('%j and %j', (before, after, words) => {
    expect(explainLookAlike(before, after)).toBe(words);
  });

  it('is no case for values that are equal, or visibly different', () => {
    expect(explainLookAlike('Design', 'Design')).toBeNull();
    expect(explainLookAlike('Design', 'Designer')).toBeNull();
  });
});

describe('a value that is not what it looks like', () => {
  it.each([
    ['D\u0435sign\u0435r', 'mixes scripts: Cyrillic U+0435'],
    ['\u0410da', 'mixes scripts: Cyrillic U+0410'],
    ['\u039fffice', 'mixes scripts: Greek U+039F'],
  ])('%j', (text, words) => {
    expect(explainMixedScripts(text)).toBe(words);
  });

  it.each(['Designer', 'José Núñez', 'Олена Ковальчук', 'Іван', 'Ада Lovelace', '李小龙'])(
    '%s is what it looks like',
    (text) => {
      expect(explainMixedScripts(text)).toBeNull();
    },
  );
});

describe('texts in one list', () => {
  it('are told apart by code points, those without a twin stay as they are', () => {
    expect([...tellApart(['Design', 'D\u0435sign', 'Dise\u00f1o', 'Design'])]).toEqual([
      ['D\u0435sign', 'Cyrillic U+0435'],
    ]);
  });
});
