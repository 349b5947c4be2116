/**
 * Values that stand on one line, as far as `scanYaml` is sure of them. Each function takes the whole
 * text and offsets into it and throws `Unsure` where YAML might mean anything else than what it sees.
 */

/** Thrown where the text is not of the simple form: the YAML parser must read it. Never leaves the scanner. */
export class Unsure extends Error {}

/** A value and the offset behind it. */
export interface Inline {
  readonly value: unknown;
  readonly end: number;
}

/** Takes where the parts of a flow collection start: of a map key, value, key, value…, of a list each item twice. */
export type NoteParts = (collection: object, offsets: readonly number[]) => void;

const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const OPEN_PARENTHESIS = 0x28;
const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const UNDERSCORE = 0x5f;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
const TILDE = 0x7e;
const BYTE_ORDER_MARK = 0xfeff;

/** YAML limits a key on the line of its value to 1,024 characters. */
const MAX_KEY_LENGTH = 1000;

/** Reads the value that starts at `from` on a line that ends at `end`, up to the line's end. */
export function readInline(text: string, from: number, end: number, note: NoteParts): unknown {
  switch (text.charCodeAt(from)) {
    case QUOTE:
    case APOSTROPHE:
      return requireLineEnd(text, readQuoted(text, from, end), end);
    case OPEN_MAP:
      return requireLineEnd(text, readFlowMap(text, from, end, note), end);
    case OPEN_LIST:
      return requireLineEnd(text, readFlowList(text, from, end, note), end);
    default:
      return resolvePlain(text.slice(from, plainEnd(text, from, end, false)));
  }
}

/** The offset of the colon behind the key at `from`, or -1 where no plain key stands. */
export function findKeyEnd(text: string, from: number, end: number): number {
  if (!startsKey(text.charCodeAt(from))) return -1;
  let at = from + 1;
  while (at < end && isInKey(text.charCodeAt(at))) at += 1;
  const fits = at - from <= MAX_KEY_LENGTH && text.charCodeAt(at - 1) !== SPACE;
  return fits && isKeyEnd(text, at, end) ? at : -1;
}

/** Whether a colon stands at `at` that ends a key. */
export function isKeyEnd(text: string, at: number, end: number): boolean {
  if (at >= end || text.charCodeAt(at) !== COLON) return false;
  return at + 1 === end || text.charCodeAt(at + 1) === SPACE;
}

function startsKey(code: number): boolean {
  return isLetter(code) || code === UNDERSCORE || (code >= 0xa1 && code !== BYTE_ORDER_MARK);
}

function isInKey(code: number): boolean {
  return (
    startsKey(code) ||
    isDigit(code) ||
    code === DASH ||
    code === SPACE ||
    code === DOT ||
    code === SLASH
  );
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function skipSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

/** Whether nothing but spaces and a comment stands between `from` and the end of the line. */
export function isRestEmpty(text: string, from: number, end: number): boolean {
  const at = skipSpaces(text, from, end);
  return at === end || (text.charCodeAt(at) === HASH && text.charCodeAt(at - 1) === SPACE);
}

function requireLineEnd(text: string, inline: Inline, end: number): unknown {
  if (!isRestEmpty(text, inline.end, end)) throw new Unsure();
  return inline.value;
}

/**
 * The offset behind a scalar without quotes. A `: ` in it is another key, and in a flow collection
 * brackets and commas end it.
 */
export function plainEnd(text: string, from: number, end: number, inFlow: boolean): number {
  if (!startsPlain(text, from)) throw new Unsure();
  let at = from;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON && endsKey(text, at + 1, end, inFlow)) throw new Unsure();
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
    if (inFlow && isFlowIndicator(code)) break;
  }
  while (text.charCodeAt(at - 1) === SPACE) at -= 1;
  return at;
}

function endsKey(text: string, at: number, end: number, inFlow: boolean): boolean {
  if (at === end) return true;
  const code = text.charCodeAt(at);
  return code === SPACE || (inFlow && isFlowIndicator(code));
}

function isFlowIndicator(code: number): boolean {
  return (
    code === COMMA ||
    code === OPEN_LIST ||
    code === CLOSE_LIST ||
    code === OPEN_MAP ||
    code === CLOSE_MAP
  );
}

/** Of the characters that mean nothing to YAML the usual ones; a dash where no space can follow. */
function startsPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === DASH) {
    const next = text.charCodeAt(at + 1);
    return isLetter(next) || isDigit(next);
  }
  return (
    startsKey(code) ||
    isDigit(code) ||
    code === PLUS ||
    code === DOT ||
    code === SLASH ||
    code === TILDE ||
    code === OPEN_PARENTHESIS
  );
}

/** Numbers as every tool reads them, so short that no digit is lost. */
const SIMPLE_NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/;
/** Whatever else YAML 1.2 (core schema) takes for a number; the parser remarks on it. */
const ANY_NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;

/** What YAML 1.2 (core schema) takes words for. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

function resolvePlain(source: string): unknown {
  const first = source.charCodeAt(0);
  if (isDigit(first) || first === DASH || first === DOT || first === PLUS) {
    if (SIMPLE_NUMBER.test(source)) return Number(source) + 0; // -0 becomes 0
    if (ANY_NUMBER.test(source)) throw new Unsure();
    return source;
  }
  // None of the words is longer.
  const word = source.length <= 5 ? WORDS.get(source) : undefined;
  return word === undefined ? source : word;
}

/** A quoted text that ends on its line. */
function readQuoted(text: string, from: number, end: number): Inline {
  return text.charCodeAt(from) === QUOTE
    ? readDoubleQuoted(text, from, end)
    : readSingleQuoted(text, from, end);
}

function readSingleQuoted(text: string, from: number, end: number): Inline {
  let close = text.indexOf("'", from + 1);
  let doubled = false;
  while (close !== -1 && text.charCodeAt(close + 1) === APOSTROPHE) {
    doubled = true;
    close = text.indexOf("'", close + 2);
  }
  if (close === -1 || close >= end) throw new Unsure();
  const inner = text.slice(from + 1, close);
  return { value: doubled ? inner.replaceAll("''", "'") : inner, end: close + 1 };
}

function readDoubleQuoted(text: string, from: number, end: number): Inline & { value: string } {
  let at = from + 1;
  let escaped = false;
  while (at < end && text.charCodeAt(at) !== QUOTE) {
    const isEscape = text.charCodeAt(at) === BACKSLASH;
    escaped ||= isEscape;
    at += isEscape ? 2 : 1;
  }
  if (at >= end) throw new Unsure();
  const inner = text.slice(from + 1, at);
  return { value: escaped ? unescape(inner) : inner, end: at + 1 };
}

/** The escapes that YAML shares with JSON and Python for text; those of control characters are left out. */
function unescape(inner: string): string {
  return inner.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(["\\/])|(.|$))/gs,
    (_, byte: string | undefined, unit: string | undefined, itself: string | undefined): string => {
      if (itself !== undefined) return itself;
      const hex = byte ?? unit;
      if (hex === undefined) throw new Unsure();
      return String.fromCharCode(Number.parseInt(hex, 16));
    },
  );
}

/** A scalar within a flow collection. */
function readFlowScalar(text: string, from: number, end: number): Inline {
  const first = text.charCodeAt(from);
  if (first === QUOTE || first === APOSTROPHE) return readQuoted(text, from, end);
  const behind = plainEnd(text, from, end, true);
  return { value: resolvePlain(text.slice(from, behind)), end: behind };
}

/** A key and the offset behind its colon. One in quotes, as in JSON, needs no space behind the colon. */
function readFlowKey(text: string, from: number, end: number): { key: string; end: number } {
  if (text.charCodeAt(from) !== QUOTE) {
    const colon = findKeyEnd(text, from, end);
    if (colon === -1) throw new Unsure();
    return { key: text.slice(from, colon), end: colon + 1 };
  }
  const { value, end: colon } = readDoubleQuoted(text, from, end);
  // Of quoted keys those that could be written without quotes: an index, say, would change their order.
  const isUsual = findKeyEnd(`${value}:`, 0, value.length + 1) === value.length;
  if (!isUsual || text.charCodeAt(colon) !== COLON || colon >= end) throw new Unsure();
  return { key: value, end: colon + 1 };
}

/** `{key: scalar, …}` on one line. */
function readFlowMap(text: string, from: number, end: number, note: NoteParts): Inline {
  const map: Record<string, unknown> = {};
  const offsets: number[] = [];
  const behind = readFlowParts(text, from, end, CLOSE_MAP, (start) => {
    const { key, end: keyEnd } = readFlowKey(text, start, end);
    const valueAt = skipSpaces(text, keyEnd, end);
    const { value, end: valueEnd } = readFlowScalar(text, valueAt, end);
    addEntry(map, key, value);
    offsets.push(start, valueAt);
    return valueEnd;
  });
  note(map, offsets);
  return { value: map, end: behind };
}

/** `[scalar, …]` on one line. */
function readFlowList(text: string, from: number, end: number, note: NoteParts): Inline {
  const list: unknown[] = [];
  const offsets: number[] = [];
  const behind = readFlowParts(text, from, end, CLOSE_LIST, (start) => {
    const { value, end: valueEnd } = readFlowScalar(text, start, end);
    list.push(value);
    offsets.push(start, start);
    return valueEnd;
  });
  note(list, offsets);
  return { value: list, end: behind };
}

/** Walks over the parts of a flow collection; `readPart` returns the offset behind one. */
function readFlowParts(
  text: string,
  from: number,
  end: number,
  closing: number,
  readPart: (start: number) => number,
): number {
  let at = skipSpaces(text, from + 1, end);
  if (text.charCodeAt(at) === closing) return at + 1;
  for (;;) {
    at = skipSpaces(text, readPart(at), end);
    const code = at < end ? text.charCodeAt(at) : undefined;
    if (code === closing) return at + 1;
    if (code !== COMMA) throw new Unsure();
    at = skipSpaces(text, at + 1, end);
  }
}

/** Adds an entry to a map that is being read. A key that is there already is the parser's to tell. */
export function addEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__' || Object.hasOwn(map, key)) throw new Unsure();
  map[key] = value;
}
