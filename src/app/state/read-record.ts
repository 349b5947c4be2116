import type { Diagnostic } from '../../core/errors/diagnostic.js';
import type { RecordedState } from '../../core/model.js';
import type { StateReader, StateVersion, StoredState } from '../../core/ports/state.js';
import { parseState } from '../../core/state/state-file.js';
import { readTombstone, type Tombstone } from '../../core/state/tombstone.js';
import { UnreadableText } from './state-codec.js';

/** The kinds of text that can be stored in the place of the state. */
export type ParsedRecord =
  | { readonly kind: 'good'; readonly state: RecordedState }
  /** The state lives elsewhere now. */
  | { readonly kind: 'moved'; readonly tombstone: Tombstone }
  | { readonly kind: 'damaged'; readonly diagnostics: readonly Diagnostic[] };

/**
 * What is stored in the place of the recorded state. `text` is plain if it is good, and else as it lies
 * there, encrypted or not.
 */
export type StoredRecord =
  | { readonly kind: 'none' }
  | (ParsedRecord & { readonly text: string; readonly version: StateVersion });

/**
 * Reads what is stored, good or bad: the only way in which corform reads a state. Throws Failure if the
 * backend can't be asked, or if the passphrase is missing or another one.
 */
export async function readRecord(store: StateReader['store']): Promise<StoredRecord> {
  let stored: StoredState | null;
  try {
    stored = await store.read();
  } catch (error) {
    if (!(error instanceof UnreadableText) || error.damaged === null) throw error;
    const { text, version } = error.damaged;
    return { kind: 'damaged', diagnostics: error.diagnostics, text, version };
  }
  if (stored === null) return { kind: 'none' };
  const { text, sealed, version } = stored;
  const record = parseRecord(text);
  return { ...record, text: record.kind === 'good' ? text : (sealed ?? text), version };
}

/** Reads a text that was stored as a state, now or earlier. */
export function parseRecord(text: string): ParsedRecord {
  const tombstone = readTombstone(text);
  if (tombstone !== null) return { kind: 'moved', tombstone };
  const { value: state, diagnostics } = parseState(text);
  return state === undefined ? { kind: 'damaged', diagnostics } : { kind: 'good', state };
}

/** The version that a commit must still find stored. */
export function versionOf(record: StoredRecord): StateVersion | null {
  return record.kind === 'none' ? null : record.version;
}

/** The highest serial that the backend has seen; 0 if it has seen none. */
export async function highestSerial(
  store: StateReader['store'],
  record: StoredRecord,
): Promise<number> {
  const kept = (await store.versions()).map(({ serial }) => serial);
  return Math.max(0, ...kept, claimedSerial(record));
}

/** The serial of a damaged text is worth nothing but to stay above it. */
function claimedSerial(record: StoredRecord): number {
  switch (record.kind) {
    case 'none':
      return 0;
    case 'good':
      return record.state.serial;
    case 'moved':
      return record.tombstone.serial;
    case 'damaged':
      return Number(/"serial"\s*:\s*(\d{1,15})\b/.exec(record.text)?.[1] ?? 0);
  }
}
