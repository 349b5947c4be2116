import type { Outcome } from '../errors/diagnostic.js';
import { SETTINGS } from './definitions.js';
import { resolveSettings, type ResolvedSettings, type SettingSources } from './resolve-settings.js';
import { type ConfigDocument } from './settings.js';

/**
 * The settings of a second settings file, of which only the state counts: where it was, and how it was
 * encrypted. The environment describes today's state, so it must not speak for kind, path and
 * encryption of the old one, nor against the file. What is left to it are addresses, which no file may hold.
 */
export function resolveOldSettings(
  file: ConfigDocument,
  env: SettingSources['env'],
): Outcome<ResolvedSettings> {
  const spoken = new Set(Object.keys(file.state ?? {}).map((name) => `state.${name}`));
  const ofToday = new Set(['state.backend', 'state.path', 'encryption']);
  const ignored = new Set(
    SETTINGS.filter(({ key }) => spoken.has(key) || ofToday.has(key)).map((setting) => setting.env),
  );
  const left = Object.entries(env).filter(([name]) => !ignored.has(name));
  return resolveSettings({ flags: {}, env: Object.fromEntries(left), file });
}
