/**
 * The state file, version 1: JSON with one member of the header, one run, one operation and one user a
 * line, so differences stay small; the last member is a checksum over the text before it.
 *
 * Reading is strict, because acting on a damaged record is worse than not acting: whatever is not
 * exactly what was written is refused, and told apart as far as the text allows.
 */
import { parseJson } from '../text/parse-json.js';
import { errorOf, type FailureEntry, type Outcome } from '../errors/diagnostic.js';
import {
  HIGHEST_SERIAL,
  BAD_STATE_SERIAL,
  STATE_IDS_OUT_OF_ORDER,
  STATE_NOT_JSON,
  UNEXPECTED_STATE_CONTENT,
} from '../errors/state.js';
import {
  FIELD_NAMES,
  type ExternalId,
  type OpenRun,
  type RecordedState,
  type RecordedUser,
  type RunOperation,
  type UserFields,
} from '../model.js';
import { Failure } from '../errors/failure.js';
import { describeMisfit, findMisfit, type Misfit } from '../schema/violation.js';
import { stateFileValidator } from './state-validators.js';
import { explainTombstone, readTombstone } from './tombstone.js';
import { sha256, checkText } from './explain-damage.js';

/** Stands for the checksum where a state is checked that has none yet. */
const NO_CHECKSUM = `sha256:${'0'.repeat(64)}`;

const NO_SERIAL_LEFT = errorOf(HIGHEST_SERIAL, {
  summary: 'The state has the highest possible serial',
  detail: 'Nothing was stored.',
});

/** A state that may be committed: with its new serial, and as text. */
export interface PreparedCommit {
  readonly state: RecordedState;
  readonly serial: number;
  readonly text: string;
}

/**
 * The one step that makes the next version of a state. Transitions leave the serial alone, so a
 * version is neither skipped nor used twice however many of them a commit contains. Continue from the
 * returned state once the backend has committed it, and from the one given when it has not.
 *
 * Throws Failure if there is no higher serial, and (a bug of ours) rather than make a text that `parseState` would refuse.
 */
export function prepareCommit(state: RecordedState, writtenBy: string): PreparedCommit {
  if (state.serial >= Number.MAX_SAFE_INTEGER) throw new Failure(NO_SERIAL_LEFT);
  const next = { ...state, serial: state.serial + 1, written_by: writtenBy };
  const misfit = findMisfit(stateFileValidator(), { ...next, checksum: NO_CHECKSUM });
  const problem = misfit ?? findDisorder(next);
  if (problem !== null)
    throw new Error(`the state would be unreadable: ${describeMisfit(problem)}`);
  return { state: next, serial: next.serial, text: serializeState(next) };
}

/** Equal states give equal text, whatever the order of their keys. */
export function serializeState(state: RecordedState): string {
  const covered = [
    '{',
    `"format": ${JSON.stringify(state.format)},`,
    `"format_version": ${JSON.stringify(state.format_version)},`,
    `"lineage": ${JSON.stringify(state.lineage)},`,
    `"serial": ${JSON.stringify(state.serial)},`,
    `"written_by": ${JSON.stringify(state.written_by)},`,
    `"target": ${JSON.stringify(state.target, ['endpoint', 'source', 'company_id'])},`,
    `"digest_key": ${JSON.stringify(state.digest_key)},`,
    `"config": ${JSON.stringify(state.config, ['commit', 'digest'])},`,
    `"run": ${state.run === null ? 'null' : runText(state.run)},`,
    `"history": ${listText(state.history.map((run) => JSON.stringify(run, FINISHED_RUN_KEYS)))},`,
    `"runs": ${listText(state.runs.map((run) => JSON.stringify(run, ['n', 'id', 'at', 'commit'])))},`,
    `"users": ${listText(state.users.map(userText))},`,
    '',
  ].join('\n');
  return `${covered}"checksum": "sha256:${sha256(covered)}"\n}\n`;
}

const COUNT_KEYS = [
  'added',
  'changed',
  'forgotten',
  'recorded',
  'refused',
  'unknown',
  'not_attempted',
];

const RUN_KEYS = ['id', 'started_at', 'who', 'commit', 'digest', 'serial', 'approved_by'];

const OPEN_RUN_KEYS = [...RUN_KEYS, 'target', 'endpoint', 'source', 'counts', ...COUNT_KEYS];

const FINISHED_RUN_KEYS = [...RUN_KEYS, 'ended_at', 'end', 'counts', ...COUNT_KEYS];

function listText(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
}

function runText(run: OpenRun): string {
  const head = JSON.stringify(run, OPEN_RUN_KEYS).slice(0, -1);
  return `${head},"ops":${listText(run.ops.map(operationText))}}`;
}

function operationText(op: RunOperation): string {
  return JSON.stringify({ id: op.id, set: inFieldOrder(op.set), protected: op.protected });
}

function userText(user: RecordedUser): string {
  return JSON.stringify({
    id: user.id,
    cor_id: user.cor_id,
    fields: inFieldOrder(user.fields),
    unknown: inFieldOrder(user.unknown),
    evidence: user.evidence,
    protected: user.protected,
  });
}

function inFieldOrder(fields: UserFields): UserFields {
  const ordered: Record<string, string | number> = {};
  for (const field of FIELD_NAMES) {
    const value = fields[field];
    if (value !== undefined) ordered[field] = value;
  }
  return ordered;
}

/**
 * Reads a state file. The value is there exactly when the text is one that `serializeState` could have
 * written, but for spelling that JSON does not distinguish. Names fields in its messages, never values.
 */
export function parseState(text: string): Outcome<RecordedState> {
  const tombstone = readTombstone(text);
  if (tombstone !== null) return { value: undefined, diagnostics: [explainTombstone(tombstone)] };
  const refused = checkText(text);
  if (refused !== null) return { value: undefined, diagnostics: [refused] };
  const data = parseJson(text);
  if (data === undefined) {
    // The checksum is right, so somebody computed it over a text that is not JSON.
    return refuse(
      STATE_NOT_JSON,
      'The state file is not valid JSON, although its checksum is right',
    );
  }
  const misfit = findMisfit(stateFileValidator(), data);
  if (misfit !== null) return refuseContent(misfit);
  const { checksum, ...state } = data as RecordedState & { readonly checksum: string };
  const disorder = findDisorder(state);
  if (disorder !== null) {
    return refuse(STATE_IDS_OUT_OF_ORDER, 'The state file repeats ids or has them out of order', {
      path: disorder.path,
      detail: describeMisfit(disorder),
    });
  }
  return { value: state, diagnostics: [] };
}

function findDisorder(state: RecordedState): Misfit | null {
  return disorderIn('.users', state.users) ?? disorderIn('.run.ops', state.run?.ops ?? []);
}

/** Finds the first entry that does not come after the one before it. */
function disorderIn(path: string, entries: readonly { readonly id: ExternalId }[]): Misfit | null {
  let before: ExternalId | null = null;
  for (const [i, { id }] of entries.entries()) {
    if (before !== null && before >= id) {
      const message = before === id ? 'repeats the id of the entry before' : 'is out of order';
      return { path: `${path}[${i}]`, message };
    }
    before = id;
  }
  return null;
}

function refuseContent(misfit: Misfit): Outcome<RecordedState> {
  const detail = describeMisfit(misfit);
  const isSerial = misfit.path === '.serial' || misfit.message === 'lacks "serial"';
  return isSerial
    ? refuse(
        BAD_STATE_SERIAL,
        'The serial of the state file is missing or is not a whole number of at least 1',
        { path: '.serial', detail },
      )
    : refuse(UNEXPECTED_STATE_CONTENT, 'The state file has content that corform never writes', {
        path: misfit.path,
        detail,
      });
}

function refuse(
  entry: FailureEntry,
  summary: string,
  more: { readonly path?: string; readonly detail?: string } = {},
): Outcome<RecordedState> {
  return { value: undefined, diagnostics: [errorOf(entry, { summary, ...more })] };
}
