import { expect, test } from 'vitest';
import { errorOf } from '../../../../../src/core/errors/diagnostic.js';
import { OVER_LIMIT } from '../../../../../src/core/errors/plan.js';
import { renderErrorsJson } from '../../../../../src/core/render/diagnostics/json.js';

test('errors are one document with the exit code, harmless in a log', () => {
  const place = { file: 'users.yaml', line: 3, column: 5 };
  const error = errorOf(OVER_LIMIT, {
    summary: '##vso[task.setvariable]\u202e',
    fix: 'Ask.',
    place,
  });
  const text = renderErrorsJson([error], 8);
  expect(text).not.toMatch(/##vso|\u202e/);
  expect(JSON.parse(text)).toEqual({
    diagnostics: [
      {
        severity: 'error',
        code: 'CF320',
        summary: '##vso[task.setvariable]\u202e',
        detail: '',
        range: { filename: 'users.yaml', start: { line: 3, column: 5 } },
        fix: 'Ask.',
      },
    ],
    exit_code: 8,
  });
});
