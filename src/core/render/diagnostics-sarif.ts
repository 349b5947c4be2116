import { createHash } from 'node:crypto';
import type { CatalogEntry } from '../catalog/entry.js';
import type { Diagnostic, Severity } from '../diagnostic.js';
import type { Place } from '../model.js';
import { escapeTerminal } from './escape.js';
import { fileUri } from './file-uri.js';
import { stringifySafely } from './safe-json.js';

export interface SarifOptions {
  /** The version of corform. */
  readonly version: string;
  /** Explains the codes; one that is not in it is listed by its name alone. */
  readonly catalog: readonly CatalogEntry[];
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** Diagnostics as SARIF 2.1.0 (OASIS), one run, with the rules that occur. */
export function renderDiagnosticsSarif(
  diagnostics: readonly Diagnostic[],
  { version, catalog }: SarifOptions,
): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const ruleIndex = new Map(codes.map((code, at) => [code, at]));
  const entries = new Map(catalog.map((entry) => [entry.code, entry]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'corform',
            version,
            rules: codes.map((code) => toRule(code, entries.get(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => toResult(diagnostic, ruleIndex)),
      },
    ],
  };
  return `${stringifySafely(log)}\n`;
}

function toRule(code: string, entry: CatalogEntry | undefined): unknown {
  if (entry === undefined) return { id: code };
  return {
    id: code,
    shortDescription: { text: entry.title },
    fullDescription: { text: entry.meaning },
    help: { text: entry.fix },
  };
}

function toResult(diagnostic: Diagnostic, ruleIndex: ReadonlyMap<string, number>): unknown {
  const { severity, code, summary, detail, place, path, fix, related } = diagnostic;
  const lines = [
    path === undefined ? summary : `${path}: ${summary}`,
    ...(detail?.split('\n') ?? []),
    ...(fix === undefined ? [] : [`Fix: ${fix}`]),
  ];
  return {
    ruleId: code,
    ruleIndex: ruleIndex.get(code),
    level: LEVELS[severity],
    message: { text: lines.map(plainMessage).join('\n') },
    locations: place === undefined ? [] : [{ physicalLocation: toLocation(place) }],
    ...(related && {
      relatedLocations: related.map((other) => ({
        physicalLocation: toLocation(other.place),
        message: { text: plainMessage(other.message) },
      })),
    }),
    partialFingerprints: {
      'corform/v1': fingerprint([code, place?.file ?? '', path ?? '', summary]),
    },
  };
}

/** In SARIF's messages `[text](1)` is a link and `{0}` a placeholder: a backslash, a doubled brace keep them text. */
function plainMessage(text: string): string {
  return escapeTerminal(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

function toLocation({ file, line, column }: Place): unknown {
  return {
    artifactLocation: { uri: fileUri(file) },
    region: { startLine: line, startColumn: column },
  };
}

/** The same for the same problem of the same entry, wherever it stands in the file. */
function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
