/**
 * A process that uses the local backend until it is done or killed: the other side of
 * test/contract/local-backend-processes.test.ts. Started with a mode, the path of the state, a name and
 * a number of rounds; tells what it does by appending lines to LOG.
 */
import { appendFileSync } from 'node:fs';
import { systemClock } from '../../src/adapters/system/clock.js';
import { LocalBackend } from '../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import type { LockInfo } from '../../src/core/ports/state.js';
import { parseState, prepareCommit } from '../../src/core/state/state-file.js';

const [mode = '', path = '', log = '', name = '', rounds = '0'] = process.argv.slice(2);
const backend = new LocalBackend({ path, clock: systemClock, random: systemRandom });

function tell(line: string): void {
  appendFileSync(log, `${line}\n`);
}

async function pause(): Promise<void> {
  await systemClock.sleep(systemRandom.fraction() * 3);
}

function lockInfo(id: string): LockInfo {
  return {
    ID: id,
    Operation: 'apply',
    Info: '',
    Who: name,
    Version: '0.1.0',
    Created: new Date(systemClock.now()).toISOString(),
    Path: path,
  };
}

/** Takes and releases the lock; while it is held, nobody else may say `enter`. */
async function lockOnce(round: number): Promise<void> {
  const info = lockInfo(`${name}-${round}`);
  while ((await backend.lock.take(info)).kind === 'busy') await pause();
  tell(`enter ${name}`);
  await pause();
  tell(`leave ${name}`);
  await backend.lock.release(info.ID);
}

/** Takes the lock and keeps it until it is killed. */
async function hold(): Promise<void> {
  await backend.lock.take(lockInfo(`${name}-held`));
  tell(`enter ${name}`);
  for (;;) await systemClock.sleep(60_000);
}

/** Commits one version more than it read; tells when the commit was acknowledged. */
async function commitOnce(): Promise<void> {
  for (;;) {
    const stored = await backend.store.read();
    const state = stored === null ? undefined : parseState(stored.text).value;
    if (stored === null || state === undefined) throw new Error("the state can't be read");
    const next = prepareCommit(state, name);
    const result = await backend.store.commit(next.text, next.serial, stored.version);
    if (result.kind === 'stale') continue;
    tell(`committed ${next.serial}`);
    return;
  }
}

for (let round = 0; round < Number(rounds); round += 1) {
  if (mode === 'hold') await hold();
  else if (mode === 'lock') await lockOnce(round);
  else await commitOnce();
}
