/**
 * What every StateBackend promises, as named checks over a real store. `describeStateBackend` runs
 * them under vitest; `STATE_BACKEND_CHECKS` lets a test run them one by one, which is how
 * state-backend-contract.test.ts proves that a broken backend does not get through.
 *
 * Every text that is committed has a top-level integer `serial`, as the state file has, because some
 * servers (GitLab) read it. "Same data keeps the serial" is the caller's business: a backend stores
 * what it is given, under the serial that it is given, and never looks inside.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LockInfo, StateBackend } from '../../../src/core/ports/state.js';
import { sampleState as sampleText } from '../../support/sample-state.js';

/** One store that holds nothing yet, and as many handles on it as a check asks for. */
export interface OpenedStore {
  /** A new handle: what another process on another machine would have. */
  readonly backend: () => Promise<StateBackend>;
  /** Removes the store. The suite has closed the handles by then. */
  readonly cleanup: () => Promise<void>;
}

export interface StoreTraits {
  /**
   * True (the default): `commit` itself compares and swaps, whoever holds the lock. False if the
   * protocol has no such thing (Terraform's http protocol, plain files): there the promise holds for
   * those who take the lock first, and the racing checks do so.
   */
  readonly atomicCommit?: boolean;
  /** True (the default): a busy lock shows all seven fields of its owner. False: surely only its ID (GitLab). */
  readonly fullLockInfo?: boolean;
  /** Whether older versions are kept (default true). */
  readonly keepsVersions?: boolean;
}

/** What a check works with. */
export interface CheckContext {
  /** Opens a handle, which is closed after the check. */
  readonly open: () => Promise<StateBackend>;
  readonly traits: Required<StoreTraits>;
}

export interface BackendCheck {
  readonly name: string;
  /** Rejects if the backend breaks the promise. */
  readonly run: (context: CheckContext) => Promise<void>;
}

const RACERS = 5;

export { sampleText };

export function sampleLock(id: string): LockInfo {
  return {
    ID: id,
    Operation: 'apply',
    Info: `run ${id} of "Ünïcode"`,
    Who: `${id}@runner`,
    Version: '0.1.0',
    Created: '2025-01-15T10:00:00.000Z',
    Path: 'corform-state',
  };
}

async function commitOrFail(
  backend: StateBackend,
  text: string,
  serial: number,
  expected: string | null,
): Promise<string> {
  const result = await backend.store.commit(text, serial, expected);
  expect(result.kind).toBe('committed');
  if (result.kind !== 'committed') throw new Error('unreachable');
  return result.version;
}

/**
 * Runs `work` the way the store wants a writer to: as it is, or with the lock held. 'busy' where
 * somebody else has it.
 */
async function asWriter<T>(
  context: CheckContext,
  backend: StateBackend,
  id: string,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  if (context.traits.atomicCommit) return work();
  const taken = await backend.lock.take(sampleLock(id));
  if (taken.kind === 'busy') return 'busy';
  try {
    return await work();
  } finally {
    await backend.lock.release(id);
  }
}

async function openMany(context: CheckContext, count: number): Promise<StateBackend[]> {
  return Promise.all(Array.from({ length: count }, () => context.open()));
}

/** Lets every handle commit its text over `expected` at once; returns the texts that won. */
async function race(
  context: CheckContext,
  handles: readonly StateBackend[],
  texts: readonly string[],
  serial: number,
  expected: string | null,
): Promise<string[]> {
  const results = await Promise.all(
    handles.map(async (backend, i) => {
      const text = texts[i] ?? '';
      const result = await asWriter(context, backend, `racer-${i}`, () =>
        backend.store.commit(text, serial, expected),
      );
      return result !== 'busy' && result.kind === 'committed' ? [text] : [];
    }),
  );
  return results.flat();
}

const reading: readonly BackendCheck[] = [
  {
    name: 'reads null where nothing was ever stored, also while the lock is held',
    run: async ({ open }) => {
      const backend = await open();
      expect(await backend.store.read()).toBeNull();
      expect(await backend.store.versions()).toEqual([]);
      expect(await backend.store.readVersion(1)).toBeNull();
      await backend.lock.take(sampleLock('a'));
      expect(await backend.store.read()).toBeNull();
      expect(await (await open()).store.read()).toBeNull();
    },
  },
  {
    name: 'reads back, through any handle, what was committed and its version',
    run: async ({ open }) => {
      const writer = await open();
      const version = await commitOrFail(writer, sampleText(1, 'one'), 1, null);
      for (const reader of [writer, await open()]) {
        expect(await reader.store.read()).toMatchObject({ text: sampleText(1, 'one'), version });
      }
    },
  },
  {
    name: 'gives text back byte for byte',
    run: async ({ open }) => {
      const backend = await open();
      const texts = [
        '{"serial":1}',
        '{"serial":2}\n\n\n',
        '{\r\n"serial":3\r\n}\r\n',
        sampleText(4, 'Zoë 李雷 😀 \u202e \ufeff é e\u0301 \\ \' " $& ${x} %s'),
        `  ${sampleText(5, '-- ; drop table')}`,
      ];
      let expected: string | null = null;
      for (const [i, text] of texts.entries()) {
        expected = await commitOrFail(backend, text, i + 1, expected);
        expect((await backend.store.read())?.text).toBe(text);
        expect((await (await open()).store.read())?.text).toBe(text);
      }
    },
  },
  {
    name: 'stores 8 MB, and 8 MB over 8 MB',
    run: async ({ open }) => {
      const writer = await open();
      const first = sampleText(1, 'ünd 😀 '.repeat(700_000));
      const second = sampleText(2, 'øre 🦊 '.repeat(700_000));
      const version = await commitOrFail(writer, first, 1, null);
      expect((await (await open()).store.read())?.text === first).toBe(true);
      await commitOrFail(writer, second, 2, version);
      expect((await (await open()).store.read())?.text === second).toBe(true);
    },
  },
];

const committing: readonly BackendCheck[] = [
  {
    name: 'refuses to create where there is a state',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      await commitOrFail(first, sampleText(1, 'mine'), 1, null);
      expect(await second.store.commit(sampleText(1, 'theirs'), 1, null)).toEqual({
        kind: 'stale',
      });
      expect(await first.store.commit(sampleText(2, 'again'), 2, null)).toEqual({ kind: 'stale' });
      expect((await second.store.read())?.text).toBe(sampleText(1, 'mine'));
    },
  },
  {
    name: 'refuses to change what is not there',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const version = await commitOrFail(first, sampleText(1), 1, null);
      const next = await commitOrFail(first, sampleText(2), 2, version);
      expect(next).not.toBe(version);
      expect(await second.store.commit(sampleText(3), 3, version)).toEqual({ kind: 'stale' });
      expect((await second.store.read())?.text).toBe(sampleText(2));
    },
  },
  {
    name: 'refuses a stale version, leaves the state alone, and goes on working',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const one = await commitOrFail(first, sampleText(1), 1, null);
      expect((await second.store.read())?.version).toBe(one);
      const two = await commitOrFail(first, sampleText(2, 'first'), 2, one);
      expect(await second.store.commit(sampleText(2, 'second'), 2, one)).toEqual({ kind: 'stale' });
      expect(await second.store.read()).toMatchObject({
        text: sampleText(2, 'first'),
        version: two,
      });
      await commitOrFail(second, sampleText(3, 'second'), 3, two);
      expect(await first.store.commit(sampleText(3, 'first'), 3, two)).toEqual({ kind: 'stale' });
    },
  },
  {
    name: 'does not mind who held the lock between reading and committing',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const one = await commitOrFail(first, sampleText(1), 1, null);
      await second.lock.take(sampleLock('second'));
      await second.lock.release('second');
      await first.lock.take(sampleLock('first'));
      const two = await commitOrFail(first, sampleText(2), 2, one);
      await first.lock.release('first');
      expect(await second.store.read()).toMatchObject({ text: sampleText(2), version: two });
    },
  },
  {
    name: 'lets exactly one of many creators win',
    run: async (context) => {
      const handles = await openMany(context, RACERS);
      const texts = handles.map((_, i) => sampleText(1, `creator ${i}`));
      const winners = await race(context, handles, texts, 1, null);
      expect(winners).toHaveLength(1);
      expect((await (await context.open()).store.read())?.text).toBe(winners[0]);
    },
  },
  {
    name: 'lets exactly one of many writers win over the same version',
    run: async (context) => {
      const handles = await openMany(context, RACERS);
      const first = await context.open();
      const expected = await commitOrFail(first, sampleText(1), 1, null);
      const texts = handles.map((_, i) => sampleText(2, `writer ${i}`));
      const winners = await race(context, handles, texts, 2, expected);
      expect(winners).toHaveLength(1);
      expect((await first.store.read())?.text).toBe(winners[0]);
    },
  },
  {
    name: 'lets exactly one win even where all of them write the very same text',
    run: async (context) => {
      const handles = await openMany(context, RACERS);
      const texts = handles.map(() => sampleText(1, 'twin'));
      expect(await race(context, handles, texts, 1, null)).toHaveLength(1);
    },
  },
  {
    name: 'counts right when many read, add one and commit: acknowledged <= final <= acknowledged + unknown',
    run: async (context) => {
      const handles = await openMany(context, RACERS);
      await commitOrFail(handles[0] ?? (await context.open()), sampleText(1), 1, null);
      let acknowledged = 1;
      let unknown = 0;
      const addOne = async (backend: StateBackend): Promise<boolean> => {
        const stored = await backend.store.read();
        if (stored === null) return false;
        const serial = (JSON.parse(stored.text) as { serial: number }).serial + 1;
        const result = await backend.store.commit(sampleText(serial), serial, stored.version);
        return result.kind === 'committed';
      };
      await Promise.all(
        handles.map(async (backend, i) => {
          for (let attempt = 0; attempt < 4; attempt += 1) {
            try {
              const won = await asWriter(context, backend, `adder-${i}`, () => addOne(backend));
              if (won === true) acknowledged += 1;
            } catch {
              unknown += 1;
            }
          }
        }),
      );
      const final = await (await context.open()).store.read();
      const serial = (JSON.parse(final?.text ?? '{}') as { serial: number }).serial;
      expect(serial).toBeGreaterThanOrEqual(acknowledged);
      expect(serial).toBeLessThanOrEqual(acknowledged + unknown);
      expect(serial).toBeGreaterThan(1);
    },
  },
];

const locking: readonly BackendCheck[] = [
  {
    name: 'locks once, shows the owner to others, and can be locked again after unlock',
    run: async ({ open, traits }) => {
      const [first, second] = [await open(), await open()];
      expect(await first.lock.owner()).toBeNull();
      expect(await first.lock.take(sampleLock('first'))).toEqual({ kind: 'held', takenFrom: null });
      const seen = traits.fullLockInfo ? sampleLock('first') : { ID: 'first' };
      const busy = await second.lock.take(sampleLock('second'));
      expect(busy).toMatchObject({ kind: 'busy', owner: seen });
      expect(await second.lock.owner()).toMatchObject(seen);
      expect(await first.lock.owner()).toMatchObject(seen);
      expect(await first.lock.release('first')).toEqual({ kind: 'unlocked' });
      expect(await second.lock.owner()).toBeNull();
      expect(await second.lock.take(sampleLock('second'))).toEqual({
        kind: 'held',
        takenFrom: null,
      });
      expect(await second.lock.release('second')).toEqual({ kind: 'unlocked' });
    },
  },
  {
    name: 'is exclusive within one handle too',
    run: async ({ open }) => {
      const backend = await open();
      await backend.lock.take(sampleLock('first'));
      expect((await backend.lock.take(sampleLock('second'))).kind).toBe('busy');
      expect(await backend.lock.holds('first')).toBe(true);
      expect(await backend.lock.holds('second')).toBe(false);
    },
  },
  {
    name: 'refuses to unlock with a wrong id, and says who holds it',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      await first.lock.take(sampleLock('first'));
      for (const backend of [first, second]) {
        const result = await backend.lock.release('wrong');
        expect(result).toMatchObject({ kind: 'not-owner', owner: { ID: 'first' } });
      }
      expect(await first.lock.holds('first')).toBe(true);
    },
  },
  {
    name: 'says so when there is nothing to unlock',
    run: async ({ open }) => {
      const backend = await open();
      expect(await backend.lock.release('nobody')).toEqual({ kind: 'not-locked' });
      await backend.lock.take(sampleLock('first'));
      await backend.lock.release('first');
      expect(await backend.lock.release('first')).toEqual({ kind: 'not-locked' });
      expect(await backend.store.read()).toBeNull();
    },
  },
  {
    name: 'tells a holder that its lock was broken, and that another has it now',
    run: async ({ open }) => {
      const [holder, other] = [await open(), await open()];
      expect(await holder.lock.holds('mine')).toBe(false);
      await holder.lock.take(sampleLock('mine'));
      expect(await holder.lock.holds('mine')).toBe(true);
      expect(await other.lock.holds('mine')).toBe(true);
      expect(await other.lock.release('mine')).toEqual({ kind: 'unlocked' });
      expect(await holder.lock.holds('mine')).toBe(false);
      await other.lock.take(sampleLock('theirs'));
      expect(await holder.lock.holds('mine')).toBe(false);
      expect(await holder.lock.release('mine')).toMatchObject({
        kind: 'not-owner',
        owner: { ID: 'theirs' },
      });
      expect(await other.lock.holds('theirs')).toBe(true);
    },
  },
  {
    name: 'gives the lock to exactly one of many',
    run: async (context) => {
      const handles = await openMany(context, RACERS);
      for (let round = 0; round < 3; round += 1) {
        const results = await Promise.all(
          handles.map((backend, i) => backend.lock.take(sampleLock(`r${round}-${i}`))),
        );
        const held = results.flatMap((r, i) => (r.kind === 'held' ? [i] : []));
        expect(held).toHaveLength(1);
        const winner = `r${round}-${held[0] ?? -1}`;
        for (const result of results) {
          if (result.kind === 'busy') expect(result.owner.ID).toBe(winner);
        }
        expect(
          await (handles[held[0] ?? 0] ?? (await context.open())).lock.release(winner),
        ).toEqual({
          kind: 'unlocked',
        });
      }
    },
  },
  {
    name: 'keeps the state over lock and unlock, and the lock over a commit',
    run: async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const one = await commitOrFail(first, sampleText(1), 1, null);
      await first.lock.take(sampleLock('first'));
      expect(await second.store.read()).toMatchObject({ text: sampleText(1), version: one });
      const two = await commitOrFail(first, sampleText(2), 2, one);
      expect(await first.lock.holds('first')).toBe(true);
      expect((await second.lock.take(sampleLock('second'))).kind).toBe('busy');
      await first.lock.release('first');
      expect(await second.store.read()).toMatchObject({ text: sampleText(2), version: two });
    },
  },
  {
    name: 'refuses the commit of a holder whose lock was broken once the new owner has committed',
    run: async ({ open }) => {
      const [loser, owner] = [await open(), await open()];
      const one = await commitOrFail(loser, sampleText(1), 1, null);
      await loser.lock.take(sampleLock('loser'));
      await owner.lock.release('loser');
      await owner.lock.take(sampleLock('owner'));
      await commitOrFail(owner, sampleText(2, 'owner'), 2, one);
      expect(await loser.store.commit(sampleText(2, 'loser'), 2, one)).toEqual({ kind: 'stale' });
      expect((await owner.store.read())?.text).toBe(sampleText(2, 'owner'));
    },
  },
];

const keeping: readonly BackendCheck[] = [
  {
    name: 'lists the versions that it keeps, newest first, and reads each of them',
    run: async ({ open, traits }) => {
      const writer = await open();
      let expected: string | null = null;
      for (const serial of [1, 2, 3]) {
        expected = await commitOrFail(writer, sampleText(serial, `v${serial}`), serial, expected);
      }
      await writer.lock.take(sampleLock('a'));
      await writer.lock.release('a');
      for (const backend of [writer, await open()]) {
        const versions = await backend.store.versions();
        const serials = versions.map((v) => v.serial);
        expect(serials).toEqual([...serials].sort((a, b) => b - a));
        expect(new Set(serials).size).toBe(serials.length);
        if (traits.keepsVersions) expect(serials).toEqual(expect.arrayContaining([1, 2]));
        for (const version of versions) {
          expect(version.label).not.toBe('');
          if (version.at !== null) expect(new Date(version.at).toISOString()).toBe(version.at);
          expect(await backend.store.readVersion(version.serial)).toBe(
            sampleText(version.serial, `v${version.serial}`),
          );
        }
        expect(await backend.store.readVersion(99)).toBeNull();
      }
    },
  },
  {
    name: 'passes its own probe, before and after there is a state, and leaves no trace',
    run: async ({ open }) => {
      const backend = await open();
      await backend.probe();
      expect(await backend.store.read()).toBeNull();
      expect(await backend.lock.owner()).toBeNull();
      const version = await commitOrFail(backend, sampleText(1), 1, null);
      await backend.probe();
      expect(await backend.store.read()).toMatchObject({ text: sampleText(1), version });
      expect(await backend.lock.owner()).toBeNull();
    },
  },
  {
    name: 'closes twice without complaint, and what was stored stays',
    run: async ({ open }) => {
      const backend = await open();
      await commitOrFail(backend, sampleText(1), 1, null);
      await backend.close();
      await backend.close();
      expect((await (await open()).store.read())?.text).toBe(sampleText(1));
    },
  },
  {
    name: 'says where it is, in one line',
    run: async ({ open }) => {
      const backend = await open();
      expect(backend.traits.location).toMatch(/^[^\r\n]+$/);
    },
  },
];

export const STATE_BACKEND_CHECKS: readonly BackendCheck[] = [
  ...reading,
  ...committing,
  ...locking,
  ...keeping,
];

/** A context over an opened store, and what closes every handle that was opened through it. */
export function checkContext(
  store: OpenedStore,
  traits: StoreTraits = {},
): { readonly context: CheckContext; readonly closeAll: () => Promise<void> } {
  const handles: StateBackend[] = [];
  const open = async (): Promise<StateBackend> => {
    const backend = await store.backend();
    handles.push(backend);
    return backend;
  };
  return {
    context: {
      open,
      traits: { atomicCommit: true, fullLockInfo: true, keepsVersions: true, ...traits },
    },
    closeAll: async () => {
      await Promise.all(handles.map((backend) => backend.close()));
    },
  };
}

/** Runs every check, or those with a name in `only`, each over a new store. */
export function describeStateBackend(
  name: string,
  open: () => Promise<OpenedStore>,
  traits: StoreTraits = {},
  only = /^/,
): void {
  describe(`${name} keeps the promises of a state backend: it`, () => {
    let store: OpenedStore;
    let opened: ReturnType<typeof checkContext>;
    beforeEach(async () => {
      store = await open();
      opened = checkContext(store, traits);
    });
    afterEach(async () => {
      await opened.closeAll();
      await store.cleanup();
    });
    for (const check of STATE_BACKEND_CHECKS.filter(({ name }) => only.test(name))) {
      test(check.name, () => check.run(opened.context));
    }
  });
}
