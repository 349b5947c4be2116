import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import { INVALID_CONFIG, INVALID_SETTING } from '../errors/settings.js';
import type { SettingDefinition, SettingOrigin } from './definitions.js';

/** Reports a wrong setting with its source. */
export function problem(
  setting: Pick<SettingDefinition, 'key' | 'env'> & { readonly origin: SettingOrigin },
  summary: string,
): Diagnostic {
  if (setting.origin === 'environment') return badText(setting.env, summary);
  return errorOf(INVALID_CONFIG, { summary: `${setting.key}: ${summary}` });
}

/** Of a flag or a variable. */
export function badText(name: string, summary: string): Diagnostic {
  return errorOf(INVALID_SETTING, { summary: `${name}: ${summary}`, fix: `Correct ${name}.` });
}
