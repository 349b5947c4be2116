/**
 * A process that reads, adds one and commits, over and over, through the git backend, and says `acked`
 * after each commit that was acknowledged and `unknown` after each that threw. Tests kill it.
 * Arguments: remote, folder, how many commits to be acknowledged.
 */
import { systemClock } from '../../src/adapters/system/clock.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { GitBackend } from '../../src/adapters/state/git/git-backend.js';
import { sampleState } from './sample-state.js';

const [remote = '', cwd = '', wanted = '0'] = process.argv.slice(2);
const backend = new GitBackend({
  clock: systemClock,
  random: systemRandom,
  remote,
  ref: 'refs/heads/corform-state',
  cwd,
  env: process.env,
});
let acked = 0;
while (acked < Number(wanted)) {
  const stored = await backend.store.read();
  const serial = stored === null ? 1 : (JSON.parse(stored.text) as { serial: number }).serial + 1;
  process.stdout.write('trying\n');
  try {
    const result = await backend.store.commit(sampleState(serial), serial, stored?.version ?? null);
    process.stdout.write(result.kind === 'committed' ? 'acked\n' : 'stale\n');
    if (result.kind === 'committed') acked += 1;
  } catch {
    process.stdout.write('unknown\n');
  }
}
await backend.close();
