/** Journals on a real disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalFolder } from '../../../src/adapters/state/local/journal-file.js';
import { Failure } from '../../../src/core/errors/failure.js';
import {
  intentRecord,
  JOURNAL_START,
  journalLines,
  readJournal,
} from '../../../src/core/state/journal-record.js';

let folder: string;
let journals: JournalFolder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corform-journal-'));
  journals = new JournalFolder(() => Promise.resolve(join(folder, 'state.json.journal')));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Failure ? error.diagnostics[0]?.code : undefined;
}

test('what was appended is there in order, lines of one call together', async () => {
  const writer = await journals.create('run', ['first']);
  await Promise.all([writer.append(['a1', 'a2']), writer.append(['b1', 'b2'])]);
  await writer.append(['c']);
  await writer.close();
  expect(await journals.read('run')).toBe('first\na1\na2\nb1\nb2\nc\n');
});

test('a line is in the file once its append has resolved', async () => {
  const writer = await journals.create('run', ['first']);
  expect(await journals.read('run')).toBe('first\n');
  const appends = Array.from({ length: 200 }, async (_, i) => {
    await writer.append([`line ${i}`]);
    expect((await journals.read('run'))?.split('\n')).toContain(`line ${i}`);
  });
  await Promise.all(appends);
  await writer.close();
});

test('thousands of appends, 32 at a time, share their syncs and read back', async () => {
  const owner = { lineage: 'l', serial: 1, run: 'run' };
  const open = journalLines([{ type: 'open', ...owner }], JOURNAL_START);
  const writer = await journals.create('run', open.lines);
  let end = open.end;
  let left = 5000;
  const append = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const op = { id: `user ${left}`, set: { role_id: 3 }, protected: false };
      const next = journalLines([intentRecord([op])], end);
      end = next.end;
      await writer.append(next.lines);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: 32 }, append));
  // A sync for each append would take minutes on a disk that needs 10 ms for one.
  expect(performance.now() - started).toBeLessThan(30_000);
  await writer.close();
  const { records, fault } = readJournal((await journals.read('run')) ?? '', owner);
  expect([records.length, fault]).toEqual([5001, null]);
});

test('a journal that exists is never continued', async () => {
  await (await journals.create('run', ['first'])).close();
  expect(await codeOf(journals.create('run', ['again']))).toBe('CF435');
  expect(await journals.read('run')).toBe('first\n');
});

test('nothing can be appended after the end', async () => {
  const writer = await journals.create('run', ['first']);
  const last = writer.append(['last']);
  await Promise.all([writer.close(), writer.close()]);
  await last;
  await expect(writer.append(['late'])).rejects.toThrow('closed');
  expect(await journals.read('run')).toBe('first\nlast\n');
});

test('prunes all journals but one, and nothing else', async () => {
  for (const run of ['a', 'b', 'c']) await (await journals.create(run, [run])).close();
  await writeFile(join(folder, 'state.json.journal', 'note.txt'), '');
  await journals.prune('b');
  expect((await readdir(join(folder, 'state.json.journal'))).sort()).toEqual([
    'b.jsonl',
    'note.txt',
  ]);
  await journals.prune(null);
  expect(await readdir(join(folder, 'state.json.journal'))).toEqual(['note.txt']);
  rmSync(join(folder, 'state.json.journal'), { recursive: true });
  await journals.prune('b');
  expect(await journals.read('b')).toBeNull();
});

test('a run whose id could lead out of the folder is refused', async () => {
  for (const run of ['../state', '', '.', 'a/b', 'x'.repeat(65)]) {
    await expect(journals.read(run)).rejects.toThrow('not the id of a run');
    await expect(journals.create(run, [])).rejects.toThrow('not the id of a run');
  }
});

test("a folder that can't be made is an error", async () => {
  await writeFile(join(folder, 'state.json.journal'), '');
  expect(await codeOf(journals.create('run', []))).toBe('CF434');
  expect(await codeOf(journals.read('run'))).toBe('CF434');
  expect(await codeOf(journals.prune(null))).toBe('CF434');
});
