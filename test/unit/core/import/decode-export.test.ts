// Bytes to text: what each program that exports people does to them.
import { describe, expect, it } from 'vitest';
import { decodeExport } from '../../../../src/core/import/decode-export.js';
import { importExport, latin1, utf16 } from '../../../support/import.js';

const TEXT = 'id;first_name\r\n1;Muñoz\r\n';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an encoding', () => {
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', utf8(TEXT), 'utf-8'],
    ['UTF-8 with a BOM', utf8(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16, little end first, with a BOM', utf16(TEXT, 'le'), 'utf-16le'],
    ['UTF-16, big end first, with a BOM', utf16(TEXT, 'be'), 'utf-16be'],
    ['UTF-16, little end first, bare', utf16(TEXT, 'le', false), 'utf-16le'],
    ['UTF-16, big end first, bare', utf16(TEXT, 'be', false), 'utf-16be'],
    ['windows-1252', latin1(TEXT), 'windows-1252'],
  ])('%s gives the same users', (_, bytes, encoding) => {
    const { users, read } = importExport(bytes);
    expect(users).toEqual({ 1: { first_name: 'Muñoz' } });
    expect(read?.people.facts.encoding).toBe(encoding);
  });

  it('windows-1252 has letters where Latin-1 has control characters', () => {
    expect(importExport(latin1('id;first_name\n1;\x8aime\x9e\n')).users).toEqual({
      1: { first_name: 'Šimež' },
    });
  });

  it('of two bytes is a mark only if both are there', () => {
    const text = latin1('\xffid;first_name\n1;Ana\n');
    expect(decodeExport({ name: 'f', bytes: text }, null).value?.encoding).toBe('windows-1252');
    const other = latin1('x\xfe;first_name\n1;Ana\n');
    expect(decodeExport({ name: 'f', bytes: other }, null).value?.encoding).toBe('windows-1252');
  });

  it('is not UTF-16 for one zero byte of sixteen', () => {
    for (const text of ['\0d;first_name\n1;', 'i\0;first_name\n1;']) {
      const bytes = utf8(text);
      expect(bytes).toHaveLength(16);
      const { diagnostics } = decodeExport({ name: 'f', bytes }, null);
      expect(diagnostics[0]?.summary).toContain('U+0000 when it is read as utf-8');
    }
  });

  it('that is only assumed is said aloud, with three words that are not sensitive', () => {
    const rows = ['1;Muñoz;España', '2;Pérez;x', '3;Ana;Córdoba', '4;Peña;x'];
    const bytes = latin1(`id;first_name;phone\n${rows.join('\n')}\n`);
    const { diagnostics } = importExport(bytes);
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'CF812',
        summary:
          'people.csv is not UTF-8, so corform read it as windows-1252: "Muñoz", "Pérez", "Peña"',
      },
    ]);
    expect(importExport(latin1('id;first_name\n1;Ana\n2;x\xa0y\n')).diagnostics).toMatchObject([
      { summary: 'people.csv is not UTF-8, so corform read it as windows-1252' },
    ]);
  });

  it('that is named wins', () => {
    const macintosh = new Uint8Array([...utf8('id;first_name\n1;Mu'), 0x96, ...utf8('oz\n')]);
    const { users, diagnostics } = importExport(macintosh, { flags: { encoding: 'macintosh' } });
    expect(users).toEqual({ 1: { first_name: 'Muñoz' } });
    expect(diagnostics).toEqual([]);
  });

  it.each(['utf-8', 'klingon'])('%s, named and not fitting, is refused', (encoding) => {
    expect(importExport(latin1(TEXT), { flags: { encoding } }).told).toEqual([
      'CF811 people.csv:1:1',
    ]);
  });
});

describe('a file that is no text', () => {
  it.each<[string, readonly number[] | string, string]>([
    ['a workbook under another name', [0x50, 0x4b, 3, 4, 0, 0], 'Excel workbook (.xlsx)'],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0], 'Excel workbook (.xls)'],
    ['an archive', [0x1f, 0x8b, 8], 'gzip'],
    ['a PDF', '%PDF-1.7', 'a PDF'],
    ['a page of an old HR system', '\n <html><table>', 'a web page'],
  ])('%s is recognised, and the message says how to save it', (_, content, what) => {
    const bytes = typeof content === 'string' ? utf8(content) : new Uint8Array(content);
    const { told, text } = importExport(bytes);
    expect(told).toEqual(['CF810 people.csv:1:1']);
    expect(text).toContain(what);
    expect(text).toContain('CSV UTF-8');
  });

  it.each([
    ['zeros on both sides', new Uint8Array([105, 100, 0, 0, 59, 10])],
    ['a control character', utf8('id;first_name\n1;A\u0007\n')],
    ['bytes that windows-1252 does not have', latin1('id;first_name\n1;\x81\x8d\n')],
  ])('%s: refused with a place', (_, bytes) => {
    const { told } = importExport(bytes);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^CF811 people\.csv:[12]:\d+$/);
  });

  it.each(['', ' \r\n\n'])('nothing in it (%j): refused', (content) => {
    expect(importExport(content).told).toEqual(['CF825 people.csv:1:1']);
  });

  it('larger than 64 MiB: refused before it is read', () => {
    const bytes = new Uint8Array(64 * 1024 * 1024 + 1);
    expect(decodeExport({ name: 'big.csv', bytes }, null).diagnostics).toMatchObject([
      { code: 'CF814', summary: 'big.csv is larger than 64 MiB' },
    ]);
  });
});

describe('text that an earlier program has damaged', () => {
  it('looks decoded twice: a warning with its count', () => {
    const { users, diagnostics } = importExport('id,first_name\n1,MuÃ±oz\n2,PeÃ±a\n');
    expect(users).toEqual({ 1: { first_name: 'MuÃ±oz' }, 2: { first_name: 'PeÃ±a' } });
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'CF813', place: { line: 2, column: 3 } },
    ]);
    expect(diagnostics[0]?.summary).toContain('2 cells');
  });

  it('lost a character: an error where a replacement stands, a warning for a question mark', () => {
    expect(importExport('id,first_name\n1,Mu\ufffdoz\n').told).toEqual([
      'CF843 people.csv:2:3 (row 1, column "first_name")',
    ]);
    const { users, diagnostics } = importExport('id,first_name\n1,Mu?oz\n');
    expect(users).toEqual({ 1: { first_name: 'Mu?oz' } });
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'CF843' }]);
  });
});
