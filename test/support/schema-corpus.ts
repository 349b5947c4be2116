import { readdirSync, readFileSync } from 'node:fs';
import { decodeText } from '../../src/core/yaml/decode-text.js';
import { readYaml } from '../../src/core/yaml/read-yaml.js';
import { CASES } from '../golden/desired/cases.js';
import { createDraw, randomYaml } from './random-yaml.js';

const ROOT = new URL('../..', import.meta.url).pathname;

function parse(bytes: Uint8Array): unknown {
  const text = decodeText({ name: 'f', bytes }).value;
  return text === undefined ? undefined : readYaml('f', text).yaml?.data;
}

/** Documents of every kind: what people write, right and wrong, and what nobody would. */
export function* schemaCorpus(): Generator {
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
