import { describe, expect, it } from 'vitest';
import {
  shownAddress,
  withoutCredentials,
} from '../../../../src/core/settings/hide-credentials.js';

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
