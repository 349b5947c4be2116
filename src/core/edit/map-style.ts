import { FIELD_NAMES, type FieldValue } from '../model.js';
import type { SourceEntry, SourceMap, SourceScalar } from '../yaml/source-nodes.js';
import { lineStartOf } from './lines.js';
import { inFormOf, writeScalar, type Quote, type ScalarStyle } from './write-scalar.js';

/** The keys of a user in the order of the schema, in which new lines are put. */
const KEY_ORDER: readonly string[] = ['id', 'profile', 'protected', 'previously', ...FIELD_NAMES];

/** The position of a key in the order of the schema. */
export function orderOfKey(key: string): number {
  return KEY_ORDER.indexOf(key);
}

/** The entry of a key. */
export function findEntry(map: SourceMap, key: string): SourceEntry | undefined {
  return map.entries.find((entry) => entry.key.value === key);
}

/** How the entries of a map are written, as far as its text shows it. */
export interface MapStyle extends ScalarStyle {
  readonly keyQuote: Quote;
  /** What stands between a key and its value. */
  readonly colon: string;
}

/** Reads the style off the entries that are there. */
export function styleOf(text: string, map: SourceMap): MapStyle {
  const { inFlow, entries } = map;
  const [first] = entries;
  const keyQuote = first === undefined ? 'plain' : quoteOf(first.key);
  const scalars = entries.flatMap(({ value }) => (value.kind === 'scalar' ? [value] : []));
  // Quotes that a text needs say nothing about the others.
  const free = scalars.filter(({ value }) => typeof value === 'string' && isFree(value, inFlow));
  const fallback =
    scalars.some(({ style }) => style === 'single') || keyQuote === 'single' ? 'single' : 'double';
  const quotes = new Set(free.map(quoteOf));
  const [quote] = quotes;
  const usual = keyQuote === 'plain' ? 'plain' : fallback;
  const between = first === undefined ? ': ' : text.slice(first.key.end, first.value.start);
  return {
    inFlow,
    keyQuote,
    fallback,
    quote: quotes.size === 1 && quote !== undefined ? quote : usual,
    colon: inFlow && /^: ?$/.test(between) ? between : ': ',
  };
}

function isFree(value: string, inFlow: boolean): boolean {
  return writeScalar(value, { quote: 'plain', fallback: 'double', inFlow }) === value;
}

/** The quotes of a scalar. A block scalar has none. */
export function quoteOf({ style }: SourceScalar): Quote {
  return style === 'block' ? 'plain' : style;
}

/** Writes a key with its value; `like` is a value of the same key whose form is taken over. */
export function writeEntry(
  style: MapStyle,
  key: string,
  value: FieldValue,
  like?: SourceScalar,
): string {
  const keyText = writeScalar(key, { ...style, quote: style.keyQuote });
  return `${keyText}${style.colon}${writeValue(style, key, value, like)}`;
}

/** Writes a value in the form of `like`: its quotes, and a role's name where it has one. */
export function writeValue(
  style: MapStyle,
  key: string,
  value: FieldValue,
  like?: SourceScalar,
): string {
  const isText = typeof like?.value === 'string';
  const quote = isText && like.style !== 'block' ? quoteOf(like) : style.quote;
  return writeScalar(inFormOf(like?.value, key, value), { ...style, quote });
}

/** How far the file indents: as the first map in a map, or two columns. */
export function indentOf(text: string, root: SourceMap): number {
  const inner = root.entries.find(({ value }) => value.kind === 'map' && !value.inFlow)?.value;
  return inner === undefined ? 2 : inner.start - lineStartOf(text, inner.start);
}
