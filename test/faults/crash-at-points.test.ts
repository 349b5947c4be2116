/**
 * An apply that is killed right before or after each call that it makes of the outside: every one of
 * them, counted in a run that gets through. Then again while the next apply recovers, twice.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyFolder } from '../support/faults/apply-folder.js';
import { bundleChild, type ChildEnd } from '../support/faults/child.js';
import { CALLS, FailingPorts, type Call, type Failpoint } from '../support/faults/failpoints.js';
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

/** How often an apply without any fault makes the call. */
async function countCalls(call: Call): Promise<number> {
  const history = await applied();
  const ports = new FailingPorts({ call, nth: Infinity, when: 'before' }, () => undefined);
  await applyFolder(
    { ...history.job, concurrency: 1 },
    { backend: (inner) => ports.backend(inner), api: (inner) => ports.api(inner) },
  );
  await history.end();
  return ports.count(call);
}

/** These change nothing: a crash around one is the crash after the call before it. */
const READS: readonly Call[] = ['read', 'journal.read', 'holds'];

describe.each(CALLS.filter((call) => !READS.includes(call)))('killed around %s', (call) => {
  test.each(WHEN)('%s it, each time that it is made', async (when) => {
    const count = await countCalls(call);
    expect(count).toBeGreaterThan(0);
    for (let nth = 1; nth <= count; nth += 1) {
      const history = await applied();
      const end = await crash(history, { call, nth, when });
      expect(end.signal, end.stdout).toBe('SIGKILL');
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
  'journal.create',
  'commit',
  'prune',
  'update',
  'append',
];

describe.each(OPEN)('after a crash $when $call $nth, recovery', (first) => {
  test.each(IN_RECOVERY)('killed before %s, then after it', async (call) => {
    const history = await applied();
    await crash(history, first);
    for (const when of WHEN) {
      expect((await crash(history, { call, nth: 1, when })).signal).toBe('SIGKILL');
    }
    expect(await checkInvariants(history)).toEqual([]);
    await history.end();
  });
});
