import fc from '../../support/fast-check.js';
import { describe, expect, it } from 'vitest';
import { checkApproval } from '../../../src/core/plan/approval.js';
import type { Plan } from '../../../src/core/plan/change.js';
import { planDigest } from '../../../src/core/plan/digest.js';
import { compileGlob } from '../../../src/core/text/glob.js';
import { parsePlanFile } from '../../../src/core/plan/parse-plan-file.js';
import { savePlan, serializePlanFile } from '../../../src/core/plan/plan-file.js';
import { selectChanges } from '../../../src/core/plan/select.js';
import { KEY, planOf, UNSAID } from '../../support/plan-states.js';
import { anyDesired, anyRecorded } from '../../support/plan-arbitraries.js';

/** What an approval is checked against: the key of the state, and no run yet. */
const RECORD = { digest_key: KEY, history: [] };

function fileOf(plan: Plan): string {
  const digest = planDigest(plan, KEY);
  const sensitive = ['phone'] as const;
  const about = { createdBy: 'corform', commit: null, digest, sensitive, limits: [], ...UNSAID };
  return serializePlanFile(savePlan(plan, about, KEY));
}

describe('a saved plan', () => {
  it('approves itself and every selection of itself', () => {
    fc.assert(
      fc.property(
        anyDesired,
        anyRecorded,
        fc.integer({ min: 1, max: 8 }),
        (wanted, have, limit) => {
          const plan = planOf(wanted, have);
          const saved = parsePlanFile(fileOf(plan)).value!;
          const selection = { ids: null, only: [], exclude: ['OKTA*'], where: [], limit };
          const part = selectChanges(plan, selection).value!;
          expect(part.changes.length + part.leftOut).toBe(plan.changes.length);
          expect(checkApproval(plan, [saved], RECORD)).toEqual([]);
          expect(checkApproval(part, [saved], RECORD)).toEqual([]);
        },
      ),
    );
  });

  it('does not approve a plan that sends anything else', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, fc.nat(), (wanted, have, n) => {
        const plan = planOf(wanted, have);
        const saved = parsePlanFile(fileOf(plan)).value!;
        const i = n % Math.max(1, wanted.length);
        const edited = wanted.map((user, k) =>
          k === i ? { ...user, fields: { ...user.fields, phone: 'another phone' } } : user,
        );
        fc.pre(wanted.length > 0);
        expect(checkApproval(planOf(edited, have), [saved], RECORD)[0]?.code).toBe('CF345');
      }),
    );
  });

  it('is refused with any one character changed, or approves no more than before', () => {
    fc.assert(
      fc.property(
        anyDesired,
        anyRecorded,
        fc.nat(),
        fc.string({ maxLength: 1 }),
        (a, b, at, by) => {
          const plan = planOf(a, b);
          const text = fileOf(plan);
          const i = at % text.length;
          const { value } = parsePlanFile(text.slice(0, i) + by + text.slice(i + 1));
          // What is still read is the same plan: only white space between members can go.
          if (value !== undefined) expect(fileOf(plan)).toBe(serializePlanFile(value));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is never taken from other text, and never throws on it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(parsePlanFile(text).value).toBeUndefined();
      }),
    );
  });
});

describe('compileGlob', () => {
  it('matches what the same pattern matches as a regular expression', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (pattern, id) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
        expect(compileGlob(pattern)(id)).toBe(new RegExp(`^${source}$`, 's').test(id));
      }),
      { numRuns: 2000 },
    );
  });
});
