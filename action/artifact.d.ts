/** The content of one file of a zip archive, or null where it has none of that name. Throws on a broken one. */
export function readZipEntry(archive: Buffer, name: string): Buffer | null;
