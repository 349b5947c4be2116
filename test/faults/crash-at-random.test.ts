/**
 * Two hundred times: an apply against a COR in a bad mood is killed at a random moment, then one clean
 * apply must put everything right. The histories go on in the same folders, so a kill also meets
 * what earlier ones have left. What happens is decided by the seed; when the kill lands, by the machine.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleChild } from '../support/faults/child.js';
import { checkInvariants, History } from '../support/faults/history.js';
import { badMood, chanceOf, someUsers } from '../support/faults/seeded.js';

const SEED = 20_260;
const HISTORIES = 4;
const KILLS_EACH = 50;
const USERS = 30;
/** From the start of the process to the end of an apply, generously: some kills come too late. */
const LONGEST_MS = 400;

let child: Awaited<ReturnType<typeof bundleChild>>;

beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

test.concurrent.each(Array.from({ length: HISTORIES }, (_, i) => SEED + i))(
  'killed at random times, seed %i',
  async (seed) => {
    const chance = chanceOf(seed);
    // Tokens that last for some requests only: half of the processes have to ask for new ones.
    const history = await History.start({ tokenUses: 25 });
    let wereInFlight = 0;
    for (let kill = 0; kill < KILLS_EACH; kill += 1) {
      history.write(someUsers(chance, USERS));
      history.server.react = badMood(chance);
      const token = chance.fraction() < 0.5 ? null : history.job.token;
      const concurrency = chance.pick([1, 4, 8]);
      const resend = chance.fraction() < 0.3;
      const running = child.start({ ...history.job, token, concurrency, resend });
      // Half of the kills wait for a certain request, so they surely hit the sending.
      if (chance.fraction() < 0.5) {
        const nth = history.server.received.length + 1 + chance.below(USERS);
        const arrived = history.server.arrived(nth);
        await Promise.race([arrived, running.ended]);
      } else {
        await new Promise((resolve) => setTimeout(resolve, chance.below(LONGEST_MS)));
      }
      running.process.kill('SIGKILL');
      const end = await running.ended;
      history.outputs.push(end.stdout, end.stderr);
      const open = history.look()?.run?.ops.length ?? 0;
      if (open > 0) wereInFlight += 1;
      expect(await checkInvariants(history), `seed ${seed}, kill ${kill}`).toEqual([]);
    }
    // The suite is worth nothing where the kills miss.
    expect(wereInFlight).toBeGreaterThan(KILLS_EACH / 4);
    await history.end();
  },
  240_000,
);
