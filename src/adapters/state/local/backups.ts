/** The last versions of a local state, beside it: `state.json.backups/SERIAL.json`. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../system/atomic-write.js';
import { fileFailure, unlessMissing } from '../../system/file-failure.js';
import { READ_STATE } from './state-text.js';

const BACKUPS_KEPT = 10;

export interface Backup {
  readonly serial: number;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

export function backupsOf(file: string): string {
  return `${file}.backups`;
}

export function backupPath(folder: string, serial: number): string {
  return join(folder, `${serial}.json`);
}

/**
 * Writes the version that is about to be installed a second time. So the version that it replaces has
 * its copy already, and even a deleted state can be had back. A file of its own, no link: a byte that is
 * damaged or overwritten in the state leaves the copy good. A crash right afterwards leaves a version
 * that was never current: harmless, because nothing is sent before its commit has returned.
 */
export async function keepBackup(file: string, bytes: Uint8Array, serial: number): Promise<void> {
  const folder = backupsOf(file);
  await replaceFile(backupPath(folder, serial), bytes);
  // Not by time alone: if the clock was set back, what was written just now looks like the oldest.
  const others = (await listBackups(folder)).filter((backup) => backup.serial !== serial);
  for (const { path } of others.slice(BACKUPS_KEPT - 1)) await rm(path, { force: true });
}

/**
 * Newest first, by the time of writing: after a new `init` the serials start again, and then a higher
 * one is older.
 */
export async function listBackups(folder: string): Promise<readonly Backup[]> {
  try {
    const names = await unlessMissing(readdir(folder), []);
    const kept = names.filter((name) => /^[1-9]\d{0,15}\.json$/.test(name));
    const backups = await Promise.all(kept.map((name) => describeBackup(folder, name)));
    return backups.flat().sort((a, b) => b.writtenAt - a.writtenAt || b.serial - a.serial);
  } catch (error) {
    throw fileFailure(error, READ_STATE, folder);
  }
}

/** Empty if a commit removed it meanwhile. */
async function describeBackup(folder: string, name: string): Promise<readonly Backup[]> {
  const path = join(folder, name);
  const found = await unlessMissing(stat(path), null);
  return found === null
    ? []
    : [{ serial: Number.parseInt(name, 10), path, writtenAt: found.mtimeMs }];
}
