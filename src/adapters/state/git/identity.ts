import type { Environment } from '../../../core/ports/system.js';
import type { Config } from './config.js';

/** Who commits. A push rule may ask for a known name or address. */
export interface Identity {
  readonly author: GitPerson;
  readonly committer: GitPerson;
}

interface GitPerson {
  readonly name: string;
  readonly email: string;
}

const FALLBACK: GitPerson = { name: 'corform', email: 'corform@localhost' };

/** The identity that the user's git would commit with; corform's own as far as none is set. */
export function identityOf(config: Config, env: Environment): Identity {
  const committer = personOf('committer', config, env);
  return { committer, author: personOf('author', config, env) };
}

function personOf(role: 'author' | 'committer', config: Config, env: Environment): GitPerson {
  const part = (name: 'name' | 'email'): string =>
    [
      env[`GIT_${role}_${name}`.toUpperCase()],
      config.findLast(([key]) => key === `${role}.${name}`)?.[1],
      config.findLast(([key]) => key === `user.${name}`)?.[1],
    ].find((value) => value !== undefined && value.trim() !== '') ?? FALLBACK[name];
  return { name: part('name'), email: part('email') };
}

/** As variables of git's environment. */
export function identityVariables({ author, committer }: Identity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}
