import type { ExternalId, FieldName, Place } from '../model.js';
import type { FieldLines } from '../plan/field-lines.js';
import { normalizeFileName } from './diagnostics/file-uri.js';
import type { SourceLinks } from './view.js';

/**
 * Returns the address of a line of a users file, made of characters that mean nothing in Markdown and
 * HTML. Null if there is nothing to link to, or the name leads out of the folder.
 */
export function linkTo(links: SourceLinks | null, file: string, line: number): string | null {
  if (links === null) return null;
  const segments = normalizeFileName(file).split('/');
  if (segments.some((segment) => segment === '' || /^\.+$/.test(segment))) return null;
  return `${links.folder}${segments.map(encodeSegment).join('/')}#L${line}`;
}

/** Percent-encodes everything but letters, digits, dots, dashes and underscores. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Returns the lines where these fields of a user are written, in order, each with its address if the file can be linked
 * to. The line of the user's entry if none of them is known.
 */
export function placesOf(
  { id, place }: { readonly id: ExternalId; readonly place: Place | null },
  { links, lines }: { readonly links: SourceLinks | null; readonly lines: FieldLines },
  fields: readonly FieldName[],
): readonly { readonly line: number; readonly address: string | null }[] {
  if (place === null) return [];
  const known = Object.hasOwn(lines, id) ? lines[id] : undefined;
  const found = new Set(fields.flatMap((field) => known?.[field] ?? []));
  const shown = found.size === 0 ? [place.line] : [...found].sort((a, b) => a - b);
  return shown.map((line) => ({ line, address: linkTo(links, place.file, line) }));
}
