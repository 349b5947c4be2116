/**
 * The folder of the private repository. It holds the state in clear, so it goes away with its process; what
 * killed processes have left, the next one removes.
 */
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FILE_NOT_WRITABLE } from '../../../core/errors/files.js';
import type { Clock, Random, Environment } from '../../../core/ports/system.js';
import { fileFailure } from '../../system/file-failure.js';
import {
  currentProcess,
  fateOf,
  type ProcessFate,
  type ProcessIdentity,
} from '../../system/process-identity.js';
import { processValidator } from '../lock-info-validators.js';
import { parseJson } from '../../../core/text/parse-json.js';

const PREFIX = 'corform-git-';
const NAME = /^corform-git-[0-9a-f]{16}$/;
/** Names the process that uses the folder. */
const OWNER = 'corform-owner.json';

/** Longer than any apply stays silent: a folder of a process that can't be seen from here is left over by then. */
const LEFT_AFTER_MS = 24 * 60 * 60 * 1000;

const MAKE_FOLDER = {
  entry: FILE_NOT_WRITABLE,
  summary: "The git backend needs a folder for temporary files, but can't create one",
  fix: 'Set TMPDIR to a writable folder with free space.',
} as const;

/** Makes a folder that nobody else can read, and removes those that dead processes have left. Throws Failure. */
export async function makePrivateFolder(
  env: Environment,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<string> {
  const given = env['TMPDIR'] ?? '';
  const parent = resolve(given === '' ? tmpdir() : given);
  try {
    const here = await currentProcess();
    await removeLeftovers(parent, here, ports.clock);
    const folder = join(parent, `${PREFIX}${ports.random.hex(8)}`);
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, OWNER), JSON.stringify(here), { mode: 0o600 });
    return folder;
  } catch (error) {
    throw fileFailure(error, MAKE_FOLDER, parent);
  }
}

/** A folder that can't be looked at or removed is no obstacle: it is somebody else's, or gone already. */
async function removeLeftovers(parent: string, here: ProcessIdentity, clock: Clock): Promise<void> {
  const names = (await readdir(parent)).filter((name) => NAME.test(name));
  for (const name of names) {
    const folder = join(parent, name);
    const isLeft = await isLeftOver(folder, here, clock).catch(() => false);
    if (isLeft) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftOver(folder: string, here: ProcessIdentity, clock: Clock): Promise<boolean> {
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
  const fate = await fateOfOwner(folder, here);
  return fate === 'gone' || (fate === 'unseen' && clock.now() - found.mtimeMs > LEFT_AFTER_MS);
}

async function fateOfOwner(folder: string, here: ProcessIdentity): Promise<ProcessFate> {
  const text = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
  const owner = parseJson(text);
  return processValidator()(owner) ? fateOf(owner as ProcessIdentity, here) : 'unseen';
}
