import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import explainSchema from '../../../../schemas/explain.v1.schema.json' with { type: 'json' };
import { addEarlierValues } from '../../../../src/core/explain/earlier-values.js';
import { explainUser, type UserKnowledge } from '../../../../src/core/explain/explanation.js';
import { findPeople } from '../../../../src/core/explain/find-people.js';
import type { FieldName, RecordedState } from '../../../../src/core/model.js';
import type { BlamedLine } from '../../../../src/core/ports/git.js';
import { buildPlan } from '../../../../src/core/plan/build-plan.js';
import {
  renderExplanationJson,
  renderPeopleJson,
} from '../../../../src/core/render/json/explain.js';
import { renderExplanation, renderMatches } from '../../../../src/core/render/text/explain.js';
import { suggestAmong } from '../../../../src/core/text/suggest.js';
import { locateLayers } from '../../../../src/core/users/locate-layers.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { TARGET, recorded } from '../../../support/plan-states.js';
import { recordedUser } from '../../../support/state-samples.js';

const USERS = `version: 1
source: OKTA
defaults:
  daily_hours: 8
profiles:
  lead: {role_id: 3}
users:
  - id: A
    profile: lead
    first_name: "Ana\\u202e"
    phone: "+1"
  - id: B
    previously: OLD
    protected: true
    role_id: 4
  - id: C
    role_id: 5
  - id: D
    role_id: 5
    daily_hours: 8
`;
const FILES = [{ name: 'users.yaml', bytes: new TextEncoder().encode(USERS) }];
const RUN = { n: 1, id: 'run-1', at: '2026-03-01T09:00:00.000Z', commit: 'c'.repeat(40) };
const HAVE: RecordedState = {
  ...recorded(
    recordedUser('A', {
      cor_id: 7,
      fields: { first_name: 'Ana\u202e', phone: '+1', role_id: 4, department: 'Art' },
      unknown: { daily_hours: 'run-1', phone: 'gone' },
      evidence: 'c1 - - - - a1 - - - -',
    }),
    recordedUser('D', { fields: { role_id: 5, daily_hours: 8, position: 'Lead' } }),
    recordedUser('OLD', { fields: { role_id: 4 }, cor_id: null, protected: true }),
    recordedUser('GONE', {
      fields: { role_id: 9 },
      cor_id: null,
      evidence: '- - - - - s1 - - - -',
    }),
  ),
  runs: [RUN],
};
const BLAME = {
  commit: 'f'.repeat(40),
  author: 'Ana\u001b[31m',
  at: '2026-02-01T00:00:00.000Z',
  summary: 'Promote',
};

function findings(id: string, more: Partial<UserKnowledge> = {}): UserKnowledge {
  const { value: desired } = readDesired(FILES, { required: [] });
  const plan = buildPlan(desired!, HAVE, TARGET.endpoint).value;
  const change = plan?.changes.find((candidate) => candidate.id === id) ?? null;
  const from = change !== null && 'movedFrom' in change ? change.movedFrom : null;
  return {
    id,
    wanted: desired?.users.find((user) => user.id === id) ?? null,
    record: HAVE.users.find((user) => user.id === (from ?? id)) ?? null,
    runs: HAVE.runs,
    change,
    sources: locateLayers(FILES, id),
    blames: new Map(),
    earlier: new Map(),
    ...more,
  };
}
const explain = (id: string, more?: Partial<UserKnowledge>): string =>
  renderExplanation(explainUser(findings(id, more), null, new Set(['phone'])));

describe('the explanation of a user', () => {
  test('names the layer and the line of each value, who wrote it, and what COR said', () => {
    const text = explain('A', {
      blames: new Map<FieldName, BlamedLine>([
        ['first_name', BLAME],
        ['role_id', { commit: null, author: null, at: null, summary: null }],
      ]),
      earlier: new Map([
        ['role_id', { value: 5, serial: 3, at: '2026-01-01T00:00:00.000Z' }],
        ['department', { value: null, serial: 2, at: null }],
      ]),
    });
    expect(text).toBe(`user "A"   # "Ana\\u{202e}" · Art
users.yaml:8 · COR id 7

first_name
  wanted    "Ana\\u{202e}" · own, users.yaml:10
  line      ffffffffffff Ana\\u{1b}[31m, 1 Feb 2026, 00:00 UTC: "Promote"
  recorded  "Ana\\u{202e}" · confirmed, 1 Mar 2026, 09:00 UTC, run run-1, commit cccccccccccc
  pending   nothing
  in COR    COR's list of users shows it

phone
  wanted    (sensitive value) · own, users.yaml:11
  recorded  (sensitive value) · unknown: the last update has no known outcome, run gone
  pending   sent again by the next apply: outcome unknown
  in COR    COR does not let us read it

department
  wanted    not managed
  recorded  "Art" · assumed
  before    (not recorded) · state with serial 2
  pending   no longer managed after the next apply; COR keeps the value
  in COR    COR does not let us read it

role_id
  wanted    3 (Project Manager) · profile "lead", users.yaml:6
  line      not committed yet
  recorded  4 (Collaborator) · acknowledged, 1 Mar 2026, 09:00 UTC, run run-1, commit cccccccccccc
  before    5 (Freelancer) · state with serial 3, 1 Jan 2026, 00:00 UTC
  pending   sent by the next apply: users.yaml has another value
  in COR    COR's list of users shows it

daily_hours
  wanted    8 · defaults, users.yaml:4
  recorded  (not recorded) · unknown: the last update has no known outcome, 1 Mar 2026, 09:00 UTC, run run-1, commit cccccccccccc
  pending   sent again by the next apply: outcome unknown
  in COR    COR's list of users shows it
`);
  });

  test('says what the next apply does with the user', () => {
    expect(explain('B')).toContain(
      'protected · COR id not known\nThe next apply moves the record of "OLD"',
    );
    expect(explain('C')).toContain('The next apply adds this user');
    expect(explain('D')).toContain('  pending   no longer managed');
    expect(explainUser(findings('C'), 'position', new Set()).fields[0]?.pending).toBeNull();
    expect(explain('C')).toContain('  recorded  nothing\n  pending   sent by the next apply: not');
    expect(explain('GONE')).toContain(
      'not in users.yaml · COR id not known\nThe next apply forgets',
    );
    expect(explain('GONE')).toContain('  recorded  9 · assumed, 1 Mar 2026');
    expect(explain('A', { change: null })).toContain('The next apply changes nothing.');
    const blocked = explain('A', { change: undefined });
    expect(blocked).toContain('No plan can be made');
    expect(blocked).not.toContain('pending');
    const empty = explain('A', { wanted: null, record: null, change: null });
    expect(empty).toContain('No field is managed.');
  });

  test('may be of one field alone, managed or not', () => {
    const user = explainUser(findings('A'), 'position', new Set());
    expect(user.fields).toMatchObject([
      { field: 'position', wanted: null, recorded: null, before: null, pending: null },
    ]);
  });

  test('as JSON is what its schema says, without sensitive values', () => {
    const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(explainSchema);
    const earlier = new Map([['phone', { value: '+2', serial: 3, at: null }]] as const);
    for (const id of ['A', 'B', 'C', 'GONE']) {
      const found = findings(id, { blames: new Map([['role_id', BLAME]]), earlier });
      const json = renderExplanationJson(explainUser(found, null, new Set(['phone'])));
      expect(isValid(JSON.parse(json)), JSON.stringify(isValid.errors)).toBe(true);
      expect(json).not.toContain('+1');
      expect(json).not.toContain('+2');
      expect(json).not.toContain('\u202e');
    }
    const people = renderPeopleJson([{ id: 'A', name: 'Ana', department: null }]);
    expect(isValid(JSON.parse(people))).toBe(true);
  });
});

describe('the value before', () => {
  test('is that of the newest version that had another one', () => {
    const present = { id: 'A', fields: { role_id: 4, phone: '+1', department: 'Art' } };
    const version = (serial: number, fields: object): Parameters<typeof addEarlierValues>[2] => ({
      state: recorded({ id: 'A', fields }),
      serial,
      at: null,
    });
    const first = addEarlierValues(new Map(), present, version(8, { role_id: 5, phone: '+1' }));
    expect([...first]).toEqual([
      ['role_id', { value: 5, serial: 8, at: null }],
      ['department', { value: null, serial: 8, at: null }],
    ]);
    const second = addEarlierValues(first, present, {
      ...version(7, {}),
      state: recorded({ id: 'Z', fields: {} }),
    });
    expect(second.get('role_id')).toEqual({ value: 5, serial: 8, at: null });
    expect(second.get('phone')).toEqual({ value: null, serial: 7, at: null });
  });
});

describe('a search by name', () => {
  const users = [
    recordedUser('B', { fields: { first_name: 'Íñigo', last_name: 'Roca', department: 'Art' } }),
    recordedUser('A', { fields: { first_name: 'Ana', last_name: 'Roca' } }),
    recordedUser('C', { fields: { role_id: 4 } }),
  ];

  test('finds each word in any case and without accents', () => {
    expect(findPeople('ROCA inig', users, new Set()).map(({ id }) => id)).toEqual(['B']);
    expect(renderMatches(findPeople(' roca ', users, new Set()))).toBe(
      '"A"   # Ana Roca\n"B"   # Íñigo Roca · Art\n',
    );
  });

  test('finds nobody whose name is sensitive', () => {
    expect(findPeople('roca', users, new Set(['last_name']))).toEqual([]);
  });
});

test('an id is suggested among any number of them', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `OKTA-USER-${String(i).padStart(6, '0')}`);
  expect(suggestAmong('OKTA-USER-04999', ids)).toBe('OKTA-USER-004999');
  expect(suggestAmong('x'.repeat(65), ids)).toBeUndefined();
  expect(locateLayers(FILES, 'NOBODY').size).toBe(0);
});
