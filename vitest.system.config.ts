import { defineConfig } from 'vitest/config';
import { patience, reporting, workers } from './vitest.config.js';

/**
 * The program in its surroundings: the workflows of CI systems, the package and its release; then what needs more
 * than Node and git: Debian's strace, Chromium, PyYAML and others (.ci/run installs them), one file at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          fileParallelism: false,
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    ...patience,
    ...reporting,
  },
});
