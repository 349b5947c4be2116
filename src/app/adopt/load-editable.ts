import { readEditable, type EditedDocument } from '../../core/edit/document.js';
import type { Files } from '../../core/ports/system.js';
import { readSources, type CheckedDesired, type DesiredRequest } from '../plan/load-desired.js';

export interface CheckedEditable extends CheckedDesired {
  /** The files, to be edited; none if one of the diagnostics is an error. */
  readonly documents: readonly EditedDocument[];
}

/** Does what `checkDesired` does, and keeps what has been read for edits, so no file is read twice. */
export async function checkEditable(
  files: Files,
  request: DesiredRequest,
): Promise<CheckedEditable> {
  const { sources, diagnostics } = await readSources(files, request);
  if (diagnostics.length > 0) return { value: undefined, diagnostics, sources, documents: [] };
  return { ...readEditable(sources, request), sources };
}
