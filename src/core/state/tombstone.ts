/**
 * What stands where a state was before it was migrated. Whoever still has the old settings is stopped
 * there instead of going on with a record that is no longer kept: a tombstone is no state, so that
 * every older corform refuses it too.
 */
import type { Diagnostic } from '../diagnostic.js';
import { exactObject, matching, oneOf, text as someText } from './shape.js';
import { SERIAL, TOKEN } from './state-shape.js';

export interface Tombstone {
  readonly lineage: string;
  /** One more than that of the state that was here. */
  readonly serial: number;
  /** The new place, for people. */
  readonly moved_to: string;
  readonly written_by: string;
}

const HEAD = /^\s*\{\s*"format"\s*:\s*"corform-moved"/;

const SHAPE = exactObject({
  format: oneOf(['corform-moved']),
  format_version: oneOf([1]),
  lineage: TOKEN,
  serial: SERIAL,
  moved_to: matching(/^[^\r\n]{1,4096}$/, 'one line'),
  written_by: someText(255),
});

export function serializeTombstone({ lineage, serial, moved_to, written_by }: Tombstone): string {
  const document = {
    format: 'corform-moved',
    format_version: 1,
    lineage,
    serial,
    moved_to,
    written_by,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The tombstone that a text is, or null. */
export function readTombstone(text: string): Tombstone | null {
  if (!HEAD.test(text)) return null;
  try {
    const document: unknown = JSON.parse(text);
    if (SHAPE(document) !== null) return null;
    const { lineage, serial, moved_to, written_by } = document as Tombstone;
    return { lineage, serial, moved_to, written_by };
  } catch {
    return null;
  }
}

/** What is told to whoever looks for the state where it was. */
export function explainTombstone(tombstone: Tombstone): Diagnostic {
  return {
    severity: 'error',
    code: 'CF740',
    summary: 'The recorded state was moved away from here',
    detail: `It is kept in: ${tombstone.moved_to}`,
    fix: 'Use the settings of today (`state:` in corform.yaml). `corform state migrate --from FILE` moves it back.',
  };
}
