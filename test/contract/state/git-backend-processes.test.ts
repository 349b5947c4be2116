/** Real processes that race on one ref, some of them killed in the middle of whatever they do. */
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GitBackend } from '../../../src/adapters/state/git/git-backend.js';
import { createBareRepo, type BareRepo } from '../../support/git-server.js';

let repo: BareRepo;
let program: string;
beforeEach(async () => {
  repo = await createBareRepo();
  program = join(repo.root, 'commit-loop.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../support/commit-loop.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
  });
});
afterEach(async () => {
  await repo.remove();
});

/** Starts one; `said` counts the lines that it printed. */
function start(commits: number): { child: ChildProcess; said: (line: string) => number } {
  const child = spawn(process.execPath, [program, repo.path, repo.root, String(commits)], {
    // What a killed process leaves in the temporary folder goes with the repository.
    env: { ...repo.env, TMPDIR: repo.root },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { child, said: (line) => lines.filter((printed) => printed === line).length };
}

async function finalSerial(): Promise<number> {
  const backend = new GitBackend({
    clock: systemClock,
    random: systemRandom,
    remote: repo.path,
    ref: 'refs/heads/corform-state',
    cwd: repo.root,
    env: repo.env,
  });
  const stored = await backend.store.read();
  await backend.close();
  return (JSON.parse(stored?.text ?? '{}') as { serial: number }).serial;
}

describe('Processes that share a state in git', () => {
  test('lose no acknowledged commit and count none twice', async () => {
    const runners = [start(4), start(4), start(4)];
    await Promise.all(runners.map(({ child }) => once(child, 'close')));
    const sum = (line: string): number => runners.reduce((n, r) => n + r.said(line), 0);
    expect(sum('acked')).toBe(12);
    const serial = await finalSerial();
    expect(serial).toBeGreaterThanOrEqual(12);
    expect(serial).toBeLessThanOrEqual(12 + sum('unknown'));
    const log = await repo.git(['log', '--format=%s', 'refs/heads/corform-state']);
    expect(log.trim().split('\n')).toHaveLength(serial);
  });

  test('survive that some of them are killed in the middle of a push', async () => {
    const steady = start(4);
    let acked = 0;
    let unknown = 0;
    // Each victim is killed a little later in its attempt than the one before.
    for (let round = 0; round < 6; round += 1) {
      const victim = start(100);
      await new Promise<void>((resolve) => {
        victim.child.stdout?.on('data', () => {
          if (victim.said('trying') > 0) setTimeout(resolve, round * 8);
        });
      });
      victim.child.kill('SIGKILL');
      await once(victim.child, 'close');
      acked += victim.said('acked');
      // Its last attempt, and any that it could not tell the end of.
      unknown += 1 + victim.said('unknown');
    }
    if (steady.child.exitCode === null) await once(steady.child, 'close');
    acked += steady.said('acked');
    unknown += steady.said('unknown');
    expect(steady.said('acked')).toBe(4);
    const serial = await finalSerial();
    expect(serial).toBeGreaterThanOrEqual(acked);
    expect(serial).toBeLessThanOrEqual(acked + unknown);
    expect(await repo.git(['fsck', '--strict'])).not.toContain('error');
  });
});
