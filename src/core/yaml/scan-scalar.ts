/**
 * The values of YAML as far as the quick reader is sure of them. Each function moves behind what it
 * reads, and throws `Unsure` if YAML might mean anything else than what it sees.
 */

import { endOfLine } from './line-index.js';

/** Thrown if the text is not of the simple form: the YAML parser must read it. Never leaves the reader. */
export class Unsure extends Error {}

/** A place in a text that moves on as the text is read. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** The guard refuses longer values, YAML itself longer keys. */
const MAX_LENGTH = 16_000;
const MAX_KEY_LENGTH = 1000;

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

/** Skips spaces and tabs. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** Whether a line, or the text, ends at this character. */
export function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === undefined;
}

/** Whether nothing but blanks and a comment stands between `from` and the end of the line. */
export function isRestEmpty(text: string, from: number): boolean {
  const at = skipBlanks(text, from);
  return isLineEnd(text[at]) || (text[at] === '#' && isBlank(text[at - 1]));
}

export function isFlowIndicator(character: string | undefined): boolean {
  switch (character) {
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
      return true;
    default:
      return false;
  }
}

export function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

/** A key as it is written, with its colon, and as it is meant. */
export interface Key {
  readonly written: string;
  readonly name: string;
}

const KEY = /[A-Z_\u00a1-\ufefe\uff00-\uffff][A-Z0-9_\u00a1-\ufefe\uff00-\uffff ./-]*/iy;

/** Returns the key that starts at `from`, or undefined if there is none that could be anything but text. */
export function findKey(text: string, from: number): Key | undefined {
  const cursor = { text, at: from };
  const quoted = isQuote(text[from]) ? readQuoted(cursor, Infinity) : undefined;
  const end = quoted === undefined ? findKeyEnd(text, from) : skipSpaces(text, cursor.at);
  const name = quoted ?? text.slice(from, end);
  if (end === -1 || text[end] !== ':') return undefined;
  // Of keys in quotes those that need none: an index, say, would change the order.
  if (findKeyEnd(name, 0) !== name.length) throw new Unsure();
  return { name, written: text.slice(from, end + 1) };
}

function findKeyEnd(text: string, from: number): number {
  KEY.lastIndex = from;
  if (!KEY.test(text)) return -1;
  const end = KEY.lastIndex;
  return end - from > MAX_KEY_LENGTH || text[end - 1] === ' ' ? -1 : end;
}

/** Whether `key` is here. In JSON, no space is needed after it. */
export function isKeyAt({ text, at }: Cursor, { written }: Key, inFlow: boolean): boolean {
  if (!text.startsWith(written, at)) return false;
  const next = text[at + written.length];
  return isBlank(next) || isLineEnd(next) || (inFlow && isQuote(written[0]));
}

/** What no text without quotes starts with. It may start with a sign that has no meaning in YAML. */
const NO_START = new Set(['', ...Array.from(' \t\n\u0085\u00a0\ufeff,[]{}#&*!|>\'"%@`')]);
const SIGNS = new Set('-?:');

function requirePlainStart({ text, at }: Cursor, inFlow: boolean): void {
  const start = text.charAt(at);
  const isSign = SIGNS.has(start) && endsKey(text[at + 1], inFlow);
  if (isSign || NO_START.has(start)) throw new Unsure();
}

/** The offset behind the text without quotes that stands at `from` on one line. A `: ` in it is another key. */
function findPlainEnd(text: string, from: number, inFlow: boolean): number {
  let at = from;
  for (; ; at += 1) {
    const character = text[at];
    if (isLineEnd(character) || (inFlow && isFlowIndicator(character))) break;
    if (character === ':' && endsKey(text[at + 1], inFlow)) throw new Unsure();
    if (character === '#' && text[at - 1] === ' ') break;
    if (character === '\t') {
      if (isRestEmpty(text, at)) break;
      throw new Unsure();
    }
  }
  if (at - from > MAX_LENGTH) throw new Unsure();
  while (text[at - 1] === ' ') at -= 1;
  return at;
}

/** Whether `:`, `-` and `?` before this character are signs of YAML rather than text. */
function endsKey(next: string | undefined, inFlow: boolean): boolean {
  return isBlank(next) || isLineEnd(next) || (inFlow && isFlowIndicator(next));
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

/** Reads what stands without quotes, whose further lines must be further in than `indent`. */
export function readPlain(cursor: Cursor, indent: number, inFlow: boolean): unknown {
  const { text, at } = cursor;
  requirePlainStart(cursor, inFlow);
  cursor.at = findPlainEnd(text, at, inFlow);
  let source = text.slice(at, cursor.at);
  for (;;) {
    const next = findContinuation(cursor, indent, inFlow);
    if (next === -1) return resolvePlain(source);
    cursor.at = findPlainEnd(text, next, inFlow);
    source += ` ${text.slice(next, cursor.at)}`;
  }
}

/** Returns where the next line goes on with a text without quotes, or -1. */
function findContinuation({ text, at: from }: Cursor, indent: number, inFlow: boolean): number {
  const lineEnd = skipBlanks(text, from);
  if (text[lineEnd] !== '\n') return -1;
  const at = skipSpaces(text, lineEnd + 1);
  const next = text[at];
  const isText = !isLineEnd(next) && next !== '\t' && next !== '#';
  const ends = inFlow && (isFlowIndicator(next) || next === ':');
  return isText && !ends && at - lineEnd - 1 > indent ? at : -1;
}

/** What text without quotes stands for. */
function resolvePlain(source: string): unknown {
  if (source < ':') {
    // Signs and digits come before it.
    if (SIMPLE_NUMBER.test(source)) return Number(source) + 0; // -0 becomes 0
    if (ANY_NUMBER.test(source)) throw new Unsure();
    return source;
  }
  // None of the words is longer.
  const word = source.length <= 5 ? WORDS.get(source) : undefined;
  return word === undefined ? source : word;
}

/** Reads a text in quotes, whose further lines must be further in than `indent`. */
export function readQuoted(cursor: Cursor, indent: number): string {
  const { text, at: from } = cursor;
  const quote = text[from];
  let isSimple = true;
  let at = from + 1;
  for (; text[at] !== quote || (quote === "'" && text[at + 1] === quote); at += 1) {
    const character = text[at];
    if (character === undefined || at - from > MAX_LENGTH) throw new Unsure();
    const isPair = character === quote || (character === '\\' && quote === '"');
    if (isPair) at += 1;
    if (isPair || character === '\n') isSimple = false;
  }
  cursor.at = at + 1;
  const inner = text.slice(from + 1, at);
  if (isSimple) return inner;
  if (inner.includes('\n')) requireFurtherIn(inner, indent);
  return quote === '"' ? unescape(inner) : inner.replaceAll("''", "'").replaceAll(FOLD, ' ');
}

const FOLD = / *\n */g;

/** Empty lines and tabs, which mean something in a text of several lines, are left to the parser. */
function requireFurtherIn(inner: string, indent: number): void {
  for (const line of inner.split('\n').slice(1)) {
    if (line === '' || skipSpaces(line, 0) <= indent) throw new Unsure();
  }
  if (/\t|\n *\n/.test(inner)) throw new Unsure();
}

/** The escapes that YAML shares with JSON and Python; those of control characters are left out. */
function unescape(inner: string): string {
  return inner.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(["\\/ ])|(\n *)|(.|$))| *\n */gs,
    (_, x?: string, u?: string, U?: string, itself?: string, lineEnd?: string, other?: string) => {
      if (itself !== undefined) return itself;
      if (lineEnd !== undefined) return '';
      if (other !== undefined) throw new Unsure();
      const hex = x ?? u ?? U;
      return hex === undefined ? ' ' : String.fromCodePoint(Number.parseInt(hex, 16));
    },
  );
}

/** Reads a text behind `>-` or `|-`, all of whose lines are indented alike, and further in than `indent`. */
export function readBlockText(cursor: Cursor, indent: number): string {
  const { text, at: from } = cursor;
  const between = text[from] === '>' ? ' ' : '\n';
  if (text[from + 1] !== '-' || !isRestEmpty(text, from + 2)) throw new Unsure();
  let end = endOfLine(text, from);
  const column = skipSpaces(text, end + 1) - end - 1;
  if (column <= indent) throw new Unsure();
  const lines: string[] = [];
  for (;;) {
    const at = skipSpaces(text, end + 1);
    if (text[end] !== '\n' || at - end - 1 <= indent) break;
    if (at - end - 1 !== column || isBlank(text[at]) || isLineEnd(text[at])) throw new Unsure();
    end = endOfLine(text, at);
    lines.push(text.slice(at, end));
  }
  cursor.at = end;
  return lines.join(between);
}
