/**
 * A machine that is suspended in the middle of an apply, and wakes when another one has long taken over. The
 * process is stopped for real; its clocks are moved as a suspension does it (the monotonic one stood still), or
 * as a container that is paused sees it (both went on).
 */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import {
  credentialsFor,
  ended,
  openSandbox,
  Project,
  putsOf,
  usersYaml,
  type Environment,
} from '../support/command.js';
import { MovedClock } from '../support/faults/moved-clock.js';
import { openHttpState } from '../support/http-state.js';
import { startPostgresServer, type PostgresServer } from '../support/postgres-server.js';

const APPLY = ['apply', '--auto-approve'];
const UNFENCED = { style: 'terraform', unfenced: true } as const;
/** Longer than a run may be silent before it is taken over. */
const SLEEP_MS = 130_000;
const SLEEPS = {
  suspended: (realMs: number) => ({ wall: SLEEP_MS, monotonic: -realMs }),
  paused: () => ({ wall: SLEEP_MS, monotonic: SLEEP_MS }),
} as const;
type Sleep = keyof typeof SLEEPS;

const usersOf = (who: string): string =>
  usersYaml(Array.from({ length: 8 }, (_, n) => ({ id: `user-${n}`, position: `${who} ${n}` })));

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgresServer();
});
afterAll(() => postgres.remove());

async function slowCor(ms: number): Promise<Sandbox> {
  const { value } = parseFaults(
    JSON.stringify({ version: 1, faults: [{ count: null, then: { kind: 'delay', ms } }] }),
  );
  return openSandbox({ faults: value! });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly first: Project;
  readonly second: Project;
}

/** Two machines with one state, in which everybody is recorded. */
async function stage(state: Environment, ms: number): Promise<Stage> {
  const sandbox = await slowCor(ms);
  const env = { ...credentialsFor(sandbox), ...state, CORFORM_CONCURRENCY: '2' };
  const [first, second] = ['first', 'second'].map((who) =>
    new Project({ 'users.yaml': usersOf(who) }).use(env),
  ) as [Project, Project];
  await first.init();
  return { sandbox, first, second };
}

/** The second machine takes over while the first one sleeps, which then wakes: it sends and records nothing. */
async function takeOver(
  { sandbox, first, second }: Stage,
  run: { readonly apply: ChildProcess; readonly clock: MovedClock; readonly sleep: Sleep },
): Promise<void> {
  const { apply, clock, sleep } = run;
  const stoppedAt = Date.now();
  const end = ended(apply);
  // What was in flight lands.
  await until(() => sandbox.requests.every(({ status }) => status !== null));

  const otherClock = new MovedClock(second);
  const other = second.start([...APPLY, '--lock-timeout', '10m'], otherClock.env);
  other.stderr?.on('data', (text: Buffer) => {
    // Two minutes without a sign of life.
    if (text.includes('waiting up to')) otherClock.move({ wall: SLEEP_MS, monotonic: SLEEP_MS });
  });
  const taken = await ended(other);
  expect([taken.code, taken.stderr]).toEqual([0, expect.stringContaining('CF703')]);

  const sent = putsOf(sandbox).length;
  clock.move(SLEEPS[sleep](Date.now() - stoppedAt));
  apply.kill('SIGCONT');
  const { code, stdout, stderr } = await end;
  expect([code, stdout + stderr]).toEqual([4, expect.any(String)]);
  expect(putsOf(sandbox)).toHaveLength(sent);

  const plan = await second.expect(0, ['plan']);
  expect(plan.stdout).toContain('No changes');
  const held = sandbox.users().map(({ fields }) => fields.position);
  expect(held.toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `second ${n}`));
  await first.expect(0, ['state', 'list']);
}

const BACKENDS: Readonly<Record<string, () => Promise<Environment>>> = {
  git: () => {
    const folder = new Project().folder;
    execFileSync('git', ['init', '--quiet', '--bare', folder]);
    return Promise.resolve({ CORFORM_STATE_BACKEND: 'git', CORFORM_STATE_REMOTE: folder });
  },
  'http without a check of ?ID=': async () => (await openHttpState(UNFENCED)).env,
  postgres: () =>
    Promise.resolve({
      CORFORM_STATE_BACKEND: 'postgres',
      CORFORM_POSTGRES_URL: postgres.url(),
    }),
};

describe.each(Object.keys(BACKENDS))('with a state on %s', (backend) => {
  it('a machine that slept between two requests sends nothing more once another has taken over', async () => {
    const state = await stage(await BACKENDS[backend]!(), 300);
    const clock = new MovedClock(state.first);
    const apply = state.first.start(APPLY, clock.env);
    await until(() => putsOf(state.sandbox).length >= 3);
    apply.kill('SIGSTOP');
    await takeOver(state, { apply, clock, sleep: 'suspended' });
  });
});

describe('with a server that does not check ?ID=', () => {
  it.each([
    ['suspended', 'closes', 1],
    ['paused', 'opens', 0],
    ['paused', 'closes', 1],
  ] as const)(
    'a machine %s between the read and the write of the commit that %s the run stores nothing',
    async (sleep, _, writes) => {
      const { server, env } = await openHttpState(UNFENCED);
      const state = await stage(env, 20);
      const clock = new MovedClock(state.first);
      server.log.length = 0;
      const apply = state.first.start(APPLY, clock.env);
      await new Promise<void>((resolve) => {
        server.faults.push({
          on: 'LOCK',
          times: Infinity,
          meanwhile: () => {
            const count = (what: string): number =>
              server.log.filter((line) => line.startsWith(what)).length;
            const isCommit = server.log.at(-2)?.startsWith('GET') === true && count('GET') >= 2;
            if (!isCommit || count('POST') !== writes) return;
            apply.kill('SIGSTOP');
            resolve();
          },
          kind: { asUsual: true },
        });
      });
      server.faults.length = 0;
      await takeOver(state, { apply, clock, sleep });
    },
  );
});
