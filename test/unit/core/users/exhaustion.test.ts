import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '../../../../src/core/yaml/decode-text.js';
import { TokenGuard } from '../../../../src/core/yaml/token-guard.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { cpuMs } from '../../../support/cpu-time.js';
import { textFile } from '../../../golden/desired/cases.js';

const MILLION = 1_000_000;
const USER = 'version: 1\nsource: OKTA\nusers:\n  - id: a\n    last_name: ';

/** What is refused before the parser can be harmed. */
const FILES: readonly (readonly [string, () => string, string])[] = [
  ['a million aliases', () => `a: &a 1\nb: [${'*a,'.repeat(MILLION)}]`, 'CF114'],
  ['a million anchors', () => '&a '.repeat(MILLION), 'CF114'],
  ['a million tags', () => '!a '.repeat(MILLION), 'CF115'],
  ['a million directives', () => '%A B\n'.repeat(MILLION), 'CF117'],
  ['a million documents', () => '---\n'.repeat(MILLION), 'CF118'],
  ['a million end markers', () => '---\n'.concat('...\n'.repeat(MILLION)), 'CF118'],
  ['nested lists', () => '['.repeat(100_000), 'CF119'],
  ['nested maps', () => '{a: '.repeat(100_000), 'CF119'],
  ['nested dashes', () => '- '.repeat(100_000), 'CF119'],
  ['nested keys', () => 'a: '.repeat(100_000), 'CF119'],
  ['nested question marks', () => '? '.repeat(100_000), 'CF119'],
  [
    'nested indentation',
    () => Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    'CF119',
  ],
  ['a plain scalar of 10 MB', () => USER + 'x'.repeat(10 * MILLION), 'CF120'],
  ['a quoted scalar of 10 MB', () => `${USER}"${'x'.repeat(10 * MILLION)}"`, 'CF120'],
  ['a block scalar of 10 MB', () => `${USER}|\n${'      x\n'.repeat(MILLION)}`, 'CF120'],
  ['a quote that never ends', () => `${USER}"${'\n      x'.repeat(MILLION)}`, 'CF112'],
  ['10 MB of spaces', () => ' '.repeat(10 * MILLION), 'CF100'],
  ['10 MB of dashes', () => '-'.repeat(10 * MILLION), 'CF120'],
];

describe('files made to exhaust', () => {
  it.each(FILES)('%s is refused in 2 s', (_, make, code) => {
    const file = textFile(make());
    const start = process.cpuUsage();
    const { value, diagnostics } = readDesired([file], { required: [] });
    const elapsed = cpuMs(start);
    expect(value).toBeUndefined();
    expect(diagnostics.length).toBeLessThanOrEqual(100);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    // Takes milliseconds; the bound is the promise.
    expect(elapsed).toBeLessThan(2000);
  });

  it('30,000 users on one line are read in 2 s, each with its place', () => {
    const users = Array.from({ length: 30_000 }, (_, n) => ({
      id: `u-${n}`,
      last_name: 'x'.repeat(200),
    }));
    const text = JSON.stringify({ version: 1, source: 'OKTA', users });
    const file = textFile(text);
    const start = process.cpuUsage();
    const { value } = readDesired([file], { required: [] });
    const elapsed = cpuMs(start);
    const last = value?.users.find(({ id }) => id === 'u-29999');
    expect(last?.place).toMatchObject({ line: 1, column: text.lastIndexOf('{') + 1 });
    expect(elapsed).toBeLessThan(2000);
  });

  it('a file over 64 MiB is refused unread', () => {
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
    const { diagnostics } = readDesired([{ name: 'u', bytes }], { required: [] });
    expect(diagnostics.map(({ code }) => code)).toEqual(['CF105']);
  });

  it('a file of more tokens than fit in memory is refused', () => {
    const guard = new TokenGuard(() => ({ file: 'u', line: 1, column: 1 }));
    let accepted = 0;
    while (guard.accept('\n')) accepted += 1;
    expect(accepted).toBe(12_000_000);
    expect(guard.problems.map(({ code }) => code)).toEqual(['CF105']);
  });

  it('a map of very many unknown keys, and users with very many problems, cost linear time', () => {
    const keys = Array.from({ length: 10_000 }, (_, at) => `k${at}: 1\n`).join('');
    const users = Array.from(
      { length: 2_000 },
      (_, at) => `- {id: u, role_id: 9, profile: p${at}}\n`,
    );
    const start = process.cpuUsage();
    const many = readDesired([textFile(keys)], { required: [] });
    const faulty = readDesired([textFile(`version: 1\nsource: OKTA\nusers:\n${users.join('')}`)], {
      required: [],
    });
    expect(many.diagnostics).toHaveLength(10_003);
    expect(faulty.diagnostics).toHaveLength(5_999);
    // Quadratic work here takes much longer.
    expect(cpuMs(start)).toBeLessThan(6_000);
  });

  it('10,000 faulty users, and one of 10,000 unknown keys, are reported in full in linear time', () => {
    const HEAD = 'version: 1\nsource: OKTA\nusers:\n';
    const lines = (line: (at: number) => string): string =>
      Array.from({ length: 10_000 }, (_, at) => line(at)).join('');
    const users = lines((at) => `  - {id: u${at}, profle: x, phone: 1}\n`);
    const keys = `  - id: u\n${lines((at) => `    k${at}: 1\n`)}`;
    const start = process.cpuUsage();
    const errors = [users, keys].map((text) => {
      const { diagnostics } = readDesired([textFile(HEAD + text)], { required: [] });
      return diagnostics.filter(({ severity }) => severity === 'error').length;
    });
    expect(errors).toEqual([20_000, 10_000]);
    // Quadratic work here takes much longer.
    expect(cpuMs(start)).toBeLessThan(5_000);
  });
});
