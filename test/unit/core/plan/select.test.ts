import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../../src/core/text/glob.js';
import {
  findIdleSelection,
  selectChanges,
  type Selection,
} from '../../../../src/core/plan/select.js';
import { planOf } from '../../../support/plan-states.js';

const ALL: Selection = { ids: null, only: [], exclude: [], where: [], limit: null };

const plan = planOf(
  [
    { id: 'OKTA-1', fields: { department: 'Design', role_id: 1 } },
    { id: 'OKTA-2', fields: { department: 'Sales', daily_hours: 8 } },
    { id: 'OKTA-3', fields: { department: 'Design' } },
    { id: 'SAP-1', fields: { department: 'Design' }, previously: 'old-1' },
    { id: 'SAP-2', fields: { department: 'a=b' } },
    { id: 'same', fields: {} },
  ],
  [
    { id: 'OKTA-2', fields: { department: 'Design', daily_hours: 7.5 } },
    { id: 'OKTA-3', fields: { department: 'Design', position: 'Dev' } },
    { id: 'OKTA-4', fields: { department: 'Legal' } },
    { id: 'old-1', fields: { department: 'Sales' } },
    { id: 'same' },
  ],
);

function select(selection: Partial<Selection>) {
  const { value } = selectChanges(plan, { ...ALL, ...selection });
  return value?.changes.map((change) => change.id);
}

describe('selectChanges', () => {
  it('keeps everything when nothing is asked', () => {
    expect(selectChanges(plan, ALL).value).toEqual(plan);
  });

  it('keeps ids that match any --only', () => {
    expect(select({ only: ['OKTA-?'] })).toEqual(['OKTA-1', 'OKTA-2', 'OKTA-3', 'OKTA-4']);
    expect(select({ only: ['*-2', 'OKTA-1'] })).toEqual(['OKTA-1', 'OKTA-2', 'SAP-2']);
  });

  it('keeps the ids of --ids-from, the old id of a moved record included', () => {
    expect(select({ ids: new Set(['OKTA-2', 'old-1', 'X']) })).toEqual(['OKTA-2', 'SAP-1']);
    expect(select({ ids: new Set(['OKTA-2', 'SAP-2']), exclude: ['SAP-*'] })).toEqual(['OKTA-2']);
    expect(select({ ids: new Set() })).toEqual([]);
  });

  it('drops ids that match any --exclude, the old id of a moved record included', () => {
    expect(select({ only: ['SAP-*'], exclude: ['old-*'] })).toEqual(['SAP-2']);
    expect(select({ only: ['old-1'] })).toEqual(['SAP-1']);
  });

  it('looks for --where in the desired and in the recorded fields', () => {
    expect(select({ where: ['department=Design'] })).toEqual([
      'OKTA-1',
      'OKTA-2',
      'OKTA-3',
      'SAP-1',
    ]);
    expect(select({ where: ['department=Legal'] })).toEqual(['OKTA-4']);
    expect(select({ where: ['position=Dev'] })).toEqual(['OKTA-3']);
    expect(select({ where: ['department=a=b'] })).toEqual(['SAP-2']);
  });

  it('warns about an id or pattern that fits nobody', () => {
    const users = [{ id: 'OKTA-10001' }, { id: 'OKTA-10002' }];
    const list = { ids: new Set(['OKTA-10001', 'X', 'Y']), only: [], exclude: [] };
    expect(findIdleSelection(list, users)).toMatchObject([
      { severity: 'warning', summary: '2 ids of --ids-from fit no user: "X", "Y"' },
    ]);
    expect(findIdleSelection({ ...list, ids: new Set(['X']) }, users)).toMatchObject([
      { summary: '1 id of --ids-from fits no user: "X"' },
    ]);
    expect(findIdleSelection({ ...list, ids: new Set(users.map(({ id }) => id)) }, users)).toEqual(
      [],
    );
    expect(
      findIdleSelection({ ids: null, only: ['OKTA-1*'], exclude: ['OKTA-10002'] }, users),
    ).toEqual([]);
    expect(
      findIdleSelection({ ids: null, only: ['OKTA-1001'], exclude: ['SAP-*'] }, users),
    ).toMatchObject([
      {
        severity: 'warning',
        summary: '"--only OKTA-1001" fits no user',
        fix: 'Did you mean OKTA-10001?',
      },
      {
        summary: '"--exclude SAP-*" fits no user',
        fix: expect.stringContaining('state list') as string,
      },
    ]);
  });

  it.each([
    ['role=3', 'Did you mean role_id?'],
    ['zzzzzz=3', 'Write for example --where department=Design.'],
    ['role_id=Directr', 'Did you mean Director?'],
    ['daily_hours=Directr', 'Write for example --where department=Design.'],
    ['role_id=', 'Write for example --where department=Design.'],
  ])('refuses --where %s with what helps', (where, fix) => {
    expect(selectChanges(plan, { ...ALL, where: [where] }).diagnostics).toMatchObject([{ fix }]);
  });

  it('compares numbers as numbers and needs every condition to hold', () => {
    expect(select({ where: ['daily_hours=7.50'] })).toEqual(['OKTA-2']);
    expect(select({ where: ['department=Design', 'role_id=C-Level'] })).toEqual(['OKTA-1']);
    expect(select({ where: ['department=Design', 'role_id=1'] })).toEqual(['OKTA-1']);
  });

  it('counts the selected changes only, and says how many it left out', () => {
    const { value } = selectChanges(plan, { ...ALL, exclude: ['OKTA-1', 'OKTA-4'], limit: 2 });
    expect(value?.changes.map((change) => change.id)).toEqual(['OKTA-2', 'OKTA-3']);
    expect(value?.counts).toEqual({
      add: 0,
      update: 1,
      resend: 0,
      forget: 0,
      record: 1,
      unchanged: 1,
    });
    expect(value?.leftOut).toBe(4);
  });

  it('refuses what it does not understand, all at once', () => {
    const { value, diagnostics } = selectChanges(plan, {
      ...ALL,
      where: ['department', 'nickname=x', 'phone=', 'role_id=1'],
      limit: 0,
    });
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['CF330', 'CF330', 'CF330', 'CF331']);
    expect(selectChanges(plan, { ...ALL, limit: 1.5 }).value).toBeUndefined();
  });
});

describe('compileGlob', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['**', 'abc', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbd', false],
    ['*b*b', 'abab', true],
    ['?', '😀', true],
    ['?', '', false],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['okta-*', 'OKTA-1', false],
    ['*OKTA*1*', 'x-OKTA-21', true],
  ])('%j on %j: %s', (glob, text, expected) => {
    expect(compileGlob(glob)(text)).toBe(expected);
  });

  it('is not slow on any pattern', () => {
    expect(compileGlob(`${'*a'.repeat(60)}b`)('a'.repeat(255))).toBe(false);
  });
});
