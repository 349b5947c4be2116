/**
 * The artifact `corform-plan` of a run. Whoever can open a pull request decides what is in it, so it is
 * read in memory: nothing is unpacked to disk, only the files that are asked for are looked at, and
 * all of it is capped.
 */
import { inflateRawSync } from 'node:zlib';

export const ARTIFACT = 'corform-plan';
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

/** Reads files of the artifact of a run, by name. Null where the run has no such artifact. */
export async function openArtifact(github, runId) {
  const { artifacts } = await github.get(`/actions/runs/${Number(runId)}/artifacts`, {
    name: ARTIFACT,
  });
  const newest = artifacts
    .filter((artifact) => artifact.name === ARTIFACT && !artifact.expired)
    .sort((a, b) => b.id - a.id)[0];
  if (newest === undefined) return null;
  const path = `/actions/artifacts/${Number(newest.id)}/zip`;
  const archive = await github.download(path, MAX_ARCHIVE_BYTES);
  return { file: (name) => readZipEntry(archive, name) };
}

/** The content of one file of a zip archive, or null where it has none of that name. */
export function readZipEntry(archive, name) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw broken();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw broken();
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return unpack(archive, at);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return null;
}

function unpack(archive, entry) {
  const method = archive.readUInt16LE(entry + 10);
  const packedSize = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== LOCAL_ENTRY) throw broken();
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedSize);
  if (method === 0) return packed;
  if (method !== 8) throw broken();
  return inflateRawSync(packed, { maxOutputLength: MAX_FILE_BYTES });
}

function broken() {
  return new Error(`the artifact ${ARTIFACT} is no zip archive that can be read`);
}
