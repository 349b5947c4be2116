/**
 * The quick way through the form in which users files are written: block lists and maps, values on one
 * line, quotes, comments, flow maps and lists of scalars. The YAML parser needs 25 times as long.
 *
 * It promises to be right or to say nothing: whatever is not surely of that form, right or wrong, is left to the YAML parser,
 * whose data, places and messages are the only ones that count. test/property/desired holds the two together.
 */
import type { KeyPath } from './key-path.js';
import { indexLines } from './line-index.js';
import type { Locate } from './line-index.js';
import type { ParsedYaml } from './parse-yaml.js';
import {
  addEntry,
  findKeyEnd,
  isKeyEnd,
  isRestEmpty,
  plainEnd,
  readInline,
  skipSpaces,
  Unsure,
} from './scan-scalar.js';

/** A users file has four levels. */
const MAX_DEPTH = 8;
const MAX_INDENTATION = 64;
/** The guard refuses longer values. */
const MAX_LINE_LENGTH = 16_000;

const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;

/**
 * What `parseYaml` would give for `text`, or undefined where this scanner is not sure of it. Takes text
 * that `decodeText` has accepted. Only the guard's limit on the number of tokens is not kept: it protects
 * the memory of the parser, and this takes a tenth of it.
 */
export function scanYaml(file: string, text: string): ParsedYaml | undefined {
  if (text.includes('\t')) return undefined;
  const scanner = new Scanner(text);
  try {
    const data = scanner.scan();
    const { rootAt, offsets } = scanner;
    const root = { data, key: rootAt, value: rootAt, inFlow: false, offsets };
    return {
      data,
      holes: [],
      oddNumbers: [],
      ...createLookup(text, root, indexLines(file, text)),
    };
  } catch {
    // Unsure, as a rule; whatever else it might be, the parser has the last word.
    return undefined;
  }
}

/**
 * Where the parts of a collection start: of a map the keys and values, key, value, key, value…, of a list
 * each item twice. Maps in lists are left out: there are many, and few are ever asked for.
 */
type Offsets = ReadonlyMap<object, readonly number[]>;

/** A text that is read line by line: always at one with content, or at the end, where `#indent` is -1. */
class Scanner {
  readonly offsets = new Map<object, readonly number[]>();
  /** Where the root starts. */
  rootAt = 0;

  readonly #text: string;
  /** Where the content of the line starts, behind the indentation or a dash. */
  #at = 0;
  /** The column of `#at`, from 0. */
  #indent = 0;
  #lineEnd = -1;
  #depth = 0;
  #listDepth = 0;
  /** The key that was found behind another one: the next user will have it in the same place. */
  readonly #followers = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the whole text. */
  scan(): object {
    this.#nextLine();
    if (this.#isDocumentStart()) this.#nextLine();
    if (this.#indent !== 0) throw new Unsure();
    this.rootAt = this.#at;
    const data = this.#readMap();
    if (!this.#isAtEnd()) throw new Unsure();
    return data;
  }

  /** Reads again the collection that is the item of a list and starts at `at`, to know of its parts. */
  scanItem(at: number): object {
    this.#lineEnd = this.#text.lastIndexOf('\n', at);
    this.#nextLine();
    this.#skipTo(at);
    return this.#readItem() as object;
  }

  #isAtEnd(): boolean {
    return this.#indent === -1;
  }

  #isDocumentStart(): boolean {
    return (
      this.#indent === 0 &&
      this.#text.startsWith('---', this.#at) &&
      isRestEmpty(this.#text, this.#at + 3, this.#lineEnd)
    );
  }

  /** Goes to the next line that holds more than a comment. */
  #nextLine(): void {
    const text = this.#text;
    while (this.#lineEnd < text.length) {
      const start = this.#lineEnd + 1;
      this.#lineEnd = lineEndFrom(text, start);
      this.#at = skipSpaces(text, start, this.#lineEnd);
      if (this.#at === this.#lineEnd || text.charCodeAt(this.#at) === HASH) continue;
      this.#indent = this.#at - start;
      if (this.#indent > MAX_INDENTATION || this.#lineEnd - start > MAX_LINE_LENGTH) {
        throw new Unsure();
      }
      return;
    }
    this.#indent = -1;
  }

  #isAtDash(): boolean {
    return (
      this.#text.charCodeAt(this.#at) === DASH && this.#text.charCodeAt(this.#at + 1) === SPACE
    );
  }

  #readMap(): object {
    const indent = this.#indent;
    const map: Record<string, unknown> = {};
    const offsets: number[] | undefined = this.#listDepth > 0 ? undefined : [];
    let key = '';
    while (this.#indent === indent && !this.#isAtDash()) {
      const keyAt = this.#at;
      key = this.#readKey(key);
      const behind = keyAt + key.length + 1;
      const isBlock = isRestEmpty(this.#text, behind, this.#lineEnd);
      if (isBlock) this.#enterBlock(indent);
      else this.#skipTo(behind);
      offsets?.push(keyAt, this.#at);
      addEntry(map, key, isBlock ? this.#readBlock() : this.#readRest());
    }
    if (offsets !== undefined) this.offsets.set(map, offsets);
    return map;
  }

  /** The key at the start of the line, which `previous` came before. */
  #readKey(previous: string): string {
    const text = this.#text;
    const expected = this.#followers.get(previous);
    if (expected !== undefined && text.startsWith(expected, this.#at)) {
      const end = this.#at + expected.length;
      if (isKeyEnd(text, end, this.#lineEnd)) return expected;
    }
    const end = findKeyEnd(text, this.#at, this.#lineEnd);
    if (end === -1) throw new Unsure();
    const key = text.slice(this.#at, end);
    this.#followers.set(previous, key);
    return key;
  }

  /** Goes to the collection below a key. A list may be as far left as its key. */
  #enterBlock(indent: number): void {
    this.#nextLine();
    const isBelow = this.#indent > indent || (this.#indent === indent && this.#isAtDash());
    if (!isBelow) throw new Unsure();
  }

  #readBlock(): object {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Unsure();
    const collection = this.#isAtDash() ? this.#readList() : this.#readMap();
    this.#depth -= 1;
    return collection;
  }

  #readList(): object {
    const indent = this.#indent;
    const list: unknown[] = [];
    const offsets: number[] = [];
    this.#listDepth += 1;
    while (this.#indent === indent && this.#isAtDash()) {
      this.#skipTo(this.#at + 1);
      offsets.push(this.#at, this.#at);
      list.push(this.#readItem());
    }
    this.#listDepth -= 1;
    if (this.#listDepth === 0) this.offsets.set(list, offsets);
    return list;
  }

  #readItem(): unknown {
    const isMap = findKeyEnd(this.#text, this.#at, this.#lineEnd) !== -1;
    return isMap ? this.#readMap() : this.#readRest();
  }

  /** Goes on within the line. */
  #skipTo(from: number): void {
    const at = skipSpaces(this.#text, from, this.#lineEnd);
    this.#indent += at - this.#at;
    this.#at = at;
  }

  /** The value on the rest of the line. */
  #readRest(): unknown {
    const value = readInline(this.#text, this.#at, this.#lineEnd, this.#note);
    this.#nextLine();
    return value;
  }

  readonly #note = (collection: object, offsets: readonly number[]): void => {
    if (this.#listDepth === 0) this.offsets.set(collection, offsets);
  };
}

/** A value, where it and its key start, and what is known of where its parts start. */
interface Found {
  readonly data: unknown;
  readonly key: number;
  readonly value: number;
  /** Whether it is part of a flow collection. */
  readonly inFlow: boolean;
  readonly offsets: Offsets;
}

function createLookup(
  text: string,
  root: Found,
  locate: Locate,
): Pick<ParsedYaml, 'placeOf' | 'plainTextOf'> {
  // Made once a map, when it is first asked for: a linear search a question would be quadratic.
  const indexes = new WeakMap<object, ReadonlyMap<string | number, number>>();
  // The item that was read again last: to read it for each of its problems would be quadratic.
  let last: { readonly item: object; readonly parts: Parts } | undefined;

  const positionOf = (data: object, step: string | number): number => {
    if (Array.isArray(data)) return Number(step);
    const known = indexes.get(data);
    // No key looks like a number, so that the keys are in the order in which they were written.
    const index = known ?? new Map(Object.keys(data).map((key, at) => [key, at]));
    if (known === undefined) indexes.set(data, index);
    return index.get(step) ?? -1;
  };

  const partsOf = (data: object, at: number, offsets: Offsets): Parts => {
    const parts = offsets.get(data);
    if (parts !== undefined) return { data, parts, offsets };
    if (last?.item === data) return last.parts;
    const scanner = new Scanner(text);
    last = { item: data, parts: partsOf(scanner.scanItem(at), at, scanner.offsets) };
    return last.parts;
  };

  const child = (parent: Found, step: string | number): Found | undefined => {
    if (!isCollection(parent.data)) return undefined;
    const { data, parts, offsets } = partsOf(parent.data, parent.value, parent.offsets);
    const position = positionOf(data, step);
    const key = parts[2 * position];
    const value = parts[2 * position + 1];
    if (key === undefined || value === undefined) return undefined;
    const inFlow = /[{[]/.test(text.charAt(parent.value));
    const part = (data as Readonly<Record<string | number, unknown>>)[step];
    return { data: part, key, value, inFlow, offsets };
  };

  const find = (path: KeyPath): Found => {
    let found = root;
    for (const step of path) {
      const next = child(found, step);
      if (next === undefined) break;
      found = next;
    }
    return found;
  };

  return {
    placeOf: (path, what) => locate(find(path)[what]),
    plainTextOf: (path) => {
      const { data, value, inFlow } = find(path);
      if (isCollection(data) || /["']/.test(text.charAt(value))) return undefined;
      return text.slice(value, plainEnd(text, value, lineEndFrom(text, value), inFlow));
    },
  };
}

interface Parts {
  readonly data: object;
  readonly parts: readonly number[];
  readonly offsets: Offsets;
}

function isCollection(data: unknown): data is object {
  return typeof data === 'object' && data !== null;
}

function lineEndFrom(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
