import { BAD_ENCODING, EXPORT_TOO_LARGE, NO_ROWS, NOT_AN_EXPORT } from '../errors/export.js';
import { refuse, type Outcome } from '../errors/diagnostic.js';
import { kindOfOther } from '../text/file-kind.js';
import type { SourceFile } from '../yaml/source-file.js';
import { placesIn } from './text-places.js';

/** The largest export that is read, in bytes. */
export const MAX_EXPORT_BYTES = 64 * 1024 * 1024;

export interface DecodedExport {
  /** Without a BOM; line ends as they are. */
  readonly text: string;
  /** As TextDecoder names it. */
  readonly encoding: string;
  /** Whether nothing in the file says so: the bytes fit no other encoding. */
  readonly isAssumed: boolean;
}

/**
 * Bytes to text. An encoding that is named wins; then a BOM; then strict UTF-8; then UTF-16 by its pattern
 * of zero bytes; what is left is windows-1252, which any byte fits. Workbooks, web pages and other files that are no text
 * are refused by their first bytes.
 */
export function decodeExport(file: SourceFile, named: string | null): Outcome<DecodedExport> {
  const { name, bytes } = file;
  if (bytes.length > MAX_EXPORT_BYTES) {
    return refuse(EXPORT_TOO_LARGE, { summary: `${name} is larger than 64 MiB` });
  }
  const other = kindOfOther(bytes);
  if (other !== undefined) {
    return refuse(NOT_AN_EXPORT, {
      summary: `${name} is ${other}, not a CSV or JSON file`,
      place: { file: name, line: 1, column: 1 },
    });
  }
  const encoding = named ?? detect(bytes);
  const isAssumed = named === null && encoding === ANY_BYTES;
  const text = decode(bytes, encoding);
  if (text === undefined) {
    return refuse(BAD_ENCODING, {
      summary: `${name} can't be read as ${encoding}`,
      place: { file: name, line: 1, column: 1 },
      fix: 'Save it as CSV UTF-8, or name the encoding with --encoding (as browsers call it, such as utf-8, utf-16le, windows-1252, macintosh).',
    });
  }
  return checkText(name, { text, encoding, isAssumed });
}

function checkText(name: string, decoded: DecodedExport): Outcome<DecodedExport> {
  const { text, encoding } = decoded;
  const control = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/);
  if (control !== -1) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return refuse(BAD_ENCODING, {
      summary: `${name} holds the control character U+${code} when it is read as ${encoding}`,
      place: placesIn(name, text)(control),
    });
  }
  if (text.trim() === '') {
    return refuse(NO_ROWS, {
      summary: `${name} is empty`,
      place: { file: name, line: 1, column: 1 },
    });
  }
  return { value: decoded, diagnostics: [] };
}

/** Undefined if the bytes do not fit, or no such encoding is known. */
function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const text = decoder.decode(bytes);
    return decoder.encoding === 'windows-1252' ? mendWindows1252(text) : text;
  } catch {
    return undefined;
  }
}

/** What windows-1252 has at 0x80 to 0x9F; the control characters are where it has nothing. */
const UPPER_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** On Node 20, TextDecoder takes windows-1252 for Latin-1: there these bytes are control characters. */
function mendWindows1252(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (char) => UPPER_1252.charAt(char.charCodeAt(0) - 0x80));
}

/** The encoding that any bytes fit. */
const ANY_BYTES = 'windows-1252';

function detect(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return zeroPattern(bytes) ?? (decode(bytes, 'utf-8') === undefined ? ANY_BYTES : 'utf-8');
}

/** UTF-16 without a BOM: the zero bytes of its ASCII characters are many, and always stand on the same side. */
function zeroPattern(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) {
    if (byte === 0) zeros[at % 2] = Number(zeros[at % 2]) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  // A few are damage, which is reported with its place.
  const many = head.length / 16;
  if (odd > many && even === 0) return 'utf-16le';
  if (even > many && odd === 0) return 'utf-16be';
  return undefined;
}
