import { defineConfig } from 'vitest/config';

/** Where a machine-readable report goes in addition, for `.ci/run` to count. */
const report = process.env['CORFORM_TEST_REPORT'];

export const reporting =
  report === undefined || report === ''
    ? {}
    : { reporters: ['default', 'json'], outputFile: { json: report } };

/** Many tests start real processes: the default of 5 s is too near on a busy machine. */
export const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**'],
    globalSetup: ['test/support/code-cache.ts'],
    // vitest leaves one core to its own process, which has little to do here: on two cores that is half.
    maxWorkers: '100%',
    ...patience,
    ...reporting,
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});
