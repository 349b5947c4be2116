// What other validators need of the published schemas: Go's and Rust's know regular expressions in the syntax of RE2 only.
import { readdirSync, readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { readSchema, SCHEMA_NAMES } from '../../../../src/core/schema/published-schemas.js';

const FOLDER = new URL('../../../../schemas/', import.meta.url);
const TEXTS = [
  ...['', 'a', 'Ana María', 'OKTA-1', ' a', 'a ', 'a\n', '\na', 'a\nb', 'a\tb', 'a\0', 'a\u007fb'],
  ...['\u00a0a', 'a\u3000', 'a\u2028b', '\ufeffa', 'a\u200cb', 'نیم\u200cفاصله', '😀', '姓 名'],
  ...['30%', '100%', '101%', '0.5%', 'POST', 'post', 'origin', '-x', 'CF100', '/role_id', 'cf1:ab'],
  ...['2025-01-15T10:00:00Z', 'sha256:', 'ab12', 'a'.repeat(300)],
];

function* patternsOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'pattern' && typeof part === 'string') yield part;
    else yield* patternsOf(part);
  }
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.schema.json'));

describe.each(files)('%s', (file) => {
  const schema = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as unknown;
  const patterns = [...new Set(patternsOf(schema))];

  it('has patterns that RE2 compiles, and that mean the same to it', () => {
    for (const pattern of patterns) {
      const ours = new RegExp(pattern, 'u');
      const theirs = RE2JS.compile(pattern);
      for (const text of TEXTS) {
        const found = theirs.matcher(text).find();
        expect([pattern, text, found]).toEqual([pattern, text, ours.test(text)]);
      }
    }
  });

  // Python's `re` and Go's RE2 differ in these; JavaScript knows both only with flags.
  it('has no classes of Unicode in them', () => {
    for (const pattern of patterns) expect(pattern).not.toMatch(/\\[pPuxX]\{|\\u/);
  });
});

it('`corform schema` prints what is in schemas/, without invisible characters', () => {
  for (const name of SCHEMA_NAMES) {
    const text = readSchema(name);
    const published = readFileSync(new URL(`${name}.v1.schema.json`, FOLDER), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(published));
    expect(text + published).not.toMatch(/(?![ \n])[\p{Z}\p{C}]/u);
  }
});
