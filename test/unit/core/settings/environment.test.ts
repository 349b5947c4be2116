import { describe, expect, it } from 'vitest';
import { checkVariables, parseSwitch } from '../../../../src/core/settings/environment.js';

describe('a variable that begins with CORFORM_', () => {
  const brief = (env: Readonly<Record<string, string>>): readonly string[] =>
    checkVariables(env, ['CORFORM_EXCLUDE']).map(
      (d) => `${d.severity} ${d.summary} ${d.fix ?? ''}`,
    );

  it('of a setting, a secret or a flag is known, and so are those of others', () => {
    expect(
      brief({ CORFORM_RATE: '', CORFORM_PASSPHRASE: '', CORFORM_EXCLUDE: '', PATH: '' }),
    ).toEqual([]);
  });

  it('that means nothing is a warning, with the near name', () => {
    expect(
      brief({ CORFORM_STATE_BACKED: 'git', CORFORM_EXCLUDES: 'A-*', CORFORM_ZZZ: '1' }),
    ).toEqual([
      'warning The variable CORFORM_EXCLUDES has no effect: corform does not know it. Did you mean CORFORM_EXCLUDE?',
      'warning The variable CORFORM_STATE_BACKED has no effect: corform does not know it. Did you mean CORFORM_STATE_BACKEND?',
      'warning The variable CORFORM_ZZZ has no effect: corform does not know it. Correct its name, or unset it. `corform config` lists the variables.',
    ]);
  });

  it('in another case, or with a slip in its first word, is a warning too', () => {
    const slips = {
      corform_state_backend: '',
      CORFROM_EXCLUDE: '',
      'CORFORM-EXCLUDE': '',
      COR_ACESS_TOKEN: '',
      COR_INTEGRATION_URL: '',
      COR_APIKEY: '',
      COR_TOKEN: '',
      CORFORM_TOKEN: '',
      CORFORM_API_KEY: '',
    };
    expect(brief(slips).map((text) => text.replace(/^.*Did you mean /, ''))).toEqual([
      'CORFORM_EXCLUDE?',
      'COR_API_KEY?',
      'COR_ACCESS_TOKEN?',
      'CORFORM_EXCLUDE?',
      'COR_ACCESS_TOKEN?',
      'COR_API_KEY?',
      'COR_INTEGRATIONS_URL?',
      'COR_ACCESS_TOKEN?',
      'CORFORM_STATE_BACKEND?',
    ]);
  });

  it('of another program is none of our business', () => {
    expect(brief({ COR_COLOR: '', COREPACK_HOME: '', COLUMNS: '', CONFIG_SITE: '' })).toEqual([]);
  });
});

it.each([
  ['true', true],
  ['1', true],
  ['Yes', true],
  [' on ', true],
  ['false', false],
  ['0', false],
  ['NO', false],
  ['off', false],
  ['', false],
  ['maybe', undefined],
])('the switch "%s" is %s', (text, value) => {
  expect(parseSwitch(text)).toBe(value);
});
