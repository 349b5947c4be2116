/** Facts that all of the core rests on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../../src/core/errors/catalog.js';
import { whyIdIsUnusable } from '../../../src/core/users/usable-id.js';
import { Failure } from '../../../src/core/errors/failure.js';
import { compareIds, type RecordedState } from '../../../src/core/model.js';
import { selectChanges } from '../../../src/core/plan/select.js';
import { readSchema, SCHEMA_NAMES } from '../../../src/core/schema/published-schemas.js';
import { moveUser } from '../../../src/core/state/edit-record.js';
import { newState } from '../../../src/core/state/transitions.js';

it('every code stands in the catalogue once, with a meaning and a remedy', () => {
  const codes = CATALOG.map((entry) => entry.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, title, meaning, fix } of CATALOG) {
    expect(code).toMatch(/^CF\d{3}$/);
    expect([title, meaning, fix].every((text) => text.length > 2)).toBe(true);
  }
});

it.each(SCHEMA_NAMES)('the printed %s schema is the published one', (name) => {
  const path = join(import.meta.dirname, `../../../schemas/${name}.v1.schema.json`);
  expect(JSON.parse(readSchema(name))).toEqual(JSON.parse(readFileSync(path, 'utf8')));
});

it('ids are ordered by code units, and equal ids are equal', () => {
  expect(['b', 'a', 'B', 'a'].sort(compareIds)).toEqual(['B', 'a', 'a', 'b']);
});

it('a failure takes one diagnostic or many', () => {
  const one = { severity: 'error', code: 'CF999', summary: 'no' } as const;
  expect(new Failure('error', one).diagnostics).toEqual([one]);
  expect(new Failure('error', [one, one]).message).toBe('CF999: no; CF999: no');
});

describe('an id from the command line', () => {
  it.each<[id: string, reason: string | undefined]>([
    ['', 'empty'],
    [' a', 'space'],
    ['a\n', 'space'],
    ['a\u0000b', 'control'],
    ['\ud800', 'half a character'],
    ['..', 'folder'],
    ['é'.repeat(200), '400 bytes'],
    ['OKTA-1', undefined],
  ])('%j: %s', (id, reason) => {
    const found = whyIdIsUnusable(id);
    if (reason === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(reason);
  });

  it('is refused by state mv where it could never be sent', () => {
    const state: RecordedState = newState({ lineage: 'l', digestKey: 'k', writtenBy: 'w' });
    const { value, diagnostics } = moveUser(state, 'a', '..');
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['CF608', 'CF152']);
  });
});

it.each(['daily_hours= ', 'role_id=0x2', 'role_id=02', 'daily_hours=1e1'])(
  '--where %s is no number as users.yaml writes it',
  (where) => {
    const plan = {
      target: { endpoint: 'https://cor', source: 'OKTA' },
      state: { lineage: 'l', serial: 1, users: 0 },
      changes: [],
      counts: { add: 0, update: 0, resend: 0, forget: 0, record: 0, unchanged: 0 },
      leftOut: 0,
    };
    const selection = { only: [], exclude: [], where: [where], limit: null };
    expect(selectChanges(plan, selection).diagnostics.map((d) => d.code)).toEqual(['CF330']);
  },
);
