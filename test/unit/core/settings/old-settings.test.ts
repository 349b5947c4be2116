import { expect, test } from 'vitest';
import { resolveOldSettings } from '../../../../src/core/settings/old-settings.js';

const TODAY = {
  CORFORM_STATE_BACKEND: 'git',
  CORFORM_STATE_PATH: 'today/state.json',
  CORFORM_STATE_REMOTE: 'https://git.example.com/team/users.git',
  CORFORM_STATE_REF: 'refs/heads/today',
  CORFORM_ENCRYPTION: 'required',
};

test("the environment of today does not speak for yesterday's kind, path and encryption", () => {
  const { value } = resolveOldSettings({}, TODAY);
  expect(value?.settings.state).toEqual({ backend: 'local', path: '.corform/state.json' });
  expect(value?.settings.encryption).toBe('auto');
});

test('the environment gives only what the old file leaves open', () => {
  const file = { state: { backend: 'git', ref: 'refs/heads/old' }, encryption: 'off' as const };
  const { value } = resolveOldSettings(file, TODAY);
  expect(value?.settings.state).toEqual({
    backend: 'git',
    remote: TODAY.CORFORM_STATE_REMOTE,
    ref: 'refs/heads/old',
  });
  expect(value?.settings.encryption).toBe('off');
});
