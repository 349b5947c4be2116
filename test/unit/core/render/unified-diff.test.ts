import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../../src/core/render/line-diff.js';
import { hunkHeader, makeHunks } from '../../../../src/core/render/unified-diff.js';
import fc from '../../../support/fast-check.js';

/** A unified diff as `diff -u` prints it, without the names of the files. */
function unified(before: readonly string[], after: readonly string[]): string {
  const signs = { same: ' ', removed: '-', added: '+' };
  return makeHunks(before, after)
    .map((hunk) =>
      [
        hunkHeader(hunk),
        ...hunk.lines.map(
          ({ kind, line }) => `${signs[kind]}${String((kind === 'added' ? after : before)[line])}`,
        ),
      ].join('\n'),
    )
    .join('\n');
}

const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => `line ${from + at}`);

describe('a unified diff', () => {
  it('shows three lines around a change', () => {
    expect(unified(lines(0, 10), [...lines(0, 5), 'new', ...lines(6, 10)])).toBe(
      '@@ -3,7 +3,7 @@\n line 2\n line 3\n line 4\n-line 5\n+new\n line 6\n line 7\n line 8',
    );
  });

  it('joins changes that are near one another, and parts those that are not', () => {
    const change = (...at: number[]): string[] =>
      lines(0, 40).map((line, i) => (at.includes(i) ? 'new' : line));
    expect(makeHunks(lines(0, 40), change(5, 12))).toHaveLength(1);
    expect(makeHunks(lines(0, 40), change(5, 13))).toHaveLength(2);
  });

  it('names empty and single ranges as POSIX does', () => {
    expect(unified([], ['a'])).toBe('@@ -0,0 +1 @@\n+a');
    expect(unified(['a'], [])).toBe('@@ -1 +0,0 @@\n-a');
    expect(unified(['a'], ['a'])).toBe('');
  });

  it('holds a large file that comes or goes', () => {
    const many = lines(0, 200_000);
    expect(makeHunks([], many)[0]?.lines).toHaveLength(200_000);
    expect(makeHunks(many, [])[0]?.lines).toHaveLength(200_000);
  });

  it('replaces as a whole what is too different to compare', () => {
    const before = [...Array.from({ length: 300 }, () => 'a'), 'end'];
    const after = [...Array.from({ length: 300 }, () => 'b'), 'end'];
    expect(diffLines(before, after)).toEqual([
      { before: { from: 0, to: 300 }, after: { from: 0, to: 300 } },
    ]);
  });

  it('finds where texts meet again, however far', () => {
    const inserted = Array.from({ length: 1000 }, (_, at) => `new ${at}`);
    expect(diffLines(lines(0, 10), [...lines(0, 5), ...inserted, ...lines(5, 10)])).toEqual([
      { before: { from: 5, to: 5 }, after: { from: 5, to: 1005 } },
    ]);
  });

  it('turns one text into the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const result: string[] = [];
        let at = 0;
        for (const change of diffLines(before, after)) {
          result.push(
            ...before.slice(at, change.before.from),
            ...after.slice(change.after.from, change.after.to),
          );
          expect(result).toHaveLength(change.after.to);
          at = change.before.to;
        }
        expect([...result, ...before.slice(at)]).toEqual(after);
      }),
    );
  });
});
