import type { Diagnostic } from '../errors/diagnostic.js';
import type { FailureKind } from '../errors/failure.js';
import type { SettingDefinition, SettingOrigin } from './definitions.js';

/** What is wrong with a setting, told where it came from. */
export function problem(
  setting: Pick<SettingDefinition, 'key' | 'env'> & { readonly origin: SettingOrigin },
  summary: string,
): Diagnostic {
  if (setting.origin === 'environment') return badText(setting.env, summary);
  return {
    severity: 'error',
    code: 'CF201',
    summary: `${setting.key}: ${summary}`,
    fix: 'Correct corform.yaml; schemas/config.v1.schema.json lists every setting.',
  };
}

/** Of a flag or a variable. */
export function badText(name: string, summary: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CF210',
    summary: `${name}: ${summary}`,
    fix: `Correct ${name}.`,
  };
}

/**
 * What kind of failure problems with settings are. What was typed or set for this run is told from what
 * the repository says: where both are wrong, the command line comes first.
 */
export function settingsFailureKind(diagnostics: readonly Diagnostic[]): FailureKind {
  return diagnostics.some(({ code }) => code === 'CF210') ? 'usage' : 'invalid-input';
}
