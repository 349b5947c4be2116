import { expect, test } from 'vitest';
import {
  exactObject,
  integer,
  isBoolean,
  listOf,
  matching,
  number,
  oneOf,
  orNull,
  someOf,
  subsetOf,
  text,
  variants,
} from '../../../../src/core/state/shape.js';

const nested = exactObject({ list: listOf(someOf({ n: integer(1, 3) }), 2), flag: isBoolean });
const kinds = variants('kind', { a: exactObject({ kind: oneOf(['a']) }) });

test.each([
  [nested, { list: [{ n: 1 }, {}], flag: true }, null],
  [nested, [], ' must be an object'],
  [nested, null, ' must be an object'],
  [nested, { list: [] }, ' lacks "flag"'],
  [nested, { list: [], flag: true, x: 1 }, ' has an unknown member "x"'],
  [nested, { list: [], flag: 0 }, '.flag must be true or false'],
  [nested, { list: {}, flag: true }, '.list must be a list'],
  [nested, { list: [{}, {}, {}], flag: true }, '.list must have at most 2 entries'],
  [nested, { list: [{}, 'x'], flag: true }, '.list[1] must be an object'],
  [nested, { list: [{}, { n: 4 }], flag: true }, '.list[1].n must be a whole number from 1 to 3'],
  [kinds, { kind: 'a' }, null],
  [kinds, { kind: 'b' }, ' has no known "kind"'],
  [kinds, 'a', ' has no known "kind"'],
  [orNull(isBoolean), null, null],
  [orNull(isBoolean), 'x', ' must be true or false'],
  [oneOf(['a', 'b']), 'c', ' must be "a" or "b"'],
  [subsetOf(['a', 'b']), ['b', 'a'], null],
  [subsetOf(['a', 'b']), ['b', 'b'], ' names something twice'],
  [subsetOf(['a', 'b']), ['c'], '[0] must be "a" or "b"'],
  [text(2), 'ab', null],
  [text(2), '😀😀', null],
  [text(2), '😀😀😀', ' must have at most 2 characters'],
  [text(2), 'abc', ' must have at most 2 characters'],
  [text(2), '', ' must not be empty'],
  [text(2), 1, ' must be a string'],
  [matching(/^x$/, 'an x'), 'x', null],
  [matching(/^x$/, 'an x'), 'y', ' must be an x'],
  [matching(/^x$/, 'an x'), ['x'], ' must be an x'],
  [integer(1, 3), 2.5, ' must be a whole number from 1 to 3'],
  [integer(1, 3), 0, ' must be a whole number from 1 to 3'],
  [number(0, 24), 7.5, null],
  [number(0, 24), 24.5, ' must be a number from 0 to 24'],
  [number(0, 24), '7', ' must be a number from 0 to 24'],
])('case %#', (shape, value, expected) => {
  const problem = shape(value);
  expect(problem === null ? null : `${problem.path} ${problem.message}`).toBe(expected);
});
