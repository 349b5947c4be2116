/** What a terminal, a pipe and an environment can do to the shipped program while it applies. */
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApply, startCli, type CliOptions } from '../support/faults/cli.js';
import { checkInvariants, History, type YamlUser } from '../support/faults/history.js';

function users(count: number): readonly YamlUser[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `USER-${10_000 + i}`,
    role_id: 4,
    phone: '+1 canary',
  }));
}

let history: History;

beforeEach(async () => {
  history = await History.start();
  history.write(users(20));
});
afterEach(() => history.end());

async function expectAllRecorded(count: number): Promise<void> {
  expect(history.look()?.run).toBeNull();
  expect(history.look()?.history.at(-1)?.counts.added).toBe(count);
  expect(await checkInvariants(history)).toEqual([]);
}

describe.each(['text', 'json'])('%s output', (format) => {
  const flags = format === 'json' ? ['--json'] : ['--detail', 'full'];

  test('a reader of stdout that leaves at once, as `| head -1` does', async () => {
    const cli = startApply(history, flags);
    cli.process.stdout!.destroy();
    expect((await cli.ended).code).toBe(0);
    await expectAllRecorded(20);
  });

  test('a reader of stderr that leaves at once', async () => {
    const cli = startApply(history, flags);
    cli.process.stderr!.destroy();
    expect((await cli.ended).code).toBe(0);
    await expectAllRecorded(20);
  });

  test('a stdout on a full disk is reported, and the apply ends as it would', async () => {
    const cli = startApply(history, flags, {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect((await cli.ended).code).toBe(0);
    expect(cli.stderr).toContain('CF602');
    await expectAllRecorded(20);
  });

  test('a pipe that nobody reads does not hold up the apply', async () => {
    history.write(users(1_500));
    // To hold each request against 1,500 users takes longer than all the rest.
    history.server.onReceived = () => undefined;
    const cli = startApply(history, flags, { reads: false });
    while ((history.look()?.history.length ?? 0) === 0) {
      expect(cli.process.exitCode).toBeNull();
      await sleep(20);
    }
    cli.read();
    expect((await cli.ended).code).toBe(0);
    await expectAllRecorded(1_500);
  });
});

test('a plan that could not be printed as a whole is no success', async () => {
  const cli = startCli(history, ['plan'], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  expect((await cli.ended).code).toBe(1);
  expect(cli.stderr).toContain('CF602');
});

const ENVIRONMENTS: readonly (readonly [string, CliOptions])[] = [
  ['an odd TERM', { env: { TERM: 'no-such-terminal-\u001b[31m' } }],
  ['LANG=C', { env: { LANG: 'C', LC_ALL: 'C' } }],
  ['one column', { env: { COLUMNS: '1', LINES: '1' } }],
  ['no HOME', { env: { HOME: undefined } }],
  // Nobody may write into /proc, not even root.
  [
    'a read-only HOME',
    { env: { HOME: '/proc', XDG_CACHE_HOME: '/proc', XDG_CONFIG_HOME: '/proc' } },
  ],
  ['an empty PATH', { env: { PATH: '' } }],
  ['an empty environment value everywhere', { env: { COLUMNS: '', TERM: '', LANG: '', TZ: '' } }],
  ['stdin at its end', { stdio: ['pipe', 'pipe', 'pipe'] }],
];

test.each(ENVIRONMENTS)('%s', async (_name, options) => {
  const cli = startApply(history, [], options);
  cli.process.stdin?.end();
  expect((await cli.ended).code, cli.stderr).toBe(0);
  expect(cli.stdout).toContain('Apply complete! Resources: 20 added, 0 changed, 0 destroyed.');
  await expectAllRecorded(20);
});

test('a heap of 64 MB is enough for 2,000 users', async () => {
  history.write(users(2_000));
  history.server.onReceived = () => undefined;
  const cli = startApply(history, [], { node: ['--max-old-space-size=64'] });
  expect((await cli.ended).code, cli.stderr).toBe(0);
  await expectAllRecorded(2_000);
});

describe('a fault of our own, thrown where nobody catches', () => {
  /** Throws inside the program as soon as a file appears, with a message that must not be seen. */
  function bomb(): { readonly node: readonly string[]; readonly ignite: () => void } {
    const fuse = join(history.folder, 'fuse');
    const code = `
      import { existsSync } from 'node:fs';
      const timer = setInterval(() => {
        if (!existsSync(${JSON.stringify(fuse)})) return;
        clearInterval(timer);
        throw new TypeError('canary\\n    at canary (canary.js:1:1)');
      }, 5);
      timer.unref();`;
    const script = join(history.folder, 'bomb.mjs');
    writeFileSync(script, code);
    return { node: ['--import', script], ignite: () => writeFileSync(fuse, '') };
  }

  test('while sending: what is in flight is recorded as unknown, and the exit says so', async () => {
    const { node, ignite } = bomb();
    history.server.react = () => ({ kind: 'hold', applied: true });
    const cli = startApply(history, [], { node });
    await history.server.arrived(4);
    ignite();
    expect((await cli.ended).code, cli.stderr).toBe(5);
    expect(cli.stderr).toContain('CF600');
    expect(cli.stderr).not.toContain('canary');
    expect(history.look()?.run).toBeNull();
    expect(history.server.received).toHaveLength(4);
    history.outputs.push(cli.stdout, cli.stderr);
    expect(await checkInvariants(history)).toEqual([]);
  });

  test('before the run is open: exit 1, nothing sent', async () => {
    const { node, ignite } = bomb();
    history.server.holdTokens = true;
    const env = { COR_ACCESS_TOKEN: undefined, COR_API_KEY: 'key', COR_CLIENT_SECRET: 'secret' };
    const cli = startApply(history, [], { node, env });
    await history.server.tokenAsked();
    ignite();
    expect((await cli.ended).code, cli.stderr).toBe(1);
    expect(cli.stderr).not.toContain('canary');
    expect(history.look()?.serial).toBe(1);
    history.server.holdTokens = false;
    history.server.release();
    expect(await checkInvariants(history)).toEqual([]);
  });
});
