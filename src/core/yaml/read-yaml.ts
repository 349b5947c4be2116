import type { Diagnostic } from '../errors/diagnostic.js';
import { decodeYaml } from './decode-text.js';
import type { KeyPath } from './key-path.js';
import { indexLines, type Locate } from './line-index.js';
import { parseYaml, type ParsedYaml, type ParseResult } from './parse-yaml.js';
import { isRestEmpty, skipBlanks, skipSpaces } from './scan-scalar.js';
import { type ListPlaces, scanYaml } from './scan-yaml.js';
import type { SourceFile } from './source-file.js';

/** One file as text and as YAML. Each is undefined if an error of `diagnostics` says why. */
export interface ParsedFile {
  readonly name: string;
  /** Without a BOM and with LF only. */
  readonly text: string | undefined;
  readonly yaml: ParsedYaml | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file that must be YAML: bytes, text, data. */
export function parseFile({ name, bytes }: SourceFile): ParsedFile {
  const { value: text, diagnostics } = decodeYaml({ name, bytes });
  return text === undefined
    ? { name, text, yaml: undefined, diagnostics }
    : { name, text, ...readYaml(name, text) };
}

/** Returns what `parseYaml` returns, in a fraction of the time for text of the simple form. */
export function readYaml(file: string, text: string): ParseResult {
  const locate = indexLines(file, text);
  const scanned = scanYaml(text);
  if (scanned === undefined) return parseYaml(text, locate);
  const { data, oddNumbers, lists } = scanned;
  const places = createPlaces(text, lists, locate);
  return { yaml: { data, oddNumbers, holes: [], ...places }, diagnostics: [] };
}

/** A part of the text that the parser has read, and a path within it. */
interface FoundPart {
  readonly yaml: ParsedYaml;
  readonly path: KeyPath;
}

/** Finds places by parsing only what a question is about: one item of a list, or all but the items. */
function createPlaces(
  text: string,
  lists: readonly ListPlaces[],
  locate: Locate,
): Pick<ParsedYaml, 'placeOf' | 'plainTextOf'> {
  let head: ParsedYaml | undefined;
  let last: { readonly start: number; readonly item: ParsedYaml } | undefined;

  // The scanner has been through all of it, so the parser refuses none of it.
  const parse = (part: string, offsetIn: (offset: number) => number): ParsedYaml => {
    const result = parseYaml(part, (offset) => locate(offsetIn(offset)));
    return (result as { readonly yaml: ParsedYaml }).yaml;
  };

  const findItem = ({ starts, end, inFlow }: ListPlaces, index: number): ParsedYaml => {
    const start = Number(starts[index]);
    if (last?.start !== start) {
      const part = text.slice(start, starts[index + 1] ?? end);
      const item = inFlow
        ? parse(`[${part}]`, (offset) => start + offset - 1)
        : parse(part, (offset) => start + offset);
      last = { start, item };
    }
    return last.item;
  };

  // The text without the items of its lists, but for the first ones.
  const parseHead = (): ParsedYaml => {
    const cuts = lists.map(({ starts, end }) => [starts[1] ?? end, end] as const);
    const starts = [0, ...cuts.map(([, to]) => to)];
    const parts = starts.map((start, at) => text.slice(start, cuts[at]?.[0]));
    const offsetIn = (offset: number): number =>
      cuts.reduce((sum, [from, to]) => (sum < from ? sum : sum + to - from), offset);
    return parse(parts.join(''), offsetIn);
  };

  const find = (path: KeyPath): FoundPart => {
    const list = lists.find((candidate) => itemStart(candidate, path) !== undefined);
    if (list === undefined) {
      return { yaml: (head ??= parseHead()), path };
    }
    const depth = list.path.length;
    return { yaml: findItem(list, Number(path[depth])), path: [0, ...path.slice(depth + 1)] };
  };

  return {
    placeOf: (path, what) => {
      // Each user has a place, so this one is not left to the parser.
      const list = lists.find((candidate) => candidate.path.length === path.length - 1);
      const offset = list && contentStart(text, list, path);
      if (offset !== undefined) return locate(offset);
      const found = find(path);
      return found.yaml.placeOf(found.path, what);
    },
    plainTextOf: (path) => {
      const found = find(path);
      return found.yaml.plainTextOf(found.path);
    },
  };
}

/** Where the item starts that `path` leads to or into. */
function itemStart(list: ListPlaces, path: KeyPath): number | undefined {
  const leadsHere = list.path.every((step, at) => step === path[at]);
  return leadsHere ? list.starts[Number(path[list.path.length])] : undefined;
}

/** Where the content of an item starts, behind its dash; undefined if that is on another line. */
function contentStart(text: string, list: ListPlaces, path: KeyPath): number | undefined {
  const start = itemStart(list, path);
  if (start === undefined || list.inFlow) return start;
  const at = skipBlanks(text, skipSpaces(text, start) + 1);
  return isRestEmpty(text, at) ? undefined : at;
}
