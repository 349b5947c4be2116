/**
 * What stands where a state was before it was migrated. Whoever still has the old settings is stopped
 * there instead of going on with a record that is no longer kept: a tombstone is no state, so that
 * every older corform refuses it too.
 *
 * While the state is on its way the tombstone carries it. So there is one record at any moment: that here,
 * then that in the tombstone, which nobody can apply, then that in the new place.
 */
import { parseJson } from '../text/parse-json.js';
import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import { STATE_MOVED, STATE_MOVING } from '../errors/state-operations.js';
import { tombstoneValidator } from './state-validators.js';

export interface Tombstone {
  readonly lineage: string;
  /** One more than that of the state that was here. */
  readonly serial: number;
  /** The new place, for people. */
  readonly moved_to: string;
  readonly written_by: string;
  /** The text of the state, as the new place is to have it; null once it is known to be there. */
  readonly carried: string | null;
}

const HEAD = /^\s*\{\s*"format"\s*:\s*"corform-mov(ed|ing)"/;

export function serializeTombstone(tombstone: Tombstone): string {
  const { lineage, serial, moved_to, written_by, carried } = tombstone;
  const document = {
    format: carried === null ? 'corform-moved' : 'corform-moving',
    format_version: 1,
    lineage,
    serial,
    moved_to,
    written_by,
    ...(carried === null ? {} : { carried }),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The tombstone that a text is, or null. */
export function readTombstone(text: string): Tombstone | null {
  if (!HEAD.test(text)) return null;
  const document = parseJson(text);
  if (!tombstoneValidator()(document)) return null;
  const { lineage, serial, moved_to, written_by, carried } = document as Partial<Tombstone> &
    Omit<Tombstone, 'carried'>;
  return { lineage, serial, moved_to, written_by, carried: carried ?? null };
}

/** Explains to a command with old settings where the state is now. */
export function explainTombstone(tombstone: Tombstone): Diagnostic {
  if (tombstone.carried !== null) {
    return errorOf(STATE_MOVING, {
      summary: 'The recorded state was not completely migrated',
      detail: `A migration to ${tombstone.moved_to} did not finish. Nothing is lost.`,
    });
  }
  return errorOf(STATE_MOVED, {
    summary: 'The recorded state was moved to another place',
    detail: `It is now in: ${tombstone.moved_to}`,
  });
}
