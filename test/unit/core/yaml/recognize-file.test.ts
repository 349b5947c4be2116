import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeText, decodeYaml } from '../../../../src/core/yaml/decode-text.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a users file that is another kind of file', () => {
  it.each<[string, Uint8Array]>([
    ['an Excel workbook (.xlsx) or another zip archive', utf8('PK\u0003\u0004…')],
    ['an Excel workbook (.xls)', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1)],
    ['a gzip archive', gzipSync('version: 1')],
    ['a PDF', utf8('%PDF-1.7')],
    ['a web page or XML', utf8('\n<!DOCTYPE html>\n<html>')],
    ['a web page or XML', utf8('\ufeff<?xml version="1.0"?>')],
    ['a table (CSV)', utf8('id,first_name,role_id\nOKTA-1,Ana,4\n')],
    ['a table (CSV)', utf8('\ufeff"id";"first_name"\r\n"OKTA-1";"Ana"\r\n')],
    ['a table (CSV)', utf8('id\tfirst_name')],
    ['a list of JSON documents, one a line', utf8('{"id":"OKTA-1"}\n{"id":"OKTA-2"}\n')],
  ])('%s', (kind, bytes) => {
    const { value, diagnostics } = decodeYaml({ name: 'users.yaml', bytes });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: 'CF109',
        summary: `the file is ${kind}, not YAML`,
        fix: 'If it is an export of people, make a users file of it: `corform import FILE --to users.yaml`',
      },
    ]);
  });

  it.each([
    'version: 1, 2\nsource: OKTA\n',
    '# a, b\nversion: 1\n',
    '{"version": 1, "source": "OKTA", "users": []}\n',
    '{\n  "version": 1,\n  "users": [{}]\n}\n',
    '[a, b]\n',
    '<<: {a: 1}\n',
    '---\nversion: 1\n',
    ' \t \nversion: 1\n',
    '',
  ])('%j is none', (text) => {
    expect(decodeYaml({ name: 'users.yaml', bytes: utf8(text) }).value).toBe(text);
  });

  it('what sops has encrypted is found behind a long comment', () => {
    const text = `# ${'x'.repeat(100)}\nversion: ENC[AES256_GCM,data:MQ==]\n`;
    const { diagnostics } = decodeYaml({ name: 'users.yaml', bytes: utf8(text) });
    expect(diagnostics).toMatchObject([{ code: 'CF107' }]);
  });

  it('a list of words, one a line, may have commas', () => {
    const text = 'Designer, senior\nDesigner, junior\n';
    expect(decodeText({ name: 'positions.txt', bytes: utf8(text) }).value).toBe(text);
  });
});
