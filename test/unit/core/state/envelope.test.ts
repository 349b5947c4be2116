import { describe, expect, test } from 'vitest';
import {
  deriveKey,
  isEnvelope,
  openEnvelope,
  parseEnvelope,
  SCRYPT_COST,
  sealEnvelope,
  type DerivedKey,
  type KdfParameters,
} from '../../../../src/core/state/envelope.js';

/** As cheap as is accepted: these tests make many keys. */
const KDF: KdfParameters = { n: 2 ** 14, r: 8, p: 1, salt: 'AAECAwQFBgcICQoLDA0ODw==' };
const PASSPHRASE = 'correct horse battery';
const DERIVED = deriveKey(PASSPHRASE, KDF);
const PLAIN = '{"format": "corform-state", "phone": "+1 555-0100 Ünïcode"}\n';

test('a key costs what OWASP asks of scrypt', () => {
  expect(SCRYPT_COST).toEqual({ n: 131_072, r: 8, p: 1 });
});

function seal(text = PLAIN, iv = 'AAAAAAAAAAAAAAAA'): string {
  return sealEnvelope(text, { serial: 7, kdf: KDF, derived: DERIVED, iv });
}

/** Keys are made once: most changes leave the key as it was. */
const keys = new Map<string, DerivedKey>();

function keyFor(kdf: KdfParameters): DerivedKey {
  const id = JSON.stringify(kdf);
  const derived = keys.get(id) ?? deriveKey(PASSPHRASE, kdf);
  keys.set(id, derived);
  return derived;
}

/** What a reader with the right passphrase makes of a text: the plain text or the code of the refusal. */
function read(text: string): string {
  const { value, diagnostics } = parseEnvelope(text);
  if (value === undefined) return diagnostics[0]!.code;
  const derived = keyFor(value.kdf);
  if (derived.check !== value.key_check) return 'CF735';
  const opened = openEnvelope(value, derived);
  return opened.value ?? opened.diagnostics[0]!.code;
}

function refusal(text: string): { code: string; detail: string } {
  const { value, diagnostics } = parseEnvelope(text);
  expect(value).toBeUndefined();
  return { code: diagnostics[0]!.code, detail: diagnostics[0]!.detail ?? '' };
}

/** The envelope with another header, otherwise as corform spells it. */
function withKdf(kdf: Partial<KdfParameters>): string {
  const { n, r, p } = { ...KDF, ...kdf };
  return seal().replace(/"n":\d+,"r":\d+,"p":\d+/, `"n":${n},"r":${r},"p":${p}`);
}

describe('an envelope', () => {
  test('gives back the text, whatever is in it, and shows none of it', () => {
    for (const text of ['', PLAIN, 'x'.repeat(100_000), '\u0000\u2028"\\\n']) {
      const sealed = seal(text);
      expect(isEnvelope(sealed)).toBe(true);
      expect(read(sealed)).toBe(text);
    }
    expect(seal()).not.toContain('phone');
  });

  test('carries the serial as an integer at the top, for GitLab', () => {
    expect(JSON.parse(seal())).toMatchObject({ format: 'corform-encrypted', serial: 7 });
  });

  test('is refused with any byte changed: of the header, iv, tag and data', () => {
    const sealed = Buffer.from(seal());
    for (let at = 0; at < sealed.length; at += 1) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const bytes = Buffer.from(sealed);
        bytes[at]! ^= bit;
        expect(read(bytes.toString()), `byte ${at} ^ ${bit}`).toMatch(/^CF73[5789]$/);
      }
    }
  });

  test('is refused when cut off anywhere or with something behind it', () => {
    const sealed = seal();
    for (let length = 0; length < sealed.length; length += 1) {
      expect(read(sealed.slice(0, length))).toMatch(/^CF73[78]$/);
    }
    expect(read(`${sealed} `)).toBe('CF737');
    expect(read(sealed.replaceAll('\n', '\r\n'))).toBe('CF737');
    expect(read(JSON.stringify(JSON.parse(sealed)))).toBe('CF737');
  });

  test("can't be given the iv, tag or data of another one", () => {
    const [one, other] = [seal(), seal(PLAIN, 'BBBBBBBBBBBBBBBB')];
    for (const member of ['iv', 'tag', 'data'] as const) {
      const foreign = (JSON.parse(other) as Record<string, string>)[member]!;
      const text = one.replace(new RegExp(`"${member}": "[^"]*"`), `"${member}": "${foreign}"`);
      expect(text).not.toBe(one);
      expect(read(text)).toBe('CF737');
    }
  });

  test('tells another passphrase from damage', () => {
    const envelope = parseEnvelope(seal()).value!;
    const other = deriveKey('another passphrase', envelope.kdf);
    expect(other.check).not.toBe(envelope.key_check);
    expect(openEnvelope(envelope, other).diagnostics[0]!.code).toBe('CF737');
  });

  test('takes a passphrase however its letters are composed', () => {
    expect(deriveKey('Zoë12345678', KDF)).toEqual(deriveKey('Zoe\u030812345678', KDF));
  });

  test('of an unknown version is told apart', () => {
    const sealed = seal().replace('"format_version": 1', '"format_version": 2');
    expect(refusal(sealed).code).toBe('CF738');
    expect(isEnvelope(sealed)).toBe(true);
  });

  test.each([
    ['n no power of two', { n: 2 ** 14 + 1 }],
    ['n too small', { n: 2 ** 13 }],
    ['n too large', { n: 2 ** 30 }],
    ['n beyond numbers', { n: 2 ** 52 }],
    ['r too small', { r: 1 }],
    ['r too large', { r: 2 ** 20 }],
    ['p too large', { p: 17 }],
    ['all of it too much', { n: 2 ** 17, r: 32, p: 16 }],
  ])('with a key derivation out of bounds is refused before it is run: %s', (_, kdf) => {
    expect(refusal(withKdf(kdf)).code).toBe('CF739');
    expect(() => deriveKey(PASSPHRASE, { ...KDF, ...kdf })).toThrow(RangeError);
  });

  test.each([
    ['a missing member', (d: Record<string, unknown>) => delete d['tag'], 'lacks "tag"'],
    ['a second kdf', (d: Record<string, unknown>) => (d['kdf'] = {}), '.kdf lacks "name"'],
    ['an unknown member', (d: Record<string, unknown>) => (d['x'] = 1), 'unknown key "x"'],
    ['a serial of 0', (d: Record<string, unknown>) => (d['serial'] = 0), '.serial must be'],
    ['a serial as text', (d: Record<string, unknown>) => (d['serial'] = '7'), '.serial must be'],
    ['a short iv', (d: Record<string, unknown>) => (d['iv'] = 'AAAA'), '.iv must match pattern'],
    ['a short tag', (d: Record<string, unknown>) => (d['tag'] = 'AAAA'), '.tag must match pattern'],
    ['data that is no base64', (d: Record<string, unknown>) => (d['data'] = '%'), 'base64'],
    ['data that is no text', (d: Record<string, unknown>) => (d['data'] = 1), '.data must be text'],
    ['another cipher', (d: Record<string, unknown>) => (d['cipher'] = 'none'), '.cipher must be'],
  ])('with %s is refused', (_, change, detail) => {
    const document = JSON.parse(seal()) as Record<string, unknown>;
    change(document);
    const text = JSON.stringify(document, null, 0).replace('{"format":', '{\n"format": ');
    expect(refusal(text)).toMatchObject({ code: 'CF737' });
    expect(refusal(text).detail).toContain(detail);
  });

  test('is not taken for anything else, nor anything else for it', () => {
    expect(isEnvelope(PLAIN)).toBe(false);
    expect(isEnvelope('')).toBe(false);
    expect(refusal('[]').detail).toBe('The document must be a map of keys and values.');
  });
});
