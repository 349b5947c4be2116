import { expect, it } from 'vitest';
import { wantsJson } from '../../../src/cli/wants-json.js';

it.each([
  [['plan', '--json'], {}, true],
  [['status', '--format', 'json'], {}, true],
  [['status', '--format=json'], {}, true],
  [['status', '--format', 'json', '--format', 'text'], {}, false],
  [['status', '--format', 'text'], { CORFORM_FORMAT: 'json' }, false],
  [['status'], { CORFORM_FORMAT: 'json' }, true],
  [['plan'], { CORFORM_JSON: 'yes' }, true],
  [['plan'], { CORFORM_JSON: 'false' }, false],
  [['plan', '--', '--json'], {}, false],
] as const)('%j with %j wants JSON: %s', (argv, env, wanted) => {
  expect(wantsJson(argv, env)).toBe(wanted);
});
