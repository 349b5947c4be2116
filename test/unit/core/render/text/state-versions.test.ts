import { expect, test } from 'vitest';
import { renderRepair, renderVersions } from '../../../../../src/core/render/text/state.js';
import { recordedState } from '../../../../support/state-samples.js';

test('versions stand one a line, newest first, whatever their labels hold', () => {
  const versions = [
    { serial: 12, at: '2026-03-02T09:00:00.000Z', label: 'commit 1f2e' },
    { serial: 9, at: null, label: 'a\u001b[2Jb' },
  ];
  expect(renderVersions(versions)).toBe(
    'serial 12  2 Mar 2026, 09:00 UTC  commit 1f2e\n' +
      'serial  9  (time not known)  a\\u{1b}[2Jb\n',
  );
  expect(renderVersions([])).toBe('The backend keeps no older versions.\n');
});

test('a repair says what it goes back to, and what may be lost', () => {
  const version = { serial: 7, at: null, label: 'version 7' };
  const state = recordedState({ serial: 13 });
  const lost = renderRepair({ version, state, mayBeOld: true });
  expect(lost).toContain('7, stored again as 13');
  expect(lost).toContain('sends all of 3 users again');
  expect(lost).not.toContain('nothing is lost');
  const whole = renderRepair({ version: { ...version, at: '2026' }, state, mayBeOld: false });
  expect(whole).toContain('nothing is lost');
});
