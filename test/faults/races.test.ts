/** Runners that meet: over one lock, one serial, one plan, one branch. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StateBackend, StateStore } from '../../src/core/ports/state.js';
import { wrapBackend } from '../support/wrap-backend.js';
import { systemClock } from '../../src/adapters/system/clock.js';
import { stateBase } from '../../src/app/plan/plan-base.js';
import { applyFolder, openState, statePath } from '../support/faults/apply-folder.js';
import { startApply, startCli } from '../support/faults/cli.js';
import { checkInvariants, History, type YamlUser } from '../support/faults/history.js';

let history: History;

const USERS: readonly YamlUser[] = [
  { id: 'A', role_id: 4, phone: '+1 canary' },
  { id: 'B', role_id: 4 },
];

beforeEach(async () => {
  history = await History.start();
  history.write(USERS);
});
afterEach(() => history.end());

async function run(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const cli = startCli(history, args);
  const { code } = await cli.ended;
  history.outputs.push(cli.stdout, cli.stderr);
  return { code, stderr: cli.stderr };
}

test('two applies at the same moment: one runs, the other sends nothing and exits 4', async () => {
  history.server.react = () => ({ kind: 'hold', applied: false });
  const first = startApply(history);
  await history.server.arrived(2);
  const second = startApply(history);
  expect((await second.ended).code).toBe(4);
  expect(second.stderr).toContain('CF701');
  history.server.release();
  expect((await first.ended).code).toBe(0);
  expect(history.server.received).toHaveLength(2);
  expect(await checkInvariants(history)).toEqual([]);
});

test('a baseline while an apply sends is refused, and one after it has nothing to do', async () => {
  history.server.react = () => ({ kind: 'hold', applied: true });
  const first = startApply(history);
  await history.server.arrived(2);
  const refused = await run(['baseline', '--auto-approve']);
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('CF701') as string });
  history.server.release();
  expect((await first.ended).code).toBe(0);
  expect((await run(['baseline', '--auto-approve'])).code).toBe(0);
  expect(history.server.received).toHaveLength(2);
  expect(await checkInvariants(history)).toEqual([]);
});

test('many at the same moment: every change is sent once', async () => {
  const all = Array.from({ length: 6 }, () => startApply(history));
  const codes = await Promise.all(all.map(async (cli) => (await cli.ended).code));
  expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
  expect(codes).toContain(0);
  expect(history.server.received).toHaveLength(2);
  expect(await checkInvariants(history)).toEqual([]);
});

test('two that read the same serial, because a lock was removed by hand: the loser sends nothing', async () => {
  // The first is stopped where it has read and planned; the second goes through meanwhile.
  const outran = applyFolder(history.job, {
    ports: (ports) => ({
      ...ports,
      view: {
        ...ports.view,
        planned: async () => {
          const owner = await ports.backend.lock.owner();
          await ports.backend.lock.release(owner?.ID ?? '');
          await applyFolder(history.job);
        },
      },
    }),
  });
  await expect(outran).rejects.toMatchObject({ kind: 'conflict' });
  expect(history.server.received).toHaveLength(2);
  expect(await checkInvariants(history)).toEqual([]);
});

test('a lock that is removed while a run sends: the run stops, and no value is lost', async () => {
  history.write([
    ...USERS,
    ...Array.from({ length: 30 }, (_, i) => ({ id: `M-${i}`, role_id: 4 })),
  ]);
  history.server.react = ({ nth }) =>
    nth <= 8 ? { kind: 'hold', applied: true } : { kind: 'apply' };
  const first = startApply(history, ['--concurrency', '4']);
  await history.server.arrived(4);
  const owner = await openState(history.folder).lock.owner();
  expect((await run(['state', 'unlock', owner!.ID])).code).toBe(0);
  history.server.release();
  // Nothing new may go out, whatever is answered now.
  expect((await first.ended).code).toBe(4);
  expect(first.stderr).toContain('CF538');
  expect(history.server.received.length).toBeLessThanOrEqual(8);
  expect(await checkInvariants(history)).toEqual([]);
});

test('a run that only repeats requests notices within seconds that it lost the lock', async () => {
  history.write([{ id: 'A', role_id: 4 }]);
  history.server.react = () => ({
    kind: 'answer',
    status: 429,
    applied: false,
    headers: { 'retry-after': '20' },
  });
  const first = startApply(history);
  await history.server.arrived(1);
  const owner = await openState(history.folder).lock.owner();
  await openState(history.folder).lock.release(owner!.ID);
  expect((await first.ended).code).toBe(4);
  expect(history.server.received).toHaveLength(1);
  expect(await checkInvariants(history)).toEqual([]);
});

test('a run that finds another state stored at the end does not save its own over it', async () => {
  const { result } = await applyFolder(history.job, {
    backend: (inner) => outrunAtTheEnd(inner),
  });
  expect(result).toMatchObject({
    kind: 'ran',
    notStored: null,
    execution: { stop: { reason: 'fence-lost' } },
  });
  expect(await checkInvariants(history)).toEqual([]);
});

/** Another run takes over right before the second commit of this one. */
function outrunAtTheEnd(inner: StateBackend): StateBackend {
  let commits = 0;
  const commit: StateStore['commit'] = async (...args) => {
    commits += 1;
    if (commits === 2) {
      const owner = await inner.lock.owner();
      await inner.lock.release(owner?.ID ?? '');
      await applyFolder(history.job);
    }
    return inner.store.commit(...args);
  };
  return wrapBackend(inner, { store: { commit } });
}

test('two takers of one stale lock: one gets it', async () => {
  const dead = startApply(history);
  history.server.react = () => ({ kind: 'hold', applied: true });
  await history.server.arrived(1);
  dead.process.kill('SIGKILL');
  await dead.ended;
  history.server.react = () => ({ kind: 'apply', latencyMs: 300 });
  const takers = [startApply(history), startApply(history)];
  const codes = await Promise.all(takers.map(async (cli) => (await cli.ended).code));
  expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
  expect(codes).toContain(0);
  expect(await checkInvariants(history)).toEqual([]);
});

test('plans while an apply runs: none ever takes a run that ends for one that lost its journal', async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ id: `M-${i}`, role_id: 4 }));
  const progress = { done: false };
  const applying = (async () => {
    for (let round = 0; round < 12; round += 1) {
      history.write(many.slice(0, 5).map((user) => ({ ...user, role_id: 1 + (round % 6) })));
      await applyFolder(history.job);
    }
    progress.done = true;
  })();
  const notes: string[] = [];
  while (!progress.done)
    notes.push(...(await stateBase(openState(history.folder), systemClock)).notes);
  await applying;
  expect(notes.filter((note) => note.includes('left no journal'))).toEqual([]);
});

test("a lock that can't be released does not change what was done", async () => {
  for (const error of [new TypeError('canary'), undefined]) {
    const { result, notices } = await applyFolder(history.job, {
      ports: (ports) => ({
        ...ports,
        backend: wrapBackend(ports.backend, {
          lock: {
            release: async (id) => {
              await ports.backend.lock.release(id);
              if (error !== undefined) throw error;
              return { kind: 'not-locked' };
            },
          },
        }),
      }),
    });
    expect(['ran', 'no-changes']).toContain(result.kind);
    expect(notices.map(({ code }) => code)).toEqual([error === undefined ? 'CF704' : 'CF705']);
  }
  expect(await checkInvariants(history)).toEqual([]);
});

describe('saved plans', () => {
  test('the same plan twice: the second sends nothing', async () => {
    expect((await run(['plan', '--out', 'plan.json'])).code).toBe(0);
    expect((await run(['apply', 'plan.json'])).code).toBe(0);
    expect((await run(['apply', 'plan.json'])).code).toBe(0);
    expect(history.server.received).toHaveLength(2);
    expect(await checkInvariants(history)).toEqual([]);
  });

  test('a plan, another apply, then that plan: an extra change is refused, a subset is not', async () => {
    expect((await run(['plan', '--out', 'plan.json'])).code).toBe(0);
    expect((await run(['apply', '--auto-approve', '--only', 'A'])).code).toBe(0);
    expect((await run(['apply', 'plan.json'])).code).toBe(0);
    expect(history.server.received.map(({ id }) => id)).toEqual(['A', 'B']);

    history.write([{ id: 'A', role_id: 3 }, USERS[1]!]);
    expect((await run(['plan', '--out', 'plan.json'])).code).toBe(0);
    history.write([
      { id: 'A', role_id: 3 },
      { id: 'B', role_id: 3 },
    ]);
    expect((await run(['apply', 'plan.json'])).code).toBe(4);
    expect(history.server.received).toHaveLength(2);
    expect(await checkInvariants(history)).toEqual([]);
  });

  test('a plan that was edited can only narrow what is applied', async () => {
    expect((await run(['plan', '--out', 'plan.json'])).code).toBe(0);
    const path = join(history.folder, 'plan.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('4', '1'));
    expect((await run(['apply', 'plan.json'])).code).not.toBe(0);
    expect(history.server.received).toEqual([]);
    expect(await checkInvariants(history)).toEqual([]);
  });

  test('a plan of another state is refused', async () => {
    const other = await History.start();
    other.write(USERS);
    const cli = startCli(other, ['plan', '--out', join(history.folder, 'plan.json')]);
    expect((await cli.ended).code).toBe(0);
    const text = readFileSync(statePath(history.folder), 'utf8');
    expect(text).not.toContain(other.server.origin);
    expect((await run(['apply', 'plan.json'])).code).not.toBe(0);
    expect(history.server.received).toEqual([]);
    await other.end();
  });
});

test('an older commit after a newer one is refused, and with --allow-rollback it is not', async () => {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: history.folder,
      stdio: 'pipe',
    });
  };
  git('init', '-q', '-b', 'main');
  git('add', 'users.yaml');
  git('commit', '-qm', 'older');
  history.write([{ id: 'A', role_id: 3, phone: '+1 canary' }, USERS[1]!]);
  git('commit', '-qam', 'newer');
  expect((await run(['apply', '--auto-approve'])).code).toBe(0);
  git('checkout', '-q', 'HEAD~1');
  const refused = await run(['apply', '--auto-approve']);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('CF710');
  expect(history.server.received).toHaveLength(2);
  expect((await run(['apply', '--auto-approve', '--allow-rollback'])).code).toBe(0);
  expect(history.server.received).toHaveLength(3);
  expect(await checkInvariants(history)).toEqual([]);
});

test('apply, apply: the second sends nothing', async () => {
  expect((await run(['apply', '--auto-approve'])).code).toBe(0);
  expect((await run(['apply', '--auto-approve'])).code).toBe(0);
  expect(history.server.received).toHaveLength(2);
  expect(await checkInvariants(history)).toEqual([]);
});
