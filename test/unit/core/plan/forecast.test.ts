import { describe, expect, it } from 'vitest';
import { forecastApply } from '../../../../src/core/plan/forecast.js';
import { planOf } from '../../../support/plan-states.js';

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
