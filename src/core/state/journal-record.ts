/**
 * The journal of a run: append-only JSON lines that say what was meant to be sent (`intent`) and how it
 * ended (`outcome`). It names fields and never holds a value: the values stand in the state's `run.ops`.
 *
 * Each line has a number, the sum of the line before (`prev`) and its own (`sum`, over the text before
 * it). So a line that is missing, changed or foreign shows, and so does damage to the last one.
 *
 * The journal of a run is made durable before the commit that opens the run. An open run without a
 * readable journal has therefore lost it, and every PUT of it may have been sent.
 */
import { parseJson } from '../text/parse-json.js';
import type { RegistryEntry } from '../errors/registry.js';
import { type Diagnostic, warningOf } from '../errors/diagnostic.js';
import { JOURNAL_DAMAGED, JOURNAL_GAP, JOURNAL_OF_OTHER_RUN } from '../errors/state.js';
import { createHash } from 'node:crypto';
import { FIELD_NAMES, type ExternalId, type FieldName, type RunOperation } from '../model.js';
import type { RecordedOutcome } from './recorded-outcome.js';
import { journalLineValidator } from './state-validators.js';

/** Which run a journal belongs to. `serial`: that of the commit which opens the run. */
export interface JournalOwner {
  readonly lineage: string;
  readonly serial: number;
  readonly run: string;
}

export type JournalRecord =
  | ({ readonly type: 'open' } & JournalOwner)
  /** These PUTs may be sent from now on. One record may carry several. */
  | { readonly type: 'intent'; readonly ops: readonly JournalIntent[] }
  | { readonly type: 'outcome'; readonly results: readonly JournalOutcome[] };

export interface JournalIntent {
  readonly id: ExternalId;
  /** For people who read a journal: recovery takes the fields from the state's `run.ops`. */
  readonly fields: readonly FieldName[];
}

export type JournalOutcome = { readonly id: ExternalId } & RecordedOutcome;

/** The end of a journal, which the next line continues. */
export interface JournalPosition {
  readonly n: number;
  readonly sum: string;
}

const SUM_LENGTH = 16;
const SUM_MEMBER = ',"sum":"';
/** Where an empty journal stands. */
export const JOURNAL_START: JournalPosition = { n: 0, sum: '0'.repeat(SUM_LENGTH) };

/** The lines (without line ends) that add `records` to a journal which ends at `after`. */
export function journalLines(
  records: readonly JournalRecord[],
  after: JournalPosition,
): { readonly lines: readonly string[]; readonly end: JournalPosition } {
  const lines: string[] = [];
  let end = after;
  for (const record of records) {
    const n = end.n + 1;
    const covered = JSON.stringify({ n, prev: end.sum, record }).slice(0, -1);
    end = { n, sum: sumOf(covered) };
    lines.push(`${covered}${SUM_MEMBER}${end.sum}"}`);
  }
  return { lines, end };
}

/** Enough to notice damage; nobody who can write the journal needs to be kept from forging it. */
function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, SUM_LENGTH);
}

export function intentRecord(ops: readonly RunOperation[]): JournalRecord {
  return { type: 'intent', ops: ops.map((op) => ({ id: op.id, fields: fieldsOf(op) })) };
}

function fieldsOf(op: RunOperation): readonly FieldName[] {
  return FIELD_NAMES.filter((field) => op.set[field] !== undefined);
}

export function outcomeRecord(outcomes: ReadonlyMap<ExternalId, RecordedOutcome>): JournalRecord {
  return { type: 'outcome', results: Array.from(outcomes, ([id, o]) => ({ id, ...o })) };
}

/** What could be read of a journal. */
export interface JournalReading {
  /** Everything up to the torn tail or to the fault, whichever it has. */
  readonly records: readonly JournalRecord[];
  /** Why what follows can't be trusted, or null. A torn tail is no fault: it was never relied on. */
  readonly fault: Diagnostic | null;
}

interface JournalEntry {
  readonly n: number;
  readonly prev: string;
  readonly sum: string;
  readonly record: JournalRecord;
}

/**
 * Reads the journal of a run. `owner.serial` is that of the state at hand, which may have been
 * committed again since the run was opened.
 *
 * A crash while a line is written leaves the beginning of a line, without its end: such a tail is
 * dropped. Everything else that does not read is a fault: nobody can tell what stood there.
 */
export function readJournal(text: string, owner: JournalOwner): JournalReading {
  const records: JournalRecord[] = [];
  let end = JOURNAL_START;
  for (const line of wholeLines(text)) {
    const entry = readLine(line);
    if (entry === null) return { records, fault: broken(end.n + 1) };
    const fault = checkChain(entry, end) ?? checkOwner(entry.record, records.length, owner);
    if (fault !== null) return { records, fault };
    records.push(entry.record);
    end = entry;
  }
  return { records, fault: records.length === 0 ? broken(1) : null };
}

/**
 * The lines of a journal but for a torn one at the end. A last line that is whole and only lacks its
 * line end counts: what it says is true. One that goes on behind its sum was damaged, not torn.
 */
function wholeLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = text.slice(text.lastIndexOf('\n') + 1);
  const sumAt = last.indexOf(SUM_MEMBER);
  const torn = sumAt < 0 || last.length < sumAt + SUM_MEMBER.length + SUM_LENGTH + '"}'.length;
  return torn ? lines.slice(0, -1) : lines;
}

/** Null if the line is not one that `journalLines` made. */
function readLine(line: string): JournalEntry | null {
  const sumAt = line.lastIndexOf(SUM_MEMBER);
  const data = parseJson(line);
  if (!journalLineValidator()(data)) return null;
  const entry = data as JournalEntry;
  return entry.sum === sumOf(line.slice(0, sumAt)) ? entry : null;
}

function checkChain(entry: JournalEntry, end: JournalPosition): Diagnostic | null {
  if (entry.n > end.n + 1) {
    return fault(JOURNAL_GAP, `Lines ${end.n + 1} to ${entry.n - 1} of the journal are missing`);
  }
  return entry.n === end.n + 1 && entry.prev === end.sum ? null : broken(end.n + 1);
}

function checkOwner(
  record: JournalRecord,
  position: number,
  owner: JournalOwner,
): Diagnostic | null {
  if ((record.type === 'open') !== (position === 0)) return broken(position + 1);
  if (record.type !== 'open') return null;
  const ours = record.lineage === owner.lineage && record.run === owner.run;
  return ours && record.serial <= owner.serial
    ? null
    : fault(JOURNAL_OF_OTHER_RUN, 'The journal belongs to another run or to another state');
}

function broken(line: number): Diagnostic {
  return fault(JOURNAL_DAMAGED, `Line ${line} of the journal is damaged`);
}

function fault(entry: RegistryEntry, summary: string): Diagnostic {
  return warningOf(entry, {
    summary,
    detail:
      'corform trusts the lines before it. Every other field that the run was going to send is unknown.',
    fix: 'Run `corform apply`, which sends the unknown fields again.',
  });
}
