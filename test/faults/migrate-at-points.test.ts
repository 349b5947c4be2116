/**
 * A migration that dies before or after each of its writes: never two live states, and the same command
 * once more completes it, whatever was stored in the new place meanwhile.
 */
import { refusingBackend } from '../support/refusing-backend.js';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.js';
import { LocalBackend } from '../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { encryptedBackend } from '../../src/app/state/encrypted-backend.js';
import { editState } from '../../src/app/state/edit-state.js';
import { migrateState, type StatePlace } from '../../src/app/state/migrate-state.js';
import { repairState } from '../../src/app/state/repair-state.js';
import { createStateCodec } from '../../src/app/state/state-codec.js';
import { writeRefused } from '../../src/adapters/state/backend-failure.js';
import { Failure } from '../../src/core/errors/failure.js';
import type { RecordedState } from '../../src/core/model.js';
import type {
  CommitResult,
  LockInfo,
  StateBackend,
  StateStore,
  StoredState,
} from '../../src/core/ports/state.js';
import { wrapBackend } from '../support/wrap-backend.js';
import { parseState, serializeState } from '../../src/core/state/state-file.js';
import { recordedState } from '../support/state-samples.js';

const codec = createStateCodec({
  policy: 'off',
  passphrase: null,
  previous: null,
  random: systemRandom,
});
const ports = { clock: systemClock, isOwnerGone: () => Promise.resolve(false) };
const codes = (error: unknown): readonly string[] =>
  error instanceof Failure ? error.diagnostics.map((d) => d.code) : [];
const WRITER = 'corform 0.1.0';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corform-migrate-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (name: string): StateBackend =>
  new LocalBackend({
    path: join(folder, name, 'state.json'),
    clock: systemClock,
    random: systemRandom,
  });

/** Once something died nothing more is done, but that a dead process holds no lock. */
class Death {
  #dead = false;
  #left: number;
  readonly #side: 'before' | 'after';

  constructor(at: number, side: 'before' | 'after') {
    this.#left = at;
    this.#side = side;
  }

  watch(backend: StateBackend): StateBackend {
    const { store } = backend;
    const commit = async (...args: Parameters<StateStore['commit']>): Promise<CommitResult> => {
      const last = (this.#left -= 1) === 0;
      if (this.#dead || (last && this.#side === 'before')) throw this.#die();
      const result = await store.commit(...args);
      if (last) throw this.#die();
      return result;
    };
    const read = (): Promise<StoredState | null> =>
      this.#dead ? Promise.reject(new Error('dead')) : store.read();
    return wrapBackend(backend, { store: { read, commit } });
  }

  #die(): Error {
    this.#dead = true;
    return new Error('dead');
  }
}

function place(backend: StateBackend): StatePlace {
  const info: LockInfo = {
    ID: systemRandom.uuid(),
    Operation: 'OperationTypeStateMigrate',
    Info: '',
    Who: 'ana@laptop',
    Version: '',
    Created: '',
    Path: '',
  };
  return {
    backend: encryptedBackend(backend, codec),
    lock: { info, timeoutMs: 0, signal: new AbortController().signal },
  };
}

const migrate = (from: StateBackend, to: StateBackend): Promise<RecordedState> =>
  migrateState(ports, { from: place(from), to: place(to), writtenBy: WRITER }, () => undefined);

const edit = (backend: StateBackend): Promise<RecordedState> =>
  editState(
    { ...ports, backend },
    { lock: place(backend).lock, writtenBy: WRITER },
    () => undefined,
    (state) => ({ ...state, users: state.users.slice(1) }),
  );

async function liveIn(name: string): Promise<RecordedState | null> {
  const stored = await open(name).store.read();
  return stored === null ? null : (parseState(stored.text).value ?? null);
}

async function seed(): Promise<RecordedState> {
  const state = recordedState();
  await open('old').store.commit(serializeState(state), state.serial, null);
  return state;
}

describe.each([1, 2, 3])('a migration that dies', (at) => {
  test.each(['before', 'after'] as const)(`%s its write ${at}`, async (side) => {
    const { users, lineage, serial } = await seed();
    const death = new Death(at, side);
    await expect(migrate(death.watch(open('old')), death.watch(open('new')))).rejects.toThrow();

    const [old, arrived] = [await liveIn('old'), await liveIn('new')];
    expect(old !== null && arrived !== null).toBe(false);
    // What is live may be worked with, before anybody repeats the migration.
    const live = old !== null ? 'old' : arrived !== null ? 'new' : null;
    if (live !== null) await edit(open(live));

    await migrate(open('old'), open('new')).catch((error: unknown) => {
      // It had died after all was done.
      if (at !== 3 || side !== 'after') throw error;
    });
    const moved = await liveIn('new');
    expect(await liveIn('old')).toBeNull();
    expect(moved).toMatchObject({ lineage, users: live === null ? users : users.slice(1) });
    expect(moved!.serial).toBeGreaterThanOrEqual(serial);
    await expect(edit(open('old'))).rejects.toMatchObject({ diagnostics: [{ code: 'CF740' }] });
  });
});

test('a state that is on its way is applied nowhere, and goes to no third place', async () => {
  await seed();
  const death = new Death(2, 'before');
  await expect(migrate(death.watch(open('old')), death.watch(open('new')))).rejects.toThrow();
  await expect(edit(open('old'))).rejects.toMatchObject({ diagnostics: [{ code: 'CF754' }] });
  await expect(migrate(open('old'), open('third'))).rejects.toMatchObject({
    diagnostics: [{ code: 'CF754' }],
  });
});

test('what arrived and has moved on meanwhile is not brought back to life', async () => {
  await seed();
  const death = new Death(3, 'before');
  await expect(migrate(death.watch(open('old')), death.watch(open('new')))).rejects.toThrow();
  await migrate(open('new'), open('third'));
  await migrate(open('old'), open('new'));
  expect(await liveIn('old')).toBeNull();
  expect(await liveIn('new')).toBeNull();
  expect(await liveIn('third')).toMatchObject({ lineage: recordedState().lineage });
});

test('a new place that takes nothing leaves the state where it was', async () => {
  const { users, serial } = await seed();
  const full = refusingBackend(open('new'), writeRefused('new', 'quota'));
  await expect(migrate(open('old'), full)).rejects.toMatchObject({
    diagnostics: [{ code: 'CF455' }],
  });
  const back = await liveIn('old');
  expect(back).toMatchObject({ users });
  expect(back!.serial).toBeGreaterThan(serial);
  await edit(open('old'));
});

test.each([
  ['deleted', () => rm(join(folder, 'old', 'state.json'))],
  ['damaged', () => truncate(join(folder, 'old', 'state.json'), 40)],
])('a note that is %s is not gone back behind', async (_, spoil) => {
  await seed();
  await migrate(open('old'), open('new'));
  await spoil();
  const { lock, ...old } = place(open('old'));
  const repaired = repairState(
    { ...ports, ...old },
    {
      lock,
      writtenBy: WRITER,
      confirm: () => Promise.resolve(true),
      keep: () => Promise.resolve(''),
    },
    () => undefined,
  );
  await expect(repaired.catch(codes)).resolves.toContain('CF740');
  expect(await liveIn('old')).toBeNull();
  await expect(edit(open('old')).catch(codes)).resolves.toContain('CF740');
});
