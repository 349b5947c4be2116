import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLAN_CODES } from '../../../../src/core/errors/plan.js';
import { planFailureKind } from '../../../../src/core/plan/failure-kind.js';
import { forecastApply } from '../../../../src/core/plan/forecast.js';
import { countOf, formatCount, sampleIds } from '../../../../src/core/text/phrase.js';
import { planOf } from '../../../support/plan-states.js';

describe('phrases', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('count in words', () => {
    expect(countOf(1, 'user')).toBe('1 user');
    expect(countOf(0, 'user')).toBe('0 users');
  });

  it('name three ids and the number of the others', () => {
    expect(sampleIds(['a', 'b', 'c'])).toBe('"a", "b", "c"');
    expect(sampleIds(Array.from({ length: 2003 }, () => 'x'))).toBe('"x", "x", "x" and 2,000 more');
  });
});

describe('forecastApply', () => {
  const users = Array.from({ length: 1000 }, (_, i) => ({ id: `u${i}`, fields: { role_id: 4 } }));
  const plan = planOf(users, [{ id: 'x' }]);

  it('counts one request for each user that is sent', () => {
    expect(forecastApply(plan, { concurrency: 8, rate: null })).toEqual({
      requests: 1000,
      seconds: 19,
      inFlight: 8,
    });
  });

  it('takes a rate into account where it is the narrower bound', () => {
    expect(forecastApply(plan, { concurrency: 8, rate: 10 }).seconds).toBe(100);
    expect(forecastApply(plan, { concurrency: 8, rate: 1e6 }).seconds).toBe(19);
  });

  it('is nothing for a plan that sends nothing', () => {
    expect(forecastApply(planOf([], [{ id: 'x' }]), { concurrency: 8, rate: 1 })).toMatchObject({
      requests: 0,
      seconds: 0,
    });
  });
});

describe('error codes', () => {
  it('name the kind of failure by the first error', () => {
    const warning = { severity: 'warning', code: 'CF320', summary: '' } as const;
    const error = (code: string) => ({ severity: 'error', code, summary: '' }) as const;
    expect(planFailureKind([warning, error('CF300'), error('CF320')])).toBe('conflict');
    expect(planFailureKind([error('CF320')])).toBe('over-limit');
    expect(planFailureKind([error('CF302')])).toBe('error');
    expect(planFailureKind([])).toBe('error');
  });

  it('are in the catalogue, each once and in order', () => {
    const folder = 'src/core/plan';
    const used = readdirSync(folder).flatMap((file) =>
      Array.from(readFileSync(`${folder}/${file}`, 'utf8').matchAll(/'(CF\d+)'/g), (m) => m[1]),
    );
    const known = PLAN_CODES.map((entry) => entry.code);
    expect(known).toEqual([...new Set(known)].sort());
    expect(new Set(used)).toEqual(new Set(known));
  });
});
