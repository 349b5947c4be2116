// CSV as the programs of the world write it: where the header is, what separates, what is damaged.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mappingOf, importExport } from '../../../support/import.js';

const ANA = { 1: { first_name: 'Ana', last_name: 'Paz' } };
const NAMES = { flags: { map: ['first_name={Nombre}', 'last_name={Apellido}'], id: '{Legajo}' } };

describe('the delimiter comes from the header', () => {
  it.each([',', ';', '\t', '|'])('%j', (delimiter) => {
    const header = ['id', 'first_name', 'last_name'].join(delimiter);
    const { users, read } = importExport(`${header}\n${['1', 'Ana', 'Paz'].join(delimiter)}\n`);
    expect(users).toEqual(ANA);
    expect(read?.people.facts.delimiter).toBe(delimiter);
  });

  it('and from that line alone: cells may hold any number of others, and quotes don’t count', () => {
    const text = 'id;first_name;last_name;"a,b,c,d";hours\n1;Ana;Paz;x,y,z,u,v;8,5\n';
    expect(importExport(text).users).toEqual(ANA);
  });

  it('a tie is an error that names the flag, and the flag resolves it', () => {
    const text = 'id;first_name,last_name\n1;x,y\n';
    expect(importExport(text).told).toEqual(['CF821 people.csv:1:1']);
    expect(importExport(text).text).toContain('--delimiter \\";\\"');
    expect(importExport('id\tfirst_name,x\n1\ty,z\n').text).toContain('--delimiter tab');
    const named = importExport(text, { flags: { delimiter: ';', map: ['last_name={#2}'] } });
    expect(named.users).toEqual({ 1: { last_name: 'x,y' } });
    expect(importExport('id\tfirst_name,x\n1\ty\n', { flags: { delimiter: 'tab' } }).users).toEqual(
      { 1: {} },
    );
  });

  it('a line sep= of Excel says it', () => {
    const { users, told } = importExport(
      'sep=;\r\nid;first_name;last_name\r\n1;Ana;Paz\r\n;x;y\r\n',
    );
    expect(users).toEqual({});
    expect(told).toEqual(['CF824 people.csv:4:1 (row 2, column "id")']);
    expect(importExport('"sep=,"\nid,first_name,last_name\n1,Ana,Paz\n').users).toEqual(ANA);
  });

  it('one column needs none', () => {
    const flags = { id: 'X-{Legajo}', map: ['role_id=Freelancer'] };
    expect(importExport('Legajo\n7\n', { flags }).users).toEqual({ 'X-7': { role_id: 5 } });
  });
});

describe('the header', () => {
  it('is found below a title, and totals and empty rows are no people', () => {
    const report = [
      'Reporte de personal;;;',
      'Mayo',
      '',
      'Legajo;Nombre;Apellido;Horas',
      '1;Ana;Paz;8',
      ';;;',
      '',
      ';;Total: 1;',
      'Total;1;;8',
      'Generado por RRHH;;;',
    ].join('\r\n');
    const { users, read, told } = importExport(report, NAMES);
    expect(users).toEqual(ANA);
    expect(told).toEqual([]);
    expect(read?.people.facts).toMatchObject({ rows: 6, skipped: 5, unread: 1 });
  });

  it('may be decorated, and is matched without case', () => {
    const text = 'LEGAJO *,Nombre [Required],Apellido :\n1,Ana,Paz\n';
    expect(importExport(text, NAMES).users).toEqual(ANA);
  });

  it('without a name that anybody knows is an error; positions need none', () => {
    expect(importExport('a,b\n1,Ana\n').told).toEqual(['CF822 people.csv:1:1']);
    const byPosition = { flags: { id: '{#1}', map: ['first_name={#2}'] } };
    expect(importExport('\na,b\n1,Ana\n', byPosition).users).toEqual({ 1: { first_name: 'Ana' } });
    expect(importExport('\n', byPosition).told).toEqual(['CF825 people.csv:1:1']);
  });

  it('is looked for in ten lines', () => {
    const text = `${'x\n'.repeat(9)}id,first_name,last_name\n1,Ana,Paz\n`;
    expect(importExport(text).users).toEqual(ANA);
    expect(importExport(`x\n${text}`).told).toEqual(['CF822 people.csv:1:1']);
  });

  it('with a column that is not there says what there is, and what was meant', () => {
    const { told, text } = importExport('Legajo,Nombre,Apelido\n1,Ana,Paz\n', NAMES);
    expect(told).toEqual(['CF802 people.csv:1:1']);
    expect(text).toContain('--map last_name: The export has no column \\"Apellido\\"');
    expect(text).toContain('Did you mean {Apelido}?');
    const many = Array.from({ length: 31 }, (_, at) => `c${at}`).join(',');
    expect(importExport(`id,${many}\n1\n`, { flags: { map: ['phone={zzzzzz}'] } }).text).toContain(
      'c28, …',
    );
  });

  it('with two columns of one name needs the position', () => {
    const text = 'id,Name,name*,\n1,Ana,Paz,x\n';
    const wrong = importExport(text, { flags: { map: ['first_name={Name}'] } });
    expect(wrong.told).toEqual(['CF803 people.csv:1:4']);
    expect(wrong.text).toContain('{#2} or {#3}');
    const right = importExport(text, { flags: { map: ['first_name={#2}', 'last_name={#4}'] } });
    expect(right.users).toEqual({ 1: { first_name: 'Ana', last_name: 'x' } });
    expect(importExport(text, { flags: { map: ['first_name={#9}'] } }).told).toEqual([
      'CF802 people.csv:1:1',
    ]);
    const unnamed = importExport('id,,x\n1,=A1,y\n', { flags: { map: ['first_name={#2}'] } });
    expect(unnamed.told).toEqual(['CF841 people.csv:2:3 (row 1, column "#2")']);
  });
});

describe('lines and quotes', () => {
  it('line breaks, delimiters and quotes may stand in quoted cells; places count lines', () => {
    const text = 'id,Note,first_name\n1,"a\nb, ""c""\n",Ana\n2,"x\r\ny",=1\n';
    const { told } = importExport(text);
    expect(told).toEqual(['CF841 people.csv:6:4 (row 2, column "first_name")']);
    const broken = importExport('id,first_name\n1,"Ana\n  María"\n');
    expect(broken.users).toEqual({ 1: { first_name: 'Ana María' } });
    expect(broken.read?.people.facts.repairs.tidied).toBe(1);
  });

  it.each(['\n', '\r\n', '\r'])('lines end with %j', (end) => {
    const text = ['id,first_name,last_name', '1,Ana,Paz', '2,=A1,x'].join(end);
    expect(importExport(text).told).toEqual(['CF841 people.csv:3:3 (row 2, column "first_name")']);
  });

  it.each<[string, string, string]>([
    ['a bare quote', 'id,first_name\n1,Ana\n2,5" pipe\n', 'CF820 people.csv:3:3 (row 2)'],
    ['text behind a quote', 'id,first_name\n1,"Ana"x\n', 'CF820 people.csv:2:3 (row 1)'],
    ['an open quote', 'id,first_name\n1,Ana\n2,"Paz\n3,x\n', 'CF820 people.csv:3:3 (row 2)'],
    ['a row cut off', 'id,first_name,last_name\n1,Ana,Paz\n2,Ivo', 'CF823 people.csv:3:3 (row 2)'],
    ['a row too long', 'id,first_name\n1,Ana,Paz\n', 'CF823 people.csv:2:3 (row 1)'],
  ])('%s is an error with its place', (_, text, told) => {
    expect(importExport(text).told).toEqual([told]);
  });

  it('blank cells too many do no harm', () => {
    expect(importExport('id,first_name,last_name\n1,Ana,Paz,,\n').users).toEqual(ANA);
  });
});

describe('the limits', () => {
  it.each<[string, string, string]>([
    ['columns', `id,first_name${',x'.repeat(499)}\n1\n`, 'CF814 people.csv:1:1'],
    ['a cell', `id,first_name\n1,${'x'.repeat(16 * 1024 + 1)}\n`, 'CF814 people.csv:2:3'],
    ['rows', `id,first_name\n${'1,x\n'.repeat(200_001)}`, 'CF814'],
  ])('%s', (_, text, told) => {
    expect(importExport(text).told).toEqual([told]);
  });
});

describe('rows without people', () => {
  it('a row without an id is an error, all of them at once', () => {
    expect(importExport('id,first_name,last_name\n,Ana,Paz\n,Ivo,Paz\n').told).toEqual([
      'CF824 people.csv:2:1 (row 1, column "id")',
      'CF824 people.csv:3:1 (row 2, column "id")',
    ]);
  });

  it('an id alone is an error, words alone in its column are a footer', () => {
    expect(importExport('id,first_name\n1,Ana\n2,\n').told).toEqual([
      'CF824 people.csv:3:1 (row 2, column "id")',
    ]);
    const footers = importExport('id,first_name\n1,Ana\nPage 1,\ntotals,\nSubtotal: 3,x\n');
    expect(Object.keys(footers.users)).toEqual(['1']);
  });

  it('an export of nobody is an error', () => {
    expect(importExport('id,first_name\n').told).toEqual(['CF825 people.csv:1:1']);
    const nobody = importExport('id,first_name,x\n1,Ana,y\n', { flags: { drop: ['x=y'] } });
    expect(nobody.told).toEqual(['CF825 people.csv:2:1']);
    expect(nobody.text).toContain('1 row: 1 dropped, 0 skipped.');
  });
});

it('an id of several columns is empty if one of them is, a field if all are', () => {
  const mapping = mappingOf(
    'version: 1\nid: "{a}-{b}"\nfields: {last_name: "{a} {c}", phone: "{c}", position: Boss}\n',
  );
  const { users, told } = importExport('a,b,c\n1,2,\n3,,4\n', { mapping });
  expect(users).toEqual({});
  expect(told).toEqual(['CF824 people.csv:3:1 (row 2, column "a")']);
  expect(importExport('a,b,c\n1,2,\n', { mapping }).users).toEqual({
    '1-2': { last_name: '1', position: 'Boss' },
  });
});

describe('a file that Python’s csv module has written', () => {
  const FOLDER = join(import.meta.dirname, 'fixtures');
  const mapping = mappingOf(
    'version: 1\nid: "{Legajo}"\nfields: {first_name: "{Nombre}", last_name: "{Apellido}", daily_hours: {from: "{Horas}", divide: 5}}\n',
  );

  it.each(readdirSync(FOLDER))('%s gives the same users', (name) => {
    const { users } = importExport(readFileSync(join(FOLDER, name)), { mapping });
    expect(users).toEqual({
      '00123': { first_name: 'Ana', last_name: 'Muñoz Peña', daily_hours: 7.5 },
      '00124': { first_name: 'Íñigo', last_name: "O'Hara", daily_hours: 8 },
      '00125': { first_name: 'Eva María', last_name: 'Paz, Gil', daily_hours: 8 },
    });
  });
});
