import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../../src/core/plan/build-plan.js';
import { findRisks } from '../../../../src/core/plan/findings.js';
import {
  desired,
  mustPlan,
  planOf,
  recorded,
  TARGET,
  type RecordedSketch,
} from '../../../support/plan-states.js';

const ID = 'OKTA-USER-12345';

function codes(...args: Parameters<typeof buildPlan>): readonly string[] {
  return buildPlan(...args).diagnostics.map((d) => `${d.severity} ${d.code}`);
}

describe('what a plan contains', () => {
  it('adds a user that is not recorded, with all fields', () => {
    const plan = planOf([{ id: ID, fields: { role_id: 3, position: 'Dev' }, protected: true }], []);
    expect(plan.changes).toEqual([
      {
        action: 'add',
        id: ID,
        place: { file: 'users.yaml', line: 9, column: 5 },
        set: [
          { field: 'position', before: null, after: 'Dev', reason: 'new' },
          { field: 'role_id', before: null, after: 3, reason: 'new' },
        ],
        protection: true,
      },
    ]);
    expect(plan.counts).toEqual({
      add: 1,
      update: 0,
      resend: 0,
      forget: 0,
      record: 0,
      unchanged: 0,
    });
  });

  it('adds nothing for an entry without fields: there would be nothing to send', () => {
    expect(planOf([{ id: ID }], []).changes).toEqual([]);
  });

  it("sends exactly the changed fields of the vendor's example", () => {
    const kept = { first_name: 'John', last_name: 'Doe', phone: '+1 555-0100' };
    const plan = planOf(
      [
        {
          id: ID,
          fields: {
            ...kept,
            position: 'Lead Developer',
            role_id: 3,
            daily_hours: 8,
            user_position_id: 'external-user-position-2',
            seniority_id: 'external_seniority_id_20',
          },
        },
      ],
      [{ id: ID, fields: { ...kept, position: 'Developer', role_id: 4, daily_hours: 7 } }],
    );
    expect(plan.changes).toMatchObject([
      {
        action: 'update',
        set: [
          { field: 'position', before: 'Developer', after: 'Lead Developer', reason: 'changed' },
          { field: 'role_id', before: 4, after: 3, reason: 'changed' },
          { field: 'daily_hours', before: 7, after: 8, reason: 'changed' },
          { field: 'user_position_id', before: null, reason: 'new' },
          { field: 'seniority_id', before: null, reason: 'new' },
        ],
        released: [],
        movedFrom: null,
        protection: null,
      },
    ]);
  });

  it('plans nothing for users that are equal, assumed values included', () => {
    const fields = { role_id: 4, daily_hours: 7.5 };
    const plan = planOf(
      [{ id: ID, fields }],
      [{ id: ID, fields, evidence: '- - - - - s1 c1 - - -' }],
    );
    expect(plan.changes).toEqual([]);
    expect(plan.counts.unchanged).toBe(1);
  });

  it('forgets a user that left users.yaml and names its unknown fields', () => {
    const record: RecordedSketch = {
      id: ID,
      fields: { position: 'Dev', role_id: 4 },
      unknown: { role_id: 'run-0' },
    };
    expect(planOf([], [record]).changes).toEqual([
      {
        action: 'forget',
        id: ID,
        before: record.fields,
        unknown: ['role_id'],
      },
    ]);
  });

  it('releases a field that left the entry, without sending it', () => {
    const plan = planOf(
      [{ id: ID, fields: { role_id: 4 } }],
      [{ id: ID, fields: { role_id: 4, position: 'Dev' } }],
    );
    expect(plan.changes).toMatchObject([
      {
        action: 'record',
        released: [{ field: 'position', before: 'Dev' }],
      },
    ]);
    expect(plan.counts.record).toBe(1);
  });

  it('records a protection that changes, on and off, without sending anything', () => {
    const fields = { role_id: 4 };
    const on = planOf([{ id: ID, fields, protected: true }], [{ id: ID, fields }]);
    expect(on.changes).toMatchObject([{ action: 'record', protection: true }]);
    const off = planOf([{ id: ID, fields }], [{ id: ID, fields, protected: true }]);
    expect(off.changes).toMatchObject([{ action: 'record', protection: false }]);
  });

  it('does not trust the order of its input', () => {
    const fields = { role_id: 4 };
    const wanted = desired({ id: 'a', fields }, { id: 'b', fields }, { id: 'c', fields });
    const have = recorded({ id: 'a', fields }, { id: 'b', fields }, { id: 'd', fields });
    const shuffled = mustPlan(
      { ...wanted, users: wanted.users.toReversed() },
      { ...have, users: have.users.toReversed() },
    );
    expect(shuffled).toEqual(mustPlan(wanted, have));
    expect(shuffled.changes.map((c) => c.id)).toEqual(['c', 'd']);
  });
});

describe('fields of unknown outcome', () => {
  const unknown = { role_id: 'run-0' };

  it('are sent again even where the values look equal', () => {
    // A time-out on role 1, then a revert to role 4: COR may hold either, so 4 must be sent.
    const plan = planOf(
      [{ id: ID, fields: { role_id: 4, position: 'Dev' } }],
      [{ id: ID, fields: { role_id: 4, position: 'Dev' }, unknown }],
    );
    expect(plan.changes).toMatchObject([
      {
        action: 'update',
        set: [{ field: 'role_id', before: 4, after: 4, reason: 'resend' }],
      },
    ]);
    expect(plan.counts).toMatchObject({ resend: 1, update: 0 });
  });

  it('count as an update together with a changed field', () => {
    const plan = planOf(
      [{ id: ID, fields: { role_id: 4, position: 'Lead' } }],
      [{ id: ID, fields: { position: 'Dev' }, unknown }],
    );
    expect(plan.changes).toMatchObject([
      {
        set: [
          { field: 'position', reason: 'changed' },
          { field: 'role_id', before: null, after: 4, reason: 'resend' },
        ],
      },
    ]);
    expect(plan.counts).toMatchObject({ resend: 0, update: 1 });
  });

  it('are released with a warning, whether or not a value was ever confirmed', () => {
    for (const fields of [{}, { role_id: 4 }]) {
      const plan = planOf([{ id: ID }], [{ id: ID, fields, unknown }]);
      expect(plan.changes).toMatchObject([
        { action: 'record', released: [{ field: 'role_id' }], unknown: ['role_id'] },
      ]);
      expect(findRisks(plan.changes, new Set()).map((w) => w.code)).toEqual(['CF313', 'CF314']);
    }
  });
});

describe('previously', () => {
  const fields = { role_id: 4 };
  const moved = { id: 'new', fields, previously: 'old' };

  it('moves the record and sends nothing if the fields are equal', () => {
    expect(planOf([moved], [{ id: 'old', fields }]).changes).toMatchObject([
      { action: 'record', id: 'new', movedFrom: 'old' },
    ]);
  });

  it('compares with the record of the old id', () => {
    const plan = planOf([moved], [{ id: 'old', fields: { role_id: 5 } }]);
    expect(plan.changes).toMatchObject([
      { action: 'update', movedFrom: 'old', set: [{ before: 5, after: 4 }] },
    ]);
    expect(plan.counts).toMatchObject({ update: 1, forget: 0, add: 0 });
  });

  it('does not hold a protected record back: the user is still there', () => {
    const plan = planOf([{ ...moved, protected: true }], [{ id: 'old', fields, protected: true }]);
    expect(plan.changes).toMatchObject([{ action: 'record', movedFrom: 'old', protection: null }]);
  });

  it('is refused where both ids are recorded', () => {
    const have = recorded({ id: 'new', fields }, { id: 'old', fields });
    const { value, diagnostics } = buildPlan(desired(moved), have, TARGET.endpoint);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CF303', place: { line: 9 } }]);
  });

  it('is refused where the old id has another taker', () => {
    const have = recorded({ id: 'old', fields });
    const twice = desired(moved, { ...moved, id: 'newer' });
    expect(codes(twice, have, TARGET.endpoint)).toEqual(['error CF304']);
    const present = desired(moved, { id: 'old', fields });
    expect(codes(present, have, TARGET.endpoint)).toEqual(['error CF304']);
  });

  it('is remarked on where it is stale or may be misspelt', () => {
    const wanted = desired(moved, { id: 'x', fields, previously: 'nobody' });
    const have = recorded({ id: 'new', fields });
    expect(codes(wanted, have, TARGET.endpoint)).toEqual(['warning CF305', 'info CF306']);
    expect(mustPlan(wanted, have).changes).toMatchObject([{ action: 'add', id: 'x' }]);
  });

  it('lists the first of many errors and counts the rest', () => {
    const users = Array.from({ length: 25 }, (_, i) => `u${i}`);
    const wanted = desired(...users.map((id) => ({ id, fields, previously: `${id}-old` })));
    const have = recorded(...users.flatMap((id) => [{ id }, { id: `${id}-old` }]));
    const { diagnostics } = buildPlan(wanted, have, TARGET.endpoint);
    expect(diagnostics).toHaveLength(21);
    expect(diagnostics.at(-1)?.summary).toBe('… and 5 more of the same kind');
  });
});

describe('protection', () => {
  const fields = { role_id: 4 };
  const have = recorded({ id: 'old', fields, protected: true });

  it('is not shed by a move, with or without another change', () => {
    for (const entry of [{ fields }, { fields: { role_id: 5 } }]) {
      const { value, diagnostics } = buildPlan(
        desired({ id: 'new', previously: 'old', ...entry }),
        have,
        TARGET.endpoint,
      );
      expect(value).toBeUndefined();
      expect(diagnostics).toMatchObject([
        {
          code: 'CF308',
          summary: '"old" is protected, and "new", who takes over the record, is not',
          place: { line: 9 },
        },
      ]);
    }
  });

  it('is not shed by an entry without fields, whatever the entry says of it', () => {
    for (const isProtected of [true, false]) {
      const emptied = desired({ id: 'old', protected: isProtected });
      expect(codes(emptied, have, TARGET.endpoint)).toEqual(['error CF309']);
    }
    const movedAndEmptied = desired({ id: 'new', previously: 'old', protected: true });
    expect(codes(movedAndEmptied, have, TARGET.endpoint)).toEqual(['error CF309']);
  });

  it('is cleared by an apply of its own, also together with other values', () => {
    expect(mustPlan(desired({ id: 'old', fields: { role_id: 5 } }), have).changes).toMatchObject([
      { action: 'update', protection: false },
    ]);
  });
});

describe('an id that looks like a recorded one', () => {
  const fields = { role_id: 4 };
  const plan = (id: string, recordedId: string, previously: string | null = null) =>
    buildPlan(
      desired({ id, fields, previously }),
      recorded({ id: recordedId, fields }),
      TARGET.endpoint,
    );

  it.each([
    ['case', 'a-1', 'A-1'],
    ['normalisation', 'Jose\u0301', 'Jos\u00e9'],
    ['full width', '\uff21-1', 'A-1'],
    ['an invisible character', 'A\u200b-1', 'A-1'],
    ['a soft hyphen', 'A-1', 'A\u00ad-1'],
    ['a Cyrillic capital', '\u0410-1', 'A-1'],
    ['a Cyrillic small letter', 'x-\u0456', 'X-I'],
  ])('is no new user: %s', (_, id, recordedId) => {
    const { value, diagnostics } = plan(id, recordedId);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CF307', place: { line: 9 } }]);
    expect(diagnostics[0]?.fix).toContain('previously');
  });

  it('is a move if the entry says so', () => {
    expect(plan('a-1', 'A-1', 'A-1').value?.changes).toMatchObject([
      { action: 'record', movedFrom: 'A-1' },
    ]);
  });

  it('is not excused by a move from somebody else', () => {
    const have = recorded({ id: 'A-1', fields }, { id: 'other', fields });
    const wanted = desired({ id: 'a-1', fields, previously: 'other' });
    expect(codes(wanted, have, TARGET.endpoint)).toEqual(['error CF307']);
  });

  it('is no new user in "previously" either', () => {
    expect(plan('new', 'A-1', 'a-1').diagnostics).toMatchObject([
      { code: 'CF307', fix: 'Write `previously: "A-1"`.' },
      { code: 'CF305' },
    ]);
  });

  it('is another person if users.yaml has both, as Salesforce may', () => {
    const wanted = desired({ id: 'a-1', fields }, { id: 'A-1', fields });
    const have = recorded({ id: 'A-1', fields });
    expect(mustPlan(wanted, have).changes).toMatchObject([{ action: 'add', id: 'a-1' }]);
  });
});

describe('what makes a plan impossible', () => {
  it('is another source or endpoint than the recorded one', () => {
    const wanted = { ...desired(), source: 'JIRA' };
    const have = recorded({ id: 'a' });
    expect(codes(wanted, have, TARGET.endpoint)).toEqual(['error CF300']);
    expect(codes(desired(), have, 'http://localhost:1')).toEqual(['error CF301']);
    const { diagnostics } = buildPlan(wanted, have, TARGET.endpoint);
    expect(diagnostics[0]?.fix).toContain('corform state rm');
  });

  it('is not another target for a state without users', () => {
    const { value } = buildPlan({ ...desired(), source: 'JIRA' }, recorded(), 'http://localhost:1');
    expect(value?.target).toEqual({ endpoint: 'http://localhost:1', source: 'JIRA' });
  });

  it('is not a fresh state: it takes any target', () => {
    const fresh = { ...recorded(), target: null };
    const { value } = buildPlan({ ...desired(), source: 'JIRA' }, fresh, 'http://localhost:1');
    expect(value?.target).toEqual({ endpoint: 'http://localhost:1', source: 'JIRA' });
  });

  it('is a protected user that left users.yaml', () => {
    const have = recorded({ id: 'a', protected: true }, { id: 'b', protected: true }, { id: 'c' });
    const { value, diagnostics } = buildPlan(desired(), have, TARGET.endpoint);
    expect(value).toBeUndefined();
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'CF302',
        summary: '2 protected users left users.yaml: "a", "b"',
        fix: 'Put them back with "protected: false", apply, then remove them.',
      },
    ]);
  });
});

describe('warnings', () => {
  it('say what a reviewer must see, one line a kind', () => {
    const plan = planOf(
      [
        { id: 'a', fields: { role_id: 2 } },
        { id: 'b', fields: { role_id: 5 } },
        { id: 'c', fields: { role_id: 1 } },
        { id: 'd', fields: { role_id: 1 } },
        { id: 'e', fields: { role_id: 3 } },
        { id: 'f', fields: { position: 'Dev' } },
      ],
      [
        { id: 'a', fields: { role_id: 3 } },
        { id: 'b', fields: { role_id: 4 } },
        { id: 'd' },
        { id: 'e' },
        { id: 'f', unknown: { position: 'run-0' } },
        { id: 'g' },
        { id: 'h', unknown: { role_id: 'run-0' } },
      ],
    );
    expect(findRisks(plan.changes, new Set()).map((w) => `${w.code} ${w.summary}`)).toEqual([
      'CF310 2 people get a more powerful role: d, a',
      'CF311 1 person who is new gets the role C-Level or Director: c',
      'CF313 2 people are no longer managed: g, h',
      'CF314 1 person has fields of unknown outcome that stop being managed: h',
      'CF315 1 person has fields that are sent again: f',
      'CF312 2 people get another role, but not a more powerful one: b, e',
    ]);
  });

  it('are none for a quiet plan', () => {
    const plan = planOf(
      [
        { id: 'a', fields: { daily_hours: 7 } },
        { id: 'b', fields: { role_id: 4 } },
      ],
      [{ id: 'a', fields: { daily_hours: 8 } }],
    );
    expect(findRisks(plan.changes, new Set())).toEqual([]);
  });
});
