/** Facts that all of the core rests on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf, noteOf } from '../../../src/core/errors/diagnostic.js';
import { OTHER_SOURCE, OVER_LIMIT, PROTECTED_USER_LEFT } from '../../../src/core/errors/plan.js';
import { REGISTRY } from '../../../src/core/errors/registry.js';
import { INVALID_SETTING } from '../../../src/core/errors/settings.js';
import { whyIdIsUnusable } from '../../../src/core/users/usable-id.js';
import { Failure } from '../../../src/core/errors/failure.js';
import { compareIds, type RecordedState } from '../../../src/core/model.js';
import { selectChanges } from '../../../src/core/plan/select.js';
import { readSchema, SCHEMA_NAMES } from '../../../src/core/schema/published-schemas.js';
import { moveUser } from '../../../src/core/state/edit-record.js';
import { newState } from '../../../src/core/state/transitions.js';

it('every code is explained in full sentences, with a remedy', () => {
  for (const { code, title, meaning, fix } of Object.values(REGISTRY)) {
    expect(code).toMatch(/^CF\d{3}$/);
    expect(title, code).not.toBe('');
    expect(meaning, code).toMatch(/[.!?`]$/);
    expect(fix, code).toMatch(/[.!?`]$/);
  }
});

it.each(SCHEMA_NAMES)('the printed %s schema is the published one', (name) => {
  const path = join(import.meta.dirname, `../../../schemas/${name}.v1.schema.json`);
  expect(JSON.parse(readSchema(name))).toEqual(JSON.parse(readFileSync(path, 'utf8')));
});

it('ids are ordered by code units, and equal ids are equal', () => {
  expect(['b', 'a', 'B', 'a'].sort(compareIds)).toEqual(['B', 'a', 'a', 'b']);
});

describe('a failure', () => {
  const other = errorOf(OTHER_SOURCE, { summary: 'no' });
  const over = errorOf(OVER_LIMIT, { summary: 'too many' });
  const typed = errorOf(INVALID_SETTING, { summary: 'wrong' });

  it('takes one diagnostic or many', () => {
    expect(new Failure(other).diagnostics).toEqual([other]);
    expect(new Failure([other, over]).message).toBe('CF300: no; CF320: too many');
  });

  it.each([
    [[noteOf(OVER_LIMIT, { summary: '' }), other, over], 'conflict'],
    [[over], 'over-limit'],
    [[errorOf(PROTECTED_USER_LEFT, { summary: '' })], 'error'],
    [[other, typed], 'usage'],
    [[], 'error'],
  ])('%# is of the kind of its first error, and what was typed comes first', (found, kind) => {
    expect(new Failure(found).kind).toBe(kind);
  });
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
      company: null,
      state: { lineage: 'l', serial: 1, users: 0 },
      changes: [],
      counts: { add: 0, update: 0, resend: 0, forget: 0, record: 0, unchanged: 0 },
      leftOut: 0,
    };
    const selection = { ids: null, only: [], exclude: [], where: [where], limit: null };
    expect(selectChanges(plan, selection).diagnostics.map((d) => d.code)).toEqual(['CF330']);
  },
);
