import {
  errorOf,
  type Case,
  type Diagnostic,
  type FailureEntry,
  type Outcome,
} from '../errors/diagnostic.js';
import {
  CONTROL_CHARACTER_IN_FILE,
  FILE_TOO_LARGE,
  NOT_UTF8,
  UNRESOLVED_MERGE,
  UTF16_OR_UTF32,
} from '../errors/users.js';
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
  const refuse = (entry: FailureEntry, found: Case): Outcome<string> => ({
    value: undefined,
    diagnostics: [errorOf(entry, found)],
  });
  const start = { file: name, line: 1, column: 1 };
  if (bytes.length > MAX_FILE_BYTES) {
    return refuse(FILE_TOO_LARGE, {
      summary: 'the file is larger than 64 MiB',
      place: start,
      fix: 'Split the users over several files.',
    });
  }
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    return refuse(UTF16_OR_UTF32, {
      summary: `the file is ${wide}, it must be UTF-8`,
      place: start,
      fix: 'Save the file as UTF-8.',
    });
  }
  const bad = firstBadByte(bytes);
  if (bad !== -1) {
    const before = new TextDecoder('utf-8').decode(bytes.subarray(0, bad)).replaceAll('\r\n', '\n');
    return refuse(NOT_UTF8, {
      summary: 'the file is not valid UTF-8',
      detail: `The byte 0x${hexOf(bytes.subarray(bad, bad + 1))} can't stand here. Windows-1252 and Latin-1 files look like this.`,
      place: indexLines(name, before)(before.length),
      fix: 'Save the file as UTF-8.',
    });
  }
  const text = new TextDecoder('utf-8').decode(bytes).replaceAll('\r\n', '\n');
  const diagnostics = [...controlCharacters(name, text), ...mergeMarkers(name, text)];
  return { value: diagnostics.length > 0 ? undefined : text, diagnostics };
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

interface Lead {
  readonly from: number;
  readonly to: number;
  /** How many continuation bytes follow, and the range of the first of them. */
  readonly need: number;
  readonly low: number;
  readonly high: number;
}

/** The lead bytes of well-formed UTF-8. Source: The Unicode Standard, table 3-7. */
const LEADS: readonly Lead[] = [
  { from: 0xc2, to: 0xdf, need: 1, low: 0x80, high: 0xbf },
  { from: 0xe0, to: 0xe0, need: 2, low: 0xa0, high: 0xbf },
  { from: 0xe1, to: 0xec, need: 2, low: 0x80, high: 0xbf },
  { from: 0xed, to: 0xed, need: 2, low: 0x80, high: 0x9f },
  { from: 0xee, to: 0xef, need: 2, low: 0x80, high: 0xbf },
  { from: 0xf0, to: 0xf0, need: 3, low: 0x90, high: 0xbf },
  { from: 0xf1, to: 0xf3, need: 3, low: 0x80, high: 0xbf },
  { from: 0xf4, to: 0xf4, need: 3, low: 0x80, high: 0x8f },
];

/** The offset of the first sequence that is not UTF-8, or -1. TextDecoder refuses but doesn't say where. */
function firstBadByte(bytes: Uint8Array): number {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return -1;
  } catch {
    return scanForBadByte(bytes);
  }
}

function scanForBadByte(bytes: Uint8Array): number {
  let start = 0;
  let need = 0;
  let low = 0x80;
  let high = 0xbf;
  for (const [at, byte] of bytes.entries()) {
    if (need > 0) {
      if (byte < low || byte > high) return start;
      need -= 1;
      low = 0x80;
      high = 0xbf;
    } else if (byte >= 0x80) {
      start = at;
      const lead = LEADS.find(({ from, to }) => byte >= from && byte <= to);
      if (lead === undefined) return start;
      ({ need, low, high } = lead);
    }
  }
  return start;
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
    summary: `the file holds ${words[code] ?? `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`}`,
    ...(found.length > 1 && { detail: `It holds ${found.length} control characters in all.` }),
    place: indexLines(file, text)(first.index),
    fix: code === 13 ? 'Save the file with LF line ends.' : 'Remove the character.',
  });
}

function* mergeMarkers(file: string, text: string): Generator<Diagnostic> {
  const found = [...text.matchAll(/^(?:<{7}|\|{7}|>{7})(?= |$)|^={7}$/gm)];
  const [first] = found;
  if (first === undefined) return;
  yield errorOf(UNRESOLVED_MERGE, {
    summary: 'the file holds the markers of an unresolved merge',
    detail: `${found.length} such lines.`,
    place: indexLines(file, text)(first.index),
    fix: 'Resolve the merge, then remove the lines <<<<<<<, ======= and >>>>>>>.',
  });
}
