import { defineConfig } from 'vitest/config';
import { patience, reporting } from './vitest.config.js';

/** Tests that need more than Node and git: Debian's strace and Chromium. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    fileParallelism: false,
    ...patience,
    ...reporting,
  },
});
