// corform import and init --from, as the built program.
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, usersYaml } from '../support/command.js';
import { HR_EXPORT, HR_MAPPING } from '../support/hr-export.js';
import { latin1 } from '../support/import.js';

const USERS = `# yaml-language-server: $schema=./schemas/users.v1.schema.json
version: 1
source: OKTA
users:
  - id: OKTA-USER-00123
    first_name: Ana
    last_name: Muñoz Peña
    phone: "+54 11 5555-0100"
    department: Creative
    role_id: 3
    daily_hours: 7.5
  - id: OKTA-USER-00124
    first_name: Íñigo
    last_name: Roca
    department: Technology
    role_id: 4
    daily_hours: 8
  - id: OKTA-USER-00125
    first_name: Eva
    last_name: Paz Gil
    phone: "+54 11 5555-0102"
    department: Creative
    role_id: 2
    daily_hours: 8
`;

function projectWith(content: string | Uint8Array): Project {
  const project = new Project({ 'import.yaml': HR_MAPPING });
  writeFileSync(project.path('hr.csv'), content);
  return project;
}

describe('import makes a new file', () => {
  it('and prints it without --to', async () => {
    const project = projectWith(latin1(HR_EXPORT));
    const { stdout, stderr } = await project.expect(0, ['import', 'hr.csv']);
    expect(stdout).toBe(USERS);
    expect(stderr).toContain('windows-1252');
  });

  it('writes it with --to, says what was read, and never overwrites', async () => {
    const project = projectWith(HR_EXPORT);
    const { stdout } = await project.expect(0, ['import', 'hr.csv', '--to', 'users.yaml']);
    expect(project.read('users.yaml')).toBe(USERS);
    expect(stdout).toContain('hr.csv: 5 rows, semicolon-separated, utf-8\n');
    expect(stdout).toContain('3 users, 1 left, 1 skipped');
    expect(stdout).toContain('users.yaml: 3 users, new.\n');
    expect(stdout).not.toContain('5555');
    await project.expect(0, ['validate']);
    const again = await project.expect(64, ['import', 'hr.csv', '--to', 'users.yaml']);
    expect(again.stderr).toContain('CF863');
  });

  it('reads stdin, and takes everything from flags or the environment', async () => {
    const project = new Project();
    const args = [
      'import',
      '-',
      '--id',
      'X-{Legajo}',
      '--map',
      'first_name={Nombre}',
      '--keep',
      'Estado=Activo',
    ];
    const { stdout, stderr } = await project.expect(0, args, {
      input: HR_EXPORT,
      env: { CORFORM_SOURCE: 'SAP', CORFORM_DROP: 'Gerencia=Tecnología' },
    });
    expect(stdout).toContain(
      'source: SAP\nusers:\n  - id: X-00123\n    first_name: Ana\n  - id: X-00125\n',
    );
    expect(stderr).toContain('stdin: 5 rows');
  });

  it('finds what users share with --profiles auto, in a folder of its own', async () => {
    const rows = Array.from({ length: 9 }, (_, at) => `${at + 1},Dev,${at < 6 ? 'IT' : 'Ops'},8`);
    const project = new Project({
      'p.csv': `id,position,department,daily_hours\n${rows.join('\n')}\n`,
    });
    const args = ['import', 'p.csv', '--source', 'OKTA', '--id', 'A-{id}', '--profiles', 'auto'];
    await project.expect(0, [...args, '--to', 'users/all.yaml']);
    const text = project.read('users/all.yaml');
    // Colleagues can read what git would give them.
    const [folder, file] = ['users', 'users/all.yaml'].map(
      (path) => statSync(project.path(path)).mode,
    );
    expect([folder! & 0o500, folder! & 0o044]).toEqual([0o500, file! & 0o044]);
    expect(text).toContain('$schema=../schemas/users.v1.schema.json\n');
    expect(text).toContain(
      'defaults:\n  position: Dev\n  department: IT\n  daily_hours: 8\nusers:\n  - id: A-1\n',
    );
    await project.expect(0, ['validate', 'users/all.yaml']);
  });

  it('--save-mapping writes what was inferred, which then gives the same', async () => {
    const okta = 'login,status,firstName,lastName,N\na@b.c,ACTIVE,Ana,Paz,7\n';
    const project = new Project({ 'okta.csv': okta });
    const args = ['import', 'okta.csv', '--source', 'OKTA', '--id', 'OKTA-{N}'];
    const first = await project.expect(0, [...args, '--save-mapping', 'import.yaml']);
    expect(project.read('import.yaml')).toContain('id: "OKTA-{N}"\n');
    const second = await project.expect(0, ['import', 'okta.csv']);
    expect(second.stdout).toBe(first.stdout);
    await project.expect(64, [...args, '--save-mapping', 'import.yaml']);
  });

  it('needs a source and an id', async () => {
    const project = new Project({ 'p.csv': 'first_name,last_name\nAna,Paz\n' });
    const noId = await project.expect(64, ['import', 'p.csv', '--source', 'OKTA']);
    expect(noId.stderr).toContain('CF804');
    expect(noId.stderr).toContain('Columns: first_name, last_name.');
    const noSource = await project.expect(64, ['import', 'p.csv', '--id', '{first_name}']);
    expect(noSource.stderr).toContain('CF805');
  });
});

describe('a damaged export', () => {
  it('ends with 65, a place, and nothing written', async () => {
    const project = projectWith(HR_EXPORT.replace('Tecnología', 'Tec'));
    const args = ['import', 'hr.csv', '--to', 'users.yaml', '--save-mapping', 'new.yaml'];
    const { stderr, stdout } = await project.expect(65, args);
    expect(stderr).toContain('hr.csv:4:19 (row 2, column "Gerencia")');
    expect(stderr).toContain('fix:');
    expect(stdout).toBe('');
    expect(existsSync(project.path('users.yaml'))).toBe(false);
    expect(existsSync(project.path('new.yaml'))).toBe(false);
  });

  it('reports all problems at once, with those of import.yaml', async () => {
    const project = projectWith(HR_EXPORT.replace('Eva', '=A1').replace('37,5', 'muchas'));
    const { stderr } = await project.expect(65, ['import', 'hr.csv']);
    expect(stderr).toContain('CF841');
    expect(stderr).toContain('CF847');
    project.write('import.yaml', 'version: 1\nidd: x\nfields: {role: 4}\n');
    const wrong = await project.expect(65, ['import', 'hr.csv']);
    expect(wrong.stderr).toContain('import.yaml:2:1 (idd)');
    expect(wrong.stderr).toContain('import.yaml:3:10 (fields.role)');
  });
});

describe('import --update', () => {
  const MINE = `# people of the agency
version: 1
source: OKTA # never another
defaults: {daily_hours: 8}

users:
  # the boss
  - id: OKTA-USER-00123   # Ana
    first_name: "Ana"
    last_name: 'Muñoz Peña'
    phone: "+54 11 5555-0100"
    department: Creative
    role_id: 3
    daily_hours: 7.5 # part time

  - {id: OKTA-USER-00124, first_name: Íñigo, last_name: Roca, department: Technology, role_id: 4}
  - id: OKTA-USER-00126
    first_name: Leo
    last_name: Sosa
    department: Technology
    role_id: 4
    protected: false
  - id: OKTA-USER-00200
    first_name: Zoe`;

  const NEXT = HR_EXPORT.replace('37,5', '40')
    .replace('Roca;;Tecnología', 'Roca;Díaz;Creatividad')
    .replace('00125;', '00127;')
    .replace(';;;;;Total', '00300;Pía;Luz;;Creatividad;Analista;40;Activo;\n;;;;;Total');

  function mine(csv: string): Project {
    const project = new Project({ 'import.yaml': HR_MAPPING, 'users.yaml': MINE });
    writeFileSync(project.path('hr.csv'), csv);
    return project;
  }

  it('changes the lines of who changed, adds who is new, and no other byte', async () => {
    const project = mine(NEXT);
    const { stdout } = await project.expect(0, ['import', 'hr.csv', '--update']);
    expect(stdout).toContain(
      `2 new, 2 changed, 2 left and kept
  + OKTA-USER-00127
  + OKTA-USER-00300
  ~ OKTA-USER-00123: daily_hours
  ~ OKTA-USER-00124: last_name, department
2 users left but stay in the users files; --leavers remove removes them:
    OKTA-USER-00126
    OKTA-USER-00200
`,
    );
    expect(project.read('users.yaml')).toBe(
      MINE.replace('daily_hours: 7.5 # part', 'daily_hours: 8 # part')
        .replace(
          'last_name: Roca, department: Technology',
          'last_name: Roca Díaz, department: Creative',
        )
        .replace(
          '    protected: false\n',
          `    protected: false
  - id: OKTA-USER-00127
    first_name: Eva
    last_name: Paz Gil
    phone: "+54 11 5555-0102"
    department: Creative
    role_id: 2
    daily_hours: 8
`,
        )
        .replace(
          '    first_name: Zoe',
          `    first_name: Zoe
  - id: OKTA-USER-00300
    first_name: Pía
    last_name: Luz
    department: Creative
    role_id: 4
    daily_hours: 8`,
        ),
    );
    const again = await project.expect(0, ['import', 'hr.csv', '--update', '--check']);
    expect(again.stdout).toContain('No changes. The users files match hr.csv.');
  });

  it('--check writes nothing and exits 2', async () => {
    const project = mine(NEXT);
    const { stdout } = await project.expect(2, ['import', 'hr.csv', '--update', '--check']);
    expect(project.read('users.yaml')).toBe(MINE);
    expect(stdout).toContain('--- users.yaml\n+++ users.yaml\n@@ ');
    expect(stdout).toContain(
      '-    daily_hours: 7.5 # part time\n+    daily_hours: 8 # part time\n',
    );
    expect(stdout).toContain('+  - id: OKTA-USER-00127\n');
    expect(stdout).not.toContain('5555-0102');
    const ci = await project.expect(2, ['import', 'hr.csv', '--update', '--check'], {
      env: { CI: 'true' },
    });
    expect(ci.stdout).toContain('  ~ OKTA-USER-00123: daily_hours\n');
    expect(ci.stdout).not.toContain('@@');
    expect(ci.stdout).not.toContain('Creative');
  });

  it('--leavers remove takes out who left, but nobody who is protected or required', async () => {
    const project = mine(HR_EXPORT);
    const { stdout } = await project.expect(0, [
      'import',
      'hr.csv',
      '--update',
      '--leavers',
      'remove',
    ]);
    expect(stdout).toContain('  - OKTA-USER-00126\n  - OKTA-USER-00200\n');
    expect(project.read('users.yaml')).not.toMatch(/00126|00200/);
    expect(project.read('users.yaml')).toContain('  # the boss\n');
    const held = mine(HR_EXPORT);
    held.write('users.yaml', MINE.replace('protected: false', 'protected: true'));
    held.write('corform.yaml', 'version: 1\nrequired: [OKTA-USER-00200]\n');
    const { stderr } = await held.expect(0, [
      'import',
      'hr.csv',
      '--update',
      '--leavers',
      'remove',
    ]);
    expect(stderr).toContain('CF860');
    expect(held.read('users.yaml')).toMatch(/00126[^]*00200/);
  });

  it('removes no more than limits.forget, unless that is allowed', async () => {
    const project = mine(HR_EXPORT);
    project.write('corform.yaml', 'version: 1\nlimits: {forget: 1}\n');
    const args = ['import', 'hr.csv', '--update', '--leavers', 'remove'];
    const { stderr } = await project.expect(8, args);
    expect(stderr).toContain('--allow forget=2');
    expect(project.read('users.yaml')).toBe(MINE);
    await project.expect(0, [...args, '--allow', 'forget=2']);
  });

  it('--empty release takes out own values whose cells are empty, once', async () => {
    const csv = HR_EXPORT.replace("'+54 11 5555-0100", '');
    const project = mine(csv);
    await project.expect(0, ['import', 'hr.csv', '--update']);
    expect(project.read('users.yaml')).toContain('5555-0100');
    const { stdout } = await project.expect(0, [
      'import',
      'hr.csv',
      '--update',
      '--empty',
      'release',
    ]);
    expect(stdout).toContain('  ~ OKTA-USER-00123: -phone\n');
    expect(project.read('users.yaml')).not.toContain('5555-0100');
    const again = await project.expect(0, ['import', 'hr.csv', '--update', '--empty', 'release']);
    expect(again.stdout).toContain('No changes');
  });

  it('refuses another source, and files that are not valid', async () => {
    const project = mine(HR_EXPORT);
    const other = await project.expect(64, ['import', 'hr.csv', '--update', '--source', 'SAP']);
    expect(other.stderr).toContain('CF805');
    project.write('users.yaml', MINE.replace('role_id: 3', 'role_id: 9'));
    await project.expect(65, ['import', 'hr.csv', '--update']);
  });

  it('puts new users into the file that file: says, a new one too, if files: lists it', async () => {
    const files = {
      'import.yaml': `${HR_MAPPING}file: "users/{department}.yaml"\n`,
      'corform.yaml': 'version: 1\nfiles: ["users/*.yaml"]\n',
    };
    const project = new Project(files);
    writeFileSync(project.path('hr.csv'), HR_EXPORT);
    await project.expect(0, ['import', 'hr.csv', '--update']);
    expect(project.read('users/creative.yaml')).toMatch(/00123[^]*00125/);
    expect(project.read('users/technology.yaml')).toContain('00124');
    await project.expect(0, ['validate', 'users/creative.yaml', 'users/technology.yaml']);
    project.write('hr.csv', NEXT);
    const { stdout } = await project.expect(0, ['import', 'hr.csv', '--update', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: {
        added: ['OKTA-USER-00127', 'OKTA-USER-00300'],
        changed: [
          { id: 'OKTA-USER-00123', set: ['daily_hours'], unset: [] },
          { id: 'OKTA-USER-00124', set: ['last_name', 'department'], unset: [] },
        ],
        left_and_kept: ['OKTA-USER-00125'],
      },
      files: [
        { path: 'users/creative.yaml', is_new: false },
        { path: 'users/technology.yaml', is_new: false },
      ],
      written: true,
    });
    project.write('import.yaml', HR_MAPPING);
    project.write('hr.csv', NEXT.replace('00300', '00301'));
    const nowhere = await project.expect(65, ['import', 'hr.csv', '--update']);
    expect(nowhere.stderr).toContain('CF861');
    project.write('import.yaml', `${HR_MAPPING}file: "{phone}/x.yaml"\n`);
    const unlisted = await project.expect(65, ['import', 'hr.csv', '--update']);
    expect(unlisted.stderr).toContain('has no phone');
    project.write('import.yaml', `${HR_MAPPING}file: "elsewhere/{department}.yaml"\n`);
    const elsewhere = await project.expect(65, ['import', 'hr.csv', '--update']);
    expect(elsewhere.stderr).toContain(
      'elsewhere/creative.yaml, which files: of corform.yaml does not list',
    );
  });

  it('--file takes a part of the files, in which not every required user must be', async () => {
    const project = new Project({
      'import.yaml': HR_MAPPING,
      'a.yaml': MINE,
      'b.yaml': usersYaml([{ id: 'X', first_name: 'Xul' }]),
      'corform.yaml': 'version: 1\nfiles: [a.yaml, b.yaml]\nrequired: [X]\n',
    });
    writeFileSync(project.path('hr.csv'), NEXT);
    const { stdout } = await project.expect(0, [
      'import',
      'hr.csv',
      '--update',
      '--file',
      'a*.yaml',
    ]);
    expect(stdout).toContain('2 new, 2 changed');
    expect(stdout).not.toContain('X');
    await project.expect(0, ['validate']);
  });

  it('follows the example of init', async () => {
    const project = new Project({ 'import.yaml': HR_MAPPING });
    await project.init();
    writeFileSync(project.path('hr.csv'), HR_EXPORT);
    await project.expect(0, ['import', 'hr.csv', '--update']);
    await project.expect(0, ['validate']);
    expect(project.read('users.yaml')).toContain('# Fields for all users');
    expect(project.read('users.yaml')).toContain('\nusers:\n#   {id: OKTA');
    expect(project.read('users.yaml')).toContain('},\n  - id: OKTA-USER-00123\n');
    const again = await project.expect(0, ['import', 'hr.csv', '--update', '--check']);
    expect(again.stdout).toContain('No changes');
  });

  it('does not go with flags of new files, nor they with it', async () => {
    const project = mine(HR_EXPORT);
    await project.expect(64, ['import', 'hr.csv', '--update', '--to', 'x.yaml']);
    await project.expect(64, ['import', 'hr.csv', '--update', '--profiles', 'auto']);
    await project.expect(64, ['import', 'hr.csv', '--check']);
    const args = ['import', 'hr.csv', '--to', 'x.yaml', '--leavers', 'remove'];
    const { stderr } = await project.expect(64, args);
    expect(stderr).toContain('--leavers only works with --update');
    const check = await project.expect(2, ['import', 'hr.csv', '--to', 'x.yaml', '--check']);
    expect(check.stdout).toContain('--- /dev/null\n+++ x.yaml\n@@ -0,0 +1,');
    expect(existsSync(project.path('x.yaml'))).toBe(false);
    const { stdout } = await project.expect(0, ['import', 'hr.csv', '--to', 'x.yaml', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      users: 3,
      left: ['OKTA-USER-00126'],
      written: true,
    });
  });
});

describe('init --from', () => {
  it('makes a project of an export, and says what comes next', async () => {
    const project = projectWith(HR_EXPORT);
    const { stdout } = await project.expect(0, ['init', '--from', 'hr.csv']);
    expect(stdout).toContain('made    users.yaml\n');
    expect(stdout).toContain('3 users, 1 left');
    expect(stdout).toContain('corform baseline --verify --people hr.csv');
    expect(project.read('users.yaml')).toContain(
      'defaults:\n  department: Creative\n  daily_hours: 8\n',
    );
    await project.expect(0, ['validate']);
    const again = await project.expect(64, ['init', '--from', 'hr.csv']);
    expect(again.stderr).toContain('users.yaml exists already');
  });

  it('makes nothing of an export in which no column is a field', async () => {
    const project = new Project({ 'team.csv': 'Name,Surname,No\nAna,Paz,1\n' });
    const args = ['init', '--from', 'team.csv', '--source', 'OKTA', '--id', 'OKTA-USER-{No}'];
    const { stderr } = await project.expect(64, args);
    expect(stderr).toContain('CF807');
    expect(stderr).toContain('--map "first_name={COLUMN}"');
    expect(existsSync(project.path('users.yaml'))).toBe(false);
    await project.expect(0, [...args, '--map', 'first_name={Name}']);
    expect(project.read('users.yaml')).toContain('first_name: Ana');
  });

  it('makes nothing of a damaged export', async () => {
    const project = projectWith(HR_EXPORT.replace('00124', ''));
    await project.expect(65, ['init', '--from', 'hr.csv']);
    expect(existsSync(project.path('corform.yaml'))).toBe(false);
    expect(existsSync(project.path('.corform'))).toBe(false);
  });
});

describe('init', () => {
  it('puts schemas beside what names them, and keeps out of git what holds data, for every backend', async () => {
    const project = new Project();
    await project.init();
    expect(project.read('corform.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.\/schemas\/config/,
    );
    expect(existsSync(project.path('schemas/config.v1.schema.json'))).toBe(true);
    const mine = new Project({ 'users.yaml': usersYaml([]), 'corform.yaml': 'version: 1\n' });
    await mine.init();
    expect(existsSync(mine.path('schemas'))).toBe(false);
  });

  it('does not write through a link that leads out of the folder', async () => {
    const project = new Project();
    symlinkSync(project.path('../elsewhere.yaml'), project.path('users.yaml'));
    await project.init();
    expect(existsSync(project.path('../elsewhere.yaml'))).toBe(false);
  });
});
