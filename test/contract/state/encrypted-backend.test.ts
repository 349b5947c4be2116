import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { LocalBackend } from '../../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { Secret } from '../../../src/adapters/system/secret.js';
import { encryptedBackend } from '../../../src/app/state/encrypted-backend.js';
import { createStateCodec } from '../../../src/app/state/state-codec.js';
import type { StateBackend } from '../../../src/core/ports/state.js';
import { isEnvelope } from '../../../src/core/state/envelope.js';
import { describeStateBackend, sampleText } from './state-backend-contract.js';

function open(path: string): StateBackend {
  return encryptedBackend(
    new LocalBackend({ path, clock: systemClock, random: systemRandom }),
    createStateCodec({
      policy: 'required',
      passphrase: new Secret('a passphrase for tests'),
      previous: null,
      random: systemRandom,
      cost: { n: 2 ** 14, r: 8, p: 1 },
    }),
  );
}

async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'corform-encrypted-'));
}

describeStateBackend('an encrypted local backend', async () => {
  const folder = await newFolder();
  return {
    backend: () => Promise.resolve(open(join(folder, 'new', 'state.json'))),
    cleanup: () => rm(folder, { recursive: true }),
  };
});

test('an encrypted local backend leaves nothing readable on the disk', async () => {
  const folder = await newFolder();
  const backend = open(join(folder, 'state.json'));
  await backend.store.commit(sampleText(1, 'a phone number'), 1, null);
  const [version] = await backend.store.versions();
  for (const path of [join(folder, 'state.json'), version!.label]) {
    const text = await readFile(path, 'utf8');
    expect(isEnvelope(text)).toBe(true);
    expect(text).not.toContain('phone');
  }
  await rm(folder, { recursive: true });
});
