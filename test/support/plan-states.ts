// Short ways to write desired and recorded states down in tests.
import type {
  DesiredState,
  DesiredUser,
  RecordedState,
  RecordedUser,
  Target,
} from '../../src/core/model.js';
import { buildPlan } from '../../src/core/plan/build-plan.js';
import type { Plan } from '../../src/core/plan/change.js';
import type { PlanReport } from '../../src/core/render/view.js';
import { viewPlan } from '../../src/core/render/view.js';
import type { FieldName } from '../../src/core/model.js';
import { forecastApply } from '../../src/core/plan/forecast.js';
import type { Impact } from '../../src/core/plan/impact.js';
import { planDigest } from '../../src/core/plan/digest.js';

export const TARGET: Target = { endpoint: 'https://integrations.projectcor.com', source: 'OKTA' };
export const KEY = '00112233445566778899aabbccddeeff';

export type DesiredSketch = Partial<DesiredUser> & Pick<DesiredUser, 'id'>;
export type RecordedSketch = Partial<RecordedUser> & Pick<RecordedUser, 'id'>;

export function desired(...users: readonly DesiredSketch[]): DesiredState {
  return {
    source: TARGET.source,
    users: users
      .map((user, i) => ({
        fields: {},
        protected: false,
        previously: null,
        place: { file: 'users.yaml', line: 9 + i, column: 5 },
        ...user,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

export function recorded(...users: readonly RecordedSketch[]): RecordedState {
  return {
    format: 'corform-state',
    format_version: 1,
    lineage: 'b4d0e3f2-0000-4000-8000-000000000001',
    serial: 7,
    written_by: 'corform 0.1.0',
    target: { ...TARGET, company_id: null },
    digest_key: KEY,
    config: { commit: null, digest: null },
    run: null,
    history: [],
    runs: [{ n: 1, id: 'run-1', at: '2025-01-15T10:00:00.000Z', commit: null }],
    users: users
      .map((user) => ({
        cor_id: null,
        fields: {},
        unknown: {},
        evidence: 'c1 c1 c1 a1 a1 c1 c1 a1 a1 a1',
        protected: false,
        ...user,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** The plan of two states that can be planned. */
export function planOf(wanted: readonly DesiredSketch[], have: readonly RecordedSketch[]): Plan {
  return mustPlan(desired(...wanted), recorded(...have));
}

export function mustPlan(wanted: DesiredState, have: RecordedState): Plan {
  const { value, diagnostics } = buildPlan(wanted, have, TARGET.endpoint);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}

/** Of a plan about which nothing more is known. */
export const NO_IMPACT: Impact = {
  capacity: null,
  roles: [],
  arriving: { users: 0, hours: 0 },
  leaving: { users: 0, hours: 0 },
};

/** What a saved plan may say for people, left out. */
export const UNSAID = { notes: [], impact: NO_IMPACT, folder: '', lines: {} } as const;

export function reportOf(plan: Plan, sensitive: readonly FieldName[] = []): PlanReport {
  return {
    plan: viewPlan(plan, { sensitive }),
    digest: planDigest(plan, KEY),
    forecast: forecastApply(plan, { concurrency: 8, rate: null }),
    limits: [],
    notes: [],
    commit: null,
    impact: NO_IMPACT,
    links: null,
    lines: {},
  };
}
