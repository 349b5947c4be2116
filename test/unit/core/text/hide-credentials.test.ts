import { describe, expect, it } from 'vitest';
import { errorOf } from '../../../../src/core/errors/diagnostic.js';
import { INVALID_SETTING } from '../../../../src/core/errors/settings.js';
import {
  shownAddress,
  withoutCredentials,
  withoutUser,
} from '../../../../src/core/text/hide-credentials.js';

describe('an address in a message', () => {
  it.each([
    ['https://ci:canary@host/a.git', 'https://host/a.git'],
    ['https://canary@host/a.git', 'https://host/a.git'],
    // Characters that belong escaped: git takes them as they are, and repeats them.
    ['https://ci:can/ary@host/a.git', 'https://host/a.git'],
    ['https://ci:can\'ar"y@host/a.git', 'https://host/a.git'],
    ['https://ci:can#ar?y@host/a.git', 'https://host/a.git'],
    ['https://ci:can@ary@host/a.git', 'https://host/a.git'],
    ['SSH://ci:canary@host:22/a', 'SSH://host:22/a'],
    ['https://host/a?private_token=canary', 'https://host/a?***'],
    ['https://host/a#canary', 'https://host/a?***'],
    ['https://ci:x@host/a?token=canary&b=c', 'https://host/a?***'],
    ["unable to access 'https://host/a?t=canary': no", "unable to access 'https://host/a?***': no"],
    ['git@host:team/a.git is no address', 'git@host:team/a.git is no address'],
    ['what? nothing', 'what? nothing'],
  ])('%j', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown);
  });
});

describe('an address in a setting', () => {
  it.each([
    ['https://ci:canary@host/state?token=canary', 'https://host/state?***'],
    ['https:/ci:canary@host/state', 'host/state'],
    ['ci:canary@host/state', 'host/state'],
    ['host/state?token=canary', 'host/state?***'],
    ['git@host:team/a.git', 'git@host:team/a.git'],
    ['origin', 'origin'],
    ['/srv/state.git', '/srv/state.git'],
  ])('%j', (value, shown) => {
    expect(shownAddress(value)).toBe(shown);
  });
});

it.each([
  ['`postgres://u:p@h/d` is not one of', '`postgres://h/d` is not one of'],
  ['https://token@h/x', 'https://h/x'],
  ['http://u:p/@ss@h:1/x', 'http://h:1/x'],
  ['See https://h/@org and https://h/#L3', 'See https://h/@org and https://h/#L3'],
  ['ana@example.com', 'ana@example.com'],
])('%s', (text, shown) => {
  expect(withoutUser(text)).toBe(shown);
});

it('no diagnostic shows the password of an address that went into the wrong setting', () => {
  const value = 'postgres://u:canary@h/d';
  const found = errorOf(INVALID_SETTING, { summary: value, detail: value, fix: value });
  expect(JSON.stringify(found)).not.toContain('canary');
});
