/** SIGINT, SIGTERM and SIGHUP in each phase of an apply, once and twice, against the shipped program. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApply, type Cli } from '../support/faults/cli.js';
import { checkInvariants, History, type YamlUser } from '../support/faults/history.js';

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

const USERS: readonly YamlUser[] = Array.from({ length: 12 }, (_, i) => ({
  id: `USER-${10 + i}`,
  role_id: 4,
  phone: '+1 canary',
}));

let history: History;

beforeEach(async () => {
  history = await History.start();
  history.write(USERS);
});
afterEach(() => history.end());

async function endOf(cli: Cli): Promise<number | null> {
  const { code } = await cli.ended;
  history.outputs.push(cli.stdout, cli.stderr);
  return code;
}

async function expectSound(): Promise<void> {
  expect(await checkInvariants(history)).toEqual([]);
}

function unknownUsers(): number {
  const users = history.look()?.users ?? [];
  return users.filter((user) => Object.keys(user.unknown).length > 0).length;
}

describe.each(SIGNALS)('%s', (signal, code) => {
  test('while waiting for the lock: nothing is sent', async () => {
    history.server.react = () => ({ kind: 'hold', applied: false });
    const holder = startApply(history);
    await history.server.arrived(4);
    const waiter = startApply(history, ['--lock-timeout', '10m']);
    await waiter.said('waiting up to');
    waiter.process.kill(signal);
    expect(await endOf(waiter)).toBe(code);
    expect(waiter.stderr).toContain('Nothing was sent');
    history.server.react = () => ({ kind: 'apply' });
    history.server.release();
    expect(await endOf(holder)).toBe(0);
    expect(history.server.received).toHaveLength(USERS.length);
    await expectSound();
  });

  test('while asking for a token: nothing is sent, nothing is recorded', async () => {
    history.server.holdTokens = true;
    const env = { COR_ACCESS_TOKEN: undefined, COR_API_KEY: 'key', COR_CLIENT_SECRET: 'secret' };
    const cli = startApply(history, [], { env });
    await history.server.tokenAsked();
    cli.process.kill(signal);
    expect(await endOf(cli)).toBe(code);
    expect(history.look()?.serial).toBe(1);
    history.server.holdTokens = false;
    history.server.release();
    await expectSound();
  });

  test('while sending: what is in flight comes in, nothing new goes out', async () => {
    history.server.react = () => ({ kind: 'hold', applied: false });
    const cli = startApply(history);
    await history.server.arrived(4);
    cli.process.kill(signal);
    await cli.said('corform sends nothing new');
    history.server.release();
    expect(await endOf(cli)).toBe(code);
    expect(history.server.received).toHaveLength(4);
    expect(history.look()?.run).toBeNull();
    expect(unknownUsers()).toBe(0);
    expect(cli.stderr).toContain('4 added, 0 changed, 0 refused, 0 unknown, 8 not attempted');
    await expectSound();
  });

  test('twice while sending: it leaves at once, and what was in flight is unknown', async () => {
    history.server.react = () => ({ kind: 'hold', applied: true });
    const cli = startApply(history);
    await history.server.arrived(4);
    cli.process.kill(signal);
    await cli.said('corform sends nothing new');
    cli.process.kill(signal);
    expect(await endOf(cli)).toBe(code);
    expect(history.server.received).toHaveLength(4);
    expect(history.look()?.run).toBeNull();
    expect(unknownUsers()).toBe(4);
    await expectSound();
  });

  test('in a pause that COR asked for: the run ends at once', async () => {
    history.server.react = () => ({
      kind: 'answer',
      status: 429,
      applied: false,
      headers: { 'retry-after': '100' },
    });
    const cli = startApply(history);
    await history.server.arrived(4);
    cli.process.kill(signal);
    expect(await endOf(cli)).toBe(code);
    expect(history.look()?.run).toBeNull();
    expect(unknownUsers()).toBe(0);
    await expectSound();
  });

  test('as the last answer goes out: the run is recorded, whoever comes first', async () => {
    history.server.react = ({ nth }) => {
      if (nth === USERS.length) cli.process.kill(signal);
      return { kind: 'apply' };
    };
    const cli = startApply(history);
    const ended = await endOf(cli);
    expect([0, code]).toContain(ended ?? code);
    expect(history.look()?.run ?? null).toBeNull();
    await expectSound();
  });
});

test('a COR that never answers: the first signal waits for 5 s, then the rest is unknown', async () => {
  history.server.react = () => ({ kind: 'hold', applied: true });
  const cli = startApply(history);
  await history.server.arrived(4);
  const since = performance.now();
  cli.process.kill('SIGTERM');
  expect(await endOf(cli)).toBe(143);
  expect(performance.now() - since).toBeLessThan(20_000);
  expect(unknownUsers()).toBe(4);
  await expectSound();
});

test('refused, unknown and interrupted: each is counted once', async () => {
  history.write(Array.from({ length: 60 }, (_, i) => ({ id: `U-${100 + i}`, role_id: 4 })));
  history.server.react = ({ nth, id }) => {
    if (['U-102', 'U-105', 'U-108'].includes(id)) {
      return { kind: 'answer', status: 400, applied: false, body: { code: 'InvalidRoleError' } };
    }
    if (['U-103', 'U-107', 'U-110'].includes(id))
      return { kind: 'answer', status: 200, applied: true };
    return nth < 30 ? { kind: 'apply' } : { kind: 'hold', applied: true };
  };
  const cli = startApply(history, ['--concurrency', '4']);
  await history.server.arrived(30);
  cli.process.kill('SIGINT');
  await cli.said('corform sends nothing new');
  cli.process.kill('SIGINT');
  expect(await endOf(cli)).toBe(130);
  const counts = history.look()?.history.at(-1)?.counts;
  const { added, refused, unknown, not_attempted: left } = counts!;
  expect(added + refused + unknown + left).toBe(60);
  expect(refused).toBe(3);
  expect(added).toBe(history.server.received.filter((r) => r.acknowledged).length);
  await expectSound();
});
