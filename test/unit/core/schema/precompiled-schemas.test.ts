import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import {
  precompileSchemas,
  VALIDATOR_MODULES,
} from '../../../../scripts/build/precompile-schemas.js';
import type { Validator } from '../../../../src/core/schema/validator.js';
import { schemaCorpus } from '../../../support/schema-corpus.js';

const ROOT = new URL('../../../..', import.meta.url).pathname;
const CORPUS = [...schemaCorpus()];
const MODULES = readdirSync(`${ROOT}src`, { recursive: true })
  .map((file) => `${ROOT}src/${String(file)}`)
  .filter((path) => VALIDATOR_MODULES.test(path));

type Module = Readonly<Record<string, () => Validator | Readonly<Record<string, Validator>>>>;

/** The text that the build puts in the place of a module, run as the bundle runs it. */
function loadPrecompiled(path: string): Module {
  const code = precompileSchemas(ROOT, path);
  const names = Array.from(code.matchAll(/^\s*export function (\w+)/gm), ([, name]) => name);
  const exported = `${code.replaceAll('export function', 'function')}; return { ${names.join(', ')} };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is the build's own
  const run = new Function('require', exported) as (require: NodeJS.Require) => Module;
  return run(createRequire(import.meta.url));
}

/** Every validator of a module, by its name. */
function validatorsOf(module: Module): ReadonlyMap<string, Validator> {
  return new Map(
    Object.entries(module).flatMap(([name, make]): [string, Validator][] => {
      const made = make();
      if (typeof made === 'function') return [[name, made]];
      return Object.entries(made).map(([part, validator]) => [`${name}.${part}`, validator]);
    }),
  );
}

test('each room has its validators', () => {
  expect(MODULES.map((path) => path.slice(ROOT.length))).toEqual(
    expect.arrayContaining([
      'src/core/users/users-validators.ts',
      'src/core/state/state-validators.ts',
    ]),
  );
});

describe.each(MODULES)('the validators of the shipped program: %s', (path) => {
  it('say of every document of the corpus what ajv says at run time', async () => {
    const shipped = validatorsOf(loadPrecompiled(path));
    const live = validatorsOf((await import(path)) as Module);
    expect([...shipped.keys()].sort()).toEqual([...live.keys()].sort());
    let invalid = 0;
    // Compared here and asserted once: half a million assertions would take a minute.
    const different: unknown[] = [];
    for (const document of CORPUS) {
      const before = structuredClone(document);
      for (const [name, validate] of live) {
        const other = shipped.get(name)!;
        const isValid = validate(document);
        if (!isValid) invalid += 1;
        const isSame = other(document) === isValid;
        if (!isSame || !isDeepStrictEqual(other.errors ?? null, validate.errors ?? null)) {
          different.push({ name, document, says: other.errors, ajv: validate.errors });
        }
      }
      if (!isDeepStrictEqual(document, before)) different.push({ changed: before });
    }
    expect(different).toEqual([]);
    expect(invalid).toBeGreaterThan(2000);
  });
});
