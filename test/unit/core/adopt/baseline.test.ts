import { expect, it } from 'vitest';
import { checkCompany, makeBaseline } from '../../../../src/core/adopt/baseline.js';
import type { DesiredUser, RecordedUser } from '../../../../src/core/model.js';
import type { ListedUser } from '../../../../src/core/ports/cor.js';
import { renderBaselineJson } from '../../../../src/core/render/json/baseline.js';
import { renderBaseline } from '../../../../src/core/render/text/baseline.js';
import { changeEvidence, NO_EVIDENCE } from '../../../../src/core/state/evidence.js';
import { newState } from '../../../../src/core/state/transitions.js';

const TARGET = { endpoint: 'https://cor.example', source: 'OKTA' };
const RUN = {
  id: 'run',
  at: '2026-01-01T00:00:00.000Z',
  who: 'a@b',
  commit: null,
  digest: 'cf1:0',
};

const desired = (id: string, fields: DesiredUser['fields']): DesiredUser => ({
  id,
  fields,
  protected: true,
  previously: null,
  place: { file: 'users.yaml', line: 1, column: 1 },
});

function baseline(
  users: readonly DesiredUser[],
  recorded: readonly RecordedUser[] = [],
  listed: ReadonlyMap<string, ListedUser> | null = null,
) {
  const state = {
    ...newState({ lineage: 'l', digestKey: 'k', writtenBy: 'w' }),
    target: { endpoint: 'https://cor.example', source: 'OKTA', company_id: 1234 },
    runs: [{ n: 1, id: 'r1', at: RUN.at, commit: null }],
    users: recorded,
  };
  return makeBaseline({ source: 'OKTA', users }, state, listed, {
    target: TARGET,
    run: RUN,
  });
}

const shown = (fields: ListedUser['fields']): ListedUser => ({
  corId: 7,
  email: null,
  fields,
  hidden: false,
});

it('records new users with all fields assumed, and says so in the history', () => {
  const { state, ...counts } = baseline([
    desired('B', { role_id: 4 }),
    desired('A', { phone: '1' }),
  ]);
  expect(counts).toEqual({ users: 2, observed: 0, differing: 0, assumed: 2, unidentified: [] });
  expect(state.target).toEqual({ ...TARGET, company_id: null });
  expect(state.runs.at(-1)).toEqual({ n: 2, id: 'run', at: RUN.at, commit: null });
  expect(state.users.map(({ id, evidence, protected: p }) => [id, evidence, p])).toEqual([
    ['A', '- - s2 - - - - - - -', true],
    ['B', '- - - - - s2 - - - -', true],
  ]);
  expect(state.history.at(-1)).toMatchObject({
    end: 'baseline',
    serial: 1,
    counts: { recorded: 2 },
  });
});

it('leaves what is recorded, or of unknown outcome, as it is', () => {
  const record: RecordedUser = {
    id: 'A',
    cor_id: 3,
    fields: { role_id: 5 },
    unknown: { phone: 'r1' },
    evidence: changeEvidence(NO_EVIDENCE, { role_id: 'confirmed' }, 1),
    protected: false,
  };
  const { state, users } = baseline(
    [desired('A', { role_id: 1, phone: '1', position: 'Lead' })],
    [record],
    new Map([['A', shown({})]]),
  );
  expect(users).toBe(1);
  expect(state.users).toEqual([
    { ...record, fields: { role_id: 5, position: 'Lead' }, evidence: '- - - s2 - c1 - - - -' },
  ]);
  expect(state.target).toEqual({ ...TARGET, company_id: 1234 });
  expect(baseline([desired('A', { role_id: 1 })], [record]).users).toBe(0);
});

it('leaves the company open as long as COR has named none', () => {
  const waiting = {
    id: 'A',
    cor_id: null,
    fields: {},
    unknown: { phone: 'r1' },
    evidence: NO_EVIDENCE,
    protected: false,
  };
  const state = newState({ lineage: 'l', digestKey: 'k', writtenBy: 'w' });
  const made = makeBaseline(
    { source: 'OKTA', users: [desired('A', { role_id: 4 })] },
    { ...state, users: [waiting] },
    null,
    { target: TARGET, run: RUN },
  );
  expect(made.state.target).toEqual({ ...TARGET, company_id: null });
});

it('records what COR shows as COR has it', () => {
  const fields = { role_id: 2, first_name: 'Ana', phone: '1' };
  const listed = new Map([['A', shown({ role_id: 4, first_name: 'Ana' })]]);
  const { state, ...counts } = baseline([desired('A', fields), desired('B', fields)], [], listed);
  expect(counts).toEqual({ users: 2, observed: 2, differing: 1, assumed: 4, unidentified: ['B'] });
  expect(state.users[0]).toMatchObject({
    cor_id: 7,
    fields: { role_id: 4, first_name: 'Ana', phone: '1' },
    evidence: 'o2 - s2 - - o2 - - - -',
  });
});

it('is data for programs, with no serial as long as nothing is recorded', () => {
  const made = baseline([desired('A', { role_id: 2 })]);
  const counts = { users: 1, observed: 0, differing: 0, assumed: 1, unidentified: [] };
  expect(JSON.parse(renderBaselineJson({ baseline: made }))).toMatchObject({
    serial: null,
    ...counts,
  });
  expect(JSON.parse(renderBaselineJson({ baseline: made, serial: 2 }))).toMatchObject({
    serial: 2,
  });
});

it('recommends to name the company only if neither the record nor corform.yaml does', () => {
  const open = baseline([desired('A', { role_id: 2 })]);
  expect(checkCompany(open, null)).toMatchObject([{ code: 'CF640', severity: 'info' }]);
  expect(checkCompany(open, 1234)).toEqual([]);
  const target = { ...TARGET, company_id: 1234 };
  expect(checkCompany({ ...open, state: { ...open.state, target } }, null)).toEqual([]);
});

it("says how people are found in COR's list, if nobody was", () => {
  const nobody = baseline([desired('A', { role_id: 2 })], [], new Map());
  const text = renderBaseline(nobody, { isVerified: true, hasPeople: false });
  expect(text).toContain('--people FILE finds people in it by the e-mail addresses of an export.');
});

it('says what will be recorded before it asks', () => {
  const listed = new Map([['A', shown({ role_id: 2 })]]);
  const people = [desired('A', { role_id: 2 })];
  expect(renderBaseline(baseline(people, [], listed), { isVerified: true, hasPeople: true })).toBe(
    '1 user, 1 field: 1 read from COR, 0 assumed. Nothing is sent.\n',
  );
  const other = [desired('A', { role_id: 1 }), desired('B', { role_id: 1 })];
  expect(renderBaseline(baseline(other, [], listed), { isVerified: true, hasPeople: true })).toBe(
    '2 users, 2 fields: 1 read from COR (1 differs from users.yaml and will show in the plan), 1 assumed. Nothing is sent.\nNot found in COR\'s list, so all their fields are assumed: "B".\n',
  );
  const both = new Map(['A', 'B'].map((id) => [id, shown({ role_id: 2 })]));
  expect(renderBaseline(baseline(other, [], both), { isVerified: true, hasPeople: true })).toBe(
    '2 users, 2 fields: 2 read from COR (2 differ from users.yaml and will show in the plan), 0 assumed. Nothing is sent.\n',
  );
  expect(renderBaseline(baseline(people), { isVerified: false, hasPeople: false })).toBe(
    '1 user, 1 field: 1 assumed. Nothing is sent.\n',
  );
});
