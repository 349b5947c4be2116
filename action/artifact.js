/**
 * The artifact of a run that holds its plan. Whoever can open a pull request decides what is in it, so it is
 * read in memory: nothing is unpacked to disk, only the files that are asked for are looked at, and
 * all of it is capped.
 */
import { inflateRawSync } from 'node:zlib';

/** Its name, unless a workflow plans several tenants. */
export const DEFAULT_ARTIFACT = 'corform-plan';
export const ARTIFACT = process.env['INPUT_ARTIFACT'] ?? DEFAULT_ARTIFACT;
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const MAX_SMALL_FILE_BYTES = 10_000;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/** The artifact is damaged, or not what this action uploads. */
export class BrokenArtifact extends Error {
  constructor() {
    super(`The artifact ${ARTIFACT} is not a zip archive that can be read.`);
  }
}

/**
 * Reads files of the artifact of a run, by name. Null if the run has no such artifact.
 *
 * @param {import('./github.js').Github} github
 * @param {number} runId
 */
export async function openArtifact(github, runId) {
  const artifacts = await github.artifactsOfRun(runId, ARTIFACT);
  const newest = artifacts
    .filter((artifact) => artifact.name === ARTIFACT && !artifact.expired)
    .sort((a, b) => b.id - a.id)[0];
  if (newest === undefined) return null;
  const archive = await github.downloadArtifact(newest.id, MAX_ARCHIVE_BYTES);
  /** The content of a file, or null. */
  const file = (/** @type {string} */ name) => readZipEntry(archive, name);
  /**
   * A small JSON file, or null if there is none that can be read.
   *
   * @returns {Readonly<Record<string, unknown>> | null}
   */
  const json = (/** @type {string} */ name) => {
    const bytes = file(name);
    if (bytes === null || bytes.length > MAX_SMALL_FILE_BYTES) return null;
    try {
      /** @type {unknown} */
      const value = JSON.parse(bytes.toString('utf8'));
      return typeof value === 'object' && value !== null ? { ...value } : null;
    } catch {
      return null;
    }
  };
  return { file, json };
}

/**
 * The content of one file of a zip archive, or null if it has none of that name.
 *
 * @param {Buffer} archive
 * @param {string} name
 * @returns {Buffer | null}
 */
export function readZipEntry(archive, name) {
  try {
    return findEntry(archive, name);
  } catch {
    throw new BrokenArtifact();
  }
}

/**
 * @param {Buffer} archive
 * @param {string} name
 */
function findEntry(archive, name) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  expect(archive.readUInt32LE(end) === END_OF_DIRECTORY);
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at) === DIRECTORY_ENTRY);
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return unpack(archive, at);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return null;
}

/**
 * @param {Buffer} archive
 * @param {number} entry
 */
function unpack(archive, entry) {
  const method = archive.readUInt16LE(entry + 10);
  const packedSize = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  expect(archive.readUInt32LE(local) === LOCAL_ENTRY);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedSize);
  if (method === STORED) return packed;
  expect(method === DEFLATED);
  return inflateRawSync(packed, { maxOutputLength: MAX_FILE_BYTES });
}

function expect(/** @type {boolean} */ isSo) {
  if (!isSo) throw new Error('broken');
}
