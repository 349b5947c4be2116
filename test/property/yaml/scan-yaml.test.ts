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

  it('in 4,000 random, damaged and hostile texts', () => {
    const differences: string[] = [];
    let sure = 0;
    for (let seed = 0; seed < 4_000; seed += 1) {
      const text = randomYaml(createDraw(seed), corpus);
      const comparison = compareReaders(text);
      if (comparison.sure) sure += 1;
      if (comparison.difference !== undefined) {
        differences.push(`seed ${seed}: ${comparison.difference} of ${JSON.stringify(text)}`);
      }
    }
    expect(differences).toEqual([]);
    // Or the comparison would prove nothing.
    expect(sure).toBeGreaterThan(1_000);
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
    ['text that starts with =, - or ?', `${HEAD}users:\n  - id: =a\n    b: --c\n    d: ?e\n`],
    ['tabs in and before comments', `${HEAD}users: # \t a\n  - id: a\t# b\n\t# c\n    d: 'e'\t\n`],
    [
      'text that goes on in the next line',
      `${HEAD}users:\n- id: a\n  position: Lead\n    Developer\n`,
    ],
    ['quotes that go on in the next line', "a: 'b\n  it''s'\nd: 'e'\n"],
    ['folding as Python does it', `${HEAD}users:\n- id: "a b\\\n    \\ c\\U0001F600 d\n    e"\n`],
    [
      'folding as JavaScript does it',
      `${HEAD}users:\n  - id: >-\n      a b\n      c\n    d: |-\n      e\n`,
    ],
    ['a folded text at the end', 'a: >-\n  b'],
    ['keys in quotes', `"version": 1\n'source' : OKTA\n"users":\n  - "id": a\n`],
    ['an indented document', ' a: b\n c: d\n'],
    ['JSON', JSON.stringify({ version: 1, users: [{ id: 'a', x: [1] }, { id: 'b\\"' }] })],
    ['JSON with indentation', JSON.stringify({ version: 1, users: [{ id: 'a' }, {}] }, null, 2)],
    ['JSON indented by tabs', JSON.stringify({ version: 1, users: [{ id: 'a' }, {}] }, null, '\t')],
    [
      'flow style on several lines',
      '{a: b, users: [{id: c\n      d, "e": "f\n      g"}, # h\n    i], }\n',
    ],
    ['flow style within block style', 'users:\n- {id: a,\n  b: c}\n'],
  ])('%s', (_, text) => {
    expect(scanYaml(text)).toBeDefined();
    expect(compareReaders(text).difference).toBeUndefined();
  });
});

describe('the quick reader leaves to the parser', () => {
  it.each([
    ['a tab in a text', 'a: b\tc\n'],
    ['a tab as indentation', 'a:\n  b: c\n\td: e\n'],
    ['a tab as indentation in flow style', 'a: {\n\tb: c}\n'],
    ['an empty text', ''],
    ['a list at the root', '- a: b\n'],
    ['a key without a value', 'a:\n'],
    ['a key without a value in a map', 'a:\n  b:\n  c: d\n'],
    ['a text with an empty line', 'a: b\n\n  c\n'],
    ['a quoted text with an empty line', 'a: "b\n\n  c"\nd: "e"\n'],
    ['a quoted text with a tab in its indentation', 'a: "b\n  \tc"\n'],
    ['a quoted text that goes on too far left', 'a:\n  b: "c\n  d"\n'],
    ['a folded text with an empty line', 'a: >-\n  b\n\n  c\n'],
    ['a folded text with a line further in', 'a: >-\n  b\n   c\n'],
    ['a folded text that keeps its line end', 'a: >\n  b\n'],
    ['a folded text without lines', 'a: >-\nb: c\n'],
    ['a second document', 'a: b\n---\nc: d\n'],
    ['a second document within a flow map', '{a: b,\n--- c}\n'],
    ['a flow map that goes on too far left', 'a:\n  b: {c: d,\n  e: f}\n'],
    ['a flow map without a comma', '{"a": "b" "c": 1}'],
    ['a comment in a flow map in the first column', '{a: 1\n# b\n}\n'],
    ['a key further in than the others', 'a: b\nc:\n  d: e\n   f: g\n'],
    ['an apostrophe that is not closed', "a: 'b\n"],
    ['a quote that is closed on another line', "a: 'b\nc: 'd\n"],
    ['text behind a quoted one', 'a: "b" c\n'],
    ['an escape of a control character', 'a: "\\n"\n'],
    ['a duplicate key', 'a: b\na: c\n'],
    ['a key __proto__', '__proto__: b\n'],
    ['a key without a space', '"a":b\n'],
    ['a very long key', `${'a'.repeat(1001)}: b\n`],
    ['a very long text', `a: ${'b'.repeat(16_001)}\n`],
    ['a very long quoted text', `a: "${'b'.repeat(16_001)}"\n`],
    [
      'deep nesting',
      `${Array.from({ length: 10 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')}          b: c\n`,
    ],
    ['far indentation', `a:\n${' '.repeat(65)}b: c\n`],
    ['a number that other tools read differently', 'a: 010\n'],
    ['a value that is a map', 'a: b: c\n'],
    ['a flow map without an end', 'a: {b: c\n'],
    ['a quoted key like an index', 'a: {"1": c}\n'],
    ['a quoted key alone', 'a: {"b"}\n'],
    ['a flow map of a key alone', 'a: {b}\n'],
    ['a byte order mark', '\ufeffa: b\n'],
    ['a reference', 'a: *b\n'],
    ['a dash alone', 'a:\n  -\n    b: c\n'],
    ['a dash before a space', 'a: - b\n'],
  ])('%s', (_, text) => {
    expect(scanYaml(text)).toBeUndefined();
    expect(compareReaders(text).difference).toBeUndefined();
  });
});

describe('of an item that the quick reader is not sure of', () => {
  const USERS = 'version: 1\nusers:\n  - id: a\n';

  it.each([
    ['a text with an empty line', '  - id: b\n    x: c\n\n      d\n', { id: 'b', x: 'c\nd' }],
    ['a number that other tools read differently', '  - id: 010\n', { id: 10 }],
    ['a dash alone', '  - # b\n    id: b\n', { id: 'b' }],
    ['a kept line end', '  - id: |+\n      b\n\n', { id: 'b\n\n' }],
    ['a value that is missing', '  - id: b\n    x:\n', { id: 'b', x: null }],
    ['an explicit key', '  - id: b\n    ? x\n    : y\n', { id: 'b', x: 'y' }],
  ])('only that one is left to the parser: %s', (_, item, data) => {
    const text = `${USERS}${item}  - id: c\nsource: OKTA\n`;
    expect(scanYaml(text)?.data).toEqual({
      version: 1,
      users: [{ id: 'a' }, data, { id: 'c' }],
      source: 'OKTA',
    });
    expect(compareReaders(text).difference).toBeUndefined();
  });

  it.each([
    ['the parser refuses it', '  - id: &b c\n'],
    ['the parser reports a duplicate key', '  - id: b\n    id: c\n'],
  ])('nothing is said if %s', (_, item) => {
    expect(scanYaml(`${USERS}${item}`)).toBeUndefined();
  });
});

it('the quick reader hides none of its own faults', () => {
  const broken = { length: 1, 0: 'a', startsWith: 1 } as unknown as string;
  expect(() => scanYaml(broken)).toThrow(TypeError);
});
