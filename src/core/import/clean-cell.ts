import { TWICE_DECODED_TEXT, SHEET_ERROR } from '../text/damage.js';

/** What is wrong with the text of a cell. */
export type CellFault = 'digits' | 'formula' | 'error' | 'replacement';

/** What was repaired on the way, to be said once at the end. */
export interface Repairs {
  /** Cells whose spaces were trimmed or shrunk, or whose characters were composed (NFC). */
  tidied: number;
  /** Cells that had one guard against spreadsheets, as in `'+54…` and `="00123"`. */
  guards: number;
}

/** What makes a text look damaged: UTF-8 read as windows-1252, or letters that became question marks. */
export type Suspicion = 'decoded twice' | 'question mark';

export interface CleanCell {
  readonly text: string;
  readonly suspicion: Suspicion | null;
}

const PLAIN = /^[A-Za-z0-9][\x21-\x3e\x40-\x7e]*(?: [\x21-\x3e\x40-\x7e]+)*$/;
const SCIENTIFIC = /^\d[.,]?\d*E\+\d+$/i;
const GUARD = /^'(?=[=+\-@\d])/;
const QUOTED_FORMULA = /^="([^"]*)"$/;
const FORMULA = /^=|^[-+@]\s*[A-Za-z]+\(|^[-+@].*!/;

/** The text of a cell without what spreadsheets and editors add, or what is wrong with it. */
export function cleanCell(raw: string, repairs: Repairs): CleanCell | CellFault {
  if (PLAIN.test(raw)) return SCIENTIFIC.test(raw) ? 'digits' : { text: raw, suspicion: null };
  if (raw === '') return EMPTY_CELL;
  const tidy = raw.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (tidy !== raw) repairs.tidied += 1;
  const text = withoutGuard(tidy);
  if (text !== tidy) repairs.guards += 1;
  if (FORMULA.test(text)) return 'formula';
  if (SCIENTIFIC.test(text)) return 'digits';
  if (SHEET_ERROR.test(text)) return 'error';
  if (text.includes('\ufffd')) return 'replacement';
  return { text, suspicion: suspect(text) };
}

const EMPTY_CELL: CleanCell = { text: '', suspicion: null };

function suspect(text: string): Suspicion | null {
  if (TWICE_DECODED_TEXT.test(text)) return 'decoded twice';
  return /\p{L}\?\p{L}/u.test(text) ? 'question mark' : null;
}

function withoutGuard(text: string): string {
  if (GUARD.test(text)) return text.slice(1).trim();
  const quoted = QUOTED_FORMULA.exec(text);
  return quoted === null ? text : String(quoted[1]).trim();
}
