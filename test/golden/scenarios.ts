// The scenarios of plans: a folder each, with desired.json, state.json and options.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { FieldName } from '../../src/core/model.js';
import { checkLimits } from '../../src/core/plan/check-limits.js';
import { hideImpact, measureImpact } from '../../src/core/plan/impact.js';
import { DEFAULT_LIMITS } from '../support/default-limits.js';
import { selectChanges, type Selection } from '../../src/core/plan/select.js';
import type { PlanReport } from '../../src/core/render/view.js';
import {
  desired,
  mustPlan,
  recorded,
  reportOf,
  type DesiredSketch,
  type RecordedSketch,
} from '../support/plan-states.js';

const FOLDER = `${import.meta.dirname}/plan`;

/** The names of the scenarios. */
export const SCENARIOS = readdirSync(FOLDER).filter((name) =>
  existsSync(`${FOLDER}/${name}/desired.json`),
);

interface Options {
  readonly sensitive?: readonly FieldName[];
  readonly selection?: Partial<Selection>;
  readonly notes?: readonly string[];
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** `UPDATE_GOLDEN=1` writes what comes out; read the difference before you commit it. */
export function expectGolden(path: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}

export function makeReport(
  users: readonly (DesiredSketch & { readonly file?: string })[],
  records: readonly RecordedSketch[],
  options: Options,
): PlanReport {
  const places = users.map(({ file, ...user }, i) => ({
    ...user,
    place: { file: file ?? 'users.yaml', line: 9 + 4 * i, column: 5 },
  }));
  const state = recorded(...records);
  const whole = mustPlan(desired(...places), state);
  const selection = {
    ids: null,
    only: [],
    exclude: [],
    where: [],
    limit: null,
    ...options.selection,
  };
  const plan = selectChanges(whole, selection).value!;
  return {
    ...reportOf(plan, options.sensitive),
    impact: hideImpact(measureImpact(plan, state), new Set(options.sensitive)),
    limits: checkLimits(plan, DEFAULT_LIMITS, {}, []),
    notes: options.notes ?? [],
    commit: '33415f0',
    links: { folder: 'https://github.com/acme/people/blob/33415f0/' },
  };
}

export function readScenario(name: string): PlanReport {
  const folder = `${FOLDER}/${name}`;
  const optionsFile = `${folder}/options.json`;
  return makeReport(
    readJson(`${folder}/desired.json`) as DesiredSketch[],
    readJson(`${folder}/state.json`) as RecordedSketch[],
    (existsSync(optionsFile) ? readJson(optionsFile) : {}) as Options,
  );
}

/** 30,000 changed users, nearly all of them in one of two ways. */
export function largeReport(): PlanReport {
  const many = Array.from({ length: 30_000 }, (_, i) => `OKTA-${String(i).padStart(5, '0')}`);
  const fieldsAt = (i: number, hours: number, role: number) => ({
    first_name: `Name ${String(i).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`,
    daily_hours: hours,
    role_id: role,
    position: 'Designer',
  });
  const users = many.slice(0, 29_990).map((id, i) => {
    const fields = fieldsAt(i, 7, i === 12_345 ? 1 : 4);
    // Every fifteenth user gets a position of his own as well.
    return { id, fields: i % 15 === 0 ? { ...fields, position: `Position ${i}` } : fields };
  });
  const records = many.map((id, i) => ({
    id,
    fields: fieldsAt(i, 8, 4),
    unknown: i === 20_001 ? { daily_hours: 'run-3' } : {},
  }));
  return makeReport(users, records, {});
}
