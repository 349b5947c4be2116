import { REGISTRY, type ErrorCode } from '../../../../src/core/errors/registry.js';
import type { FinishedRun } from '../../../../src/core/model.js';
import { RUN } from '../../../support/state-samples.js';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FieldName, UserFields } from '../../../../src/core/model.js';
import { checkApproval, checkDigest } from '../../../../src/core/plan/approval.js';
import { canonicalJson } from '../../../../src/core/text/canonical-json.js';
import type { Plan } from '../../../../src/core/plan/change.js';
import { planDigest } from '../../../../src/core/plan/digest.js';
import { parsePlanFile } from '../../../../src/core/plan/parse-plan-file.js';
import {
  savePlan,
  serializePlanFile,
  type SavedPlan,
} from '../../../../src/core/plan/plan-file.js';
import { viewPlan } from '../../../../src/core/render/view.js';
import { KEY, planOf, type DesiredSketch, UNSAID } from '../../../support/plan-states.js';

/** What an approval is checked against: the key of the state, and no run yet. */
const RECORD = { digest_key: KEY, history: [] };

const WANTED = [
  { id: 'add', fields: { first_name: 'Ada', phone: '+1 555-0001' }, protected: true },
  { id: 'record', fields: { role_id: 4 } },
  { id: 'update', fields: { phone: '+1 555-0002', role_id: 3, position: 'Dev' }, previously: 'u0' },
];
const HAVE = [
  { id: 'forget', fields: { phone: '+1 555-0003', role_id: 4 } },
  { id: 'record', fields: { role_id: 4, phone: '+1 555-0004' }, protected: true },
  {
    id: 'u0',
    fields: { phone: '+1 555-0005', role_id: 4, position: 'Dev', department: 'Design' },
  },
];
const PLAN = planOf(WANTED, HAVE);
const LIMITS = [{ severity: 'error', code: 'CF320', summary: '1 user would leave' }] as const;
const SENSITIVE: readonly FieldName[] = ['phone'];

function save(plan: Plan, sensitive = SENSITIVE): SavedPlan {
  const digest = planDigest(plan, KEY);
  const origin = { createdBy: 'corform 0.1.0', commit: 'abc123', digest, sensitive };
  return savePlan(
    plan,
    { ...origin, ...UNSAID, limits: LIMITS, notes: ['An apply is going on.'] },
    KEY,
  );
}

/** The file again after somebody edited it and repaired the checksum, who does not know the key. */
function forge(text: string, edit: (document: Record<string, unknown>) => void): string {
  const document = JSON.parse(text) as Record<string, unknown>;
  edit(document);
  delete document['checksum'];
  const hash = createHash('sha256').update(canonicalJson(document)).digest('hex');
  return JSON.stringify({ ...document, checksum: `sha256:${hash}` });
}

function mustParse(text: string): SavedPlan {
  const { value, diagnostics } = parsePlanFile(text);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}

describe('a plan file', () => {
  const text = serializePlanFile(save(PLAN));

  it('reads back as it was saved, one change a line', () => {
    expect(mustParse(text)).toEqual(save(PLAN));
    expect(text.split('\n').filter((line) => line.startsWith('{"action"'))).toHaveLength(4);
    expect(serializePlanFile(mustParse(text))).toBe(text);
  });

  it('renders as the plan itself', () => {
    const sensitive = { sensitive: SENSITIVE };
    expect(viewPlan(mustParse(text).sealed, sensitive)).toEqual(viewPlan(PLAN, sensitive));
  });

  it('holds no sensitive value, and no other mark for equal values of one user only', () => {
    expect(text).not.toContain('555');
    const same = { phone: '+1 555-0001' };
    const plan = planOf(
      [
        { id: 'a', fields: same },
        { id: 'b', fields: same },
      ],
      [],
    );
    const marks = serializePlanFile(save(plan)).match(/"after":"hmac-sha256:\w+"/g);
    expect(new Set(marks).size).toBe(2);
  });

  it('keeps every value where nothing is sensitive', () => {
    expect(save(PLAN, []).sealed).toBe(PLAN);
  });

  it.each<[what: string, text: string, code: ErrorCode]>([
    ['empty', '', 'CF340'],
    ['cut off', text.slice(0, -40), 'CF340'],
    ['other JSON', '[]', 'CF340'],
    ['a state', '{"format":"corform-state"}', 'CF340'],
    ['of a later version', forge(text, (d) => (d['format_version'] = 2)), 'CF341'],
    ['without mac', forge(text, (d) => delete d['mac']), 'CF342'],
    ['with another member', forge(text, (d) => (d['more'] = 1)), 'CF342'],
    ['without a member', forge(text, (d) => delete d['commit']), 'CF342'],
    ['of another shape', forge(text, (d) => (d['changes'] = {})), 'CF342'],
    ['with a limit that is none', forge(text, (d) => (d['limits'] = ['none'])), 'CF342'],
    ['with a note that is none', forge(text, (d) => (d['notes'] = [1])), 'CF342'],
    ['with a null change', forge(text, (d) => (d['changes'] = [null])), 'CF342'],
    ['with a prototype', text.replace('{', '{"__proto__":{},'), 'CF342'],
    ['edited', text.replace('"position":"Dev"', '"position":"Boss"'), 'CF342'],
    ['with another checksum', text.replace(/"sha256:./, '"sha256:x'), 'CF342'],
  ])('is refused when it is %s', (_what, broken, code) => {
    const { value, diagnostics } = parsePlanFile(broken);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ severity: 'error', code, fix: REGISTRY[code].fix }]);
  });
});

describe('checkApproval', () => {
  const saved = mustParse(serializePlanFile(save(PLAN)));
  const check = (plan: Plan): readonly string[] =>
    checkApproval(plan, [saved], RECORD).map((d) => `${d.code} ${d.summary}`);

  it('approves the same plan and every part of it', () => {
    expect(check(PLAN)).toEqual([]);
    for (const id of PLAN.changes.keys()) {
      expect(check({ ...PLAN, changes: PLAN.changes.toSpliced(id, 1) })).toEqual([]);
    }
    expect(check(planOf([], []))).toEqual([]);
  });

  it('approves a re-plan after others applied a part, and after outcomes stayed unknown', () => {
    const later = planOf(WANTED, [
      { id: 'add', unknown: { first_name: 'run-1', phone: 'run-1' }, protected: true },
      { id: 'record', fields: { role_id: 4 } },
      {
        id: 'update',
        fields: { phone: '+1 555-0005', role_id: 3, position: 'Dev' },
        unknown: { phone: 'run-1' },
      },
    ]);
    expect(later.changes.map((c) => [c.action, c.id])).toEqual([
      ['update', 'add'],
      ['update', 'update'],
    ]);
    expect(check(later)).toEqual([]);
  });

  it('lists just what differs, by field and without values', () => {
    const [add, ...others] = WANTED;
    const plan = planOf(
      [
        { ...add!, fields: { ...add!.fields, phone: '+1 555-9999' } },
        ...others,
        {
          id: 'zoe',
          fields: { role_id: 1 },
        },
      ],
      HAVE,
    );
    expect(check(plan)).toEqual([
      'CF345 The plan has changed since it was approved, for 2 users',
      'CF346 User "add" is not as in the approved plan: phone',
      'CF346 User "zoe" is not in the approved plan: role_id',
    ]);
  });

  it('refuses another value before, a further release, move, protection or forget', () => {
    const plan = planOf(
      [
        { id: 'record', fields: { role_id: 4 }, protected: true },
        { id: 'update', fields: { role_id: 3, position: 'Dev' }, previously: 'u1' },
      ],
      [
        { id: 'gone' },
        { id: 'record', fields: { role_id: 4, position: 'Dev' } },
        { id: 'u1', fields: { role_id: 5, position: 'Dev' } },
      ],
    );
    const details = checkApproval(plan, [saved], RECORD);
    expect(details.map((d) => d.summary)).toEqual([
      'The plan has changed since it was approved, for 3 users',
      'User "gone" is not in the approved plan: forget',
      'User "record" is not as in the approved plan: protection, position (no longer managed)',
      'User "update" is not as in the approved plan: role_id, previously',
    ]);
    expect(details.map((d) => d.place?.line)).toEqual([undefined, undefined, 9, 10]);
  });

  it('refuses a protection that is taken away unseen', () => {
    const have = [{ id: 'record', fields: { role_id: 4, phone: '1' }, protected: true }];
    const kept = save(planOf([{ id: 'record', fields: { role_id: 4 }, protected: true }], have));
    const dropped = planOf([{ id: 'record', fields: { role_id: 4 } }], have);
    const details = checkApproval(dropped, [kept], RECORD);
    expect(details.map((d) => d.summary)).toContain(
      'User "record" is not as in the approved plan: protection',
    );
  });

  it('approves a release that remains of an approved update', () => {
    const plan = planOf(
      [{ id: 'update', fields: { role_id: 3, position: 'Dev', phone: '+1 555-0002' } }],
      [
        {
          id: 'update',
          fields: { role_id: 3, position: 'Dev', phone: '+1 555-0002', department: 'Design' },
        },
      ],
    );
    expect(plan.changes).toMatchObject([{ action: 'record' }]);
    expect(check(plan)).toEqual([]);
  });

  it('refuses a file of another state, endpoint or source', () => {
    const { state, target } = PLAN;
    for (const other of [
      { ...PLAN, state: { ...state, lineage: 'other' } },
      { ...PLAN, target: { ...target, source: 'SAP' } },
      { ...PLAN, target: { ...target, endpoint: 'http://localhost:1' } },
    ]) {
      expect(checkApproval(other, [saved], RECORD)).toMatchObject([{ code: 'CF344' }]);
    }
  });

  it('refuses a file that was edited by somebody without the key, whatever was edited', () => {
    const text = serializePlanFile(save(PLAN));
    const edits: ((document: Record<string, unknown>) => void)[] = [
      (d) => (d['createdBy'] = 'me'),
      (d) => (d['sensitive'] = []),
      (d) => ((d['plan'] as { leftOut: number }).leftOut = 12),
      (d) => (d['limits'] = []),
      (d) => (d['notes'] = ['Nothing to see here.']),
      (d) => (d['changes'] = []),
      (d) => (d['mac'] = 'hmac-sha256:00'),
    ];
    for (const edit of edits) {
      const forged = mustParse(forge(text, edit));
      expect(checkApproval(PLAN, [forged], RECORD)).toMatchObject([{ code: 'CF343' }]);
    }
  });
});

describe('checkApproval of several plans that were merged at once', () => {
  const john = (fields: UserFields): DesiredSketch => ({
    id: 'john',
    fields: { role_id: 4, ...fields },
  });
  const have = [john({ department: 'Art', phone: '+1 555-0001' })];
  const department = john({ department: 'Design', phone: '+1 555-0001' });
  const phone = john({ department: 'Art', phone: '+1 555-0002' });
  const both = planOf([john({ department: 'Design', phone: '+1 555-0002' })], have);
  const one = mustParse(serializePlanFile(save(planOf([department], have))));
  const other = mustParse(serializePlanFile(save(planOf([phone], have))));

  it('needs each effect in one of them, also of one user and of a sensitive field', () => {
    expect(checkApproval(both, [one, other], RECORD)).toEqual([]);
    expect(checkApproval(both, [other, one], RECORD)).toEqual([]);
  });

  it('names what none of them has', () => {
    const check = (...files: SavedPlan[]): readonly string[] =>
      checkApproval(both, files, RECORD).map((d) => d.summary);
    expect(check(one)).toContain('User "john" is not as in the approved plan: phone');
    expect(check(other)).toContain('User "john" is not as in the approved plan: department');
    expect(check()).toContain('User "john" is not in the approved plan: phone, department');
  });

  it('refuses all of them for one that is of another state or was edited', () => {
    const edited = { ...other, createdBy: 'me' };
    expect(checkApproval(both, [one, other, edited], RECORD)).toMatchObject([{ code: 'CF343' }]);
  });
});

describe('a plan file that was applied', () => {
  const saved = mustParse(serializePlanFile(save(PLAN)));
  const nothing = { added: 0, changed: 0, forgotten: 0, recorded: 0 };
  const run = (serial: number, approved: boolean, left = 0): FinishedRun => ({
    ...RUN,
    id: `run-${serial}`,
    ended_at: RUN.started_at,
    serial,
    approved_by: approved ? [saved.mac] : [],
    end: left === 0 ? 'complete' : 'incomplete',
    counts: { ...nothing, refused: left, unknown: 0, not_attempted: 0 },
  });
  const codes = (plan: Plan, ...history: readonly FinishedRun[]): readonly string[] =>
    checkApproval(plan, [saved], { digest_key: KEY, history }).map(({ code }) => code);

  it('approves nothing again, not even the same changes', () => {
    expect(codes(PLAN, run(8, true))).toEqual(['CF349']);
    expect(codes(PLAN, run(8, true), run(10, false))).toEqual(['CF349']);
  });

  it('does no harm where nothing needs it', () => {
    expect(codes(planOf([], []), run(8, true))).toEqual([]);
  });

  it('approves what its own apply left over, as long as no other came after that', () => {
    expect(codes(PLAN, run(8, true, 1))).toEqual([]);
    expect(codes(PLAN, run(8, false), run(10, true, 2), run(12, true, 1))).toEqual([]);
    expect(codes(PLAN, run(8, true, 1), run(10, false))).toEqual(['CF349']);
    expect(codes(PLAN, run(8, true, 1), run(10, true))).toEqual(['CF349']);
  });

  it('may have been applied if it is older than the runs that are remembered', () => {
    const serial = saved.sealed.state.serial;
    const full = (from: number) => Array.from({ length: 50 }, (_, i) => run(from + i, false));
    expect(codes(PLAN, ...full(serial + 1))).toEqual(['CF349']);
    expect(codes(PLAN, ...full(serial))).toEqual([]);
    expect(codes(PLAN, ...full(serial + 1).slice(1))).toEqual([]);
  });

  it('is named beside the differences where another file is given, too', () => {
    const part = { ...PLAN, changes: PLAN.changes.slice(0, 1) };
    const other = mustParse(serializePlanFile(save(part)));
    const record = { digest_key: KEY, history: [run(8, true)] };
    expect(checkApproval(part, [saved, other], record)).toEqual([]);
    const found = checkApproval(PLAN, [saved, other], record).map(({ code }) => code);
    expect(found.slice(0, 3)).toEqual(['CF349', 'CF345', 'CF346']);
  });
});

describe('checkDigest', () => {
  it('takes the exact plan only', () => {
    expect(checkDigest('cf1:a', 'cf1:a')).toEqual([]);
    expect(checkDigest('cf1:a', 'cf1:b')).toMatchObject([{ severity: 'error', code: 'CF347' }]);
  });
});
