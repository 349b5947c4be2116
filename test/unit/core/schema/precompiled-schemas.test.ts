import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { precompileSchemas } from '../../../../scripts/build/precompile-schemas.js';
import {
  configValidator,
  type UsersValidators,
  usersValidators,
} from '../../../../src/core/schema/compile-schemas.js';
import { schemaCorpus } from '../../../support/schema-corpus.js';

const ROOT = new URL('../../../..', import.meta.url).pathname;

interface Validators {
  readonly usersValidators: () => UsersValidators;
  readonly configValidator: () => ValidateFunction;
}

/** The text that the build puts in the place of compile-schemas.ts, run as the bundle runs it. */
function loadPrecompiled(): Validators {
  const code = precompileSchemas(ROOT).replaceAll('export function', 'function');
  const exported = `${code}; return { usersValidators, configValidator };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is the build's own
  const run = new Function('require', exported) as (require: NodeJS.Require) => Validators;
  return run(createRequire(import.meta.url));
}

describe('the validators of the shipped program', () => {
  const precompiled = loadPrecompiled();
  const shippedUsers = precompiled.usersValidators();
  const liveUsers = usersValidators();

  it('say of every document of the corpus what ajv says at run time', () => {
    const counts = { documents: 0, valid: 0, invalid: 0 };
    for (const document of schemaCorpus()) {
      const before = structuredClone(document);
      for (const [shipped, live] of [
        [shippedUsers.document, liveUsers.document],
        [shippedUsers.user, liveUsers.user],
        [shippedUsers.profile, liveUsers.profile],
        [shippedUsers.profileName, liveUsers.profileName],
        [precompiled.configValidator(), configValidator()],
      ] as const) {
        const isValid = live(document);
        counts[isValid ? 'valid' : 'invalid'] += 1;
        expect(shipped(document)).toBe(isValid);
        expect(shipped.errors ?? null).toEqual(live.errors ?? null);
      }
      expect(document).toEqual(before);
      counts.documents += 1;
    }
    expect(counts.documents).toBeGreaterThan(3000);
    expect(counts.valid).toBeGreaterThan(50);
    expect(counts.invalid).toBeGreaterThan(3000);
  });
});
