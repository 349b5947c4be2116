import type { ExternalId } from '../model.js';

/** The most bytes of an id in UTF-8: longer ones may not fit a URL, a file system or COR. */
const MAX_ID_BYTES = 255;

/** Why an id that has passed the schema can't be a segment of a URL; undefined if it can. */
export function whyUnusable(id: ExternalId): string | undefined {
  if (id === '.' || id === '..') return `"${id}" means a folder in a URL`;
  // A UTF-16 code unit takes at most three bytes in UTF-8: short ids need not be encoded to know.
  if (id.length * 3 <= MAX_ID_BYTES) return undefined;
  const bytes = new TextEncoder().encode(id).length;
  return bytes > MAX_ID_BYTES ? `it has ${bytes} bytes, ${MAX_ID_BYTES} are allowed` : undefined;
}

/** The same for an id that no schema has looked at, as from the command line. */
export function whyIdIsUnusable(id: ExternalId): string | undefined {
  if (id === '') return 'it is empty';
  if (id !== id.trim()) return 'it begins or ends with a space';
  if (/[\p{Cc}\p{Cs}]/u.test(id)) return 'it has a control character or half a character in it';
  return whyUnusable(id);
}
