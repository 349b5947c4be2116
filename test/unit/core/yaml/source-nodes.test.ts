import { expect, test } from 'vitest';
import { parseSourceNodes } from '../../../../src/core/yaml/source-nodes.js';

test('a key without anything behind it has an empty value at its end', () => {
  const [entry] = parseSourceNodes('? key\n').entries;
  expect(entry?.key.value).toBe('key');
  expect(entry?.value).toEqual({ kind: 'scalar', style: 'plain', value: null, start: 5, end: 5 });
});
