import { expect, it } from 'vitest';
import { findSharedProfile } from '../../../../src/core/edit/bulk-edits.js';
import { textOfLine, readDocument, readDocuments } from '../../../../src/core/edit/document.js';
import { editInBulk } from '../../../../src/core/edit/edit-in-bulk.js';
import { lineStartOf } from '../../../../src/core/edit/lines.js';
import { dashOf } from '../../../../src/core/edit/remove-users.js';

const BYTES = new TextEncoder().encode('version: 1\nsource: OKTA\nusers:\n- id: A\n- id: B\n');

it('A text with a merge in it is no document', () => {
  const text = '<<<<<<< HEAD\nversion: 1\n=======\nversion: 2\n>>>>>>> x\n';
  expect(readDocument('users.yaml', text)).toBeUndefined();
  const bytes = new TextEncoder().encode(text);
  expect(readDocuments([{ name: 'users.yaml', bytes }])).toEqual([]);
});

it('The last line is whole, with a line end behind it and without', () => {
  const text = 'version: 1\nsource: OKTA\nusers:\n- id: A';
  for (const end of ['', '\n']) {
    expect(textOfLine(readDocument('users.yaml', text + end)!, 3)).toBe('- id: A');
  }
});

it('The first line starts at the beginning, even if it is empty', () => {
  expect(lineStartOf('\na', 0)).toBe(0);
  expect(lineStartOf('\na', 1)).toBe(1);
});

it('An item without a dash starts where it starts', () => {
  expect(dashOf('\nid: A', 1)).toBe(1);
});

it('Users without a profile share none', () => {
  const [document] = readDocuments([{ name: 'users.yaml', bytes: BYTES }]);
  expect(findSharedProfile([document!], new Set(['A', 'B']))).toBeUndefined();
});

it('A profile that no file has can’t be changed', () => {
  const { diagnostics } = editInBulk(
    readDocuments([{ name: 'users.yaml', bytes: BYTES }]),
    { source: 'OKTA', users: [] },
    {
      change: { kind: 'unset', fields: ['role_id'] },
      shared: { kind: 'profile', name: 'x' },
      required: [],
      sensitive: [],
    },
  );
  expect(diagnostics[0]?.summary).toBe('There is no profile "x".');
});
