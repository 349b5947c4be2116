/** The local backend where the disk takes no more. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'corform-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a full disk keeps the old state, and ends the journal for good', async () => {
  const program = join(folder, 'child.mjs');
  await build({
    entryPoints: [new URL('../../support/full-disk-child.ts', import.meta.url).pathname],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  // 16 blocks of 512 bytes. Writing beyond fails with EFBIG, after the part that still had room.
  const script = 'ulimit -f 16; exec "$0" "$1" "$2"';
  const args = ['-c', script, process.execPath, program, folder];
  const { stdout } = await promisify(execFile)('sh', args);
  const noJournal = "The journal of the run can't be written: file too large (EFBIG)";
  expect(JSON.parse(stdout)).toEqual({
    commit: "A file can't be written: file too large (EFBIG)",
    kept: 'small\n',
    again: 'committed',
    appends: ['done', noJournal, noJournal, noJournal],
    noRoom: noJournal,
    journals: ['run.jsonl'],
    left: [],
  });
  const journal = readFileSync(join(folder, 'state.json.journal', 'run.jsonl'), 'utf8');
  expect(journal).toMatch(/^first\ngood\nx+$/);
});
