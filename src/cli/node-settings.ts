import { CERTIFICATES_NOT_CHECKED, NODE_DEBUG_SET } from '../core/errors/command.js';
import { errorOf, warningOf, type Diagnostic } from '../core/errors/diagnostic.js';
import type { Environment } from '../core/ports/system.js';

/** A crash report of Node holds the whole environment, with every credential. Newer ones can leave it out. */
export function keepReportsSafe(
  report: { excludeEnv?: boolean } & Pick<
    NodeJS.ProcessReport,
    'reportOnFatalError' | 'reportOnSignal' | 'reportOnUncaughtException'
  >,
): void {
  report.excludeEnv = true;
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
  report.reportOnUncaughtException = false;
}

/** Finds the settings of Node itself that would undo what corform promises about credentials. */
export function checkNodeSettings(env: Environment): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  // Node reads it before any of our code runs, so unsetting it here would change nothing.
  if ((env['NODE_DEBUG'] ?? '') !== '') {
    found.push(
      errorOf(NODE_DEBUG_SET, {
        summary: 'NODE_DEBUG is set: Node would print what is sent and received, with credentials.',
      }),
    );
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    found.push(
      warningOf(CERTIFICATES_NOT_CHECKED, {
        summary:
          'NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked, so whoever is in between can read the credential.',
      }),
    );
  }
  return found;
}
