import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../src/core/yaml/decode-text.js';

function decode(...bytes: readonly number[]): ReturnType<typeof decodeText> {
  return decodeText({ name: 'f', bytes: Uint8Array.from(bytes) });
}

it('refuses more than 64 MiB unread', () => {
  const [diagnostic] = decodeText({ name: 'f', bytes: new Uint8Array(2 ** 26 + 1) }).diagnostics;
  expect(diagnostic?.summary).toBe('the file is larger than 64 MiB');
});

it('recognizes a value that sops encrypted, wherever it stands', () => {
  const text = `${'# people\n'.repeat(20)}source: ENC[AES256_GCM,data:MQ==,type:str]\n`;
  const [diagnostic] = decodeText({ name: 'f', bytes: new TextEncoder().encode(text) }).diagnostics;
  expect(diagnostic?.summary).toBe('the file is encrypted by sops');
});

// The Unicode Standard, table 3-7: the edges of each row, from inside and from outside.
describe('UTF-8', () => {
  it.each([
    [[0xc2, 0xa0], '\u00a0'],
    [[0xdf, 0xbf], '\u07ff'],
    [[0xe0, 0xa0, 0x80], '\u0800'],
    [[0xec, 0xbf, 0xbf], '\ucfff'],
    [[0xed, 0x9f, 0xbf], '\ud7ff'],
    [[0xee, 0x80, 0x80], '\ue000'],
    [[0xf0, 0x90, 0x80, 0x80], '\u{10000}'],
    [[0xf3, 0xbf, 0xbf, 0xbf], '\u{fffff}'],
    [[0xf4, 0x8f, 0xbf, 0xbf], '\u{10ffff}'],
  ])('%j is read', (bytes, text) => {
    expect(decode(0x61, ...bytes).value).toBe(`a${text}`);
  });

  it.each([
    [[0x80]],
    [[0xbf]],
    [[0xc1, 0xbf]],
    [[0xc2]],
    [[0xc2, 0xc0]],
    [[0xe0, 0x9f, 0xbf]],
    [[0xe1, 0xc0]],
    [[0xe2, 0x82]],
    [[0xed, 0xa0, 0x80]],
    [[0xef, 0xc0]],
    [[0xf0, 0x8f, 0xbf, 0xbf]],
    [[0xf3, 0xbf, 0xbf, 0x28]],
    [[0xf3, 0xc0]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xf5, 0x80, 0x80, 0x80]],
    [[0xff]],
  ])('%j is refused at its first byte', (bytes) => {
    const [diagnostic] = decode(0x61, 0x0d, 0x0a, 0xc3, 0xa9, ...bytes).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'CF101', place: { line: 2, column: 2 } });
    expect(diagnostic?.detail).toContain(`0x${String(bytes[0]?.toString(16).toUpperCase())} `);
  });
});
