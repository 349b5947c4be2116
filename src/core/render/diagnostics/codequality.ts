import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import { createHash } from 'node:crypto';
import { escapeTerminal, writeJson } from '../escape.js';
import { normalizeFileName } from './file-uri.js';
import { MOST_LISTED } from './json.js';
import { worstOf } from './worst-of.js';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'minor',
  info: 'info',
};

/**
 * Diagnostics as GitLab's code quality report. GitLab wants a file for each: `fallbackFile` stands in where
 * a diagnostic has no place. Fingerprints don't depend on the line, so a problem that only moved is
 * not reported as new; equal ones are counted. At most a thousand, the errors first if there are more.
 */
export function renderDiagnosticsCodequality(
  diagnostics: readonly Diagnostic[],
  fallbackFile: string,
): string {
  const seen = new Map<string, number>();
  const report = worstOf(diagnostics, MOST_LISTED).shown.map(
    ({ severity, code, summary, place, path, fix }) => {
      const file = normalizeFileName(place?.file ?? fallbackFile);
      const identity = JSON.stringify([code, file, path ?? '', summary]);
      const count = seen.get(identity) ?? 0;
      seen.set(identity, count + 1);
      return {
        description: escapeTerminal(
          [summary, ...(fix === undefined ? [] : [`Fix: ${fix}`])].join('. '),
        ),
        check_name: code,
        fingerprint: createHash('sha256').update(`${identity}#${count}`).digest('hex'),
        severity: SEVERITIES[severity],
        location: { path: file, lines: { begin: place?.line ?? 1 } },
      };
    },
  );
  return writeJson(report);
}
