// A folder a scenario: desired.json, state.json and options.json go in, expected.txt and expected.json
// must come out, byte for byte. UPDATE_GOLDEN=1 writes what comes out; read the difference before you
// commit it.
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderPlanJson } from '../../../src/core/render/json/plan.js';
import { renderPlanText } from '../../../src/core/render/text/plan.js';
import { expectGolden, largeReport, readJson, readScenario, SCENARIOS } from '../scenarios.js';

const HERE = import.meta.dirname;

const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  readJson('schemas/plan.v1.schema.json') as object,
);

describe.each(SCENARIOS)('%s', (name) => {
  const folder = `${HERE}/${name}`;
  const report = readScenario(name);

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
  const report = largeReport();

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
