import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { precompileSchemas } from '../../../scripts/build/precompile-schemas.js';
import { decodeText } from '../../../src/core/desired/decode-text.js';
import { readYaml } from '../../../src/core/desired/read-yaml.js';
import { configValidator, usersValidator } from '../../../src/core/schema/compile-schemas.js';
import { CASES } from '../../golden/desired/cases.js';
import { createDraw, randomYaml } from '../../support/random-yaml.js';

const ROOT = new URL('../../..', import.meta.url).pathname;

interface Validators {
  readonly usersValidator: () => ValidateFunction;
  readonly configValidator: () => ValidateFunction;
}

/** The text that the build puts in the place of compile-schemas.ts, run as the bundle runs it. */
function loadPrecompiled(): Validators {
  const code = precompileSchemas(ROOT).replaceAll('export function', 'function');
  const exported = `${code}; return { usersValidator, configValidator };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is the build's own
  const run = new Function('require', exported) as (require: NodeJS.Require) => Validators;
  return run(createRequire(import.meta.url));
}

function parse(bytes: Uint8Array): unknown {
  const text = decodeText({ name: 'f', bytes }).value;
  return text === undefined ? undefined : readYaml('f', text).yaml?.data;
}

/** Documents of every kind: what people write, right and wrong, and what nobody would. */
function* corpus(): Generator {
  for (const folder of ['.', 'examples', 'test']) {
    for (const file of readdirSync(`${ROOT}/${folder}`, { recursive: folder !== '.' })) {
      const isYaml = /\.ya?ml$/.test(String(file));
      if (isYaml) yield parse(readFileSync(`${ROOT}/${folder}/${String(file)}`));
    }
  }
  const texts = CASES.flatMap(({ files }) => files.map(({ bytes }) => bytes));
  yield* texts.map(parse);
  const seeds = texts.map((bytes) => new TextDecoder().decode(bytes));
  for (let seed = 0; seed < 3000; seed += 1) {
    yield parse(new TextEncoder().encode(randomYaml(createDraw(seed), seeds)));
  }
  const values = [
    null,
    true,
    0,
    -1,
    7.3,
    25,
    1e300,
    NaN,
    '',
    ' a',
    'a\n',
    'a'.repeat(256),
    [],
    {},
    [[]],
  ];
  const fields = [
    'id',
    'role_id',
    'daily_hours',
    'phone',
    'hourly_rate_effective_from',
    'protected',
    'x',
  ];
  for (const value of [...values, '2025-02-29', '2024-02-29', '\ud800']) {
    yield value;
    yield { version: value, source: value, users: value, defaults: value, profiles: value };
    yield {
      version: 1,
      source: 'OKTA',
      profiles: { [JSON.stringify(value)]: { phone: 'a' } },
      users: [],
    };
    yield {
      version: 1,
      state: value,
      limits: value,
      rate: value,
      concurrency: value,
      files: value,
    };
    yield { version: 1, limits: { add: value, update: value, fields: value, from_users: value } };
    for (const field of fields)
      yield { version: 1, source: 'A', users: [{ id: 'a', [field]: value }] };
  }
}

describe('the validators of the shipped program', () => {
  const precompiled = loadPrecompiled();

  it('say of every document of the corpus what ajv says at run time', () => {
    const counts = { documents: 0, valid: 0, invalid: 0 };
    for (const document of corpus()) {
      const before = structuredClone(document);
      for (const [shipped, live] of [
        [precompiled.usersValidator(), usersValidator()],
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
