/** What a run that died left behind, put into the record. */
import { type Diagnostic, warningOf } from '../errors/diagnostic.js';
import { UNFINISHED_RUN } from '../errors/state.js';
import type { ExternalId, OpenRun, RecordedState, RunCounts, RunOperation } from '../model.js';
import { countOf } from '../text/phrase.js';
import { readJournal } from './journal-record.js';
import type { RecordedOutcome } from './recorded-outcome.js';
import { finishRun, settle } from './transitions.js';

export interface RecoverySummary {
  readonly run: string;
  readonly startedAt: string;
  readonly who: string;
  /** Of the whole run, what had ended before the crash included. */
  readonly counts: RunCounts;
  /** How many PUTs may have been sent and have no recorded outcome; `counts.unknown` includes them. */
  readonly underWay: number;
  /** `none`: there is no journal, so every PUT which had not ended may have been sent. */
  readonly journal: 'whole' | 'broken' | 'none';
}

export interface Recovery {
  /** The state with the run closed, to be committed by an apply; the one given if no run is open. */
  readonly state: RecordedState;
  /** Null exactly where no run is open. */
  readonly summary: RecoverySummary | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Closes the open run of a dead process. With its journal: an outcome is merged, an intent without one
 * leaves its fields unknown, and what was never intended was never sent. Without one (null: a remote
 * backend, or the file is gone), or behind a fault in it, every PUT that has not ended is unknown.
 *
 * Never records a value that COR did not acknowledge. Recovering the result again changes nothing.
 * The caller must know that the process is dead. `endedAt`: ISO 8601, UTC.
 */
export function recoverRun(
  state: RecordedState,
  journal: string | null,
  endedAt: string,
): Recovery {
  const { run } = state;
  if (run === null) return { state, summary: null, diagnostics: [] };
  const found = journal === null ? NO_JOURNAL : readOutcomes(state, run, journal);
  const isUnderWay = ({ id }: RunOperation): boolean => {
    const outcome = found.outcomes.get(id);
    return outcome === null || (outcome === undefined && found.journal !== 'whole');
  };
  const outcomeOf = (op: RunOperation): RecordedOutcome =>
    isUnderWay(op) ? { kind: 'unknown' } : (found.outcomes.get(op.id) ?? { kind: 'not-attempted' });
  const settled = settle(state, new Map(run.ops.map((op) => [op.id, outcomeOf(op)])));
  const summary: RecoverySummary = {
    run: run.id,
    startedAt: run.started_at,
    who: run.who,
    counts: settled.run.counts,
    underWay: run.ops.filter(isUnderWay).length,
    journal: found.journal,
  };
  return {
    state: finishRun(settled, 'recovered', endedAt),
    summary,
    diagnostics: [describe(summary), ...found.faults],
  };
}

/** What a journal says. Only a whole one says that a PUT which it does not name was never sent. */
interface FoundOutcomes {
  /** Null: there is an intent, and no outcome. */
  readonly outcomes: ReadonlyMap<ExternalId, RecordedOutcome | null>;
  readonly journal: RecoverySummary['journal'];
  readonly faults: readonly Diagnostic[];
}

const NO_JOURNAL: FoundOutcomes = { outcomes: new Map(), journal: 'none', faults: [] };

function readOutcomes(state: RecordedState, run: OpenRun, text: string): FoundOutcomes {
  const owner = { lineage: state.lineage, serial: state.serial, run: run.id };
  const { records, fault } = readJournal(text, owner);
  const outcomes = new Map<ExternalId, RecordedOutcome | null>();
  for (const record of records) {
    if (record.type === 'intent') for (const { id } of record.ops) outcomes.set(id, null);
    if (record.type === 'outcome') {
      for (const { id, ...outcome } of record.results) outcomes.set(id, outcome);
    }
  }
  return fault === null
    ? { outcomes, journal: 'whole', faults: [] }
    : { outcomes, journal: 'broken', faults: [fault] };
}

const JOURNAL_NOTES: Readonly<Record<RecoverySummary['journal'], string>> = {
  whole: 'Its journal is complete.',
  broken: "Its journal is damaged. What can't be read in it counts as unknown.",
  none: 'It left no journal. What was not yet recorded counts as unknown.',
};

function describe({ run, counts, journal }: RecoverySummary): Diagnostic {
  const acknowledged = counts.added + counts.changed;
  return warningOf(UNFINISHED_RUN, {
    summary:
      `Run ${run} did not finish: ${countOf(acknowledged, 'user')} acknowledged, ` +
      `${counts.refused} refused, ${counts.unknown} unknown, ${counts.not_attempted} not attempted`,
    detail: JOURNAL_NOTES[journal],
  });
}
