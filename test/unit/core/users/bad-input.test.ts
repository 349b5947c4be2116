import { describe, expect, it } from 'vitest';
import * as ofUsers from '../../../../src/core/errors/users.js';
import * as ofYaml from '../../../../src/core/errors/yaml.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import type { Diagnostic } from '../../../../src/core/errors/diagnostic.js';
import { hasErrors } from '../../../../src/core/errors/diagnostic.js';
import * as cases from '../../../golden/desired/cases.js';

function brief({ severity, code, place, path }: Diagnostic): string {
  return [
    code,
    ...(place === undefined ? [] : [`${place.file}:${place.line}:${place.column}`]),
    ...(path === undefined ? [] : [path]),
    ...(severity === 'error' ? [] : [`(${severity})`]),
  ].join(' ');
}

describe.each([
  ['encodings', cases.ENCODINGS],
  ['syntax', cases.SYNTAX],
  ['shapes', cases.SHAPES],
  ['values', cases.VALUES],
  ['rules', cases.RULES],
] as const)('%s', (_, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const outcome = readDesired(row.files, { required: row.required ?? [] });
    expect(outcome.diagnostics.map(brief)).toEqual(row.expected);
    expect(outcome.value === undefined).toBe(hasErrors(outcome.diagnostics));
    for (const { fix } of outcome.diagnostics) expect(fix).toMatch(/\S/);
  });
});

describe('codes', () => {
  it('have a case each, but for size limits, the rules of a team and files that are not listed', () => {
    const told = new Set(
      cases.CASES.flatMap((row) => row.expected.map((line) => line.slice(0, 5))),
    );
    const listed = Object.values({ ...ofYaml, ...ofUsers }).map(({ code }) => code);
    expect([...told, 'CF105', 'CF108', 'CF119', 'CF120', 'CF163', 'CF164'].sort()).toEqual(
      listed.sort(),
    );
  });
});

describe('sensitive values', () => {
  const secret = '15550199';
  const text = `version: 1\nsource: OKTA\nusers:\n  - id: a\n    phone: +${secret}\n    last_name: ${secret}\n    daily_hours: 07\n    role_id: 9\n`;

  it('are in no message by default where they are a phone number', () => {
    const { diagnostics } = readDesired([cases.textFile(text)], { required: [] });
    const told = diagnostics.map((diagnostic) => JSON.stringify(diagnostic));
    expect(told[0]).not.toContain(secret);
    expect(told[1]).toContain(`last_name: \\"${secret}\\"`);
  });

  it('are in no message for any field that is named', () => {
    const { diagnostics } = readDesired([cases.textFile(text)], {
      required: [],
      sensitive: ['phone', 'last_name', 'daily_hours', 'role_id'],
    });
    expect(diagnostics).toHaveLength(4);
    const told = diagnostics.map(({ summary, fix }) => `${summary} ${String(fix)}`).join('\n');
    expect(told).not.toContain(secret);
    expect(told).not.toContain('9,');
    expect(told).not.toContain('7');
  });
});
