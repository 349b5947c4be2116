import { expect, test } from 'vitest';
import { parseSourceNodes } from '../../../../src/core/yaml/source-nodes.js';

test('a key without anything behind it has an empty value at its end', () => {
  const { entries } = parseSourceNodes('? key\n');
  const value = { kind: 'scalar', style: 'plain', value: null, start: 5, end: 5 };
  expect(entries).toEqual([{ key: expect.objectContaining({ value: 'key' }), value }]);
});
