import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { LocalBackend } from '../../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { describeStateBackend } from './state-backend-contract.js';

describeStateBackend('the local backend', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'corform-local-'));
  const path = join(folder, 'new', 'state.json');
  return {
    backend: () =>
      Promise.resolve(new LocalBackend({ path, clock: systemClock, random: systemRandom })),
    cleanup: () => rm(folder, { recursive: true }),
  };
});
