import type { Explanation } from '../errors/diagnostic.js';
import { MISSING_KEY, PERSONAL_FIELD_SHARED, UNKNOWN_KEY } from '../errors/users.js';
import { FIELD_NAMES, FIELDS, isFieldName, SHARED_FIELDS } from '../model.js';
import type { KeyPath } from '../yaml/key-path.js';
import { createSuggest } from '../text/suggest.js';

const ROOT_KEYS = ['version', 'source', 'defaults', 'profiles', 'users'];
const USER_KEYS = ['id', 'profile', 'protected', 'previously', ...FIELD_NAMES];

const SUGGEST_ROOT = createSuggest(ROOT_KEYS);
const SUGGEST_SHARED = createSuggest(SHARED_FIELDS);
const SUGGEST_USER = createSuggest(USER_KEYS);

/** A key that the schema does not have in the map at `parent`. */
export function explainUnknownKey(parent: KeyPath, key: string): Explanation {
  const [section] = parent;
  const shared = section === 'defaults' || section === 'profiles';
  if (shared && isFieldName(key) && !FIELDS[key].isShared) {
    return {
      entry: PERSONAL_FIELD_SHARED,
      summary: `${key} is not allowed in ${section}, because it belongs to one person`,
    };
  }
  const [known, suggest] =
    section === undefined
      ? ([ROOT_KEYS, SUGGEST_ROOT] as const)
      : shared
        ? ([SHARED_FIELDS, SUGGEST_SHARED] as const)
        : ([USER_KEYS, SUGGEST_USER] as const);
  const meant = suggest(key);
  return {
    entry: UNKNOWN_KEY,
    summary: `${JSON.stringify(key)} is not a valid key here`,
    detail: `Known here: ${known.join(', ')}.`,
    fix: meant && `Did you mean ${meant}?`,
  };
}

const HOW_TO_ADD: Readonly<Record<string, string>> = {
  version: 'Add version: 1 at the top.',
  source: 'Add the external system that the ids belong to, for example source: OKTA.',
  users: 'Add the list of users; users: [] if there are none.',
};

export function explainMissingKey(key: string): Explanation {
  return {
    entry: MISSING_KEY,
    summary: `${key} is missing`,
    fix: HOW_TO_ADD[key] ?? 'Add the external id under which the user was created in COR.',
  };
}
