import { expect, it } from 'vitest';
import { recordedState } from '../../../../support/state-samples.js';
import { renderBaselineJson } from '../../../../../src/core/render/json/baseline.js';

const COUNTS = { users: 3, observed: 2, differing: 1, assumed: 1, unidentified: ['OKTA-3'] };

it.each([
  [4, 4],
  [undefined, null],
])('a baseline with serial %s has the serial %s in its JSON', (serial, shown) => {
  const baseline = { ...COUNTS, state: recordedState({}) };
  const json = renderBaselineJson({ baseline, ...(serial !== undefined && { serial }) });
  expect(JSON.parse(json)).toMatchObject({ ...COUNTS, serial: shown });
});
