import { defineConfig } from 'vitest/config';
import { patience, reporting } from './vitest.config.js';

/** Tests that need more than Node and git: Debian's strace, Chromium, PyYAML and others (.ci/run installs them). */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    fileParallelism: false,
    maxConcurrency: 3,
    ...patience,
    ...reporting,
  },
});
