// A folder a scenario: desired.json, state.json and options.json go in; expected.txt, expected.json and
// expected.md, the comment, must come out, byte for byte. UPDATE_GOLDEN=1 writes what comes out; read the difference before you
// commit it.
import { Buffer } from 'node:buffer';
import { cpuMs } from '../../support/cpu-time.js';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderPlanHtml } from '../../../src/core/render/html/document.js';
import { renderPlanJson } from '../../../src/core/render/json/plan.js';
import { renderGithubComment } from '../../../src/core/render/markdown/github-comment.js';
import { renderJobSummary } from '../../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../../src/core/render/markdown/whole-plan.js';
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

  it('is the expected comment', () => {
    expectGolden(`${folder}/expected.md`, renderGithubComment(report));
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

  it('read as a few lines, whoever is at risk by name', () => {
    const text = renderPlanText(report, { detail: 'auto', color: false });
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toContain('  ~ 27,989 users: daily_hours 8 -> 7\n');
    expect(text).toContain('  ~ 1,999 users: position, daily_hours (values differ)\n');
    expect(text).toContain(
      '  ~ Name bcdef (OKTA-12345): Collaborator -> C-Level, also position, daily_hours\n',
    );
    expect(text.match(/^ {2}\. Name \w+ \(OKTA-\d+\): Collaborator$/gm)).toHaveLength(10);
    expect(text).toContain(
      '\nPlan: 0 to add, 29989 to change, 0 to destroy.\nAlso: 1 sent again, 10 no longer managed.\n',
    );
  });

  it.each<[string, () => string, number]>([
    ['as text', () => renderPlanText(report, { detail: 'auto', color: true }), 10_000],
    ['as text in full', () => renderPlanText(report, { detail: 'full', color: true }), 20_000_000],
    ['as JSON', () => renderPlanJson(report), 40_000_000],
    ['as a comment', () => renderGithubComment(report), 60_000],
    ['as a summary', () => renderJobSummary(report), 900_000],
    ['as Markdown', () => renderPlanMarkdown(report), 20_000_000],
    ['as HTML', () => renderPlanHtml(report), 10_000_000],
  ])('are rendered %s in two seconds, of a bounded size', (_name, render, most) => {
    render();
    const begin = process.cpuUsage();
    expect(Buffer.byteLength(render())).toBeLessThanOrEqual(most);
    expect(cpuMs(begin)).toBeLessThan(4_000);
  });
});
