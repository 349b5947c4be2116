import { describe, expect, it } from 'vitest';
import { FaultPicker } from '../../../src/sandbox/faults.js';
import { parseFaults } from '../../../src/sandbox/fault-script.js';
import type { FaultScript } from '../../../src/sandbox/fault-script.js';

const parse = (script: unknown): FaultScript => {
  const { value, diagnostics } = parseFaults(JSON.stringify(script));
  expect(diagnostics).toEqual([]);
  return value!;
};
const problems = (text: string): readonly string[] => {
  const { value, diagnostics } = parseFaults(text);
  expect(value).toBeUndefined();
  expect(diagnostics.every((d) => d.code === 'CF520' && d.severity === 'error')).toBe(true);
  return diagnostics.map((d) => d.path ?? '');
};
const kinds = (script: unknown, ids: readonly string[], method = 'PUT', path = '/p') => {
  const picker = new FaultPicker(parse(script));
  return ids.map((id) => picker.pick({ method, path, id })?.kind ?? null);
};

describe('a faults file', () => {
  it('fills in what is left out', () => {
    const { rules, random } = parse({
      version: 1,
      faults: [{ then: { kind: 'throttle', retryAfter: 1 } }],
      random: { kinds: ['reset', 'delay'] },
    });
    expect(rules).toEqual([
      {
        when: { method: 'PUT', path: null, id: null, nth: 1 },
        count: 1,
        then: { kind: 'throttle', retryAfter: '1' },
      },
    ]);
    expect(random).toEqual({
      seed: 1,
      rate: 0.1,
      actions: [
        { kind: 'reset', applied: false },
        { kind: 'delay', ms: 1000 },
      ],
    });
  });

  it('knows every kind', () => {
    const all = [
      ...['answer', 'delay', 'reset', 'hang', 'html', 'empty', 'truncated', 'half-json'],
      ...['wrong-json', 'echo-differs', 'throttle', 'drip', 'endless', 'gzip-bomb', 'redirect'],
      'expire-token',
    ];
    const { rules } = parse({ version: 1, faults: all.map((kind) => ({ then: { kind } })) });
    expect(rules.map((rule) => rule.then.kind)).toEqual(all);
  });

  it('is refused with the place of every problem', () => {
    expect(problems('{')).toEqual(['']);
    expect(problems('[]')).toEqual(['']);
    expect(problems('{"version":2}')).toEqual(['.version']);
    expect(
      problems(
        JSON.stringify({
          version: 1,
          faults: [
            { then: { kind: 'explode' } },
            { then: { kind: 'delay', ms: -1, seconds: 2 }, count: 0 },
            { when: { nth: 1.5, user: 'x' }, then: { kind: 'answer', headers: { a: 1 } } },
            'reset',
            { then: { kind: 'hang', applied: 'yes' } },
            { then: { kind: 'throttle', retryAfter: true } },
          ],
          random: { rate: 2, kinds: [] },
          fault: [],
        }),
      ),
    ).toEqual([
      '',
      '.faults[0].then',
      '.faults[1].then',
      '.faults[1].then.ms',
      '.faults[1].count',
      '.faults[2].then.headers.a',
      '.faults[2].when',
      '.faults[2].when.nth',
      '.faults[3]',
      '.faults[4].then.applied',
      '.faults[5].then.retryAfter',
      '.random.kinds',
      '.random.rate',
    ]);
    expect(problems('{"version":1,"faults":{}}')).toEqual(['.faults']);
  });
});

describe('the choice of a fault', () => {
  it('counts per rule: from the nth match, count times', () => {
    const faults = [{ when: { id: 'A*', nth: 2 }, count: 2, then: { kind: 'reset' } }];
    expect(kinds({ version: 1, faults }, ['A1', 'B1', 'A1', 'A2', 'A3'])).toEqual([
      null,
      null,
      'reset',
      'reset',
      null,
    ]);
  });

  it('takes the first rule that hits', () => {
    const faults = [
      { when: { id: 'A' }, then: { kind: 'reset' } },
      { count: null, then: { kind: 'hang' } },
    ];
    expect(kinds({ version: 1, faults }, ['A', 'A', 'B'])).toEqual(['reset', 'hang', 'hang']);
  });

  it('looks at the method and the path', () => {
    const on = (when: object) => ({ version: 1, faults: [{ when, then: { kind: 'hang' } }] });
    expect(kinds(on({}), ['A'], 'POST')).toEqual([null]);
    expect(kinds(on({ method: 'POST', path: '*/token' }), ['A'], 'POST', '/v1/token')).toEqual([
      'hang',
    ]);
    expect(kinds(on({ path: '/q' }), ['A'])).toEqual([null]);
  });

  it.each([
    ['*', 'anything', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['a*b*c', 'axbxc', true],
    ['a*b*c', 'axc', false],
    ['*b', 'abc', false],
    ['b*', 'abc', false],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (id, text, hit) => {
    const faults = [{ when: { id }, then: { kind: 'hang' } }];
    expect(kinds({ version: 1, faults }, [text])).toEqual([hit ? 'hang' : null]);
  });

  it('is random by seed, user and attempt, whatever the order', () => {
    const script = { version: 1, random: { seed: 7, rate: 0.3, kinds: ['reset', 'hang'] } };
    const ids = Array.from({ length: 400 }, (_, i) => `U${i}`);
    const picked = kinds(script, ids);
    const again = kinds(script, [...ids].reverse());
    expect([...again].reverse()).toEqual(picked);
    const hits = picked.filter((kind) => kind !== null);
    expect(hits.length).toBeGreaterThan(80);
    expect(hits.length).toBeLessThan(160);
    expect(new Set(hits)).toEqual(new Set(['reset', 'hang']));
    const other = kinds({ version: 1, random: { seed: 8, rate: 0.3, kinds: ['reset'] } }, ids);
    expect(other).not.toEqual(picked);
    expect(kinds(script, ids, 'GET').every((kind) => kind === null)).toBe(true);
  });
});
