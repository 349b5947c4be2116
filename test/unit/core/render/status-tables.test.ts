import { expect, it } from 'vitest';
import { showShare } from '../../../../src/core/render/status-tables.js';

it.each([
  [0, 3, '0%'],
  [1, 30_000, '<0.1%'],
  [1, 3, '33.3%'],
  [29_999, 30_000, '>99.9%'],
  [3, 3, '100.0%'],
])('%i of %i is %s', (part, whole, shown) => {
  expect(showShare(part, whole)).toBe(shown);
});
