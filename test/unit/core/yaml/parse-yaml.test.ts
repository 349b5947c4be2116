import { describe, expect, it } from 'vitest';
import { indexLines } from '../../../../src/core/yaml/line-index.js';
import { parseYaml } from '../../../../src/core/yaml/parse-yaml.js';

function parse(text: string): NonNullable<ReturnType<typeof parseYaml>['yaml']> {
  const { yaml } = parseYaml(text, indexLines('u', text));
  if (yaml === undefined) throw new Error('not parsed');
  return yaml;
}

describe('parseYaml', () => {
  const yaml = parse('users:\n  - id: a\n    "b c": 00123\n  - {x: "q", y}\n');

  it.each([
    [['users'], 'key', 1, 1],
    [['users'], 'value', 2, 3],
    [['users', 0], 'value', 2, 5],
    [['users', 0, 'b c'], 'key', 3, 5],
    [['users', 0, 'b c'], 'value', 3, 12],
    [['users', 1, 'y'], 'value', 4, 14],
    // What does not exist has the place of the nearest parent.
    [['users', 0, 'missing'], 'value', 2, 5],
    [['users', 7, 'id'], 'value', 2, 3],
    [['users', 0, 'id', 'deeper', 0], 'value', 2, 9],
    [[], 'key', 1, 1],
  ] as const)('finds the place of %j (%s)', (path, what, line, column) => {
    expect(yaml.placeOf(path, what)).toEqual({ file: 'u', line, column });
  });

  it('knows how an unquoted scalar is written', () => {
    expect(yaml.plainTextOf(['users', 0, 'b c'])).toBe('00123');
    expect(yaml.plainTextOf(['users', 1, 'x'])).toBeUndefined();
    expect(yaml.plainTextOf(['users'])).toBeUndefined();
  });

  const MARKED = 'a: &x 010\nb: [*x, 1.0, 1e1]\n';

  it('marks what it could not read, and numbers that others read differently', () => {
    const { yaml: marked, diagnostics } = parseYaml(MARKED, indexLines('u', MARKED));
    expect(marked?.data).toEqual({ a: 10, b: [undefined, 1, 10] });
    expect(marked?.holes).toEqual([['b', 0]]);
    expect(marked?.oddNumbers).toEqual([['a'], ['b', 2]]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['CF114', 'CF114']);
  });

  it('makes own properties of all keys', () => {
    const data = parse('__proto__: {polluted: 1}\n').data as object;
    expect(Object.keys(data)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });
});
