import type { ExternalId } from '../model.js';
import { DASHES, toLatin } from './look-alike.js';

/** What a word processor or a spreadsheet makes of a hyphen: seen as another mark in a text, but hardly in an id. */
const LONG_DASHES = /[\u2013-\u2015]/g;

/**
 * Returns the same text for ids that a person, or a system that ignores case, takes for one: they differ in
 * case, in normalisation, in invisible characters, or in letters of other scripts that are drawn alike.
 */
export function foldId(id: ExternalId): string {
  // The same in less time, for the ids that nearly all sources give.
  if (/^[ -~]*$/.test(id)) return id.toLowerCase();
  const visible = id
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(DASHES, '-')
    .replace(LONG_DASHES, '-');
  // Some letters look like Latin ones only as capitals, others only as small letters.
  return toLatin(toLatin(visible.toUpperCase()).toLowerCase()).normalize('NFKC');
}
