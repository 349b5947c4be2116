/** The writing of edited users files: all or none, only over what was read, and never half of one. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { editableFiles } from '../../../src/adapters/system/replace-files.js';
import { writeEditedFiles } from '../../../src/app/adopt/write-edited-files.js';
import type { FileReplacement } from '../../../src/core/ports/system.js';
import { failureOf } from '../../support/failures.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'corform-replace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function replacing(folder: string, name: string, expected: string, text: string): FileReplacement {
  return { path: join(folder, name), expected: Buffer.from(expected), text };
}

describe('edited files', () => {
  it('replace what was read and keep the mode', async () => {
    const folder = folderWith({ 'a.yaml': 'old a', 'b.yaml': 'old b' });
    chmodSync(join(folder, 'a.yaml'), 0o666);
    await editableFiles.replaceAll([
      replacing(folder, 'a.yaml', 'old a', 'new a'),
      replacing(folder, 'b.yaml', 'old b', 'new b'),
    ]);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('new a');
    expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe('new b');
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o666);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('are not written over what somebody else has written since, none of them', async () => {
    const folder = folderWith({ 'a.yaml': 'old a', 'b.yaml': 'changed' });
    const failure = await failureOf(
      editableFiles.replaceAll([
        replacing(folder, 'a.yaml', 'old a', 'new a'),
        replacing(folder, 'b.yaml', 'old b', 'new b'),
      ]),
    );
    expect(failure).toMatchObject({ kind: 'conflict', diagnostics: [{ code: 'CF173' }] });
    expect(failure.diagnostics[0]?.summary).toContain('b.yaml');
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('old a');
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it("are none if one of them can't be written", async () => {
    const folder = folderWith({ 'a.yaml': 'old a' });
    mkdirSync(join(folder, 'b.yaml'));
    const failure = await failureOf(
      editableFiles.replaceAll([
        replacing(folder, 'a.yaml', 'old a', 'new a'),
        replacing(folder, 'b.yaml', '', 'new b'),
      ]),
    );
    expect(failure.diagnostics).toMatchObject([{ code: 'CF431' }]);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('old a');
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('are those that were read', async () => {
    const folder = folderWith({ 'a.yaml': 'old' });
    const name = join(folder, 'a.yaml');
    await writeEditedFiles(
      editableFiles,
      [{ name, bytes: Buffer.from('old') }],
      [{ name, text: 'new' }],
    );
    expect(readFileSync(name, 'utf8')).toBe('new');
  });
});
