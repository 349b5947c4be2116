import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../src/adapters/system/secret.js';
import { systemRandom } from '../../../../src/adapters/system/random.js';
import {
  createStateCodec,
  UnreadableText,
  type StateCodec,
} from '../../../../src/app/state/state-codec.js';
import { Failure } from '../../../../src/core/errors/failure.js';
import { serializeState } from '../../../../src/core/state/state-file.js';
import type { EncryptionPolicy } from '../../../../src/core/settings/settings.js';
import { recordedState } from '../../../support/state-samples.js';

const PLAIN = serializeState(recordedState());
const COST = { n: 2 ** 14, r: 8, p: 1 };

function codec(
  passphrase: string | null,
  more: { policy?: EncryptionPolicy; previous?: string } = {},
): StateCodec {
  return createStateCodec({
    policy: more.policy ?? 'auto',
    passphrase: passphrase === null ? null : new Secret(passphrase),
    previous: more.previous === undefined ? null : new Secret(more.previous),
    random: systemRandom,
    cost: COST,
  });
}

function refusal(work: () => unknown): { code: string; reason: string | null; text: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const reason = error instanceof UnreadableText ? error.reason : null;
    return { code: error.diagnostics[0]!.code, reason, text: JSON.stringify(error.diagnostics) };
  }
  throw new Error('it was accepted');
}

const OLD = 'the old passphrase';
const NEW = 'the new passphrase';

describe('without a passphrase', () => {
  test('texts pass as they are, damaged ones too: their reader explains them', () => {
    const plain = codec(null);
    expect(plain.encrypts).toBe(false);
    expect(plain.encode(PLAIN, 7)).toBe(PLAIN);
    expect(plain.decode(PLAIN)).toBe(PLAIN);
    expect(plain.decode('{"format": "corf')).toBe('{"format": "corf');
  });

  test('an encrypted text is refused for the passphrase', () => {
    const sealed = codec(OLD).encode(PLAIN, 7);
    expect(refusal(() => codec(null).decode(sealed))).toMatchObject({
      code: 'CF734',
      reason: 'key',
    });
  });

  test('nothing works where encryption is required, nor with the previous passphrase alone', () => {
    expect(refusal(() => codec(null, { policy: 'required' })).code).toBe('CF733');
    expect(refusal(() => codec(null, { previous: OLD })).code).toBe('CF733');
    const sealed = codec(OLD).encode(PLAIN, 7);
    expect(codec(null, { previous: OLD, policy: 'off' }).decode(sealed)).toBe(PLAIN);
  });
});

describe('with a passphrase', () => {
  test('texts are encrypted, and read by any process that has it', () => {
    const sealed = codec(OLD).encode(PLAIN, 7);
    expect(sealed).not.toContain('corform-state');
    expect(codec(OLD).decode(sealed)).toBe(PLAIN);
  });

  test('two texts never look alike, though one key serves a process', () => {
    const writer = codec(OLD);
    const texts = Array.from({ length: 50 }, () => writer.encode(PLAIN, 7));
    const members = texts.map((text) => JSON.parse(text) as { iv: string; kdf: { salt: string } });
    expect(new Set(members.map(({ iv }) => iv)).size).toBe(50);
    expect(new Set(members.map(({ kdf }) => kdf.salt)).size).toBe(1);
  });

  test('a plain text is still read, and written back encrypted; not where encryption is required', () => {
    expect(codec(OLD).decode(PLAIN)).toBe(PLAIN);
    const required = codec(OLD, { policy: 'required' });
    expect(refusal(() => required.decode(PLAIN))).toMatchObject({
      code: 'CF736',
      reason: 'policy',
    });
    expect(refusal(() => required.decode(` ${PLAIN}`)).code).toBe('CF736');
    expect(required.decode(required.encode(PLAIN, 7))).toBe(PLAIN);
  });

  test('a text that is damaged at its start is no plain one where encryption is required', () => {
    const required = codec(OLD, { policy: 'required' });
    for (const text of ['', 'x', required.encode(PLAIN, 7).slice(3)]) {
      expect(refusal(() => required.decode(text))).toMatchObject({
        code: 'CF737',
        reason: 'damaged',
      });
    }
  });

  test('another one is refused, and is not damage; neither passphrase is shown', () => {
    const sealed = codec(OLD).encode(PLAIN, 7);
    const found = refusal(() => codec(NEW).decode(sealed));
    expect(found).toMatchObject({ code: 'CF735', reason: 'key' });
    expect(found.text).not.toContain(NEW);
    expect(inspect(codec(NEW, { previous: OLD }), { depth: 9, showHidden: true })).not.toMatch(
      /passphrase'/,
    );
  });

  test('a changed text is damage, with either passphrase', () => {
    const sealed = codec(OLD).encode(PLAIN, 7).replace('"serial": 7', '"serial": 8');
    expect(refusal(() => codec(OLD).decode(sealed))).toMatchObject({
      code: 'CF737',
      reason: 'damaged',
    });
    const both = codec(NEW, { previous: OLD });
    expect(refusal(() => both.decode(sealed))).toMatchObject({ code: 'CF737', reason: 'damaged' });
    expect(refusal(() => both.decode(sealed.slice(0, -9)))).toMatchObject({ code: 'CF737' });
  });

  test('`off` reads what is encrypted and writes plain', () => {
    const off = codec(OLD, { policy: 'off' });
    expect(off.encrypts).toBe(false);
    expect(off.decode(codec(OLD).encode(PLAIN, 7))).toBe(PLAIN);
    expect(off.encode(PLAIN, 8)).toBe(PLAIN);
  });
});

describe('in a rotation', () => {
  test('both passphrases read, and the new one writes', () => {
    const rotating = codec(NEW, { previous: OLD });
    const before = codec(OLD).encode(PLAIN, 7);
    expect(rotating.decode(before)).toBe(PLAIN);
    const after = rotating.encode(PLAIN, 8);
    expect(rotating.decode(after)).toBe(PLAIN);
    expect(codec(NEW).decode(after)).toBe(PLAIN);
    expect(refusal(() => codec(OLD).decode(after)).code).toBe('CF735');
  });

  test('the new key has a salt of its own; without one the salt stays, so one key is enough', () => {
    const saltOf = (text: string): string =>
      (JSON.parse(text) as { kdf: { salt: string } }).kdf.salt;
    const before = codec(OLD).encode(PLAIN, 7);
    const rotating = codec(NEW, { previous: OLD });
    rotating.decode(before);
    expect(saltOf(rotating.encode(PLAIN, 8))).not.toBe(saltOf(before));
    const staying = codec(OLD);
    staying.decode(before);
    expect(saltOf(staying.encode(PLAIN, 8))).toBe(saltOf(before));
  });
});
