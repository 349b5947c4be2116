// A plan with one of each kind of change, and plans of many changes, for tests of reports.
import { checkLimits } from '../../src/core/plan/check-limits.js';
import { DEFAULT_LIMITS } from './default-limits.js';
import type { PlanReport } from '../../src/core/render/view.js';
import { planOf, reportOf, type DesiredSketch, type RecordedSketch } from './plan-states.js';

/** One of each: raise, grant, forget, resend, update, release, move, protection, add. */
export const PLAN = planOf(
  [
    { id: 'raise', fields: { role_id: 3, phone: '2', position: 'Lead Developer' } },
    { id: 'grant', fields: { role_id: 2 }, protected: true },
    { id: 'again', fields: { daily_hours: 7.5, role_id: 4 } },
    { id: 'plain', fields: { department: 'Design of "things"' }, previously: 'plainly' },
    { id: 'guard', fields: { daily_hours: 8 }, protected: true },
    { id: 'fresh', fields: { first_name: 'A', last_name: 'B', position: 'C', department: 'D' } },
  ],
  [
    { id: 'raise', fields: { role_id: 4, phone: '1', position: 'Developer' } },
    { id: 'again', fields: { daily_hours: 8, role_id: 4 }, unknown: { role_id: 'run-0' } },
    { id: 'plainly', fields: { department: 'Art', seniority_id: 's1' } },
    { id: 'guard', fields: { daily_hours: 8 } },
    { id: 'left', fields: { daily_hours: 8 }, unknown: { position: 'run-0' } },
  ],
);
export const REPORT: PlanReport = {
  ...reportOf(PLAN, ['phone']),
  limits: checkLimits(PLAN, { ...DEFAULT_LIMITS, role_raise: { kind: 'count', max: 0 } }, {}, []),
  notes: ['An apply is going on (somebody@host): this plan is a snapshot.'],
  commit: '33415f0',
};

export const EMPTY = reportOf(planOf([], []));

/** So many updated users; `make` gives the fields before and after. */
export function manyUpdates(
  count: number,
  make: (at: number) => readonly [RecordedSketch['fields'], DesiredSketch['fields']],
): PlanReport {
  const users = Array.from({ length: count }, (_, at) => ({
    id: `OKTA-${String(at).padStart(6, '0')}`,
    made: make(at),
  }));
  const plan = planOf(
    users.map(({ id, made }) => ({ id, fields: made[1]! })),
    users.map(({ id, made }) => ({ id, fields: made[0]! })),
  );
  return { ...reportOf(plan), commit: '33415f0' };
}
