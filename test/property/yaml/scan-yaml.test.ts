import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanYaml } from '../../../src/core/yaml/scan-yaml.js';
import { CASES } from '../../golden/desired/cases.js';
import { compareReaders } from '../../support/compare-readers.js';
import { createDraw, randomYaml } from '../../support/random-yaml.js';

const corpus = [
  readFileSync('users.yaml', 'utf8'),
  ...CASES.flatMap(({ files }) => files.map(({ bytes }) => new TextDecoder().decode(bytes))),
];

describe('the quick reader gives what the YAML parser gives, or nothing', () => {
  it.each(corpus.map((text, at) => [at, text] as const))('file %i of the corpus', (_, text) => {
    expect(compareReaders(text).difference).toBeUndefined();
  });

  it('in 20,000 random, damaged and hostile texts', () => {
    const differences: string[] = [];
    let sure = 0;
    for (let seed = 0; seed < 20_000; seed += 1) {
      const text = randomYaml(createDraw(seed), corpus);
      const comparison = compareReaders(text);
      if (comparison.sure) sure += 1;
      if (comparison.difference !== undefined) {
        differences.push(`seed ${seed}: ${comparison.difference} of ${JSON.stringify(text)}`);
      }
    }
    expect(differences).toEqual([]);
    // Or the comparison would prove nothing.
    expect(sure).toBeGreaterThan(5_000);
  });
});

describe('the quick reader is sure of', () => {
  const HEAD = 'version: 1\nsource: OKTA\n';

  it.each([
    ['the example', corpus[0]!],
    ['a list as far left as its key', `${HEAD}users:\n- id: a\n  phone: '+1'\n- id: b\n`],
    ['users on one line each', `${HEAD}users:\n  - {id: a, role_id: 3}\n  - { id: "b" }\n`],
    ['users as JSON on one line each', `${HEAD}users:\n  - {"id":"a","role_id":3}\n`],
    ['a document start', `---\n${HEAD}users: []\n`],
    ['comments and empty lines', `# a\n\n${HEAD}# b\nusers: # c\n\n  # d\n  - id: a # e\n\n`],
    ['escapes as Python writes them', `${HEAD}users:\n  - first_name: "Ren\\xe9e \\u0141"\n`],
    ['text with an apostrophe', `${HEAD}users:\n  - last_name: O'Brien\n    x: 'it''s'\n`],
    [
      'settings',
      'version: 1\nfiles: [a.yaml, "b.yaml"]\nlimits: {update: 30%}\nrequired:\n  - A-1\n',
    ],
    [
      'lists and maps in a user',
      `${HEAD}users:\n  - id: a\n    b:\n      - c: d\n        e: {f: 1}\n      - g\n`,
    ],
    ['no line end at the end', `${HEAD}users:\n  - id: a`],
  ])('%s', (_, text) => {
    expect(scanYaml('f', text)).toBeDefined();
    expect(compareReaders(text).difference).toBeUndefined();
  });
});

describe('the quick reader leaves to the parser', () => {
  it.each([
    ['tabs', 'a: b\tc\n'],
    ['an empty text', ''],
    ['an indented root', ' a: b\n'],
    ['a list at the root', '- a: b\n'],
    ['a key without a value', 'a:\n'],
    ['a key without a value in a map', 'a:\n  b:\n  c: d\n'],
    ['a value on several lines', 'a: b\n  c\n'],
    ['a quoted text on several lines', 'a: "b\n  c"\nd: "e"\n'],
    ['an apostrophe that is not closed', "a: 'b\n"],
    ['a quote that is closed on another line', "a: 'b\nc: 'd\n"],
    ['text behind a quoted one', 'a: "b" c\n'],
    ['an escape of a control character', 'a: "\\n"\n'],
    ['a duplicate key', 'a: b\na: c\n'],
    ['a key __proto__', '__proto__: b\n'],
    ['a quoted key', '"a": b\n'],
    ['a very long key', `${'a'.repeat(1001)}: b\n`],
    ['a very long line', `a: ${'b'.repeat(16_001)}\n`],
    [
      'deep nesting',
      `${Array.from({ length: 10 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')}          b: c\n`,
    ],
    ['far indentation', `a:\n${' '.repeat(65)}b: c\n`],
    ['a number that other tools read differently', 'a: 010\n'],
    ['a value that is a map', 'a: b: c\n'],
    ['a flow map without an end', 'a: {b: c\n'],
    ['a flow map that ends in a comma', 'a: {b: c, }\n'],
    ['a quoted key before a space', 'a: {"b" : c}\n'],
    ['a quoted key like an index', 'a: {"1": c}\n'],
    ['a quoted key alone', 'a: {"b"}\n'],
    ['a flow map of a key alone', 'a: {b}\n'],
    ['a byte order mark', '\ufeffa: b\n'],
    ['a reference', 'a: *b\n'],
    ['a dash alone', 'a:\n  -\n    b: c\n'],
    ['a dash before a space', 'a: - b\n'],
  ])('%s', (_, text) => {
    expect(scanYaml('f', text)).toBeUndefined();
    expect(compareReaders(text).difference).toBeUndefined();
  });
});
