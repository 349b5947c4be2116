import { describe, expect, it } from 'vitest';
import { BrokenArtifact, readZipEntry } from '../../../action/artifact.js';
import { makeZip } from '../../support/gitops/zip.js';

describe('readZipEntry', () => {
  const archive = makeZip({ '../plan.json': Buffer.from('no'), 'plan.json': Buffer.from('yes') });

  it('reads a file by its exact name', () => {
    expect(readZipEntry(archive, 'plan.json')?.toString()).toBe('yes');
    expect(readZipEntry(archive, 'comment.md')).toBeNull();
  });

  it('ends with one error on what is no archive, or is cut off or lies, wherever', () => {
    const read = (bytes: Buffer): string => {
      try {
        return readZipEntry(bytes, 'plan.json')?.toString() ?? '';
      } catch (error) {
        expect(error).toBeInstanceOf(BrokenArtifact);
        return '';
      }
    };
    for (const text of ['', 'hello', 'PK\x05\x06']) expect(read(Buffer.from(text))).toBe('');
    for (let at = 0; at < archive.length; at += 1) {
      const broken = Buffer.from(archive);
      broken[at] = 0xff ^ broken[at]!;
      expect(read(broken).length).toBeLessThan(100);
      expect(['', 'yes']).toContain(read(archive.subarray(0, at)));
    }
  });

  it('unpacks no bomb', () => {
    const bomb = makeZip({ 'plan.json': Buffer.alloc(300 * 1024 * 1024) });
    expect(() => readZipEntry(bomb, 'plan.json')).toThrow(BrokenArtifact);
  });
});
