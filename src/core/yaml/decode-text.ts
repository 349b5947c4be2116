import { errorOf, refuse, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import {
  CONTROL_CHARACTER_IN_FILE,
  FILE_TOO_LARGE,
  NOT_UTF8,
  UNRESOLVED_MERGE,
  UTF16_OR_UTF32,
} from '../errors/yaml.js';
import { recognizeBytes, recognizeRows, recognizeText } from './recognize-file.js';
import { indexLines } from './line-index.js';
import type { SourceFile } from './source-file.js';

/** The largest users file that is read, in bytes: several times what 100,000 users need. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Bytes to text, strictly. Promises text without a BOM, whose only line end is LF and whose only other
 * control character is the tab (YAML gives that its own message).
 *
 * Accepted: UTF-8 with or without a BOM, LF or CRLF. Refused, each with its own words: UTF-16 and UTF-32,
 * anything else that is not UTF-8 (Latin-1, say), NUL and other control characters, a CR alone (it would be
 * a line end to YAML and none to most editors), merge markers, and more than 64 MiB.
 */
export function decodeText(file: SourceFile): Outcome<string> {
  const { name, bytes } = file;
  const start = { file: name, line: 1, column: 1 };
  if (bytes.length > MAX_FILE_BYTES) {
    return refuse(FILE_TOO_LARGE, { summary: 'the file is larger than 64 MiB', place: start });
  }
  const byHead = recognizeBytes(name, bytes);
  if (byHead !== undefined) return { value: undefined, diagnostics: [byHead] };
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    return refuse(UTF16_OR_UTF32, {
      summary: `the file is ${wide}, it must be UTF-8`,
      place: start,
    });
  }
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) {
    const bad = firstBadByte(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, bad)).replaceAll('\r\n', '\n');
    return refuse(NOT_UTF8, {
      summary: 'the file is not valid UTF-8',
      detail: `The byte 0x${hexOf(bytes.subarray(bad, bad + 1))} is not valid here. Windows-1252 and Latin-1 files look like this.`,
      place: indexLines(name, before)(before.length),
    });
  }
  const byText = recognizeText(name, decoded);
  if (byText !== undefined) return { value: undefined, diagnostics: [byText] };
  const text = decoded.replaceAll('\r\n', '\n');
  const diagnostics = [...controlCharacters(name, text), ...mergeMarkers(name, text)];
  return { value: diagnostics.length > 0 ? undefined : text, diagnostics };
}

/** The same for a file that must be YAML: a table and lines of JSON are named as what they are. */
export function decodeYaml(file: SourceFile): Outcome<string> {
  const decoded = decodeText(file);
  const rows = decoded.value === undefined ? undefined : recognizeRows(file.name, decoded.value);
  return rows === undefined ? decoded : { value: undefined, diagnostics: [rows] };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

/** UTF-16 and UTF-32 by their BOM or, without one, by the zero byte of a first ASCII character. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const head = hexOf(bytes.subarray(0, 4));
  if (/^(FFFE0000|0000FEFF)/.test(head)) return 'UTF-32';
  if (/^(FFFE|FEFF)/.test(head)) return 'UTF-16';
  if (/^(00(?!00)..|(?!00)..00)(00(?!00)..|(?!00)..00)?$/.test(head))
    return 'UTF-16 (without a BOM)';
  return undefined;
}

/** The text of UTF-8, or undefined. In a stream the last sequence may be incomplete: it is left out. */
function decodeUtf8(
  bytes: Uint8Array,
  options: { readonly stream?: boolean } = {},
): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, options);
  } catch {
    return undefined;
  }
}

/** The offset of the first sequence that is not UTF-8: TextDecoder refuses, but doesn't say where. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodeUtf8(bytes.subarray(0, middle), { stream: true }) === undefined) bad = middle;
    else good = middle;
  }
  // Back to where the sequence starts that turned out bad.
  while (decodeUtf8(bytes.subarray(0, good)) === undefined) good -= 1;
  return good;
}

function* controlCharacters(file: string, text: string): Generator<Diagnostic> {
  const found = [...text.matchAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f]/gu)];
  const [first] = found;
  if (first === undefined) return;
  const code = first[0].charCodeAt(0);
  const words: Readonly<Record<number, string>> = {
    0: 'a NUL character',
    13: 'a carriage return without a line feed',
    27: 'an escape character',
  };
  yield errorOf(CONTROL_CHARACTER_IN_FILE, {
    summary: `the file has ${words[code] ?? `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`}`,
    ...(found.length > 1 && { detail: `It has ${found.length} control characters in total.` }),
    place: indexLines(file, text)(first.index),
    fix: code === 13 ? 'Save the file with LF line endings.' : 'Remove the character.',
  });
}

function* mergeMarkers(file: string, text: string): Generator<Diagnostic> {
  const found = [...text.matchAll(/^(?:<{7}|\|{7}|>{7})(?= |$)|^={7}$/gm)];
  const [first] = found;
  if (first === undefined) return;
  yield errorOf(UNRESOLVED_MERGE, {
    summary: 'the file has the markers of an unresolved merge',
    detail: `${found.length} such lines.`,
    place: indexLines(file, text)(first.index),
  });
}
