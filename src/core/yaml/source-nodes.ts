/** Finds the place of each part of a YAML text, for edits. Wraps the `yaml` package. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** A part of a text: offsets of its first character and of the one behind its last. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

export interface SourceScalar extends SourceRange {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly value: unknown;
}

export interface SourceEntry {
  readonly key: SourceScalar;
  readonly value: SourceNode;
}

export interface SourceMap extends SourceRange {
  readonly kind: 'map';
  readonly inFlow: boolean;
  readonly entries: readonly SourceEntry[];
}

export interface SourceList extends SourceRange {
  readonly kind: 'list';
  readonly inFlow: boolean;
  readonly items: readonly SourceNode[];
}

export type SourceNode = SourceScalar | SourceMap | SourceList;

/**
 * Returns the root map of a text that `readYaml` has accepted and whose root is a map, with the place of every
 * part. Takes 25 times as long as `readYaml`, and a hundred times the memory of the text.
 */
export function parseSourceNodes(text: string): SourceMap {
  return parseAround(text, 0, 0);
}

/** Does the same without the text from `from` to `to`. The places are those in the whole text. */
export function parseAround(text: string, from: number, to: number): SourceMap {
  const kept = from === to ? text : text.slice(0, from) + text.slice(to);
  const source = { text: kept, offsetIn: (at: number) => (at < from ? at : at + to - from) };
  return toMap(source, parse(kept) as YAMLMap.Parsed);
}

/** Returns the first item of the list that a part of the text is, or is the inside of if that list is in flow style. */
export function parseItem(text: string, { start, end }: SourceRange, inFlow: boolean): SourceNode {
  const part = text.slice(start, end);
  const kept = inFlow ? `[${part}]` : part;
  const source = { text: kept, offsetIn: (at: number) => (inFlow ? start + at - 1 : start + at) };
  const [item] = (parse(kept) as YAMLSeq.Parsed).items as [ParsedNode];
  return toNode(source, item, 0);
}

/** What is parsed, and what its offsets are in the whole text. */
interface Source {
  readonly text: string;
  readonly offsetIn: (at: number) => number;
}

function parse(text: string): ParsedNode | null {
  const { contents } = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return contents;
}

function toNode(source: Source, node: ParsedNode | null, at: number): SourceNode {
  if (isMap(node)) return toMap(source, node);
  if (isSeq(node)) {
    const items = node.items.map((item) => toNode(source, item, node.range[0]));
    return { kind: 'list', items, ...collectionOf(source, node, items) };
  }
  if (isScalar(node)) return toScalar(source, node);
  return {
    kind: 'scalar',
    style: 'plain',
    value: null,
    start: source.offsetIn(at),
    end: source.offsetIn(at),
  };
}

function toMap(source: Source, map: YAMLMap.Parsed): SourceMap {
  const entries = map.items.map(({ key, value }) => ({
    // `stringKeys` makes everything but a scalar an error.
    key: toScalar(source, key as Scalar.Parsed),
    value: toNode(source, value, key.range[1]),
  }));
  const values = entries.map(({ value }) => value);
  return { kind: 'map', entries, ...collectionOf(source, map, values) };
}

/** A block ends with its last value, and has one. Comments and empty lines after it don't belong to it. */
function collectionOf(
  source: Source,
  node: YAMLMap.Parsed | YAMLSeq.Parsed,
  parts: readonly SourceNode[],
): SourceRange & { readonly inFlow: boolean } {
  const range = rangeOf(source, node);
  const inFlow = node.flow === true;
  return { inFlow, start: range.start, end: inFlow ? range.end : Number(parts.at(-1)?.end) };
}

/** Every other type is plain. */
const STYLES: Readonly<Record<string, SourceScalar['style']>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
};

function toScalar(source: Source, scalar: Scalar.Parsed): SourceScalar {
  const style = STYLES[String(scalar.type)] ?? 'plain';
  return { kind: 'scalar', style, value: scalar.value, ...rangeOf(source, scalar) };
}

/** The range, for a block scalar without the line ends behind its text. */
function rangeOf({ text, offsetIn }: Source, { range: [start, end] }: ParsedNode): SourceRange {
  // The end is behind the last character, which is what has a place.
  const length = text.slice(start, end).trimEnd().length;
  return { start: offsetIn(start), end: offsetIn(start + length - 1) + 1 };
}
