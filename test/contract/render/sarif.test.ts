// What `validate --format sarif` writes, against the parts of the published SARIF 2.1.0 schema that it uses
// (OASIS, sarif-schema-2.1.0.json: every object closed, the same requirements and ranges) and GitHub's
// limits for code scanning uploads.
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../../src/core/errors/registry.js';
import { readDesired } from '../../../src/core/users/read-desired.js';
import type { Diagnostic } from '../../../src/core/errors/diagnostic.js';
import { renderDiagnosticsSarif } from '../../../src/core/render/diagnostics/sarif.js';

const closed = (required: readonly string[], properties: object): object => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const text = { type: 'string' };
const index = { type: 'integer', minimum: -1 };
const positive = { type: 'integer', minimum: 1 };
const uniqueList = (items: object): object => ({ type: 'array', uniqueItems: true, items });
const level = { enum: ['none', 'note', 'warning', 'error'] };

const message = closed(['text'], { text, markdown: text, id: text, arguments: { type: 'array' } });
const location = closed([], {
  id: index,
  message,
  physicalLocation: closed(['artifactLocation'], {
    artifactLocation: closed(['uri'], {
      uri: { type: 'string', format: 'uri-reference' },
      uriBaseId: text,
    }),
    region: closed([], { startLine: positive, startColumn: positive }),
  }),
});
const rule = closed(['id'], {
  id: text,
  shortDescription: message,
  fullDescription: message,
  help: message,
});
const result = closed(['message'], {
  ruleId: text,
  ruleIndex: index,
  level,
  message,
  locations: { type: 'array', minItems: 1, maxItems: 1_000, items: location },
  relatedLocations: uniqueList(location),
  partialFingerprints: { type: 'object', additionalProperties: text },
});
const run = closed(['tool', 'results'], {
  tool: closed(['driver'], {
    driver: closed(['name'], { name: text, version: text, rules: uniqueList(rule) }),
  }),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  invocations: {
    type: 'array',
    items: closed(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      toolExecutionNotifications: { type: 'array', items: closed(['message'], { level, message }) },
    }),
  },
  results: { type: 'array', maxItems: 5_000, items: result },
});
const log = closed(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: { type: 'array', minItems: 1, maxItems: 20, items: run },
});

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  formats: {
    uri: (value: string) => URL.canParse(value),
    // RFC 3986: a relative reference, whose first segment has no colon.
    'uri-reference': /^(?:[\w.~!$&'()*+,;=@-]|%[\dA-F]{2})(?:[\w.~!$&'()*+,;=:@/-]|%[\dA-F]{2})*$/,
  },
});
const validate = ajv.compile(log);

interface Sarif {
  readonly runs: readonly [
    {
      readonly invocations?: unknown;
      readonly results: readonly { readonly level: string }[];
      readonly tool: {
        readonly driver: {
          readonly rules: readonly {
            readonly shortDescription: { readonly text: string };
            readonly fullDescription: { readonly text: string };
            readonly help: { readonly text: string };
          }[];
        };
      };
    },
  ];
}

function sarifOf(diagnostics: readonly Diagnostic[]): Sarif {
  const options = { version: '0.1.0', fallbackFile: './users.yaml' };
  const document: unknown = JSON.parse(renderDiagnosticsSarif(diagnostics, options));
  validate(document);
  expect(validate.errors).toBeNull();
  return document as Sarif;
}

function problemsOf(name: string, yaml: string): readonly Diagnostic[] {
  const bytes = new TextEncoder().encode(yaml);
  return readDesired([{ name, bytes }], { required: ['MISSING'] }).diagnostics;
}

describe('SARIF', () => {
  it('is valid for a file without problems', () => {
    expect(sarifOf([]).runs[0].results).toEqual([]);
  });

  it('is valid for problems of every severity, with and without a place', () => {
    const yaml =
      'version: 1\nsource: ELSEWHERE\nusers:\n  - {id: a, role_id: 9}\n  - {id: a, nam: "[x](1) {0}"}\n';
    const place = { file: 'dir/ü b#1:2.yaml', line: 1, column: 1 };
    const { results } = sarifOf([
      ...problemsOf('./users/a b.yaml', yaml),
      { severity: 'info', code: 'CF162', summary: 'x', place },
      { severity: 'error', code: 'CF102', summary: 'No place' },
    ]).runs[0];
    expect(new Set(results.map((found) => found.level))).toEqual(
      new Set(['error', 'warning', 'note']),
    );
  });

  it('explains every code within what GitHub takes', () => {
    const all = Object.values(REGISTRY).map(
      ({ code }) => ({ severity: 'error', code, summary: 'x' }) as const,
    );
    for (const entry of sarifOf(all).runs[0].tool.driver.rules) {
      for (const part of [entry.shortDescription, entry.fullDescription, entry.help]) {
        expect(part.text.length).toBeGreaterThan(0);
        expect(part.text.length).toBeLessThanOrEqual(1024);
      }
    }
  });

  it('of more problems than GitHub shows has the errors, and says how many were left out', () => {
    const many = Array.from({ length: 12_000 }, (_, at) => ({
      severity: at % 6 === 0 ? ('error' as const) : ('warning' as const),
      code: 'CF140' as const,
      summary: `problem ${at}`,
    }));
    const [{ results, invocations }] = sarifOf(many).runs;
    expect(results).toHaveLength(5_000);
    expect(results.filter((found) => found.level === 'error')).toHaveLength(2_000);
    expect(JSON.stringify(invocations)).toContain('7,000 more problems were left out');
  });
});
