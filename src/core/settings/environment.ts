/** What the environment says beyond the settings: switches of flags, and variables that mean nothing. Pure. */
import { UNKNOWN_VARIABLE } from '../errors/command.js';
import { warningOf, type Diagnostic } from '../errors/diagnostic.js';
import { createSuggest } from '../text/suggest.js';
import { SETTINGS } from './definitions.js';
import type { Environment } from '../ports/system.js';

/** Secrets, and addresses that carry them: read from the environment only, and never shown. */
const SECRETS = [
  'CORFORM_HTTP_USERNAME',
  'CORFORM_HTTP_PASSWORD',
  'CORFORM_POSTGRES_URL',
  'CORFORM_PASSPHRASE',
  'CORFORM_PASSPHRASE_FILE',
  'CORFORM_PASSPHRASE_PREVIOUS',
  'CORFORM_PASSPHRASE_PREVIOUS_FILE',
];

/** Of COR itself. Other programs may have variables that begin with COR_. */
const OF_COR = [
  'COR_ACCESS_TOKEN',
  'COR_ACCESS_TOKEN_FILE',
  'COR_API_KEY',
  'COR_API_KEY_FILE',
  'COR_CLIENT_SECRET',
  'COR_CLIENT_SECRET_FILE',
  'COR_INTEGRATIONS_URL',
  'COR_API_URL',
];

/** What other programs call the variables of COR. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  COR_TOKEN: 'COR_ACCESS_TOKEN',
  COR_KEY: 'COR_API_KEY',
  COR_CLIENT_ID: 'COR_API_KEY',
  COR_SECRET: 'COR_CLIENT_SECRET',
  COR_API_SECRET: 'COR_CLIENT_SECRET',
  COR_URL: 'COR_INTEGRATIONS_URL',
  COR_BASE_URL: 'COR_INTEGRATIONS_URL',
};

/**
 * Warns about each variable that nothing reads and that begins with CORFORM_, in any case, or is a slip of the
 * fingers away from one that is read. `twins`: the variables of all flags.
 */
export function checkVariables(env: Environment, twins: readonly string[]): readonly Diagnostic[] {
  const known = new Set([
    ...SETTINGS.map((setting) => setting.env),
    ...SECRETS,
    ...OF_COR,
    ...twins,
  ]);
  const nearest = createSuggest(known);
  const suggest = (name: string): string | undefined => {
    // A credential is COR's and not corform's: COR_ACCESS_TOKEN.
    const ofCor = name.replace(/^CORFORM_/, 'COR_');
    return OTHER_NAMES[ofCor] ?? (known.has(ofCor) ? ofCor : nearest(name));
  };
  const isMeant = (name: string): boolean =>
    /^corform[_-]/i.test(name) || (/^co[a-z]*[_-]/i.test(name) && suggest(name) !== undefined);
  return Object.keys(env)
    .filter((name) => !known.has(name) && isMeant(name))
    .sort()
    .map((name) => {
      const meant = suggest(name);
      return warningOf(UNKNOWN_VARIABLE, {
        summary: `The variable ${name} has no effect: corform does not know it.`,
        fix: meant && `Did you mean ${meant}?`,
      });
    });
}

/** Reads a switch from the environment; undefined if the text is neither on nor off. Empty counts as off. */
export function parseSwitch(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'no', 'off', ''].includes(word) ? false : undefined;
}
