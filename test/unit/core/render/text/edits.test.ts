import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../../../src/core/edit/document.js';
import type { BulkResult } from '../../../../../src/core/edit/edit-in-bulk.js';
import { renderEditsJson } from '../../../../../src/core/render/json/edits.js';
import { newFilePair } from '../../../../../src/core/import/new-file-pair.js';
import {
  renderEditCounts,
  renderEditedFields,
  renderFileDiff,
} from '../../../../../src/core/render/text/edits.js';

function pairOf(before: string, after: string): BulkResult['files'][number] {
  const [old, fresh] = readDocuments(
    [before, after].map((text) => ({
      name: 'users\u001b.yaml',
      bytes: new TextEncoder().encode(text),
    })),
  );
  return { before: old!, after: fresh! };
}

const text = (...users: readonly string[]): string =>
  `version: 1\nsource: OKTA\nusers:\n${users.join('\n')}`;
const PAIR = pairOf(text('- id: A', '  phone: "1"'), text('- id: A', '  phone: "2"', '- id: B'));
const NOTHING: BulkResult = {
  files: [],
  rows: [],
  selected: 0,
  spared: [],
  missing: [],
  profile: undefined,
};
const PLACE = { kind: 'profile', file: 'users.yaml', name: 'x' } as const;

describe('a diff of a users file', () => {
  it('has no remark on a last line that ends', () => {
    const ended = pairOf(`${text('- id: A')}\n`, `${text('- id: B')}\n`);
    expect([...renderFileDiff(ended, { sensitive: [], color: false })].join('')).toMatch(
      /-- id: A\n\+- id: B\n$/,
    );
  });

  it('of users who leave at the end has nothing in their place, be the last line empty or not', () => {
    const pair = pairOf(text('- id: A', '- id: B', '', ''), text('- id: A', ''));
    expect([...renderFileDiff(pair, { sensitive: [], color: false })].join('')).toMatch(
      / - id: A\n-- id: B\n-\n$/,
    );
  });

  it('masks, escapes and says where the last line end is missing', () => {
    expect([...renderFileDiff(PAIR, { sensitive: ['phone'], color: false })].join('')).toBe(
      `--- users\\u{1b}.yaml
+++ users\\u{1b}.yaml
@@ -2,4 +2,5 @@
 source: OKTA
 users:
 - id: A
-  phone: (sensitive value)
\\ No newline at end of file
+  phone: (sensitive value)
+- id: B
\\ No newline at end of file
`,
    );
  });

  it('of a file that is new has only new lines', () => {
    const [pair] = newFilePair('users.yaml', text('- id: A', '  phone: "1"', ''));
    expect([...renderFileDiff(pair!, { sensitive: ['phone'], color: false })].join('')).toBe(
      `--- /dev/null
+++ users.yaml
@@ -0,0 +1,5 @@
+version: 1
+source: OKTA
+users:
+- id: A
+  phone: (sensitive value)
`,
    );
  });

  it('has colours for those who want them', () => {
    const diff = [...renderFileDiff(PAIR, { sensitive: [], color: true })].join('');
    expect(diff).toContain('\u001b[31m-  phone: "1"\u001b[0m');
    expect(diff).toContain('\u001b[32m+  phone: "2"\u001b[0m');
  });
});

describe('what a command says at its end', () => {
  const row = { action: 'set', field: 'role_id', before: null, after: 4 } as const;
  const user = { ...row, target: { id: 'A' } } as const;

  it.each([
    [NOTHING, 'Nothing to change.\n'],
    [{ ...NOTHING, selected: 1 }, 'Nothing to change. 1 of the selected users stays as it is.\n'],
    [
      {
        ...NOTHING,
        files: [PAIR],
        rows: [user, { ...user, field: 'position' as const }],
        selected: 3,
      },
      '1 user changed in users\\u{1b}.yaml. 2 of the selected users stay as they are. Nothing is written yet: add --write.\n',
    ],
    [
      {
        ...NOTHING,
        files: [PAIR],
        rows: [{ ...user, action: 'remove' as const, field: null }],
        selected: 2,
        spared: ['B'],
      },
      '1 user removed in users\\u{1b}.yaml. Nothing is written yet: add --write.\n',
    ],
    [
      { ...NOTHING, files: [PAIR], rows: [{ ...row, target: { in: PLACE } }] },
      '1 shared field changed in users\\u{1b}.yaml. Nothing is written yet: add --write.\n',
    ],
  ])('%#', (result, expected) => {
    expect(renderEditCounts(result, false)).toBe(expected);
  });

  it('names files that are written', () => {
    expect(renderEditCounts({ ...NOTHING, files: [PAIR], rows: [user], selected: 1 }, true)).toBe(
      '1 user changed in users\\u{1b}.yaml. Written: users\\u{1b}.yaml.\n',
    );
  });

  it('is ids and fields in a log', () => {
    const rows = [
      user,
      { ...user, field: 'position' } as const,
      { ...user, target: { id: 'B\u001b' }, action: 'remove', field: null } as const,
      { ...row, target: { in: PLACE } },
      { ...row, target: { in: { kind: 'defaults', file: 'users.yaml' } } } as const,
    ];
    expect([...renderEditedFields(rows)].join('')).toBe(`  ~ "A": role_id, position
  - "B\\u{1b}"
  ~ profile "x" in users.yaml: role_id
  ~ defaults in users.yaml: role_id
`);
  });

  it('is data for a program, with values only where they may be seen', () => {
    const result = {
      ...NOTHING,
      files: [PAIR],
      rows: [
        user,
        { ...user, field: 'phone', after: '12345' } as const,
        { ...user, action: 'remove', field: null } as const,
      ],
      selected: 1,
      profile: PLACE,
    };
    const options = { sensitive: ['phone'], written: true } as const;
    const document = JSON.parse(
      renderEditsJson(result, { ...options, withValues: true }),
    ) as object;
    expect(document).toMatchObject({
      written: true,
      profile: 'x',
      changes: [
        { action: 'set', id: 'A', field: 'role_id', before: null, after: 4 },
        { action: 'set', id: 'A', field: 'phone', sensitive: true },
        { action: 'remove', id: 'A' },
      ],
    });
    expect(JSON.parse(renderEditsJson(NOTHING, { ...options, withValues: true }))).toMatchObject({
      profile: null,
    });
    const shown = renderEditsJson(result, { ...options, withValues: false });
    expect(shown).not.toMatch(/12345|"after"/);
  });
});
