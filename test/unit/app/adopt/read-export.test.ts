/** What an import and a bulk edit make of files that are there, and of those that are not. */
import { describe, expect, it } from 'vitest';
import { checkEditable } from '../../../../src/app/adopt/load-editable.js';
import { readExport } from '../../../../src/app/adopt/read-export.js';
import { errorOf } from '../../../../src/core/errors/diagnostic.js';
import { Failure } from '../../../../src/core/errors/failure.js';
import { FILE_UNREADABLE } from '../../../../src/core/errors/files.js';
import type { Files } from '../../../../src/core/ports/system.js';

const USERS = 'version: 1\nsource: OKTA\nusers:\n  - {id: A, role_id: 4}\n';
const MAPPING = 'version: 1\nsource: OKTA\nid: "{Legajo}"\n';

/** Files in memory. */
function filesOf(texts: Readonly<Record<string, string>>): Files {
  const contents = new Map(Object.entries(texts));
  return {
    read: (path) => {
      const text = contents.get(path);
      return text === undefined
        ? Promise.reject(new Failure(errorOf(FILE_UNREADABLE, { summary: `no ${path}` })))
        : Promise.resolve(new TextEncoder().encode(text));
    },
    write: () => Promise.reject(new Error('nothing is to be written')),
    exists: (path) => Promise.resolve(contents.has(path)),
  };
}

describe('an export', () => {
  const read = (
    texts: Readonly<Record<string, string>>,
    mapping: string | null,
    flags = {},
  ): Promise<readonly string[]> =>
    readExport(
      { files: filesOf(texts), readStdin: () => Promise.reject(new Error('no stdin')) },
      { path: 'hr.csv', mapping, flags, sensitive: [] },
    ).then(({ people }) => people.users.map(({ id }) => id));
  const csv = { 'hr.csv': 'Legajo,first_name\n7,Ana\n' };

  it('is read with import.yaml if it is there, and without if it is not', async () => {
    expect(await read({ ...csv, 'import.yaml': MAPPING }, null)).toEqual(['7']);
    expect(await read(csv, null, { id: 'HR-{Legajo}' })).toEqual(['HR-7']);
  });

  it('is read with the mapping that is named, which must be there', async () => {
    const texts = { ...csv, 'import.yaml': 'nonsense', 'hr.yaml': MAPPING };
    expect(await read(texts, 'hr.yaml')).toEqual(['7']);
    await expect(read(csv, 'hr.yaml')).rejects.toThrow('no hr.yaml');
  });
});

describe('users files that are to be edited', () => {
  const check = (paths: readonly string[]) =>
    checkEditable(filesOf({ 'a.yaml': USERS, 'b.yaml': USERS.replace('id: A', 'id: B') }), {
      paths,
      root: '.',
      required: [],
      sensitive: [],
    });

  it('are documents, and one that can’t be read leaves none', async () => {
    const both = await check(['a.yaml', 'b.yaml']);
    expect(both.documents.map(({ name }) => name)).toEqual(['a.yaml', 'b.yaml']);
    const one = await check(['a.yaml', 'c.yaml']);
    expect(one.diagnostics.map(({ summary }) => summary)).toEqual(['no c.yaml']);
    expect([one.value, one.documents]).toEqual([undefined, []]);
  });
});
