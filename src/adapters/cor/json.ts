/** COR's JSON, read leniently: wherever COR writes a number it may write text ("total": "100"). */

import { parseJson } from '../../core/text/parse-json.js';

export type Json = Readonly<Record<string, unknown>>;

/** Undefined if there is no text, or it is not JSON. */
export function readJson(text: string | null): unknown {
  return text === null ? undefined : parseJson(text.replace(/^\ufeff/, ''));
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number, or its text; null for anything else. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d{1,16}(\.\d{1,15})?$/.test(value)
    ? Number(value)
    : null;
}

/** COR's own id of a user; null for what can't be one. */
export function readCorId(value: unknown): number | null {
  const id = readNumber(value);
  return id !== null && Number.isSafeInteger(id) && id > 0 ? id : null;
}
