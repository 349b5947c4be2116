import { isDeepStrictEqual } from 'node:util';
import { decodeText } from '../../src/core/yaml/decode-text.js';
import type { KeyPath } from '../../src/core/yaml/key-path.js';
import { indexLines } from '../../src/core/yaml/line-index.js';
import { parseYaml } from '../../src/core/yaml/parse-yaml.js';
import { readYaml } from '../../src/core/yaml/read-yaml.js';
import { scanYaml } from '../../src/core/yaml/scan-yaml.js';

export interface Comparison {
  /** Whether the scanner was sure of the text, so there was something to compare. */
  readonly sure: boolean;
  /** What differs, or undefined. */
  readonly difference: string | undefined;
}

/** Whether the scanner gives exactly what the parser gives: data, every place, every unquoted text. */
export function compareReaders(original: string): Comparison {
  const text = decodeText({ name: 'f', bytes: new TextEncoder().encode(original) }).value;
  if (text === undefined) return { sure: false, difference: undefined };
  if (scanYaml(text) === undefined) return { sure: false, difference: undefined };
  const quick = readYaml('f', text).yaml!;
  const { yaml: plain, diagnostics } = parseYaml(text, indexLines('f', text));
  if (plain === undefined || diagnostics.length > 0) {
    return { sure: true, difference: `the parser refuses it: ${JSON.stringify(diagnostics)}` };
  }
  if (!isDeepStrictEqual([quick.holes, quick.oddNumbers], [plain.holes, plain.oddNumbers])) {
    return { sure: true, difference: 'remarks' };
  }
  if (!isDeepStrictEqual(quick.data, plain.data)) return { sure: true, difference: 'data' };
  if (JSON.stringify(quick.data) !== JSON.stringify(plain.data)) {
    return { sure: true, difference: 'order of keys' };
  }
  const different = allPaths(quick.data).find(
    (path) =>
      !isDeepStrictEqual(quick.placeOf(path, 'key'), plain.placeOf(path, 'key')) ||
      !isDeepStrictEqual(quick.placeOf(path, 'value'), plain.placeOf(path, 'value')) ||
      quick.plainTextOf(path) !== plain.plainTextOf(path),
  );
  return {
    sure: true,
    difference: different === undefined ? undefined : `at ${JSON.stringify(different)}`,
  };
}

/** The path of everything in `data`, and below each thing one that leads nowhere. */
function allPaths(data: unknown): KeyPath[] {
  const steps = Array.isArray(data)
    ? [...data.keys()]
    : typeof data === 'object' && data !== null
      ? Object.keys(data)
      : [];
  return [
    [],
    ['missing'],
    ...steps.flatMap((step) =>
      allPaths((data as Readonly<Record<string | number, unknown>>)[step]).map((path) => [
        step,
        ...path,
      ]),
    ),
  ];
}
