import fc from '../../support/fast-check.js';
import { expect, it } from 'vitest';
import type { UserFields } from '../../../src/core/model.js';
import { viewPlan } from '../../../src/core/render/view.js';
import { planOf } from '../../support/plan-states.js';
import { anyDesired, anyRecorded } from '../../support/plan-arbitraries.js';

/** Other values that are equal where the first ones are; a raise of a role becomes the opposite. */
function disguise<T extends { readonly fields?: UserFields }>(user: T): T {
  const { phone, role_id: role, ...rest } = user.fields ?? {};
  const fields = {
    ...rest,
    ...(phone !== undefined && { phone: `other ${phone}` }),
    ...(role !== undefined && { role_id: 7 - Number(role) }),
  };
  return { ...user, fields };
}

it('what renderers get of a plan does not depend on the values of sensitive fields', () => {
  const sensitive = ['phone', 'role_id'] as const;
  fc.assert(
    fc.property(anyDesired, anyRecorded, (wanted, have) => {
      const plan = planOf(wanted, have);
      const other = planOf(wanted.map(disguise), have.map(disguise));
      expect(viewPlan(other, { sensitive })).toEqual(viewPlan(plan, { sensitive }));
    }),
  );
});
