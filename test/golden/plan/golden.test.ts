// A folder a scenario: desired.json, state.json and options.json go in, expected.txt and expected.json
// must come out, byte for byte. UPDATE_GOLDEN=1 writes what comes out; read the difference before you
// commit it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../src/core/model.js';
import { checkLimits, DEFAULT_LIMITS } from '../../../src/core/plan/limits.js';
import { selectChanges, type Selection } from '../../../src/core/plan/select.js';
import { renderPlanJson } from '../../../src/core/render/json.js';
import { renderPlanText } from '../../../src/core/render/text.js';
import type { PlanReport } from '../../../src/core/render/view.js';
import {
  desired,
  mustPlan,
  recorded,
  reportOf,
  type DesiredSketch,
  type RecordedSketch,
} from '../../unit/plan/states.js';

const HERE = import.meta.dirname;

interface Options {
  readonly sensitive?: readonly FieldName[];
  readonly selection?: Partial<Selection>;
  readonly notes?: readonly string[];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function expectGolden(path: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}

function makeReport(
  users: readonly (DesiredSketch & { readonly file?: string })[],
  records: readonly RecordedSketch[],
  options: Options,
): PlanReport {
  const places = users.map(({ file, ...user }, i) => ({
    ...user,
    place: { file: file ?? 'users.yaml', line: 9 + 4 * i, column: 5 },
  }));
  const whole = mustPlan(desired(...places), recorded(...records));
  const selection = { only: [], exclude: [], where: [], limit: null, ...options.selection };
  const plan = selectChanges(whole, selection).value!;
  return {
    ...reportOf(plan, options.sensitive),
    limits: checkLimits(plan, DEFAULT_LIMITS, {}),
    notes: options.notes ?? [],
    commit: '33415f0',
  };
}

function readScenario(folder: string): PlanReport {
  const optionsFile = `${folder}/options.json`;
  return makeReport(
    readJson(`${folder}/desired.json`) as DesiredSketch[],
    readJson(`${folder}/state.json`) as RecordedSketch[],
    (existsSync(optionsFile) ? readJson(optionsFile) : {}) as Options,
  );
}

const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  readJson('schemas/plan.v1.schema.json') as object,
);

const scenarios = readdirSync(HERE).filter((name) => existsSync(`${HERE}/${name}/desired.json`));

describe.each(scenarios)('%s', (name) => {
  const folder = `${HERE}/${name}`;
  const report = readScenario(folder);

  it('reads as expected', () => {
    expectGolden(
      `${folder}/expected.txt`,
      renderPlanText(report, { detail: 'auto', color: false }),
    );
  });

  it('is the expected JSON, and valid by its schema', () => {
    const json = renderPlanJson(report);
    expectGolden(`${folder}/expected.json`, json);
    validate(JSON.parse(json));
    expect(validate.errors).toBeNull();
  });
});

describe('30,000 changed users', () => {
  const many = Array.from({ length: 30_000 }, (_, i) => `OKTA-${String(i).padStart(5, '0')}`);
  const fieldsAt = (i: number, hours: number, role: number) => ({
    first_name: `Name ${i}`,
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
  const report = makeReport(users, records, {});

  it('read as a few lines with the outliers named, the riskiest first', () => {
    const text = renderPlanText(report, { detail: 'auto', color: false });
    expectGolden(`${HERE}/expected-30000-changes.txt`, text);
  });

  it('are rendered in full in a time that nobody notices', () => {
    const begin = performance.now();
    for (const detail of ['auto', 'full', 'fields', 'ids', 'counts'] as const) {
      renderPlanText(report, { detail, color: true });
    }
    const json = renderPlanJson(report);
    expect(performance.now() - begin).toBeLessThan(20_000);
    expect((JSON.parse(json) as { resource_changes: unknown[] }).resource_changes).toHaveLength(
      30_000,
    );
  });
});
