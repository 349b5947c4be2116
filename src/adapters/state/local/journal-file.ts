/** Journals of runs as files `FOLDER/RUN.jsonl`, 0600. */
import { JOURNAL_EXISTS, JOURNAL_INACCESSIBLE } from '../../../core/errors/state.js';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failureOf } from '../../../core/errors/failure.js';
import type { JournalStore, JournalWriter } from '../../../core/ports/state.js';
import { makeFolder, syncFolder } from '../../system/atomic-write.js';
import { withRegular } from '../../system/regular-file.js';
import { fileFailure, isFileError, unlessMissing } from '../../system/file-failure.js';

const SUFFIX = '.jsonl';

const WRITE_JOURNAL = {
  entry: JOURNAL_INACCESSIBLE,
  summary: "The journal of the run can't be written",
  fix: 'Free some disk space or fix the permissions, then run `corform apply` again to continue.',
} as const;

const READ_JOURNAL = {
  ...WRITE_JOURNAL,
  summary: "The journal of the run can't be read",
  fix: 'Fix the permissions, then run the command again.',
} as const;

export class JournalFolder implements JournalStore {
  readonly #folder: () => Promise<string>;

  /** `folder` is asked each time, because a link may lead elsewhere the next time. */
  constructor(folder: () => Promise<string>) {
    this.#folder = folder;
  }

  async create(runId: string, lines: readonly string[]): Promise<JournalWriter> {
    const folder = await this.#folder();
    const path = journalPath(folder, runId);
    try {
      await makeFolder(folder);
      const writer = new JournalFile(await openNew(path), path);
      try {
        await writer.append(lines);
        await syncFolder(folder);
      } catch (error) {
        await writer.close();
        // Of a run that never began: on a full disk each attempt would take up some more of it.
        await rm(path, { force: true });
        throw error;
      }
      return writer;
    } catch (error) {
      throw fileFailure(error, WRITE_JOURNAL, path);
    }
  }

  async read(runId: string): Promise<string | null> {
    const path = journalPath(await this.#folder(), runId);
    try {
      return await unlessMissing(
        withRegular(path, (file) => file.readFile('utf8')),
        null,
      );
    } catch (error) {
      throw fileFailure(error, READ_JOURNAL, path);
    }
  }

  /** Names, sizes and times of the files. */
  async pulse(): Promise<string> {
    const folder = await this.#folder();
    const names = await unlessMissing(readdir(folder), []);
    const files = await Promise.all(names.sort().map((name) => describeFile(folder, name)));
    return files.join();
  }

  async prune(keepRunId: string | null): Promise<void> {
    const folder = await this.#folder();
    try {
      const names = await unlessMissing(readdir(folder), []);
      const keep = keepRunId === null ? null : `${keepRunId}${SUFFIX}`;
      const old = names.filter((name) => name.endsWith(SUFFIX) && name !== keep);
      await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
    } catch (error) {
      throw fileFailure(error, WRITE_JOURNAL, folder);
    }
  }
}

/** Empty if the file is gone by now. */
async function describeFile(folder: string, name: string): Promise<string> {
  const found = await stat(join(folder, name)).catch(() => null);
  return found === null ? '' : `${name} ${found.size} ${found.mtimeMs}`;
}

/** The id of a run stands in the state, which is only a file: it must not lead out of the folder. */
function journalPath(folder: string, runId: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(runId)) throw new Error('not the id of a run');
  return join(folder, `${runId}${SUFFIX}`);
}

async function openNew(path: string): Promise<FileHandle> {
  return open(path, 'ax', 0o600).catch((error: unknown) => {
    throw isFileError(error, 'EEXIST') ? journalExists(path) : error;
  });
}

function journalExists(path: string): Failure {
  return failureOf(JOURNAL_EXISTS, {
    summary: 'A journal of this run exists already',
    detail: `Path: ${path}`,
  });
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Group commit: while one group is on its way to the disk, the appends that arrive wait and form the
 * next. So the disk is never asked to sync twice at a time, and one sync serves all that came meanwhile.
 */
class JournalFile implements JournalWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  #waiting: Waiting[] = [];
  /** The groups on their way; settles when none is. Never rejects. */
  #writing: Promise<void> | null = null;
  /** Why nothing more can be written. What a failed sync has left on the disk, nobody knows. */
  #ended: Error | null = null;
  #closed: Promise<void> | null = null;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  append(lines: readonly string[]): Promise<void> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: lines.map((line) => `${line}\n`).join(''), resolve, reject });
      this.#writing ??= this.#writeGroups();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#writing;
    this.#ended ??= new Error('the journal is closed');
    try {
      await this.#file.close();
    } catch (error) {
      throw fileFailure(error, WRITE_JOURNAL, this.#path);
    }
  }

  async #writeGroups(): Promise<void> {
    // Appends made in the same breath share the first sync too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#file.appendFile(group.map(({ text }) => text).join(''));
        await this.#file.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#ended = fileFailure(error, WRITE_JOURNAL, this.#path);
        for (const { reject } of [...group, ...this.#waiting]) reject(this.#ended);
        this.#waiting = [];
      }
    }
    this.#writing = null;
  }
}
