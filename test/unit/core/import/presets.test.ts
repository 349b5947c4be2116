// Exports in the shapes of real systems: what each calls its columns, and who is there.
import { describe, expect, it } from 'vitest';
import { describePeople } from '../../../../src/core/import/describe-people.js';
import { importExport, mappingOf } from '../../../support/import.js';

const ANA = { first_name: 'Ana', last_name: 'Paz', phone: '+1', position: 'Dev', department: 'IT' };

const CSV: readonly (readonly [
  preset: string,
  id: string,
  header: string,
  ana: string,
  left: string,
])[] = [
  [
    'okta',
    '{employeeNumber}',
    'login,status,firstName,lastName,mobilePhone,title,department,employeeNumber',
    'a@b.c,ACTIVE,Ana,Paz,+1,Dev,IT,7',
    'x@b.c,SUSPENDED,Ivo,Roca,,,,8',
  ],
  [
    'entra',
    '{employeeId}',
    'userPrincipalName,displayName,surname,givenName,mobilePhone,jobTitle,department,accountEnabled,employeeId',
    'a@b.c,Ana Paz,Paz,Ana,+1,Dev,IT,True,7',
    'x@b.c,Ivo Roca,Roca,Ivo,,,,False,8',
  ],
  [
    'google',
    '{Employee ID}',
    'First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required],Status [READ ONLY],Mobile Phone,Employee Title,Department,Employee ID',
    'Ana,Paz,a@b.c,/,Active,+1,Dev,IT,7',
    'Ivo,Roca,x@b.c,/,Suspended,,,,8',
  ],
  [
    'bamboohr',
    '{Employee #}',
    'Employee #,First Name,Last Name,Mobile Phone,Job Title,Department,Status',
    '7,Ana,Paz,+1,Dev,IT,Active',
    '8,Ivo,Roca,,,,Inactive',
  ],
  [
    'scim',
    '{externalId}',
    'userName,name.givenName,name.familyName,title,active,externalId,phone,department',
    'a@b.c,Ana,Paz,Dev,true,7,+1,IT',
    'x@b.c,Ivo,Roca,,false,8,,',
  ],
];

it('Own rules on rows, kept and left alike, replace those of a preset', () => {
  const text = 'login,status,firstName,lastName,employeeNumber,Estado\n';
  const rows = 'a@b.c,SUSPENDED,Ana,Paz,7,alta\nx@b.c,ACTIVE,Ivo,Roca,8,baja\n';
  const mapping = mappingOf(
    'version: 1\nsource: OKTA\nid: "{employeeNumber}"\nkeep: {Estado: [alta]}\nleft: {Estado: [baja]}\n',
  );
  const { users, left } = importExport(text + rows, { mapping });
  expect([Object.keys(users), left]).toEqual([['7'], ['8']]);
});

describe('a CSV is known by its header', () => {
  it.each(CSV)('%s', (preset, id, header, ana, left) => {
    const imported = importExport(`${header}\n${ana}\n${left}\n`, { flags: { id } });
    expect(imported.told).toEqual([]);
    expect(imported.users).toEqual({ 7: ANA });
    expect(imported.left).toEqual(['8']);
    expect(imported.read?.people.facts.preset).toBe(preset);
  });
});

const JSONS: readonly (readonly [preset: string, id: string, data: unknown])[] = [
  [
    'okta',
    '{profile.employeeNumber}',
    [
      {
        id: '00u1',
        status: 'ACTIVE',
        profile: {
          login: 'a@b.c',
          firstName: 'Ana',
          lastName: 'Paz',
          mobilePhone: '+1',
          title: 'Dev',
          department: 'IT',
          employeeNumber: '7',
        },
      },
      {
        id: '00u2',
        status: 'DEPROVISIONED',
        profile: { login: 'x@b.c', firstName: 'Ivo', employeeNumber: '8' },
      },
    ],
  ],
  [
    'entra',
    '{employeeId}',
    {
      '@odata.context': 'https://graph…',
      value: [
        {
          givenName: 'Ana',
          surname: 'Paz',
          mobilePhone: null,
          businessPhones: ['+1'],
          jobTitle: 'Dev',
          department: 'IT',
          accountEnabled: true,
          employeeId: '7',
        },
        { givenName: 'Ivo', accountEnabled: false, employeeId: '8' },
      ],
    },
  ],
  [
    'google',
    '{externalIds[type=organization].value}',
    {
      users: [
        {
          primaryEmail: 'a@b.c',
          suspended: false,
          name: { givenName: 'Ana', familyName: 'Paz' },
          phones: [{ type: 'mobile', value: '+1' }],
          organizations: [{ primary: true, title: 'Dev', department: 'IT' }],
          externalIds: [{ type: 'organization', value: '7' }],
        },
        {
          primaryEmail: 'x@b.c',
          suspended: true,
          externalIds: [{ type: 'organization', value: '8' }],
        },
      ],
    },
  ],
  [
    'scim',
    '{externalId}',
    {
      totalResults: 2,
      Resources: [
        {
          externalId: '7',
          active: true,
          name: { givenName: 'Ana', familyName: 'Paz' },
          phoneNumbers: [{ type: 'work', value: '+1' }],
          title: 'Dev',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'IT' },
        },
        { externalId: '8', active: false },
      ],
    },
  ],
  [
    'bamboohr',
    '{employeeNumber}',
    {
      fields: [{ id: 'firstName' }],
      employees: [
        {
          employeeNumber: '7',
          firstName: 'Ana',
          lastName: 'Paz',
          mobilePhone: '+1',
          jobTitle: 'Dev',
          department: 'IT',
          status: 'Active',
        },
        { employeeNumber: '8', firstName: 'Ivo', status: 'Inactive' },
      ],
    },
  ],
];

describe('a JSON is known by its shape', () => {
  it.each(JSONS)('%s', (preset, id, data) => {
    const imported = importExport(JSON.stringify(data), { flags: { id } });
    expect(imported.told).toEqual([]);
    const { phone, ...rest } = ANA;
    // Graph's mobilePhone is there and empty: the first name that is there counts.
    expect(imported.users).toEqual({ 7: preset === 'entra' ? rest : { ...rest, phone } });
    expect(imported.left).toEqual(['8']);
    expect(imported.read?.people.facts.preset).toBe(preset);
  });

  it('also where the list stands alone', () => {
    const data = [{ userPrincipalName: 'a@b.c', givenName: 'Ana', employeeId: '7' }];
    expect(importExport(JSON.stringify(data), { flags: { id: '{employeeId}' } }).users).toEqual({
      7: { first_name: 'Ana' },
    });
  });
});

describe('a preset', () => {
  it('is none where two fit, and the flag decides', () => {
    const text = 'login,userPrincipalName,givenName,firstName,N\na,b,Ana,Eva,7\n';
    const open = importExport(text, { flags: { id: '{N}' } });
    expect(open.users).toEqual({ 7: {} });
    expect(open.read?.people.facts.preset).toBeNull();
    const named = importExport(text, { flags: { id: '{N}', preset: 'okta' } });
    expect(named.users).toEqual({ 7: { first_name: 'Eva' } });
    const json = [{ N: 7, profile: { firstName: 'Ana' } }];
    expect(
      importExport(JSON.stringify(json), { flags: { id: '{N}', preset: 'okta' } }).users,
    ).toEqual({
      7: { first_name: 'Ana' },
    });
  });

  it('gives way to the mapping: fields one by one, rules on rows altogether', () => {
    const [, id, header, ana, left] = CSV[0]!;
    const { users } = importExport(`${header}\n${ana}\n${left}\n`, {
      flags: { id, map: ['last_name={login}'], keep: ['status=SUSPENDED'] },
    });
    expect(users).toEqual({ 8: { first_name: 'Ivo', last_name: 'x@b.c' } });
  });

  it('gives way to columns that are named like fields', () => {
    const text = 'login,firstName,first_name,id\na,Eva,Ana,7\n';
    expect(importExport(text).users).toEqual({ 7: { first_name: 'Ana' } });
  });
});

describe('the summary', () => {
  it('says what was read, from where, and what was not', () => {
    const [, id, header, ana, left] = CSV[0]!;
    const text = `${header},x\r\n${ana},y\r\n${left},\r\n;\r\n`.replace(';\r\n', ',,,,,,,,\r\n');
    const { read } = importExport(text, { flags: { id, drop: ['login=zz'] } });
    expect(describePeople(read!.people)).toEqual([
      'people.csv: 3 rows, comma-separated, utf-8, preset okta',
      '  1 user, 1 left, 1 skipped (titles, totals, blank lines)',
      '  first_name  {firstName}',
      '  last_name   {lastName}',
      '  phone       {mobilePhone}',
      '  position    {title}',
      '  department  {department}',
      '  1 column not read',
    ]);
    const json = importExport('[{"id": "1 ", "x": "\'+1"}, {"id": "2", "x": "y"}]', {
      flags: { map: ['phone={x}'], drop: ['x=y'] },
    });
    expect(describePeople(json.read!.people)).toEqual([
      'people.csv: 2 rows, JSON, utf-8',
      '  1 user, 1 dropped',
      '  phone  {x}',
      '  1 cell tidied (spaces, composed characters)',
      '  1 cell had a guard against spreadsheet formulas, which was removed',
    ]);
    expect(describePeople(importExport('[{"id": 1}]').read!.people)).toHaveLength(2);
  });
});
