import { expect, it } from 'vitest';
import { renderExitCodes } from '../../../src/cli/help-pages.js';

it('shows the exit codes in 80 columns', () => {
  for (const line of renderExitCodes().split('\n'))
    expect(line.length, line).toBeLessThanOrEqual(80);
});
