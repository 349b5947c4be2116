import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readPassphrases } from '../../../../src/adapters/system/passphrase.js';
import { Failure } from '../../../../src/core/errors/failure.js';
import { secretFile } from '../../../support/secret-file.js';

async function refusal(env: Record<string, string>): Promise<string> {
  try {
    await readPassphrases(env);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const told = JSON.stringify(error.diagnostics);
    for (const value of Object.values(env)) {
      if (value.length > 3 && !value.startsWith('/')) expect(told).not.toContain(value);
    }
    return error.diagnostics[0]!.code;
  }
  throw new Error('it was accepted');
}

const GOOD = 'long enough, Ünïcode';

describe('passphrases', () => {
  test('come from the environment or from files, without the last line end', async () => {
    const direct = await readPassphrases({
      CORFORM_PASSPHRASE: GOOD,
      CORFORM_PASSPHRASE_PREVIOUS_FILE: secretFile(`${GOOD} 2\n`),
    });
    expect(direct.current?.reveal()).toBe(GOOD);
    expect(direct.previous?.reveal()).toBe(`${GOOD} 2`);
  });

  test('are none where nothing is set, or nothing is in it, as in a CI system without the secret', async () => {
    for (const env of [{}, { CORFORM_PASSPHRASE: '', CORFORM_PASSPHRASE_FILE: '' }]) {
      expect(await readPassphrases(env)).toEqual({ current: null, previous: null });
    }
  });

  test.each([
    ['short', 'elevenchars'],
    ['counted by characters, not units', '🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑'],
    ['with a line end inside', 'two lines\nof a passphrase'],
    ['with a NUL', 'a NUL\u0000 in a passphrase'],
    ['with a lone surrogate', 'a lone \ud800 surrogate'],
    ['with a space in front', ' a space in front'],
    ['with a space behind', 'a space behind  '],
    ['far too long', 'x'.repeat(9_000)],
  ])('that are %s are refused and not printed', async (_, value) => {
    expect(await refusal({ CORFORM_PASSPHRASE: value })).toBe('CF730');
    expect(await refusal({ CORFORM_PASSPHRASE_PREVIOUS: value })).toBe('CF730');
  });

  test.each(['a pipe', '/dev/zero'])('in %s are refused, without waiting', async (what) => {
    const path = what === 'a pipe' ? `${secretFile('')}.pipe` : what;
    if (what === 'a pipe') execFileSync('mkfifo', [path]);
    expect(await refusal({ CORFORM_PASSPHRASE_FILE: path })).toBe('CF732');
  });

  test('in files that are empty, missing, folders or no UTF-8 are refused', async () => {
    expect(await refusal({ CORFORM_PASSPHRASE_FILE: secretFile('') })).toBe('CF730');
    expect(await refusal({ CORFORM_PASSPHRASE_FILE: secretFile(Buffer.alloc(20, 0xff)) })).toBe(
      'CF730',
    );
    expect(await refusal({ CORFORM_PASSPHRASE_FILE: '/does/not/exist' })).toBe('CF732');
    expect(await refusal({ CORFORM_PASSPHRASE_FILE: tmpdir() })).toBe('CF732');
  });

  test('from two sources at once are refused', async () => {
    const env = { CORFORM_PASSPHRASE: GOOD, CORFORM_PASSPHRASE_FILE: secretFile(GOOD) };
    expect(await refusal(env)).toBe('CF731');
  });
});
