/**
 * A process whose files may not grow beyond 8 KiB (`ulimit -f`), which is as good as a full disk: what
 * it sees is printed as JSON. Started by test/contract/local-backend-full-disk.test.ts.
 */
import { readdirSync } from 'node:fs';
import { systemClock } from '../../src/adapters/system/clock.js';
import { LocalBackend } from '../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { Failure } from '../../src/core/errors/failure.js';

const [folder = ''] = process.argv.slice(2);
const backend = new LocalBackend({
  path: `${folder}/state.json`,
  clock: systemClock,
  random: systemRandom,
});

async function endOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof Failure ? (error.diagnostics[0]?.summary ?? '') : String(error),
  );
}

const first = await backend.store.commit('small\n', 1, null);
const version = first.kind === 'committed' ? first.version : null;
const commit = await endOf(backend.store.commit('x'.repeat(100_000), 2, version));
const kept = (await backend.store.read())?.text;
const again = (await backend.store.commit('small again\n', 2, version)).kind;

const writer = await backend.journals.create('run', ['first']);
const good = await endOf(writer.append(['good']));
const large = endOf(writer.append(['x'.repeat(100_000)]));
// While the large one is on its way.
await systemClock.sleep(0);
const waiting = endOf(writer.append(['waiting']));
const appends = [good, await large, await waiting, await endOf(writer.append(['late']))];
await writer.close();

const noRoom = await endOf(backend.journals.create('large', ['x'.repeat(100_000)]));
const journals = readdirSync(`${folder}/state.json.journal`);
const left = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
process.stdout.write(JSON.stringify({ commit, kept, again, appends, noRoom, journals, left }));
