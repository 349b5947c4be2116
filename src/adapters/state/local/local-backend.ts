/**
 * The state as a file on this machine. Beside `state.json` stand:
 *
 * | file | what |
 * |---|---|
 * | `state.json.lock.N` | the lock of a run (lock-file.ts); an empty one is released |
 * | `state.json.commit.N` | the lock of one commit, held for milliseconds |
 * | `state.json.backups/SERIAL.json` | the last 10 versions, the newest being a copy of the state |
 * | `state.json.journal/RUN.jsonl` | the journal of an open run |
 * | `.state.json.HEX.tmp` and, among the backups, `.SERIAL.json.HEX.tmp` | what a killed commit has left; the next one removes it |
 *
 * For a local file system: links, renames and fsync must do what POSIX says. Not for NFS.
 */
import { STATE_WRITE_BUSY } from '../../../core/errors/state.js';
import { readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Failure, failureOf } from '../../../core/errors/failure.js';
import type { Clock, Random } from '../../../core/ports/system.js';
import type {
  CommitResult,
  JournalStore,
  LockInfo,
  LockResult,
  StateBackend,
  StateLock,
  StateStore,
  StateTraits,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../../core/ports/state.js';
import {
  isTemporaryName,
  probeFolder,
  replaceFile,
  resolveTarget,
} from '../../system/atomic-write.js';
import { fileFailure, unlessMissing } from '../../system/file-failure.js';
import { SHELL_START } from '../../system/files.js';
import { badSetting } from '../backend-failure.js';
import { isoTimeOf } from '../../../core/text/read-time.js';
import { hashOf } from '../hash.js';
import { backupPath, backupsOf, keepBackup, listBackups } from './backups.js';
import { readStateFile, READ_STATE } from './state-text.js';
import { JournalFolder } from './journal-file.js';
import { LockFile, type AbandonedLocks } from './lock-file.js';

/**
 * A commit takes milliseconds. Whoever holds its lock for this long and can't be seen running (the machine
 * was restarted meanwhile) is dead; one that can be seen is waited for twice as long.
 */
const COMMIT_PATIENCE_MS = 15_000;

export interface LocalBackendOptions {
  /** The state file. It and its folder need not exist. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
}

export class LocalBackend implements StateBackend, StateStore, StateLock {
  readonly traits: StateTraits;
  readonly store: StateStore = this;
  readonly lock: StateLock = this;
  readonly journals: JournalStore;
  readonly #clock: Clock;
  readonly #random: Random;
  /** The lock that was taken last. */
  #held: LockFile | null = null;
  readonly #abandoned: AbandonedLocks = new Set();

  constructor(options: LocalBackendOptions) {
    const [start] = /^~/.exec(options.path) ?? SHELL_START.exec(options.path) ?? [];
    if (start !== undefined) {
      throw badSetting(
        `\`state.path\` starts with ${start}, which only a shell replaces`,
        'Write the full path, or put ./ before a name that really starts so.',
      );
    }
    if (/^[a-z][\w+.-]+:\/\//i.test(options.path)) {
      throw badSetting(
        '`state.path` is an address, not the path of a file',
        'Set `state.backend` to http, postgres, git or s3.',
      );
    }
    this.traits = {
      location: options.path,
      keepsJournals: true,
      keepsVersions: true,
      showsOwner: true,
      seesProcesses: true,
      lockPollMs: 250,
    };
    this.#clock = options.clock;
    this.#random = options.random;
    this.journals = new JournalFolder(async () => `${await this.#file()}.journal`);
  }

  /**
   * Bytes that are no UTF-8 come back as U+FFFD: the checksum of the state refuses them, with the same
   * message as other damage. The version is taken from the bytes.
   */
  async read(): Promise<StoredState | null> {
    const bytes = await readStateFile(await this.#file());
    return bytes === null ? null : { text: decode(bytes), version: hashOf(bytes) };
  }

  async commit(text: string, serial: number, expected: StateVersion | null): Promise<CommitResult> {
    const bytes = Buffer.from(text);
    const file = await this.#file();
    return this.#alone(file, async (isAlone) => {
      const stored = await readStateFile(file);
      if ((stored === null ? null : hashOf(stored)) !== expected) return { kind: 'stale' };
      await removeLeftovers(file);
      await replaceFile(file, bytes, {
        beforeInstall: async () => {
          await keepBackup(file, bytes, serial);
          if (!(await isAlone())) throw commitBusy(file);
        },
      });
      return { kind: 'committed', version: hashOf(bytes) };
    });
  }

  async take(info: LockInfo): Promise<LockResult> {
    const lock = await this.#lockFile();
    const result = await lock.take(info);
    if (result.kind === 'held') this.#held = lock;
    return result;
  }

  async release(id: string): Promise<UnlockResult> {
    return (await this.#lockFile()).release(id);
  }

  async owner(): Promise<LockInfo | null> {
    return (await this.#lockFile()).owner();
  }

  /** Of the lock that was taken, wherever a link leads by now; asked with each write of a run. */
  async holds(id: string): Promise<boolean> {
    return (this.#held ?? (await this.#lockFile())).holds(id);
  }

  async versions(): Promise<readonly StoredVersion[]> {
    const file = await this.#file();
    const backups = await listBackups(backupsOf(file));
    return backups.map(({ serial, writtenAt, path }) => ({
      serial,
      at: isoTimeOf(writtenAt),
      label: path,
    }));
  }

  async readVersion(serial: number): Promise<string | null> {
    const bytes = await readStateFile(backupPath(backupsOf(await this.#file()), serial));
    return bytes === null ? null : decode(bytes);
  }

  async probe(): Promise<void> {
    const file = await this.#file();
    // Where a state is, the folder has shown what it can; it may be read-only by now, on purpose.
    if (!existsSync(file)) await probeFolder(dirname(file));
  }

  /** Nothing is kept open between two calls. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Links are resolved, so two ways to one file meet at one lock. */
  async #file(): Promise<string> {
    try {
      return await resolveTarget(this.traits.location);
    } catch (error) {
      throw fileFailure(error, READ_STATE, this.traits.location);
    }
  }

  async #lockFile(): Promise<LockFile> {
    return new LockFile(`${await this.#file()}.lock`, this.#abandoned, this.#random);
  }

  /** Runs `work` while no other process commits, whether or not it has taken the lock of the state. */
  async #alone<T>(file: string, work: (isAlone: () => Promise<boolean>) => Promise<T>): Promise<T> {
    const lock = new LockFile(`${file}.commit`, this.#abandoned, this.#random);
    const id = this.#random.uuid();
    await this.#takeCommitLock(lock, id, file);
    try {
      return await work(() => lock.holds(id));
    } finally {
      // That it fails says nothing about the work, and is no obstacle to our next commit.
      await lock.release(id).catch(() => null);
    }
  }

  async #takeCommitLock(lock: LockFile, id: string, file: string): Promise<void> {
    const info: LockInfo = {
      ID: id,
      Operation: 'commit',
      Info: '',
      Who: '',
      Version: '',
      Created: new Date(this.#clock.now()).toISOString(),
      Path: file,
    };
    const startedAt = this.#clock.monotonic();
    let seen = { id: '', at: startedAt };
    for (;;) {
      const result = await lock.take(info);
      if (result.kind === 'held') return;
      const now = this.#clock.monotonic();
      if (seen.id !== result.owner.ID) seen = { id: result.owner.ID, at: now };
      const isDead = !result.isAlive && now - seen.at > COMMIT_PATIENCE_MS;
      if (isDead) await lock.release(result.owner.ID);
      else if (now - startedAt > 2 * COMMIT_PATIENCE_MS) throw commitBusy(file);
      else await this.#clock.sleep(2 + 20 * this.#random.fraction());
    }
  }
}

function commitBusy(file: string): Failure {
  return failureOf(STATE_WRITE_BUSY, {
    summary: 'Another process is writing the state and does not finish',
    detail: `Path: ${file}`,
  });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Temporary files of killed commits. Only to be called while no other process commits. */
async function removeLeftovers(file: string): Promise<void> {
  await removeWhere(dirname(file), (name) => isTemporaryName(name, basename(file)));
  await removeWhere(backupsOf(file), (name) => {
    const base = /^\.(\d+\.json)\./.exec(name)?.[1];
    return base !== undefined && isTemporaryName(name, base);
  });
}

async function removeWhere(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  const names = await unlessMissing(readdir(folder), []);
  await Promise.all(names.filter(isLeft).map((name) => rm(join(folder, name), { force: true })));
}
