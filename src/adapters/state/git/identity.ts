import type { Environment } from '../../../core/ports/system.js';
import type { Config } from './config.js';

const FALLBACK = { name: 'corform', email: 'corform@localhost' } as const;

/**
 * Who commits, as variables of git's environment: the identity that the user's git would commit with, and
 * corform's own as far as none is set. A push rule may ask for a known name or address.
 */
export function identityVariables(config: Config, env: Environment): Record<string, string> {
  const last = (name: string): string | undefined => config.findLast(([key]) => key === name)?.[1];
  const variables = (['author', 'committer'] as const).flatMap((role) =>
    (['name', 'email'] as const).map((part) => {
      const variable = `GIT_${role}_${part}`.toUpperCase();
      const known = [env[variable], last(`${role}.${part}`), last(`user.${part}`)];
      const value = known.find((text) => text !== undefined && text.trim() !== '');
      return [variable, value ?? FALLBACK[part]] as const;
    }),
  );
  return Object.fromEntries(variables);
}
