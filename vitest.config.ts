import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where a machine-readable report goes in addition, for `.ci/run` to count. */
const report = process.env['CORFORM_TEST_REPORT'];

export const reporting =
  report === undefined || report === ''
    ? {}
    : { reporters: ['default', 'json'], outputFile: { json: report } };

/** Many tests start real processes: the default of 5 s is too near on a busy machine. */
export const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

/**
 * Memory as the folder for temporary files, if there is plenty and programs may run from there: thousands of writes
 * wait for the disk otherwise.
 */
function temporaryFolder(): Readonly<Record<string, string>> {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    const isRunnable = /^\S+ \/dev\/shm (?!.*\bnoexec\b)/m.test(
      readFileSync('/proc/mounts', 'utf8'),
    );
    return isRunnable && bavail * bsize > 4 * 1024 ** 3 ? { TMPDIR: '/dev/shm' } : {};
  } catch {
    return {};
  }
}

/** More than cores: half of the time a test waits for a process, a disk or a clock. */
export const workers = { maxWorkers: availableParallelism() * 2 };

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/system/**'],
    // No test changes what another one sees, and loading our modules anew for each file takes longer than most tests.
    isolate: false,
    ...workers,
    ...patience,
    ...reporting,
    env: {
      ...temporaryFolder(),
      ...(process.argv.includes('--coverage') ? { COUNTS_COVERAGE: '1' } : {}),
    },
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});
