import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import {
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type RecordedState,
  type RunCounts,
  type RunOperation,
} from '../../../src/core/model.js';
import {
  intentRecord,
  JOURNAL_START,
  journalLines,
  outcomeRecord,
  readJournal,
  type JournalRecord,
} from '../../../src/core/state/journal-record.js';
import { recoverRun } from '../../../src/core/state/recover.js';
import type { RecordedOutcome } from '../../../src/core/state/recorded-outcome.js';
import { closeRun, settle } from '../../../src/core/state/transitions.js';
import { anyOutcome, anyStateInRun } from '../../support/state-arbitraries.js';

const END = '2026-05-01T00:00:00.000Z';

type Outcomes = ReadonlyMap<ExternalId, RecordedOutcome>;

/** A state in a run, and for some of its PUTs how they ended. */
const anyRun = anyStateInRun.chain((state) =>
  fc
    .tuple(...state.run.ops.map((op) => fc.tuple(fc.constant(op.id), fc.option(anyOutcome))))
    .map((pairs) => ({
      state,
      outcomes: new Map(
        pairs.flatMap(([id, outcome]) => (outcome === null ? [] : [[id, outcome] as const])),
      ),
    })),
);

function part(outcomes: Outcomes, chosen: (index: number) => boolean): Outcomes {
  return new Map([...outcomes].filter((_, index) => chosen(index)));
}

test('outcomes may be merged in any order, in any number of steps, and twice', () => {
  fc.assert(
    fc.property(anyRun, fc.array(fc.boolean()), ({ state, outcomes }, mask) => {
      const first = part(outcomes, (i) => mask[i] === true);
      const second = part(outcomes, (i) => mask[i] !== true);
      const atOnce = settle(state, outcomes);
      expect(settle(settle(state, first), second)).toEqual(atOnce);
      expect(settle(settle(state, second), first)).toEqual(atOnce);
      expect(settle(atOnce, outcomes)).toEqual(atOnce);
    }),
  );
});

test('merging changes neither serial nor lineage nor any user that the outcomes do not name', () => {
  fc.assert(
    fc.property(anyRun, ({ state, outcomes }) => {
      const merged = settle(state, outcomes);
      expect([merged.serial, merged.lineage]).toEqual([state.serial, state.lineage]);
      const others = (s: RecordedState): unknown => s.users.filter(({ id }) => !outcomes.has(id));
      expect(others(merged)).toEqual(others(state));
      const total = (counts: RunCounts): number =>
        (Object.values(counts) as number[]).reduce((sum, n) => sum + n, 0);
      expect(total(merged.run.counts) + merged.run.ops.length).toBe(
        total(state.run.counts) + state.run.ops.length,
      );
    }),
  );
});

test('a run closes once each of its PUTs has ended, and not before', () => {
  fc.assert(
    fc.property(anyRun, ({ state, outcomes }) => {
      const merged = settle(state, outcomes);
      if (merged.run.ops.length > 0) expect(() => closeRun(merged, END)).toThrow('missing');
      else expect(closeRun(merged, END).run).toBeNull();
    }),
  );
});

/** The journal of a run in which these outcomes came in, in batches. */
function journalOf(state: RecordedState, ops: readonly RunOperation[], outcomes: Outcomes): string {
  const records: JournalRecord[] = [
    { type: 'open', lineage: state.lineage, serial: state.serial, run: state.run?.id ?? '' },
  ];
  for (let at = 0; at < ops.length; at += 2) {
    const batch = ops.slice(at, at + 2);
    records.push(intentRecord(batch));
    const ended = batch.flatMap(({ id }) => {
      const outcome = outcomes.get(id);
      return outcome === undefined ? [] : [[id, outcome] as const];
    });
    if (ended.length > 0) records.push(outcomeRecord(new Map(ended)));
  }
  const { lines } = journalLines(records, JOURNAL_START);
  return lines.map((line) => `${line}\n`).join('');
}

function recordedOf(state: RecordedState, id: ExternalId, field: FieldName): unknown {
  const user = state.users.find((candidate) => candidate.id === id);
  return [user?.fields[field], user?.unknown[field] !== undefined];
}

/** Which outcome lines stand whole in a cut text, found without the reader that is being tested. */
function outcomeIn(text: string, id: ExternalId): 'outcome' | 'intent' | 'nothing' {
  let found: 'outcome' | 'intent' | 'nothing' = 'nothing';
  for (const line of text.split('\n')) {
    if (!/"sum":"[0-9a-f]{16}"\}$/.test(line)) continue;
    const { record } = JSON.parse(line) as { record: JournalRecord };
    if (record.type === 'intent' && record.ops.some((op) => op.id === id)) found = 'intent';
    if (record.type === 'outcome' && record.results.some((r) => r.id === id)) found = 'outcome';
  }
  return found;
}

test('of a journal cut anywhere, recovery takes every outcome that is there and no other', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(), ({ state, outcomes }, at) => {
      const bytes = Buffer.from(journalOf(state, state.run.ops, outcomes));
      // Cut between characters: within one, the text would end in U+FFFD, which is torn as well.
      const text = bytes.subarray(0, at % (bytes.length + 1)).toString();
      const opened = /"type":"open".*"sum":"[0-9a-f]{16}"\}/.test(text);
      const { state: recovered, summary } = recoverRun(state, text, END);
      expect(summary?.journal).toBe(opened ? 'whole' : 'broken');
      for (const { id, set } of state.run.ops) {
        const found = opened ? outcomeIn(text, id) : 'intent';
        const outcome = found === 'outcome' ? outcomes.get(id)?.kind : undefined;
        for (const field of FIELD_NAMES.filter((name) => set[name] !== undefined)) {
          if (outcome === 'applied') {
            expect(recordedOf(recovered, id, field)).toEqual([set[field], false]);
          } else {
            const [value, unknown] = recordedOf(state, id, field) as [unknown, boolean];
            const nowUnknown = outcome === 'unknown' || found === 'intent' || unknown;
            expect(recordedOf(recovered, id, field)).toEqual([value, nowUnknown]);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a flipped bit in a journal never makes a value recorded that was not acknowledged, nor hides an intent', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(), fc.nat({ max: 7 }), ({ state, outcomes }, at, bit) => {
      const bytes = Buffer.from(journalOf(state, state.run.ops, outcomes));
      const position = at % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << bit), position);
      const { state: recovered, summary } = recoverRun(state, bytes.toString(), END);
      expect(summary?.journal).toBe('broken');
      for (const { id, set } of state.run.ops) {
        const truth = outcomes.get(id)?.kind;
        for (const field of FIELD_NAMES.filter((name) => set[name] !== undefined)) {
          const [value, unknown] = recordedOf(recovered, id, field) as [unknown, boolean];
          // Either it is known, and then by the outcome that truly was, or it is unknown.
          if (unknown) continue;
          const [before] = recordedOf(state, id, field) as [unknown, boolean];
          expect(value).toEqual(truth === 'applied' ? set[field] : before);
          expect(truth).toMatch(/^(applied|refused|not-attempted)$/);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('recovery closes the run once, and again it changes nothing', () => {
  fc.assert(
    fc.property(anyRun, fc.boolean(), ({ state, outcomes }, lost) => {
      const journal = lost ? null : journalOf(state, state.run.ops, outcomes);
      const { state: once } = recoverRun(state, journal, END);
      expect(once.run).toBeNull();
      expect(once.serial).toBe(state.serial);
      expect(once.history.at(-1)).toMatchObject({ id: state.run.id, end: 'recovered' });
      expect(recoverRun(once, journal, END)).toEqual({
        state: once,
        summary: null,
        diagnostics: [],
      });
    }),
  );
});

test('recovery after a checkpoint comes to the same as without one', () => {
  fc.assert(
    fc.property(anyRun, fc.array(fc.boolean()), ({ state, outcomes }, mask) => {
      const journal = journalOf(state, state.run.ops, outcomes);
      const checkpoint = settle(
        state,
        part(outcomes, (i) => mask[i] === true),
      );
      const later = { ...checkpoint, serial: checkpoint.serial + 1 };
      const recovered = recoverRun(later, journal, END).state;
      expect({ ...recovered, serial: state.serial }).toEqual(recoverRun(state, journal, END).state);
    }),
  );
});

test('any text is read without throwing', () => {
  const owner = { lineage: 'l', serial: 1, run: 'r' };
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readJournal(text, owner).records).toEqual([]);
    }),
  );
});
