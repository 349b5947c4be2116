/**
 * A lock between processes of one machine, in files beside `base`: `BASE.1`, `BASE.2`, … Each taking of
 * the lock makes the next generation; the lock is the file with the highest number. A file with text
 * names the holder, an empty one was released.
 *
 * Why two never hold it:
 *  1. A generation appears whole and once: its text is written under a temporary name and linked to its
 *     own, which fails if that exists. So of several takers that saw generation n one makes n + 1.
 *  2. The highest generation is never removed. Only a holder removes others: lower ones, lowest first.
 *  3. A taker that slept after looking may therefore make a number m again that came and went meanwhile.
 *     So after making m it (a) lists the folder, (b) then looks whether m is still its own, and holds the
 *     lock only if (a) shows nothing above m and (b) holds. Say that some h > m was the highest when (a)
 *     began. If h was there all through (a), (a) shows it. If it went, the one that removed it came
 *     after (a) began, hence found m in its own listing, and removed m before h: (b) fails.
 *     (POSIX lets a listing miss only names that come or go while it runs.)
 *  4. Released is a truncation through a descriptor on which the holder was read, so nobody
 *     releases another's lock; and it needs no room on a full disk.
 *
 * A lock that this process failed to release counts as free for this process, so one failed disk access
 * can't deadlock it. Others wait until the process has ended.
 *
 * Why a killed process never blocks anybody: a holder that is provably gone counts as having released. A
 * taker killed at any point leaves a temporary file, a low number that the next holder removes, or a
 * generation whose holder is provably gone. Nothing is provable across a restart of the machine: such a lock
 * is taken over once its holder has been still for a while (app/state/lock-takeover.ts).
 */
import { LOCK_INACCESSIBLE, LOCK_NOT_UNDERSTOOD } from '../../../core/errors/lock.js';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { link, readdir, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Failure, failureOf } from '../../../core/errors/failure.js';
import type { LockInfo, LockResult, UnlockResult } from '../../../core/ports/state.js';
import type { Random } from '../../../core/ports/system.js';
import {
  isTemporaryName,
  makeFolder,
  temporaryName,
  writeNewFile,
} from '../../system/atomic-write.js';
import { lockRecordValidator } from '../lock-info-validators.js';
import { parseJson } from '../../../core/text/parse-json.js';
import { withRegular } from '../../system/regular-file.js';
import { fileFailure, isFileError, unlessMissing } from '../../system/file-failure.js';
import {
  currentProcess,
  fateOf,
  type ProcessFate,
  type ProcessIdentity,
} from '../../system/process-identity.js';

interface LockRecord {
  readonly info: LockInfo;
  readonly holder: ProcessIdentity;
  /** Tells this taking of the lock from every other, whatever id the caller chose. */
  readonly token: string;
}

interface Generation {
  readonly number: number;
  /** Null: released. */
  readonly record: LockRecord | null;
}

const LOCK_IO = {
  entry: LOCK_INACCESSIBLE,
  summary: "The lock of the state can't be read or written",
  fix: 'Check the permissions and the free space of the folder of the state.',
} as const;

/** How often to start again when others move at the same moment. Each time, one of them has won. */
const MOST_TRIES = 1000;

/** A taking of ours: the file it made, and all that it wrote there. */
interface Held {
  readonly record: LockRecord;
  readonly path: string;
  readonly text: string;
}

/** The tokens of what this process has abandoned, kept by whoever makes the LockFiles. */
export type AbandonedLocks = Set<string>;

export class LockFile {
  readonly #base: string;
  readonly #abandoned: AbandonedLocks;
  readonly #random: Random;
  /** What was taken last. */
  #held: Held | null = null;

  constructor(base: string, abandoned: AbandonedLocks, random: Random) {
    this.#base = base;
    this.#abandoned = abandoned;
    this.#random = random;
  }

  /** Takes the lock, once, without waiting. Throws Failure (CF432, CF433). */
  async take(info: LockInfo): Promise<LockResult> {
    return this.#withFailures(async () => {
      await makeFolder(dirname(this.#base));
      const here = await currentProcess();
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const top = await this.#top();
        const owner = top?.record ?? null;
        const fate = owner === null ? 'gone' : await this.#fateOf(owner, here);
        if (owner !== null && fate !== 'gone') {
          return { kind: 'busy', owner: owner.info, isAlive: fate === 'alive' };
        }
        if (await this.#make((top?.number ?? 0) + 1, info, here)) {
          return { kind: 'held', takenFrom: owner?.info ?? null };
        }
      }
      throw this.#unreadable('too many processes are taking it');
    });
  }

  /** Releases the lock if `id` holds it, whichever process asks. */
  async release(id: string): Promise<UnlockResult> {
    try {
      return await this.#withFailures(() => this.#release(id));
    } catch (error) {
      const held = this.#held?.record;
      if (held?.info.ID === id) this.#abandoned.add(held.token);
      throw error;
    }
  }

  async #release(id: string): Promise<UnlockResult> {
    const top = await this.#top();
    const owner = top?.record;
    if (!owner) return { kind: 'not-locked' };
    if (owner.info.ID !== id) return { kind: 'not-owner', owner: owner.info };
    const isThere = await this.#empty(top.number, owner.token);
    return { kind: isThere ? 'unlocked' : 'not-locked' };
  }

  /** Who holds the lock; null if nobody, or somebody who is provably gone. */
  async owner(): Promise<LockInfo | null> {
    return this.#withFailures(async () => {
      const record = (await this.#top())?.record ?? null;
      if (record === null) return null;
      return (await fateOf(record.holder, await currentProcess())) === 'gone' ? null : record.info;
    });
  }

  /**
   * Nobody takes the lock of a living holder before it was released, and to release it empties its file: so
   * that the file of our own taking tells all. A run asks with each write; that is why it is read in one go,
   * in a tenth of the time of four ways to the threads for files and back.
   */
  async holds(id: string): Promise<boolean> {
    return this.#withFailures(async () => {
      const held = this.#held;
      if (held?.record.info.ID !== id) return (await this.#top())?.record?.info.ID === id;
      try {
        return readAtOnce(held.path) === held.text;
      } catch (error) {
        if (isFileError(error, 'ENOENT')) return false;
        throw error;
      }
    });
  }

  #path(generation: number): string {
    return `${this.#base}.${generation}`;
  }

  async #fateOf({ holder, token }: LockRecord, here: ProcessIdentity): Promise<ProcessFate> {
    return this.#abandoned.has(token) ? 'gone' : fateOf(holder, here);
  }

  /** Empties a generation if it is still that of `token`. False if it is gone. */
  async #empty(number: number, token: string): Promise<boolean> {
    const empty = async (file: FileHandle): Promise<true> => {
      if (parseRecord(await file.readFile('utf8'))?.token === token) await file.truncate(0);
      return true;
    };
    return unlessMissing(withRegular(this.#path(number), empty, constants.O_RDWR), false);
  }

  /** Makes a generation; true if the lock is then ours. See 1 and 3 above. */
  async #make(number: number, info: LockInfo, holder: ProcessIdentity): Promise<boolean> {
    const record: LockRecord = { info, holder, token: this.#random.hex(16) };
    const text = `${JSON.stringify(record)}\n`;
    try {
      const isOurs = (await this.#link(number, text)) && (await this.#isHighest(number, record));
      if (isOurs) this.#held = { record, path: this.#path(number), text };
      return isOurs;
    } catch (error) {
      this.#abandoned.add(record.token);
      throw error;
    }
  }

  /** False if the generation exists. */
  async #link(number: number, text: string): Promise<boolean> {
    const temporary = temporaryName(this.#base);
    try {
      await writeNewFile(temporary, text, 0o600);
      await link(temporary, this.#path(number));
      return true;
    } catch (error) {
      // ENOENT: a new holder took our temporary file for one that a crash has left.
      if (isFileError(error, 'EEXIST') || isFileError(error, 'ENOENT')) return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Looks as 3 above says, and cleans up if so. */
  async #isHighest(number: number, { token }: LockRecord): Promise<boolean> {
    const { numbers, temporaries } = await this.#list();
    // A generation that turns out to be too low stays for the next holder to remove: see 3.
    if (numbers.some((other) => other > number)) return false;
    if ((await this.#read(number))?.record?.token !== token) return false;
    // Lowest first: see 2 and 3 above.
    for (const other of numbers.filter((n) => n < number)) {
      await rm(this.#path(other), { force: true });
    }
    for (const path of temporaries) await rm(path, { force: true });
    return true;
  }

  async #top(): Promise<Generation | null> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const highest = (await this.#list()).numbers.at(-1);
      if (highest === undefined) return null;
      const generation = await this.#read(highest);
      if (generation !== null) return generation;
    }
    throw this.#unreadable('it changes all the time');
  }

  /** The generations, ascending, and the temporary files. */
  async #list(): Promise<{
    readonly numbers: readonly number[];
    readonly temporaries: readonly string[];
  }> {
    const folder = dirname(this.#base);
    const name = basename(this.#base);
    const entries = await unlessMissing(readdir(folder), []);
    const numbers = entries
      .filter((entry) => entry.startsWith(`${name}.`))
      .map((entry) => entry.slice(name.length + 1))
      .filter((suffix) => /^[1-9]\d{0,14}$/.test(suffix))
      .map(Number)
      .sort((a, b) => a - b);
    const temporaries = entries
      .filter((entry) => isTemporaryName(entry, name))
      .map((entry) => `${folder}/${entry}`);
    return { numbers, temporaries };
  }

  /** Null if the generation is gone. */
  async #read(number: number): Promise<Generation | null> {
    const path = this.#path(number);
    // A release may cut the file off between two reads of it: what makes no sense is read again.
    for (let reads = 0; reads < 3; reads += 1) {
      const text = await unlessMissing(
        withRegular(path, (file) => file.readFile('utf8')),
        null,
      );
      if (text === null) return null;
      if (text === '') return { number, record: null };
      const record = parseRecord(text);
      if (record !== null) return { number, record };
    }
    throw this.#unreadable(`${path} is damaged`);
  }

  #unreadable(why: string): Failure {
    return failureOf(LOCK_NOT_UNDERSTOOD, {
      summary: `The lock of the state can't be read: ${why}`,
      detail: `Path: ${this.#base}.*`,
    });
  }

  async #withFailures<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fileFailure(error, LOCK_IO, this.#base);
    }
  }
}

/** Follows no link and waits for no writer of a pipe. */
function readAtOnce(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parseRecord(text: string): LockRecord | null {
  const data = parseJson(text);
  return lockRecordValidator()(data) ? (data as LockRecord) : null;
}
