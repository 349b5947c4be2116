// corform import and init --from, as the built program.
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, usersYaml } from '../support/command.js';
import { latin1, utf16 } from '../support/import.js';

const HR = `Reporte de personal;;;;;;
Legajo;Nombre;Apellido Paterno;Apellido Materno;Gerencia;Nivel;Horas semanales;Estado;Celular
00123;Ana;Muñoz;Peña;Creatividad;Líder;37,5;Activo;'+54 11 5555-0100
00124;Íñigo;Roca;;Tecnología;Analista;40;Activo;
00125;Eva;Paz;Gil;Creatividad;Directora;40;Activo;+54 11 5555-0102
00126;Leo;Sosa;;Tecnología;Analista;40;Baja;
;;;;;Total: 4;;;
`;

const MAPPING = `version: 1
source: OKTA
id: "OKTA-USER-{Legajo}"
keep: {Estado: Activo}
left: {Estado: Baja}
fields:
  first_name: "{Nombre}"
  last_name: "{Apellido Paterno} {Apellido Materno}"
  phone: "{Celular}"
  department: {from: "{Gerencia}", values: {Creatividad: Creative, Tecnología: Technology}}
  role_id: {from: "{Nivel}", values: {Directora: Director, Líder: 3, "*": 4}}
  daily_hours: {from: "{Horas semanales}", divide: 5}
`;

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
  const project = new Project({ 'import.yaml': MAPPING });
  writeFileSync(project.path('hr.csv'), content);
  return project;
}

describe('import makes a new file', () => {
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', HR],
    ['UTF-8 with a BOM and CRLF', `\ufeff${HR.replaceAll('\n', '\r\n')}`],
    ['UTF-16, little end first', utf16(HR, 'le')],
    ['UTF-16, big end first', utf16(HR, 'be')],
    ['windows-1252', latin1(HR)],
    ['commas, quotes and CR', HR.replaceAll(',', '.').replaceAll(';', ',').replaceAll('\n', '\r')],
    ['tabs, decomposed', HR.replaceAll(';', '\t').normalize('NFD')],
  ])('the same from %s', async (_, content) => {
    const project = projectWith(content);
    const { stdout } = await project.expect(0, ['import', 'hr.csv']);
    expect(stdout).toBe(USERS);
  });

  it('writes it with --to, says what was read, and never overwrites', async () => {
    const project = projectWith(HR);
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
      input: HR,
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

describe('a damaged export ends with 65, a place, and nothing written', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['cut off in a row', HR.slice(0, HR.indexOf(';Sosa')), /hr\.csv:6:/],
    ['an open quote', HR.replace(';Roca;', ';"Roca;'), /hr\.csv:4:13 \(row 2\)/],
    ['a bare quote', HR.replace('Roca', 'Ro"ca'), /hr\.csv:4:13 \(row 2\)/],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1]), /hr\.csv:1:1/],
    ['no header', HR.slice(HR.indexOf('00123')), /hr\.csv:1:1/],
    [
      'lost digits',
      HR.replace('+54 11 5555-0102', '5,58199E+12'),
      /hr\.csv:5:\d+ \(row 3, column "Celular"\)/,
    ],
    [
      'an unknown department',
      HR.replace('Tecnología', 'Tec'),
      /hr\.csv:4:19 \(row 2, column "Gerencia"\)/,
    ],
    ['an id twice', HR.replace('00124', '00123'), /hr\.csv:4:1 \(row 2, column "Legajo"\)/],
    ['no id', HR.replace('00124', ''), /hr\.csv:4:1 \(row 2, column "Legajo"\)/],
    ['a formula', HR.replace('Eva', '=A1'), /hr\.csv:5:7 \(row 3, column "Nombre"\)/],
    [
      'an error of a spreadsheet',
      HR.replace('Eva', '#N/A'),
      /hr\.csv:5:7 \(row 3, column "Nombre"\)/,
    ],
    ['bytes of two encodings', Buffer.concat([Buffer.from(HR), latin1('\x81')]), /hr\.csv:\d+:\d+/],
    ['nothing but a header', HR.slice(0, HR.indexOf('00123')), /hr\.csv:2:1/],
    [
      'hours of nobody',
      HR.replace('37,5', 'muchas'),
      /hr\.csv:3:\d+ \(row 1, column "Horas semanales"\)/,
    ],
  ])('%s', async (_, content, place) => {
    const project = projectWith(content);
    const { stderr, stdout } = await project.expect(65, ['import', 'hr.csv', '--to', 'users.yaml']);
    expect(stderr).toMatch(place);
    expect(stderr).toContain('fix:');
    expect(stdout).toBe('');
    expect(existsSync(project.path('users.yaml'))).toBe(false);
  });

  it('tells all problems at once, those of import.yaml too', async () => {
    const project = projectWith(HR.replace('Eva', '=A1').replace('37,5', 'muchas'));
    const { stderr } = await project.expect(65, ['import', 'hr.csv']);
    expect(stderr).toContain('CF841');
    expect(stderr).toContain('CF847');
    project.write('import.yaml', 'version: 1\nidd: x\nfields: {role: 4}\n');
    const wrong = await project.expect(65, ['import', 'hr.csv']);
    expect(wrong.stderr).toContain('import.yaml:2:1 (idd)');
    expect(wrong.stderr).toContain('import.yaml:3:10 (fields.role)');
  });
});

describe('init --from', () => {
  it('makes a project of an export, and says what comes next', async () => {
    const project = projectWith(HR);
    const { stdout } = await project.expect(0, ['init', '--from', 'hr.csv']);
    expect(stdout).toContain('made    users.yaml\n');
    expect(stdout).toContain('3 users, 1 left');
    expect(stdout).toContain('Next: corform baseline --verify');
    expect(project.read('users.yaml')).toContain(
      'defaults:\n  department: Creative\n  daily_hours: 8\n',
    );
    await project.expect(0, ['validate']);
    const again = await project.expect(64, ['init', '--from', 'hr.csv']);
    expect(again.stderr).toContain('users.yaml exists already');
  });

  it('makes nothing of a damaged export', async () => {
    const project = projectWith(HR.replace('00124', ''));
    await project.expect(65, ['init', '--from', 'hr.csv']);
    expect(existsSync(project.path('corform.yaml'))).toBe(false);
    expect(existsSync(project.path('.corform'))).toBe(false);
  });
});

describe('init', () => {
  it('puts schemas beside what names them, and keeps out of git what holds data, for every backend', async () => {
    const project = new Project();
    await project.expect(0, ['init']);
    expect(project.read('corform.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.\/schemas\/config/,
    );
    expect(existsSync(project.path('schemas/config.v1.schema.json'))).toBe(true);
    const mine = new Project({ 'users.yaml': usersYaml([]), 'corform.yaml': 'version: 1\n' });
    await mine.expect(0, ['init']);
    expect(existsSync(mine.path('schemas'))).toBe(false);
  });

  it('does not write through a link that leads out of the folder', async () => {
    const project = new Project();
    symlinkSync(project.path('../elsewhere.yaml'), project.path('users.yaml'));
    await project.expect(0, ['init']);
    expect(existsSync(project.path('../elsewhere.yaml'))).toBe(false);
  });
});
