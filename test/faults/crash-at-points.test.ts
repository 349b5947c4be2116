/**
 * An apply that is killed right before or after each call that it makes of the outside: every one of
 * them, found by counting until the run gets through. Then again while the next apply recovers, twice.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleChild, type ChildEnd } from '../support/faults/child.js';
import { CALLS, type Call, type Failpoint } from '../support/faults/failpoints.js';
import { checkInvariants, History, type YamlUser } from '../support/faults/history.js';

let child: Awaited<ReturnType<typeof bundleChild>>;

beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

const FIRST: readonly YamlUser[] = [
  { id: 'A', role_id: 4, phone: '+1 canary 1' },
  { id: 'B', role_id: 4, phone: '+1 canary 2' },
  { id: 'GONE', role_id: 4 },
];
/** An add, an update, a forget and a released field. */
const SECOND: readonly YamlUser[] = [
  { id: 'A', role_id: 1, phone: '+1 canary 3' },
  { id: 'B', role_id: 4 },
  { id: 'C', role_id: 5, phone: '+1 canary 4' },
];

async function applied(): Promise<History> {
  const history = await History.start();
  history.write(FIRST);
  await history.applyCleanly();
  history.write(SECOND);
  return history;
}

async function crash(history: History, failpoint: Failpoint): Promise<ChildEnd> {
  const end = await child.start({ ...history.job, concurrency: 1, failpoint }).ended;
  history.outputs.push(end.stdout, end.stderr);
  history.look();
  return end;
}

const WHEN = ['before', 'after'] as const;

describe.each(CALLS.filter((call) => call !== 'journal.read'))('killed around %s', (call) => {
  test.each(WHEN)('%s it', async (when) => {
    // Each run is killed at the next call, until there is none any more.
    for (let nth = 1, killed = true; killed; nth += 1) {
      const history = await applied();
      const end = await crash(history, { call, nth, when });
      killed = end.signal === 'SIGKILL';
      if (nth === 1) expect(killed, end.stdout).toBe(true);
      expect(await checkInvariants(history), `${call} ${nth}`).toEqual([]);
      await history.end();
    }
  });
});

test('killed with the request on the wire, applied and not: it is sent again, and nothing else is', async () => {
  for (const isApplied of [true, false]) {
    const history = await applied();
    const killed = new Promise<void>((resolve) => {
      const running = child.start({ ...history.job, concurrency: 1 });
      history.server.react = () => {
        running.process.kill('SIGKILL');
        return { kind: 'hold', applied: isApplied };
      };
      void running.ended.then(() => resolve());
    });
    await killed;
    const before = history.server.received.length;
    expect(await checkInvariants(history)).toEqual([]);
    const ids = history.server.received.slice(before).map(({ id }) => id);
    expect(ids.sort()).toEqual(['A', 'C']);
    await history.end();
  }
});

/** Where the first apply dies, so there is something to recover. */
const OPEN: readonly Failpoint[] = [
  { call: 'commit', nth: 1, when: 'after' },
  { call: 'update', nth: 1, when: 'after' },
  { call: 'append', nth: 2, when: 'after' },
];
const IN_RECOVERY: readonly Call[] = [
  'lock',
  'read',
  'journal.read',
  'journal.create',
  'commit',
  'prune',
  'update',
  'append',
];

describe.each(OPEN)('after a crash $when $call $nth, recovery', (first) => {
  test.each(IN_RECOVERY)('killed around %s, twice', async (call) => {
    for (const when of WHEN) {
      const history = await applied();
      await crash(history, first);
      expect((await crash(history, { call, nth: 1, when })).signal).toBe('SIGKILL');
      expect((await crash(history, { call, nth: 1, when })).signal).toBe('SIGKILL');
      expect(await checkInvariants(history), `${call} ${when}`).toEqual([]);
      await history.end();
    }
  });
});
