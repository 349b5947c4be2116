import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../../../src/core/errors/diagnostic.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { EXAMPLE_CONFIG, EXAMPLE_USERS } from '../../../../src/core/settings/project-files.js';
import { readConfig } from '../../../../src/core/settings/read-config.js';
import { resolveSettings } from '../../../../src/core/settings/resolve-settings.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the files that init makes', () => {
  it('ask for nobody, as users.yaml', () => {
    const read = readDesired([{ name: 'users.yaml', bytes: bytes(EXAMPLE_USERS) }], {
      required: [],
      sensitive: [],
    });
    expect(read).toEqual({ value: { source: 'OKTA', users: [] }, diagnostics: [] });
  });

  // Comments that are examples begin with a key, a brace, or more indentation than prose has.
  it.each([
    ['all of them', /^# ?( *(?:defaults|daily_hours|profiles|designer):| +\{id:)/gm],
    ['the first user alone', /^#( +\{id: \S+45)/gm],
    ['the users alone', /^#( +\{id:)/gm],
    ['whatever looks like YAML', /^# ?( *(?:\w+:|\{))/gm],
  ])('are valid as an example too, without the comments: %s', (what, marks) => {
    const users = EXAMPLE_USERS.replace(marks, '$1');
    expect(users).not.toBe(EXAMPLE_USERS);
    const read = readDesired([{ name: 'users.yaml', bytes: bytes(users) }], {
      required: [],
      sensitive: [],
    });
    expect(hasErrors(read.diagnostics)).toBe(false);
    expect(read.value?.users[0]?.fields).toMatchObject({
      phone: '+1 555-0100',
      ...(what.endsWith('alone') ? {} : { daily_hours: 8 }),
    });
  });

  it('spell the defaults out, as corform.yaml', () => {
    const { value, diagnostics } = readConfig({
      name: 'corform.yaml',
      bytes: bytes(EXAMPLE_CONFIG),
    });
    expect(diagnostics).toEqual([]);
    const spelled = resolveSettings({ flags: {}, env: {}, file: value! });
    const plain = resolveSettings({ flags: {}, env: {}, file: {} });
    expect(spelled.value!.settings).toEqual(plain.value!.settings);
  });
});
