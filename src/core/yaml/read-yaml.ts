import { parseYaml } from './parse-yaml.js';
import type { ParseResult } from './parse-yaml.js';
import { scanYaml } from './scan-yaml.js';

/** Promises what `parseYaml` promises, in a fraction of the time where the text is of the simple form. */
export function readYaml(file: string, text: string): ParseResult {
  const yaml = scanYaml(file, text);
  return yaml === undefined ? parseYaml(file, text) : { yaml, diagnostics: [] };
}
