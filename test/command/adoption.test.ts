// The whole way of an agency into corform: from exports in the dialects of real systems to an apply.
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.js';
import { credentialsFor, openSandbox, Project, putsOf } from '../support/command.js';
import { latin1, utf16 } from '../support/import.js';

interface Person {
  readonly number: string;
  readonly first: string;
  readonly last: readonly [string, string];
  readonly mail: string;
  readonly phone: string;
  readonly title: string;
  readonly team: string;
  readonly level: string;
  /** Hours a week. */
  readonly hours: number;
  readonly active: boolean;
}

const person = (
  number: string,
  name: string,
  [phone, title, team, level, hours]: readonly [string, string, string, string, number],
  active = true,
): Person => {
  const [first = '', paternal = '', maternal = ''] = name.split('/');
  const mail = `${first}.${paternal}@faro.example`.toLowerCase().replace(/[^a-z.@]/g, '');
  return {
    number,
    first,
    last: [paternal, maternal],
    mail,
    phone,
    title,
    team,
    level,
    hours,
    active,
  };
};

const PEOPLE: readonly Person[] = [
  person('00031', 'Íñigo/Roca/', [
    '+34 600 000 031',
    'Developer, back end',
    'Tecnología',
    'Analista',
    40,
  ]),
  person('00007', 'Ana María/Muñoz/Peña', [
    '+54 11 5555-0007',
    'Directora de arte',
    'Creatividad',
    'Directora',
    37.5,
  ]),
  person('00124', 'Bea/O’Neill/', ['', 'Copy "senior"', 'Creatividad', 'Analista', 40]),
  person('00456', 'João/Gonçalves/Brandão', [
    '+55 21 5555-0456',
    'Productor',
    'Producción',
    'Líder',
    40,
  ]),
  person('01200', 'Zoë/Ñandú/Gil', [
    '+54 11 5555-1200',
    'Diseñadora',
    'Creatividad',
    'Analista',
    22.5,
  ]),
  person(
    '01201',
    'Leo/Sosa/Paz',
    ['+54 11 5555-1201', 'Developer', 'Tecnología', 'Analista', 40],
    false,
  ),
  person('02000', 'Eva/Díaz/Díaz', ['+54 11 5555-2000', 'Developer', 'Tecnología', 'Líder', 40]),
];

const USERS = `# yaml-language-server: $schema=./schemas/users.v1.schema.json
version: 1
source: SAP
users:
  - id: EMP-00007
    first_name: Ana María
    last_name: Muñoz Peña
    phone: "+54 11 5555-0007"
    position: Directora de arte
    department: Creative
    role_id: 2
    daily_hours: 7.5
  - id: EMP-00031
    first_name: Íñigo
    last_name: Roca
    phone: "+34 600 000 031"
    position: Developer, back end
    department: Technology
    role_id: 4
    daily_hours: 8
  - id: EMP-00124
    first_name: Bea
    last_name: O’Neill
    position: "Copy \\"senior\\""
    department: Creative
    role_id: 4
    daily_hours: 8
  - id: EMP-00456
    first_name: João
    last_name: Gonçalves Brandão
    phone: "+55 21 5555-0456"
    position: Productor
    department: Production
    role_id: 3
    daily_hours: 8
  - id: EMP-01200
    first_name: Zoë
    last_name: Ñandú Gil
    phone: "+54 11 5555-1200"
    position: Diseñadora
    department: Creative
    role_id: 4
    daily_hours: 4.5
  - id: EMP-02000
    first_name: Eva
    last_name: Díaz Díaz
    phone: "+54 11 5555-2000"
    position: Developer
    department: Technology
    role_id: 3
    daily_hours: 8
`;

const TRANSLATIONS = (team: string, level: string, hours: string): string => `
  department:
    from: "${team}"
    values: {Creatividad: Creative, Tecnología: Technology, Producción: Production}
  role_id:
    from: "${level}"
    values: {Directora: Director, Líder: 3, "*": Collaborator}
  daily_hours: {from: "${hours}", divide: 5}
`;

const CSV_MAPPING = `version: 1
source: SAP
id: "EMP-{Legajo}"
email: "{Correo electrónico}"
keep: {Estado: Activo}
left: {Estado: [Baja]}
fields:
  first_name: "{Nombre}"
  last_name: "{Apellido Paterno} {Apellido Materno}"
  phone: "{Celular}"
  position: "{Puesto}"${TRANSLATIONS('{Gerencia}', '{Nivel}', '{Horas semanales}')}`;

const HEADER = [
  ...['Legajo', 'Nombre', 'Apellido Paterno', 'Apellido Materno', 'Correo electrónico', 'Celular'],
  ...['Puesto', 'Gerencia', 'Nivel', 'Horas semanales', 'Estado', 'Fecha de ingreso'],
];

interface Dialect {
  readonly delimiter: string;
  readonly lineEnd?: string;
  readonly decimal?: string;
  /** How an id, or a phone, is written. */
  readonly guard?: (text: string) => string;
  readonly above?: string;
  readonly below?: string;
  readonly quoteAll?: boolean;
}

function csv(people: readonly Person[], dialect: Dialect): string {
  const { delimiter, lineEnd = '\n', decimal = '.', guard = (text: string) => text } = dialect;
  const { above = '', below = '', quoteAll = false } = dialect;
  const quote = (text: string): string =>
    (quoteAll && !text.startsWith('=')) || text.includes(delimiter) || /["\r\n]/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const rows = people.map(
    ({ number, first, last, mail, phone, title, team, level, hours, active }) => [
      ...[
        guard(number),
        first,
        ...last,
        mail,
        phone === '' ? '' : guard(phone),
        title,
        team,
        level,
      ],
      ...[String(hours).replace('.', decimal), active ? 'Activo' : 'Baja', '03/04/2019'],
    ],
  );
  const lines = [HEADER, ...rows].map((cells) => cells.map(quote).join(delimiter) + lineEnd);
  return above + lines.join('') + below;
}

const WORK = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const SCIM_MAPPING = `version: 1
source: SAP
id: "EMP-{externalId}"
fields:${TRANSLATIONS(`{[\\"${WORK}\\"].department}`, '{[\\"urn:faro:hr\\"].nivel}', '{[\\"urn:faro:hr\\"].horas}')}`;

function scim(people: readonly Person[]): string {
  const resources = people.map(
    ({ number, first, last, mail, phone, title, team, level, hours, active }) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', WORK],
      id: `2819c223-${number}`,
      externalId: number,
      userName: mail,
      name: {
        givenName: first,
        familyName: last.join(' ').trim(),
        formatted: `${first} ${last[0]}`,
      },
      emails: [{ value: mail, type: 'work', primary: true }],
      ...(phone !== '' && {
        phoneNumbers: [
          { type: 'fax', value: '1' },
          { type: 'mobile', value: phone },
        ],
      }),
      title,
      active,
      [WORK]: { employeeNumber: number, department: team },
      'urn:faro:hr': { nivel: level, horas: hours },
      meta: { resourceType: 'User' },
    }),
  );
  const head = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'] };
  const count = people.length;
  return JSON.stringify({
    ...head,
    totalResults: count,
    itemsPerPage: count,
    startIndex: 1,
    Resources: resources,
  });
}

const GRAPH_MAPPING = `version: 1
preset: entra
source: SAP
id: "EMP-{employeeId|pad:5}"
fields:${TRANSLATIONS('{department}', '{onPremisesExtensionAttributes.extensionAttribute1}', '{onPremisesExtensionAttributes.extensionAttribute2}')}`;

function graph(people: readonly Person[]): string {
  const value = people.map(
    ({ number, first, last, mail, phone, title, team, level, hours, active }) => ({
      id: `6e7b768e-${number}`,
      accountEnabled: active,
      businessPhones: [],
      department: team,
      displayName: `${first} ${last[0]}`,
      employeeId: String(Number(number)),
      givenName: first,
      jobTitle: title,
      mail,
      mobilePhone: phone === '' ? null : phone,
      surname: last.join(' ').trim(),
      userPrincipalName: mail,
      onPremisesExtensionAttributes: {
        extensionAttribute1: level,
        extensionAttribute2: String(hours).replace('.', ','),
      },
    }),
  );
  const context = 'https://graph.microsoft.com/v1.0/$metadata#users';
  return JSON.stringify(
    { '@odata.context': context, '@odata.count': value.length, value },
    null,
    2,
  );
}

const windows1252 = (text: string): Uint8Array => latin1(text.replaceAll('’', '\x92'));

type Export = readonly [string, string, string, (people: readonly Person[]) => string | Uint8Array];

const EXPORTS: readonly Export[] = [
  [
    'UTF-8 with a BOM, commas',
    'hr.csv',
    CSV_MAPPING,
    (people) => `\ufeff${csv(people, { delimiter: ',', lineEnd: '\r\n', quoteAll: true })}`,
  ],
  [
    'UTF-16LE with tabs',
    'hr.txt',
    CSV_MAPPING,
    (people) => utf16(csv(people, { delimiter: '\t', lineEnd: '\r\n' }), 'le'),
  ],
  [
    'windows-1252, semicolons, decimal commas, a title and totals',
    'hr.csv',
    CSV_MAPPING,
    (people) =>
      windows1252(
        csv(people, {
          delimiter: ';',
          decimal: ',',
          above: `Reporte de personal${';'.repeat(11)}\r\n${';'.repeat(11)}\r\n`,
          below: `;;;;;;;;;Total: ${people.length};;\r\n`,
          lineEnd: '\r\n',
        }),
      ),
  ],
  [
    'Excel with sep= and guards',
    'hr.csv',
    CSV_MAPPING,
    (people) =>
      csv(people, {
        delimiter: ';',
        decimal: ',',
        above: 'sep=;\r\n',
        lineEnd: '\r\n',
        guard: (text) => `="${text}"`,
      }),
  ],
  ['SCIM', 'scim.json', SCIM_MAPPING, scim],
  ['Microsoft Graph', 'graph.json', GRAPH_MAPPING, graph],
];

function agency(name: string, mapping: string, content: string | Uint8Array): Project {
  const project = new Project({ 'import.yaml': mapping });
  writeFileSync(project.path(name), content);
  return project;
}

/** A COR that holds these people as the export has them, but for a role and the hours of two. */
async function fullTenant(): Promise<Sandbox> {
  const roles: Readonly<Record<string, number>> = { Directora: 2, Líder: 3, Analista: 4 };
  return openSandbox({
    source: 'SAP',
    users: PEOPLE.map(({ number, first, last, mail, level, hours }) => ({
      id: `EMP-${number}`,
      email: mail.toUpperCase(),
      fields: {
        first_name: first,
        last_name: last.join(' ').trim(),
        role_id: number === '00031' ? 5 : roles[level]!,
        daily_hours: number === '02000' ? 6 : hours / 5,
      },
    })),
  });
}

/** Two are new, three changed, one left. */
const NEXT: readonly Person[] = [
  ...PEOPLE.filter(({ number }) => number !== '00456').map((one): Person => {
    switch (one.number) {
      case '00007':
        return { ...one, hours: 40 };
      case '01200':
        return { ...one, last: ['Ñandú', 'Luz'] };
      case '02000':
        return { ...one, phone: '+54 11 5555-2999' };
      default:
        return one;
    }
  }),
  person('00099', 'Pía/Luz/', ['+54 11 5555-0099', 'Becaria', 'Creatividad', 'Analista', 20]),
  person('03000', 'Uma/Núñez/Rey', ['', 'Developer', 'Tecnología', 'Analista', 40]),
];

const NEXT_USERS = USERS.replace('daily_hours: 7.5', 'daily_hours: 8')
  .replace('Ñandú Gil', 'Ñandú Luz')
  .replace('5555-2000', '5555-2999')
  .replace(/ {2}- id: EMP-00456[^]*(?= {2}- id: EMP-01200)/, '')
  .replace(
    '  - id: EMP-00124\n',
    `  - id: EMP-00099
    first_name: Pía
    last_name: Luz
    phone: "+54 11 5555-0099"
    position: Becaria
    department: Creative
    role_id: 4
    daily_hours: 4
  - id: EMP-00124
`,
  ).concat(`  - id: EMP-03000
    first_name: Uma
    last_name: Núñez Rey
    position: Developer
    department: Technology
    role_id: 4
    daily_hours: 8
`);

describe('exports of one agency', () => {
  it.each(EXPORTS)('in %s: one users.yaml', async (_, name, mapping, write) => {
    const project = agency(name, mapping, write(PEOPLE));
    await project.expect(0, ['import', name, '--to', 'users.yaml']);
    expect(project.read('users.yaml')).toBe(USERS);
    const update = ['import', name, '--update', '--leavers', 'remove', '--allow', 'forget=1'];
    writeFileSync(project.path(name), write(NEXT));
    await project.expect(0, update);
    expect(project.read('users.yaml')).toBe(NEXT_USERS);
    const again = await project.expect(0, [...update, '--empty', 'release']);
    expect(again.stdout).toContain('No changes');
    expect(project.read('users.yaml')).toBe(NEXT_USERS);
  });

  it.each(EXPORTS.filter(([what]) => /1252|SCIM/.test(what)))(
    'in %s: only what differs in COR is sent, and nothing before the apply',
    async (_, name, mapping, write) => {
      const project = agency(name, mapping, write(PEOPLE));
      const cor = await fullTenant();
      project.use(credentialsFor(cor));
      const init = await project.expect(0, ['init', '--from', name]);
      expect(init.stdout).toContain(`Next: corform baseline --verify --people ${name} records`);
      const verify = ['baseline', '--verify', '--people', name, '--auto-approve'];
      const { stdout } = await project.expect(0, verify);
      expect(stdout).toContain('24 read from COR (2 differ from users.yaml');
      const { stdout: plan } = await project.expect(2, ['plan', '--detailed-exitcode']);
      expect(plan).toContain('Plan: 0 to add, 2 to change, 0 to destroy.');
      expect(plan).toContain('role_id = 5 -> 4');
      expect(plan).toContain('daily_hours = 6 -> 8');
      expect(putsOf(cor)).toEqual([]);
      await project.expect(0, ['apply', '--limit', '1', '--auto-approve']);
      expect(putsOf(cor)).toHaveLength(1);
      await project.expect(0, ['apply', '--auto-approve']);
      expect(putsOf(cor).map(({ id }) => id)).toEqual(['EMP-00031', 'EMP-02000']);
      await project.expect(0, ['plan', '--detailed-exitcode']);
    },
  );
});

it('a damaged export ends with 65 and a place, and users.yaml stays as it is', async () => {
  const project = agency('people.json', SCIM_MAPPING, scim(PEOPLE).replace('Producción', 'Legal'));
  project.write('users.yaml', USERS);
  const { stdout, stderr } = await project.expect(65, ['import', 'people.json', '--update']);
  expect(stderr).toMatch(/people\.json:1:\d+ \(row 4, column /);
  expect(stdout).toBe('');
  expect(project.read('users.yaml')).toBe(USERS);
});
