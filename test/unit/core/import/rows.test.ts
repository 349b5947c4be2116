// Which rows count, who has left, and which id a row has.
import { describe, expect, it } from 'vitest';
import { EMPTY_MAPPING } from '../../../../src/core/import/mapping.js';
import { readPeople } from '../../../../src/core/import/read-people.js';
import { importExport, mappingOf } from '../../../support/import.js';

describe('rows count', () => {
  const TEXT =
    'id,first_name,status,type\n1,Ana,ACTIVE,x\n2,Ivo,LEFT,x\n3,Eva,LEAVE,x\n4,Leo,ACTIVE,y\n';

  it('by keep and drop; others are neither imported nor left', () => {
    const { users, left, read } = importExport(TEXT, {
      flags: { keep: ['status=ACTIVE,LEAVE'], drop: ['type=y'] },
    });
    expect(Object.keys(users)).toEqual(['1', '3']);
    expect(left).toEqual([]);
    expect(read?.people.facts).toMatchObject({ rows: 4, dropped: 2 });
  });

  it('by all rules together', () => {
    const flags = { keep: ['status=ACTIVE', 'type=x'] };
    expect(Object.keys(importExport(TEXT, { flags }).users)).toEqual(['1']);
  });

  it('left says who has left; with keep, any other status is an error, once for each', () => {
    const mapping = mappingOf('version: 1\nkeep: {status: ACTIVE}\nleft: {status: [LEFT]}\n');
    const { told, diagnostics } = importExport(`${TEXT}5,Pia,LEAVE,x\n`, { mapping });
    expect(told).toEqual(['CF853 people.csv:4:7 (row 3, column "status")']);
    expect(diagnostics[0]?.summary).toBe('status: "LEAVE" is neither kept nor left (2 rows)');
    const onlyLeft = importExport(TEXT, {
      mapping: mappingOf('version: 1\nleft: {status: LEFT}\n'),
    });
    expect(Object.keys(onlyLeft.users)).toEqual(['1', '3', '4']);
    expect(onlyLeft.left).toEqual(['2']);
    const apart = mappingOf('version: 1\nkeep: {status: ACTIVE}\nleft: {type: y}\n');
    expect(importExport(TEXT, { mapping: apart })).toMatchObject({ left: ['4'], told: [] });
  });

  it('somebody who has left needs no id and no good values', () => {
    const text = 'id,phone,status\n,=1,LEFT\n2,=1,LEFT\n3,5,ACTIVE\n';
    const { told, left } = importExport(text, {
      mapping: mappingOf('version: 1\nleft: {status: LEFT}\n'),
    });
    expect(told).toEqual([]);
    expect(left).toEqual(['2']);
  });

  it('of JSON by true and false', () => {
    const data = [
      { id: 1, active: true, name: { givenName: 'Ana' } },
      { id: 2, active: false, name: { givenName: 'Ivo' } },
      { id: 3, active: {}, name: { givenName: 'Eva' } },
    ];
    const { left, told } = importExport(JSON.stringify({ Resources: data.slice(0, 2) }));
    expect([left, told]).toEqual([['2'], []]);
    expect(importExport(JSON.stringify({ Resources: data })).told).toEqual([
      'CF853 people.csv:1:133 (row 3, column "active")',
    ]);
  });
});

describe('an id', () => {
  it('is never guessed', () => {
    const bytes = new TextEncoder().encode('login,firstName,\na@b.c,Ana,\n');
    const { diagnostics } = readPeople({ name: 'p.csv', bytes }, EMPTY_MAPPING, []);
    expect(diagnostics).toMatchObject([{ code: 'CF804', detail: 'Columns: login, firstName.' }]);
  });

  it('twice with equal values is one, and noted', () => {
    const { users, diagnostics } = importExport('id,first_name,x\n1,Ana,a\n1,Ana,b\n1,Ana,c\n');
    expect(users).toEqual({ 1: { first_name: 'Ana' } });
    expect(diagnostics).toMatchObject([{ severity: 'info', code: 'CF851', place: { line: 3 } }]);
    expect(diagnostics[0]?.summary).toContain('2 rows');
  });

  it('twice with other values is an error with both places', () => {
    const { diagnostics } = importExport('id,first_name,x\n1,Ana,a\n2,Ivo,a\n1,Eva,a\n');
    expect(diagnostics).toMatchObject([
      {
        code: 'CF850',
        place: { line: 4, column: 1 },
        related: [{ place: { line: 2, column: 1 }, message: 'row 1' }],
      },
    ]);
  });

  it('equal but for case is an error, and so is one who is there and has left', () => {
    expect(importExport('id,first_name\nA1,Ana\na1,Ivo\n').told).toEqual([
      'CF850 people.csv:3:1 (row 2, column "id")',
    ]);
    const mapping = mappingOf('version: 1\nleft: {status: LEFT}\n');
    for (const rows of ['1,Ana,LEFT\n1,Ana,x', '1,Ana,x\n1,Ana,LEFT']) {
      const { told } = importExport(`id,first_name,status\n${rows}\n`, { mapping });
      expect(told).toEqual(['CF850 people.csv:3:1 (row 2, column "id")']);
    }
  });

  it('of digits in different lengths is a warning, and pad repairs it', () => {
    const text = 'Legajo,first_name\n7,Ana\n123,Ivo\n';
    const warned = importExport(text, { flags: { id: 'HR-{Legajo}' } });
    expect(warned.diagnostics).toMatchObject([{ severity: 'warning', code: 'CF852' }]);
    expect(warned.text).toContain('{Legajo|pad:3}');
    // At the row whose digits may be gone.
    expect(warned.told).toEqual(['CF852 people.csv:2:1 (row 1, column "Legajo")']);
    const later = importExport('id,first_name\n123,Ana\n7,Ivo\n');
    expect(later.diagnostics[0]?.place?.line).toBe(3);
    const padded = importExport(text, { flags: { id: 'HR-{Legajo|pad:6}' } });
    expect(Object.keys(padded.users)).toEqual(['HR-000007', 'HR-000123']);
    expect(padded.told).toEqual([]);
    expect(importExport('id,first_name\n7,Ana\nx12y,Ivo\n').told).toEqual([]);
  });

  it.each(['.', '..', 'é'.repeat(200), 'x'.repeat(256)])("%s can't be used", (id) => {
    expect(importExport(`id,first_name\n${id},Ana\n`).told).toEqual([
      'CF849 people.csv:2:1 (row 1, column "id")',
    ]);
  });
});

describe('an e-mail', () => {
  it('identifies people and is no field', () => {
    const mapping = mappingOf('version: 1\nemail: "{mail}"\n');
    const { read, users } = importExport('id,mail,first_name\n1,a@b.c,Ana\n2,,Ivo\n3,=1,Eva\n', {
      mapping,
    });
    expect(read).toBeUndefined();
    expect(users).toEqual({});
    const good = importExport('id,mail,first_name\n1,a@b.c,Ana\n2,,Ivo\n', { mapping });
    expect(good.read?.people.users.map(({ email }) => email)).toEqual(['a@b.c', null]);
    expect(good.users).toEqual({ 1: { first_name: 'Ana' }, 2: { first_name: 'Ivo' } });
  });
});

it('a title below the header may be shorter than the column of the id', () => {
  expect(importExport('first_name,id\nOffice Madrid\nAna,1\n').users).toEqual({
    1: { first_name: 'Ana' },
  });
});
