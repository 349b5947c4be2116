/**
 * YAML to plain data. The only file that knows the `yaml` package: what a users file may hold is decided
 * here and in the guard, and everything behind sees data and places.
 */
import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import { DUPLICATE_KEY, EMPTY_FILE, MERGE_KEY } from '../errors/yaml.js';
import { isAlias, isMap, isScalar, isSeq, Lexer, parseAllDocuments } from 'yaml';
import type { Document, ParsedNode, Scalar, YAMLError, YAMLMap } from 'yaml';
import type { Place } from '../model.js';
import type { KeyPath } from './key-path.js';
import { formatPath } from './key-path.js';
import type { Locate } from './line-index.js';
import { TokenGuard } from './token-guard.js';
import { explainSyntaxError } from './yaml-errors.js';

/** One users file as data. The functions cost time only when they are called. */
export interface ParsedYaml {
  /**
   * Maps are plain objects whose every key is an own property, `__proto__` too. A hole is `undefined`.
   * Integers over 2^53 are rounded: the schema allows none.
   */
  readonly data: unknown;
  /** The place of the key or the value at a path, or of the nearest parent that exists. */
  readonly placeOf: (path: KeyPath, what: 'key' | 'value') => Place;
  /** The text of an unquoted scalar as it is written (`00123`), else undefined. */
  readonly plainTextOf: (path: KeyPath) => string | undefined;
  /** Values that could not be read (aliases) and have been reported: to be left out of all further checks. */
  readonly holes: readonly KeyPath[];
  /** Numbers that other tools read differently, such as `010` and `0x1F`. */
  readonly oddNumbers: readonly KeyPath[];
}

export interface ParseResult {
  /** Undefined after a syntax error, or where the guard stopped. */
  readonly yaml: ParsedYaml | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

type Node = ParsedNode | null;

/**
 * Parses YAML 1.2 (core schema, keys are always strings). After a forbidden construct (a duplicate key, an
 * anchor, a tag) the data is there as well as the diagnostics, so the remaining problems of the file can be found in the same run.
 */
export function parseYaml(text: string, locate: Locate): ParseResult {
  const guard = new TokenGuard(locate);
  const documents = composeGuarded(text, guard);
  if (documents === undefined) return { yaml: undefined, diagnostics: guard.problems };
  const [document] = documents;
  const errors = (document?.errors ?? []).filter(
    (error) => !(guard.sawReference && isAboutReference(error)),
  );
  if (errors.length > 0) {
    return {
      yaml: undefined,
      diagnostics: [...guard.problems, ...syntaxErrors(errors, text, locate)],
    };
  }
  const contents = contentsOf(document);
  if (contents === undefined) {
    const empty: Diagnostic = errorOf(EMPTY_FILE, {
      summary: 'the file is empty',
      place: locate(0),
    });
    return { yaml: undefined, diagnostics: [...guard.problems, empty] };
  }
  const { data, holes, oddNumbers, problems } = convertNode(contents, locate);
  return {
    yaml: { data, holes, oddNumbers, ...createLookup(contents, locate) },
    diagnostics: [...guard.problems, ...problems],
  };
}

/**
 * The documents, or undefined if the guard refuses the text. It sees all of it first: the lexer takes
 * a tenth of the parser's time, and keeps nothing.
 */
function composeGuarded(text: string, guard: TokenGuard): readonly Document.Parsed[] | undefined {
  for (const token of new Lexer().lex(text)) {
    if (!guard.accept(token)) return undefined;
  }
  return parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
}

/** Undefined for a file without content: nothing but comments, white space, `---`, `~`. */
function contentsOf(document: Document.Parsed | undefined): ParsedNode | undefined {
  const contents = document?.contents;
  const empty = isScalar(contents) && contents.value === null;
  return empty ? undefined : (contents ?? undefined);
}

function isAboutReference(error: YAMLError): boolean {
  return /ALIAS|ANCHOR|TAG|BAD_PROP_ORDER|BAD_COLLECTION_TYPE/.test(error.code);
}

/** One error a line: those behind the first on a line nearly always follow from it. */
function syntaxErrors(errors: readonly YAMLError[], text: string, locate: Locate): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const error of errors) {
    // The parser points at the spaces before the text as often as at the text.
    let [offset] = error.pos;
    while (text[offset] === ' ') offset += 1;
    const place = locate(offset);
    if (!byLine.has(place.line)) {
      byLine.set(place.line, { ...explainSyntaxError(error.code, error.message), place });
    }
  }
  return [...byLine.values()];
}

interface Converted {
  readonly data: unknown;
  readonly holes: readonly KeyPath[];
  readonly oddNumbers: readonly KeyPath[];
  readonly problems: readonly Diagnostic[];
}

function convertNode(root: ParsedNode, locate: Locate): Converted {
  const holes: KeyPath[] = [];
  const oddNumbers: KeyPath[] = [];
  const problems: Diagnostic[] = [];
  const path: (string | number)[] = [];

  const convertAt = (step: string | number, node: Node): unknown => {
    path.push(step);
    const value = convert(node);
    path.pop();
    return value;
  };

  const convertMap = (map: YAMLMap.Parsed): unknown => {
    const seen = new Map<string, { readonly key: ParsedNode; readonly value: unknown }>();
    for (const { key, value } of map.items) {
      const name = nameOf(key);
      const first = seen.get(name);
      if (first !== undefined) {
        problems.push(
          duplicateKey([...path, name], locate(key.range[0]), locate(first.key.range[0])),
        );
      } else if (name === '<<' && isPlain(key)) {
        problems.push(mergeKey([...path, name], locate(key.range[0])));
      } else {
        seen.set(name, { key, value: convertAt(name, value) });
      }
    }
    // Not by assignment: `__proto__` must become an own property, not the prototype.
    return Object.fromEntries(Array.from(seen, ([name, { value }]) => [name, value]));
  };

  const convertScalar = (scalar: Scalar.Parsed): unknown => {
    const { value, source } = scalar;
    if (typeof value !== 'number') return value;
    if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(source)) oddNumbers.push([...path]);
    return value + 0; // -0 becomes 0
  };

  const convert = (node: Node): unknown => {
    if (isMap(node)) return convertMap(node);
    if (isSeq(node)) return node.items.map((item, at) => convertAt(at, item));
    if (isScalar(node)) return convertScalar(node);
    if (isAlias(node)) holes.push([...path]);
    return isAlias(node) ? undefined : null;
  };

  return { data: convert(root), holes, oddNumbers, problems };
}

/** `stringKeys` has made everything but a scalar an error before. */
function nameOf(key: ParsedNode): string {
  return String((key as Scalar.Parsed).value);
}

function isPlain(node: Node): node is Scalar.Parsed {
  return isScalar(node) && node.type === 'PLAIN';
}

function duplicateKey(path: KeyPath, place: Place, first: Place): Diagnostic {
  return errorOf(DUPLICATE_KEY, {
    summary: `${formatPath(path)} is written twice`,
    place,
    path: formatPath(path),
    related: [{ place: first, message: 'first written here' }],
  });
}

function mergeKey(path: KeyPath, place: Place): Diagnostic {
  return errorOf(MERGE_KEY, {
    summary: 'a merge key (`<<`) is not allowed',
    place,
    path: formatPath(path),
  });
}

type Pair = YAMLMap.Parsed['items'][number];

interface FoundNode {
  readonly node: Node;
  readonly key: number;
  readonly value: number;
}

function createLookup(
  root: ParsedNode,
  locate: Locate,
): Pick<ParsedYaml, 'placeOf' | 'plainTextOf'> {
  // Made once a map, when it is first asked for: a linear search a question would be quadratic.
  const indexes = new WeakMap<object, ReadonlyMap<string | number, Pair>>();

  const pairOf = (map: YAMLMap.Parsed, step: string | number): Pair | undefined => {
    // Of duplicates the first one counts, here as in the data.
    const index =
      indexes.get(map) ??
      new Map([...map.items].reverse().map((pair) => [nameOf(pair.key), pair] as const));
    indexes.set(map, index);
    return index.get(step);
  };

  const child = (node: Node, step: string | number): FoundNode | undefined => {
    const { key, value } = isMap(node)
      ? (pairOf(node, step) ?? {})
      : { key: undefined, value: isSeq(node) ? node.items[Number(step)] : undefined };
    const first = key ?? value;
    return first && { node: value ?? null, key: first.range[0], value: (value ?? first).range[0] };
  };

  const find = (path: KeyPath): FoundNode => {
    let found: FoundNode = { node: root, key: root.range[0], value: root.range[0] };
    for (const step of path) {
      const next = child(found.node, step);
      if (next === undefined) break;
      found = next;
    }
    return found;
  };

  return {
    placeOf: (path, what) => locate(find(path)[what]),
    plainTextOf: (path) => {
      const { node } = find(path);
      return isPlain(node) ? node.source : undefined;
    },
  };
}
