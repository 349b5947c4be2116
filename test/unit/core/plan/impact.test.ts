import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../../src/core/model.js';
import { hideImpact, measureImpact } from '../../../../src/core/plan/impact.js';
import { selectChanges } from '../../../../src/core/plan/select.js';
import {
  desired,
  mustPlan,
  recorded,
  type DesiredSketch,
  type RecordedSketch,
} from '../../../support/plan-states.js';

const HAVE: readonly RecordedSketch[] = [
  { id: 'cut', fields: { department: 'Creative', daily_hours: 8, role_id: 4 } },
  { id: 'moves', fields: { department: 'Creative', daily_hours: 8, role_id: 3 } },
  { id: 'same', fields: { department: 'Technology', daily_hours: 8, role_id: 3 } },
  { id: 'old', fields: { daily_hours: 4, role_id: 4 } },
  { id: 'gone', fields: { department: 'Creative', daily_hours: 8, role_id: 1 } },
  { id: 'newly', fields: { department: 'Art' } },
  { id: 'freed', fields: { department: 'Art', daily_hours: 8, role_id: 6 } },
];
const WANTED: readonly DesiredSketch[] = [
  { id: 'cut', fields: { department: 'Creative', daily_hours: 4.5, role_id: 2 } },
  { id: 'moves', fields: { department: 'Technology', daily_hours: 8, role_id: 3 } },
  { id: 'same', fields: { department: 'Technology', daily_hours: 8, role_id: 3 } },
  { id: 'now', previously: 'old', fields: { daily_hours: 6, role_id: 4 } },
  { id: 'came', fields: { department: 'Art', daily_hours: 8, role_id: 5 } },
  { id: 'newly', fields: { department: 'Art', daily_hours: 8, role_id: 5 } },
  { id: 'later', fields: { department: 'Art' } },
  { id: 'freed', fields: { department: 'Art' } },
];
const STATE = recorded(...HAVE);
const PLAN = mustPlan(desired(...WANTED), STATE);

describe('the impact of a plan', () => {
  const impact = measureImpact(PLAN, STATE);

  it('is the capacity of those whose hours are managed before and after', () => {
    expect(impact.capacity).toEqual({
      users: 4,
      before: 28,
      after: 26.5,
      departments: [
        { department: 'Creative', before: 16, after: 4.5 },
        { department: 'Technology', before: 8, after: 16 },
        { department: null, before: 4, after: 6 },
      ],
    });
  });

  it('is a census of their roles', () => {
    expect(impact.roles).toEqual([
      { role: 2, before: 0, after: 1 },
      { role: 3, before: 2, after: 2 },
      { role: 4, before: 2, after: 1 },
    ]);
  });

  it('counts those who come and go apart', () => {
    expect(impact.arriving).toEqual({ users: 2, hours: 8 });
    expect(impact.leaving).toEqual({ users: 1, hours: 8 });
  });

  it('of equal changes lists departments by name', () => {
    const have = ['A', 'B'].map((d) => ({ id: d, fields: { department: d, daily_hours: 8 } }));
    const wanted = [...have].map(({ id, fields }) => ({
      id,
      fields: { ...fields, daily_hours: 7 },
    }));
    const state = recorded(...have.toReversed());
    const { capacity } = measureImpact(mustPlan(desired(...wanted), state), state);
    expect(capacity?.departments.map(({ department }) => department)).toEqual(['A', 'B']);
  });

  it('of a selection is that of the selected changes alone', () => {
    const only = { ids: null, only: ['cut'], exclude: [], where: [], limit: null };
    const part = selectChanges(PLAN, only).value!;
    expect(measureImpact(part, STATE)).toMatchObject({
      capacity: { before: 44, after: 40.5 },
      arriving: { users: 0 },
      leaving: { users: 0 },
    });
  });

  it('of no hours at all is none', () => {
    const state = recorded({ id: 'a', fields: { role_id: 4 } });
    const plan = mustPlan(desired({ id: 'a', fields: { role_id: 4 } }), state);
    const { capacity } = measureImpact(plan, state);
    expect(capacity).toBeNull();
    expect(hideImpact(measureImpact(plan, state), new Set()).capacity).toBeNull();
  });

  it('shows nothing of fields that are sensitive', () => {
    const hide = (...fields: readonly FieldName[]) => hideImpact(impact, new Set(fields));
    expect(hide()).toEqual(impact);
    expect(hide('daily_hours')).toMatchObject({
      capacity: null,
      arriving: { users: 2, hours: null },
      leaving: { users: 1, hours: null },
    });
    expect(hide('role_id').roles).toEqual([]);
    expect(hide('department').capacity).toMatchObject({ before: 28, departments: [] });
  });
});
