import type { FieldValue } from '../model.js';

/** Hours are halves: what differs less than this is the noise of a calculation. */
const NOISE = 0.01;

/**
 * Whether COR may have made one value of the other: another normalisation or other spaces in a text, or hours that
 * are rounded to a whole number.
 */
export function isAlike(ours: FieldValue, listed: FieldValue): boolean {
  if (typeof ours === 'number' && typeof listed === 'number') {
    const isRounded =
      !Number.isInteger(ours) && (listed === Math.floor(ours) || listed === Math.ceil(ours));
    return isRounded || Math.abs(ours - listed) < NOISE;
  }
  return isSame(ours, listed);
}

/** Whether two values are one to a reader: equal numbers, or texts that differ in normalisation and spaces alone. */
export function isSame(a: FieldValue, b: FieldValue): boolean {
  return typeof a === 'number' ? a === b : tidy(a) === tidy(String(b));
}

/** Text in NFC, with single spaces and none at either end: as users.yaml would have it. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
