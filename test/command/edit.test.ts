/** `set`, `unset` and `remove`: what they print, what they write, and what they leave alone. */
import { chmodSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project } from '../support/command.js';

const USERS = `# The people of the agency.
version: 1
source: OKTA
profiles:
  designer: {position: Designer, department: Creative}
users:
  - id: OKTA-1 # Ana
    profile: designer
    phone: "+54 11 5555-0101"   # mobile
    role_id: 4

  # Bo is on leave.
  - {id: OKTA-2, profile: designer, phone: '555-0102', protected: true}
  - id: OKTA-3
    department: Board
    role_id: 2
`;

function project(files: Readonly<Record<string, string>> = { 'users.yaml': USERS }): Project {
  return new Project(files);
}

describe('set', () => {
  it('shows a diff without the values of sensitive fields, and writes nothing', async () => {
    const folder = project();
    const { stdout, stderr } = await folder.expect(0, [
      'set',
      'phone=+1 555',
      'role_id=3',
      '--only',
      'OKTA-1',
    ]);
    expect(stdout).toBe(`--- users.yaml
+++ users.yaml
@@ -6,8 +6,8 @@
 users:
   - id: OKTA-1 # Ana
     profile: designer
-    phone: (sensitive value)   # mobile
-    role_id: 4
+    phone: (sensitive value)   # mobile
+    role_id: 3
 
   # Bo is on leave.
   - {id: OKTA-2, profile: designer, phone: (sensitive value), protected: true}

1 user changed in users.yaml. Nothing is written yet: add --write.
`);
    expect(stderr).toBe('');
    expect(folder.read('users.yaml')).toBe(USERS);
  });

  it('writes exactly the lines of the edit, and keeps the mode of the file', async () => {
    const folder = project();
    chmodSync(folder.path('users.yaml'), 0o664);
    const { stdout } = await folder.expect(0, [
      'set',
      'daily_hours=7.5',
      '--where',
      'department=Creative',
      '--write',
    ]);
    expect(stdout).toContain('2 users changed in users.yaml. Written: users.yaml.');
    expect(folder.read('users.yaml')).toBe(
      USERS.replace('    role_id: 4\n', '    role_id: 4\n    daily_hours: 7.5\n').replace(
        "phone: '555-0102',",
        "phone: '555-0102', daily_hours: 7.5,",
      ),
    );
    expect(statSync(folder.path('users.yaml')).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder.folder)).toEqual(['users.yaml']);
    const again = await folder.expect(0, [
      'set',
      'daily_hours=7.5',
      '--where',
      'department=Creative',
    ]);
    expect(again.stdout).toBe('Nothing to change. 2 of the selected users stay as they are.\n');
    const nobody = await folder.expect(0, ['set', 'daily_hours=7.5', '--only', 'OKTO-*']);
    expect(nobody.stderr).toContain('The selection fits no user in the users files.');
  });

  it('takes a role by the name that COR has for it', async () => {
    const folder = project();
    await folder.expect(0, ['set', 'role_id=Freelancer', '--only', 'OKTA-3', '--write']);
    expect(folder.read('users.yaml')).toBe(USERS.replace('role_id: 2', 'role_id: 5'));
  });

  it('changes what users share if asked to, and says when that would do', async () => {
    const folder = project();
    const { stderr } = await folder.expect(0, [
      'set',
      'daily_hours=6',
      '--only',
      'OKTA-1',
      '--only',
      'OKTA-2',
    ]);
    expect(stderr).toContain('CF174');
    expect(stderr).toContain('--in profile:designer');
    await folder.expect(0, ['set', 'daily_hours=6', '--in', 'profile:designer', '--write']);
    await folder.expect(0, ['set', 'role_id=4', '--in', 'defaults', '--write']);
    expect(folder.read('users.yaml')).toBe(
      USERS.replace('department: Creative}', 'department: Creative, daily_hours: 6}').replace(
        'source: OKTA\n',
        'source: OKTA\ndefaults:\n  role_id: 4\n',
      ),
    );
  });

  it.each([
    [64, ['set', 'role_id=3'], 'CF175'],
    [64, ['set', '--all'], 'CF176'],
    [64, ['set', 'role=3', '--all'], 'Did you mean role_id?'],
    [64, ['set', 'role_id', '--all'], 'CF176'],
    [64, ['set', 'role_id=3', '--all', '--only', 'X'], 'CF609'],
    [64, ['set', 'role_id=3', '--in', 'designer'], 'CF609'],
    [64, ['set', 'role_id=3', '--where', 'colour=blue'], 'CF330'],
    [65, ['set', 'role_id=9', '--all'], 'CF145'],
    [65, ['set', 'position=', '--all'], 'CF136'],
    [65, ['set', 'phone=1', '--in', 'defaults'], 'it belongs to one person'],
    [65, ['set', 'role_id=3', '--in', 'profile:desinger'], 'Did you mean designer?'],
    [65, ['set', 'role_id=3', '--all', '--file', 'none.yaml'], 'CF162'],
  ])('ends with %i: corform %j', async (code, args, words) => {
    const folder = project();
    const { stderr, stdout } = await folder.expect(code, [...args, '--write']);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(folder.read('users.yaml')).toBe(USERS);
  });

  it('names in CI only ids and fields', async () => {
    const folder = project().use({ CI: 'true' });
    const { stdout } = await folder.expect(0, ['set', 'phone=+1 555', 'position=Boss', '--all']);
    expect(stdout).toContain('  ~ "OKTA-1": phone, position\n');
    expect(stdout).not.toMatch(/555|Boss|Board/);
    const json = await folder.expect(0, ['set', 'position=Boss', '--all', '--json']);
    expect(json.stdout).not.toContain('Boss');
  });

  it('shows the same facts as JSON', async () => {
    const { stdout } = await project().expect(0, [
      'set',
      'phone=+1 555',
      'role_id=2',
      '--all',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      format_version: '1.0',
      written: false,
      files: ['users.yaml'],
      selected: 3,
      changes: [
        { action: 'set', id: 'OKTA-1', field: 'phone', sensitive: true },
        { action: 'set', id: 'OKTA-1', field: 'role_id', before: 4, after: 2 },
        { action: 'set', id: 'OKTA-2', field: 'phone', sensitive: true },
        { action: 'set', id: 'OKTA-2', field: 'role_id', before: null, after: 2 },
        { action: 'set', id: 'OKTA-3', field: 'phone', sensitive: true },
      ],
      protected: [],
      not_found: [],
      profile: null,
    });
  });

  it('takes every setting from the environment, too', async () => {
    const folder = project().use({ CORFORM_WHERE: 'department=Board', CORFORM_WRITE: 'true' });
    await folder.expect(0, ['set', 'role_id=1']);
    expect(folder.read('users.yaml')).toBe(USERS.replace('role_id: 2', 'role_id: 1'));
  });
});

describe('unset', () => {
  it('takes own values out', async () => {
    const folder = project();
    const { stdout } = await folder.expect(0, ['unset', 'phone', '--all', '--write']);
    expect(stdout).toContain(
      '2 users changed in users.yaml. 1 of the selected users stays as it is.',
    );
    expect(folder.read('users.yaml')).toBe(
      USERS.replace('    phone: "+54 11 5555-0101"   # mobile\n', '').replace(
        ", phone: '555-0102'",
        '',
      ),
    );
  });

  it('takes shared values out, and refuses names that are no fields', async () => {
    const folder = project();
    await folder.expect(0, ['unset', 'position', '--in', 'profile:designer', '--write']);
    expect(folder.read('users.yaml')).toBe(USERS.replace('position: Designer, ', ''));
    await folder.expect(64, ['unset', 'nickname', '--all']);
    await folder.expect(64, ['unset', '--all']);
  });
});

describe('remove', () => {
  it('takes out who is listed, spares the protected, and names ids that nobody has', async () => {
    const folder = project();
    const { stdout, stderr } = await folder.expect(0, ['remove', '--ids-from', '-', '--write'], {
      input: '\ufeffOKTA-3\r\n\r\nOKTA-2\r\nOKTA-9\r\n',
    });
    expect(stdout).toContain('1 user removed in users.yaml.');
    expect(stderr).toContain('1 protected user left in place: "OKTA-2"');
    expect(stderr).toContain('1 id of --ids-from not found in the users files: "OKTA-9"');
    expect(folder.read('users.yaml')).toBe(USERS.replace(/ {2}- id: OKTA-3[^]*/, ''));
  });

  it('reads the list from a file', async () => {
    const folder = project({ 'users.yaml': USERS, 'leavers.txt': 'OKTA-1\n' });
    await folder.expect(0, ['remove', '--ids-from', 'leavers.txt', '--write']);
    expect(folder.read('users.yaml')).toBe(USERS.replace(/ {2}- id: OKTA-1[^]*?\n(?=\n)/, ''));
    await folder.expect(65, ['remove', '--ids-from', 'none.txt', '--write']);
  });

  it('refuses to take out who is required', async () => {
    const folder = project({
      'users.yaml': USERS,
      'corform.yaml': 'version: 1\nrequired: [OKTA-3]\n',
    });
    const { stderr } = await folder.expect(65, ['remove', '--only', 'OKTA-3', '--write']);
    expect(stderr).toContain('CF157');
    expect(folder.read('users.yaml')).toBe(USERS);
  });
});

describe('several files', () => {
  const file = (id: string): string =>
    `version: 1\nsource: OKTA\nusers:\n- id: ${id}\n  role_id: 4\n`;
  const files = {
    'corform.yaml': 'version: 1\nfiles: [users/a.yaml, users/b.yaml]\nrequired: [B]\n',
    'users/a.yaml': file('A'),
    'users/b.yaml': file('B'),
  };

  it('are written together', async () => {
    const folder = project(files);
    const { stdout } = await folder.expect(0, ['set', 'role_id=3', '--all', '--write']);
    expect(stdout).toContain('2 users changed in users/a.yaml, users/b.yaml.');
    expect(folder.read('users/a.yaml')).toBe(file('A').replace('4', '3'));
    expect(folder.read('users/b.yaml')).toBe(file('B').replace('4', '3'));
  });

  it('may be narrowed to one, or to a pattern', async () => {
    const folder = project(files);
    await folder.expect(0, ['set', 'role_id=3', '--all', '--file', 'users/a*.yaml', '--write']);
    expect(folder.read('users/a.yaml')).toBe(file('A').replace('4', '3'));
    expect(folder.read('users/b.yaml')).toBe(file('B'));
  });

  it('stay links where they are links', async () => {
    const folder = project({ 'real.yaml': file('A') });
    symlinkSync('real.yaml', folder.path('users.yaml'));
    await folder.expect(0, ['set', 'role_id=3', '--all', '--write']);
    expect(folder.read('real.yaml')).toBe(file('A').replace('4', '3'));
  });
});

describe('hostile text', () => {
  it('does not reach the terminal as it is', async () => {
    const hostile = USERS.replace('# mobile', '# \u202e ##[error] \u200b');
    const { stdout } = await project({ 'users.yaml': hostile }).expect(0, [
      'set',
      'role_id=3',
      '--only',
      'OKTA-1',
    ]);
    expect(stdout).toContain('\\u{202e}');
    expect(stdout).not.toMatch(/[\u202e\u200b]|##\[/);
  });
});
