import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import { createHash } from 'node:crypto';
import { REGISTRY, type ErrorCode } from '../../errors/registry.js';
import type { Place } from '../../model.js';
import { formatCount } from '../../text/phrase.js';
import { escapeTerminal, writeJson } from '../escape.js';
import { fileUri } from './file-uri.js';
import { worstOf } from './worst-of.js';

export interface SarifOptions {
  /** The version of corform. */
  readonly version: string;
  /** Stands in where a problem has no place: GitHub refuses a result without one. */
  readonly fallbackFile: string;
}

/** GitHub shows the first 5,000 results of a run and refuses a file with more than 25,000. */
const MOST_RESULTS = 5_000;

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * Diagnostics as SARIF 2.1.0 (OASIS), one run, with the rules that occur. Of more than GitHub shows the
 * errors come first, and a notification of the run says how many were left out.
 */
export function renderDiagnosticsSarif(
  diagnostics: readonly Diagnostic[],
  { version, fallbackFile }: SarifOptions,
): string {
  const { shown, leftOut } = worstOf(diagnostics, MOST_RESULTS);
  const codes = [...new Set(shown.map(({ code }) => code))].sort();
  const ruleIndex = new Map(codes.map((code, at) => [code, at]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'corform',
            version,
            rules: codes.map(toRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        ...(leftOut.length > 0 && { invocations: [toInvocation(leftOut.length)] }),
        results: shown.map((diagnostic) => toResult(diagnostic, ruleIndex, fallbackFile)),
      },
    ],
  };
  return writeJson(log);
}

function toInvocation(leftOut: number): unknown {
  const text = `${formatCount(leftOut)} more problems were left out.`;
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [{ level: 'warning', message: { text } }],
  };
}

function toRule(code: ErrorCode): unknown {
  const { title, meaning, fix } = REGISTRY[code];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: fix },
  };
}

function toResult(
  diagnostic: Diagnostic,
  ruleIndex: ReadonlyMap<string, number>,
  fallbackFile: string,
): unknown {
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
    locations: [
      { physicalLocation: toLocation(place ?? { file: fallbackFile, line: 1, column: 1 }) },
    ],
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

/** Returns the same value for the same problem of the same entry, wherever it is in the file. */
function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
