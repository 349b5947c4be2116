import { expect, test } from 'vitest';
import { errorOf } from '../../../../src/core/errors/diagnostic.js';
import { Failure, requireValue } from '../../../../src/core/errors/failure.js';
import { NO_STATE } from '../../../../src/core/errors/state.js';

test('an outcome gives its value, or fails with all that is wrong', () => {
  expect(requireValue({ value: 0, diagnostics: [] })).toBe(0);
  const problem = errorOf(NO_STATE, { summary: 'there is none' });
  expect(() => requireValue({ value: undefined, diagnostics: [problem] })).toThrow(
    new Failure(problem),
  );
});
