import { expect, it } from 'vitest';
import { keepReportsSafe } from '../../../src/cli/node-settings.js';

it('Node writes no crash report, which would hold the environment', () => {
  const report = {
    reportOnFatalError: true,
    reportOnSignal: true,
    reportOnUncaughtException: true,
  };
  keepReportsSafe(report);
  expect(report).toEqual({
    excludeEnv: true,
    reportOnFatalError: false,
    reportOnSignal: false,
    reportOnUncaughtException: false,
  });
});
