import type { Diagnostic } from '../../core/errors/diagnostic.js';
import type { RecordedState } from '../../core/model.js';
import type { StateBackend, StateVersion } from '../../core/ports.js';
import { parseState } from '../../core/state/state-file.js';
import { readTombstone, type Tombstone } from '../../core/state/tombstone.js';
import { UnreadableText, type StateCodec } from './state-codec.js';

/** Both sides of the encryption. */
export interface InspectPorts {
  readonly stored: Pick<StateBackend, 'read' | 'versions'>;
  readonly codec: StateCodec;
}

/** What stands where the recorded state belongs, good or bad. */
export type Inspection = {
  /** The highest serial that the backend has seen; 0 where it has seen none. */
  readonly takenSerial: number;
} & (
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly state: RecordedState; readonly version: StateVersion }
  | { readonly kind: 'moved'; readonly tombstone: Tombstone; readonly version: StateVersion }
  | {
      readonly kind: 'damaged';
      /** As it is stored, encrypted or not. */
      readonly text: string;
      readonly version: StateVersion;
      readonly diagnostics: readonly Diagnostic[];
    }
);

/**
 * Looks at what is stored without insisting that it is good: for commands that replace it. Throws
 * Failure where that can't be told, because the passphrase is missing or another one.
 */
export async function inspectState({ stored, codec }: InspectPorts): Promise<Inspection> {
  const found = await stored.read();
  const kept = Math.max(0, ...(await stored.versions()).map(({ serial }) => serial));
  if (found === null) return { kind: 'none', takenSerial: kept };
  const { text, version } = found;
  const damaged = (diagnostics: readonly Diagnostic[]): Inspection => {
    const takenSerial = Math.max(kept, claimedSerial(text));
    return { kind: 'damaged', text, version, diagnostics, takenSerial };
  };
  let plain: string;
  try {
    plain = codec.decode(text);
  } catch (error) {
    if (!(error instanceof UnreadableText) || error.reason !== 'damaged') throw error;
    return damaged(error.diagnostics);
  }
  const tombstone = readTombstone(plain);
  if (tombstone !== null) {
    const takenSerial = Math.max(kept, tombstone.serial);
    return { kind: 'moved', tombstone, version, takenSerial };
  }
  const { value: state, diagnostics } = parseState(plain);
  if (state === undefined) return damaged(diagnostics);
  return { kind: 'good', state, version, takenSerial: state.serial };
}

/** The serial that a damaged text claims to have: worth nothing but to stay above it. */
function claimedSerial(text: string): number {
  const claimed = Number(/"serial"\s*:\s*(\d{1,15})\b/.exec(text)?.[1] ?? 0);
  return claimed;
}
