/**
 * The quick way through the form in which users files are written, by people and by programs: block lists
 * and maps, flow lists and maps (so JSON too), quotes, folded lines, comments. The YAML parser needs 25
 * times as long.
 *
 * It is right or says nothing: whatever is not surely of that form is left to the YAML parser, whose data,
 * places and messages are the only ones that count. A user who is not is left to it alone.
 * test/property/yaml holds the two together.
 */
import type { KeyPath } from './key-path.js';
import { endOfLine, indexLines } from './line-index.js';
import { parseYaml } from './parse-yaml.js';
import {
  type Cursor,
  findKey,
  isBlank,
  isKeyAt,
  isLineEnd,
  isQuote,
  isRestEmpty,
  type Key,
  readBlockText,
  readPlain,
  readQuoted,
  skipBlanks,
  skipSpaces,
  Unsure,
} from './scan-scalar.js';

/** A users file has four levels. */
const MAX_DEPTH = 8;
const MAX_INDENTATION = 64;

/** A list of the text that is not within another one. */
export interface ListPlaces {
  readonly path: KeyPath;
  /** Where the items start: with their lines in block style, exactly in flow style. */
  readonly starts: readonly number[];
  /** Behind the last item. */
  readonly end: number;
  readonly inFlow: boolean;
}

export interface Scanned {
  readonly data: object;
  readonly lists: readonly ListPlaces[];
  readonly oddNumbers: readonly KeyPath[];
}

/**
 * Reads `text`, which `decodeText` has accepted, or returns undefined if it is not sure of it. Of the
 * guard's limits only the number of tokens is not kept: it protects the memory of the parser, and this takes
 * a tenth of it.
 */
export function scanYaml(text: string): Scanned | undefined {
  return ifSure(() => {
    const scanner = new Scanner(text);
    return { data: scanner.scan(), lists: scanner.lists, oddNumbers: scanner.oddNumbers };
  });
}

/** What `read` returns, or undefined if it is not sure of the text. */
function ifSure<T extends object>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}

const NO_KEY: Key = { written: '', name: '' };

/** Walks through a text. Between two steps it is at something, or at the end, where `#column` is -1. */
class Scanner implements Cursor {
  readonly lists: ListPlaces[] = [];
  readonly oddNumbers: KeyPath[] = [];

  readonly text: string;
  at = 0;
  #lineStart = 0;
  /** The column of `at` from 0, if it is the first thing on its line or behind a dash. */
  #column = 0;
  #depth = 0;
  /** The keys that lead here; undefined within a list. */
  #path: string[] | undefined = [];
  /** The key that was found behind another one: the next user will have it in the same place. */
  readonly #followers = new Map<string, Key>();

  constructor(text: string) {
    this.text = text;
  }

  scan(): object {
    this.#goToLine(0);
    if (this.#column === 0 && this.text.startsWith('---', this.at)) this.#endLine(this.at + 3);
    const isFlow = this.#next() === '{';
    const data = isFlow ? this.#readFlowMap(-1) : this.#readMap();
    if (isFlow) this.#endLine(this.at);
    if (this.#column !== -1) throw new Unsure();
    return data;
  }

  #next(): string | undefined {
    return this.text[this.at];
  }

  /** Goes to the first line from `start` on that holds more than a comment. */
  #goToLine(start: number): void {
    const text = this.text;
    this.#lineStart = start;
    while (this.#lineStart < text.length) {
      this.at = skipSpaces(text, this.#lineStart);
      this.#column = this.at - this.#lineStart;
      const code = text[skipBlanks(text, this.at)];
      if (code !== '#' && !isLineEnd(code)) {
        if (this.#column > MAX_INDENTATION) throw new Unsure();
        return;
      }
      this.#lineStart = lineAfter(text, this.at);
    }
    this.#column = -1;
  }

  /** Leaves a line on which nothing may stand from `at` on. */
  #endLine(at: number): void {
    if (!isRestEmpty(this.text, at)) throw new Unsure();
    this.#goToLine(lineAfter(this.text, at));
  }

  #isAtDash(): boolean {
    return this.#next() === '-' && isBlank(this.text[this.at + 1]);
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Unsure();
  }

  #readMap(): object {
    this.#enter();
    const column = this.#column;
    const map: Record<string, unknown> = {};
    let key = NO_KEY;
    do {
      key = this.#readKey(key, false);
      this.#path?.push(key.name);
      addEntry(map, key.name, this.#readMember(column));
      this.#path?.pop();
    } while (this.#column === column && !this.#isAtDash());
    if (this.#column > column) throw new Unsure();
    this.#depth -= 1;
    return map;
  }

  /** Reads a key and its colon. `previous` is the key before it. */
  #readKey(previous: Key, inFlow: boolean): Key {
    const expected = this.#followers.get(previous.name);
    const isExpected = expected !== undefined && isKeyAt(this, expected, inFlow);
    const key = isExpected ? expected : findKey(this.text, this.at);
    if (key === undefined || !isKeyAt(this, key, inFlow)) throw new Unsure();
    this.#followers.set(previous.name, key);
    this.at += key.written.length;
    return key;
  }

  /** Reads what belongs to the key of a map whose keys stand in `column`. */
  #readMember(column: number): unknown {
    if (!isRestEmpty(this.text, this.at)) return this.#readLine(column);
    this.#endLine(this.at);
    const isList = this.#isAtDash();
    if (this.#column < column || (this.#column === column && !isList)) throw new Unsure();
    return isList ? this.#readList() : this.#readMapOrLine(column);
  }

  /** Reads the value that starts on the rest of the line, and nothing else behind it. */
  #readLine(column: number): unknown {
    this.at = skipBlanks(this.text, this.at);
    const value = this.#readValue(column, false);
    this.#endLine(this.at);
    return value;
  }

  #readMapOrLine(column: number): unknown {
    return findKey(this.text, this.at) === undefined ? this.#readLine(column) : this.#readMap();
  }

  #readList(): unknown[] {
    this.#enter();
    const column = this.#column;
    const path = this.#path;
    const list: unknown[] = [];
    const starts: number[] = [];
    this.#path = undefined;
    do {
      starts.push(this.#lineStart);
      list.push(path ? this.#readOrParse([...path, list.length]) : this.#readItem());
    } while (this.#column === column && this.#isAtDash());
    if (path) this.lists.push({ path: [...path], starts, end: this.#lineStart, inFlow: false });
    this.#path = path;
    this.#depth -= 1;
    return list;
  }

  #readItem(): unknown {
    const column = this.#column;
    const at = skipSpaces(this.text, this.at + 1);
    if (isRestEmpty(this.text, at)) throw new Unsure();
    this.#column += at - this.at;
    this.at = at;
    const item = this.#readMapOrLine(column);
    if (this.#column > column) throw new Unsure();
    return item;
  }

  /** Reads an item; if it is not of the simple form, by the parser. */
  #readOrParse(path: KeyPath): unknown {
    const [start, column, depth] = [this.#lineStart, this.#column, this.#depth];
    const read = ifSure(() => ({ item: this.#readItem() }));
    if (read !== undefined) return read.item;
    this.#depth = depth;
    this.#lineStart = start;
    do this.#goToLine(lineAfter(this.text, this.#lineStart));
    while (this.#column > column);
    const item = this.text.slice(start, this.#lineStart);
    const { yaml, diagnostics } = parseYaml(item, indexLines('', item));
    if (yaml === undefined || diagnostics.length > 0) throw new Unsure();
    this.oddNumbers.push(...yaml.oddNumbers.map(([, ...rest]) => [...path, ...rest]));
    return (yaml.data as readonly unknown[])[0];
  }

  /** Reads a value, whose further lines must be further in than `indent`: -1 for the whole document. */
  #readValue(indent: number, inFlow: boolean): unknown {
    const start = this.#next();
    if (start === '{') return this.#readFlowMap(indent);
    if (start === '[') return this.#readFlowList(indent);
    // In the first column no text goes on: a line there could also end the document.
    const least = Math.max(indent, 0);
    if (isQuote(start)) return readQuoted(this, least);
    const isBlock = !inFlow && (start === '>' || start === '|');
    return isBlock ? readBlockText(this, least) : readPlain(this, least, inFlow);
  }

  #readFlowMap(indent: number): object {
    const map: Record<string, unknown> = {};
    let key = NO_KEY;
    this.#readParts(indent, '}', () => {
      key = this.#readKey(key, true);
      this.#path?.push(key.name);
      this.#skipInFlow(indent);
      addEntry(map, key.name, this.#readValue(indent, true));
      this.#path?.pop();
    });
    return map;
  }

  #readFlowList(indent: number): unknown[] {
    const path = this.#path;
    const list: unknown[] = [];
    const starts: number[] = [];
    this.#path = undefined;
    this.#readParts(indent, ']', () => {
      starts.push(this.at);
      list.push(this.#readValue(indent, true));
    });
    if (path) this.lists.push({ path: [...path], starts, end: this.at - 1, inFlow: true });
    this.#path = path;
    return list;
  }

  /** Goes through a flow collection, from bracket to bracket. */
  #readParts(indent: number, closing: string, readPart: () => void): void {
    this.#enter();
    this.at += 1;
    this.#skipInFlow(indent);
    while (this.#next() !== closing) {
      readPart();
      this.#skipInFlow(indent);
      if (this.#next() === ',') {
        this.at += 1;
        this.#skipInFlow(indent);
      } else if (this.#next() !== closing) throw new Unsure();
    }
    this.at += 1;
    this.#depth -= 1;
  }

  /** Skips blanks, comments and line ends within a flow collection. */
  #skipInFlow(indent: number): void {
    const text = this.text;
    this.at = skipBlanks(text, this.at);
    if (!isRestEmpty(text, this.at)) return;
    const from = this.at;
    this.#goToLine(lineAfter(text, from));
    const skipped = text.slice(from, this.at + 1);
    // A line `---` or `...` ends the document; a comment in the first column the parser may refuse.
    if (this.#column <= indent || /\n[-.#]/.test(skipped)) throw new Unsure();
    // JSON may be indented by tabs, a flow collection within block style may not.
    if (indent === -1) this.at = skipBlanks(text, this.at);
  }
}

function lineAfter(text: string, from: number): number {
  return Math.min(endOfLine(text, from) + 1, text.length);
}

/** Adds an entry to a map that is being read. A key that is there already is the parser's to report. */
function addEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__' || Object.hasOwn(map, key)) throw new Unsure();
  map[key] = value;
}
