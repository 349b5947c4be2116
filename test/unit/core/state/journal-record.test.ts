import { describe, expect, test } from 'vitest';
import {
  intentRecord,
  JOURNAL_START,
  journalLines,
  outcomeRecord,
  readJournal,
  type JournalRecord,
} from '../../../../src/core/state/journal-record.js';
import { recoverRun } from '../../../../src/core/state/recover.js';
import type { RecordedOutcome } from '../../../../src/core/state/recorded-outcome.js';
import { openRun } from '../../../../src/core/state/transitions.js';
import { PLACE, planOf, recordedState, RUN } from '../../../support/state-samples.js';

const OWNER = { lineage: recordedState().lineage, serial: 8, run: RUN.id };
const AT = '2026-03-02T09:00:01.000Z';
const OPEN: JournalRecord = { type: 'open', ...OWNER };
const op = (id: string): Parameters<typeof intentRecord>[0][number] => ({
  id,
  set: { phone: '+1 555-0100', role_id: 3 },
  protected: false,
});
const RECORDS: readonly JournalRecord[] = [
  OPEN,
  intentRecord([op('A'), op('B')]),
  outcomeRecord(
    new Map([['A', { kind: 'applied', cor_id: 5, company_id: 1234, confirmed: ['role_id'] }]]),
  ),
  outcomeRecord(new Map([['B', { kind: 'refused' }]])),
];

function textOf(records: readonly JournalRecord[]): string {
  return journalLines(records, JOURNAL_START)
    .lines.map((line) => `${line}\n`)
    .join('');
}

const text = textOf(RECORDS);
const lines = text.split('\n');

describe('the journal', () => {
  test('reads back as written, also when written in steps', () => {
    expect(readJournal(text, OWNER)).toEqual({ records: RECORDS, fault: null });
    const first = journalLines(RECORDS.slice(0, 2), JOURNAL_START);
    const second = journalLines(RECORDS.slice(2), first.end);
    expect([...first.lines, ...second.lines, '']).toEqual(lines);
  });

  test('names fields and holds no value', () => {
    expect(text).toContain('"fields":["phone","role_id"]');
    expect(text).not.toContain('555');
  });

  test('gives outcomes back as they were', () => {
    const outcomes = new Map<string, RecordedOutcome>([
      ['A', { kind: 'applied', cor_id: 5, company_id: 1234, confirmed: ['role_id'] }],
      ['B', { kind: 'unknown' }],
    ]);
    const [, record] = readJournal(textOf([OPEN, outcomeRecord(outcomes)]), OWNER).records;
    if (record?.type !== 'outcome') throw new Error('no outcome');
    expect(record.results.map(({ id, ...outcome }) => [id, outcome])).toEqual([...outcomes]);
  });

  test('drops a torn last line, and takes one that lacks only its line end', () => {
    const whole = lines.slice(0, 3).join('\n');
    expect(readJournal(whole, OWNER)).toEqual({ records: RECORDS.slice(0, 3), fault: null });
    expect(readJournal(whole.slice(0, -1), OWNER)).toEqual({
      records: RECORDS.slice(0, 2),
      fault: null,
    });
    expect(readJournal(`${lines[0] ?? ''}\n\0\0\0`, OWNER)).toEqual({
      records: [OPEN],
      fault: null,
    });
  });

  const [l1 = '', l2 = '', l3 = '', l4 = ''] = lines;
  const foreign = textOf([OPEN, intentRecord([op('C')])]).split('\n')[1] ?? '';
  const unshaped = journalLines(
    [{ type: 'open', lineage: '../x', serial: 1, run: 'r' }],
    JOURNAL_START,
  );
  const untyped = journalLines([{ type: 'other' } as unknown as JournalRecord], JOURNAL_START);
  test.each([
    ['is empty', '', 'CF420', 0],
    ['has a changed line in the middle', `${l1}\n${l2.replace('"A"', '"X"')}\n${l3}\n`, 'CF420', 1],
    ['has a changed last line', `${l1}\n${l2.replace('"A"', '"X"')}\n`, 'CF420', 1],
    ['goes on behind a line that lost its end', `${l1}\n${l2}${l3}\n`, 'CF420', 1],
    ['has a line end that was damaged', `${l1}\n${l2}\u000b`, 'CF420', 1],
    ['has a foreign line of the right number', `${l1}\n${l2}\n${foreign}\n`, 'CF420', 2],
    ['has another line in place of one', `${l1}\n${foreign}\n${l3}\n`, 'CF420', 2],
    ['repeats a line', `${l1}\n${l2}\n${l2}\n`, 'CF420', 2],
    ['lacks a line', `${l1}\n${l2}\n${l4}\n`, 'CF421', 2],
    ['lacks its first line', `${l2}\n${l3}\n`, 'CF421', 0],
    ['does not begin with its owner', textOf(RECORDS.slice(1)), 'CF420', 0],
    ['names an owner twice', textOf([OPEN, OPEN]), 'CF420', 1],
    ['has records of no known shape', `${unshaped.lines.join('\n')}\n`, 'CF420', 0],
    ['has records of no known type', `${untyped.lines.join('\n')}\n`, 'CF420', 0],
    ['has a list for a line', '[]\n', 'CF420', 0],
    ['is of another run', textOf([{ ...OPEN, run: 'other' }]), 'CF422', 0],
    ['is of another lineage', textOf([{ ...OPEN, lineage: 'other' }]), 'CF422', 0],
    ['is of a later serial', textOf([{ ...OPEN, serial: 9 }]), 'CF422', 0],
  ] as const)('that %s is not trusted from there on', (_name, damaged, code, trusted) => {
    const { records, fault } = readJournal(damaged, OWNER);
    expect(fault).toMatchObject({ severity: 'warning', code });
    expect(records).toHaveLength(trusted);
  });
});

describe('recovery', () => {
  const before = recordedState();
  const plan = planOf(
    before,
    ['A', 'B', 'C'].map((id) => ({
      action: 'update',
      id,
      unknown: [],
      place: PLACE,
      set: [{ field: 'role_id', before: 4, after: 3, reason: 'changed' }],
      before: {},
      released: [],
      movedFrom: null,
      protection: null,
    })),
  );
  const state = { ...openRun(before, plan, RUN), serial: 8 };
  const journal = textOf([
    OPEN,
    intentRecord([op('A'), op('B')]),
    outcomeRecord(
      new Map([['A', { kind: 'applied', cor_id: 5, company_id: 1234, confirmed: ['role_id'] }]]),
    ),
  ]);
  const unknownUsers = (s: typeof state): string[] =>
    s.users.filter(({ unknown }) => unknown.role_id === RUN.id).map(({ id }) => id);

  test('merges outcomes, doubts intents, and leaves alone what was never intended', () => {
    const { state: recovered, summary, diagnostics } = recoverRun(state, journal, AT);
    expect(recovered.users[0]?.fields.role_id).toBe(3);
    expect(unknownUsers(recovered)).toEqual(['B']);
    expect(recovered.history.at(-1)).toMatchObject({ end: 'recovered', ended_at: AT });
    expect(summary).toMatchObject({
      run: RUN.id,
      startedAt: RUN.started_at,
      who: RUN.who,
      journal: 'whole',
      counts: { changed: 1, unknown: 1, not_attempted: 1 },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['CF424']);
    expect(diagnostics[0]?.summary).toBe(
      'Run run-2 did not finish: 1 user acknowledged, 0 refused, 1 unknown, 1 not attempted',
    );
  });

  test('doubts everything without a journal', () => {
    const { state: recovered, summary, diagnostics } = recoverRun(state, null, AT);
    expect(unknownUsers(recovered)).toEqual(['A', 'B', 'C']);
    expect(summary?.journal).toBe('none');
    expect(diagnostics.map(({ code }) => code)).toEqual(['CF424']);
  });

  test('doubts everything behind the damage of a journal, and says so', () => {
    const { state: recovered, diagnostics } = recoverRun(state, `${journal}damage\n`, AT);
    expect(recovered.users[0]?.fields.role_id).toBe(3);
    expect(unknownUsers(recovered)).toEqual(['B', 'C']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['CF424', 'CF420']);
  });

  test('has nothing to do where no run is open', () => {
    expect(recoverRun(before, journal, AT)).toEqual({
      state: before,
      summary: null,
      diagnostics: [],
    });
  });
});
