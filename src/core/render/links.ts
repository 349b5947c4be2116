import type { ExternalId, FieldName } from '../model.js';
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

/** Returns the lines where these fields of a user are written, as far as they are known, in order. */
export function linesOf(
  id: ExternalId,
  lines: FieldLines,
  fields: readonly FieldName[],
): readonly number[] {
  const known = Object.hasOwn(lines, id) ? lines[id] : undefined;
  const found = fields.flatMap((field) => known?.[field] ?? []);
  return [...new Set(found)].sort((a, b) => a - b);
}
