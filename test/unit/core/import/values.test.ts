// The values of cells: what spreadsheets do to them, and what the mapping makes of them.
import { describe, expect, it } from 'vitest';
import { readDate, completeDate } from '../../../../src/core/import/read-dates.js';
import { readHours, type HoursRule } from '../../../../src/core/import/read-hours.js';
import { importExport, mappingOf, type Imported } from '../../../support/import.js';

/** Imports one column of texts as one field, by a rule of the mapping. */
function importColumn(field: string, rule: string, texts: readonly string[], more = ''): Imported {
  const mapping = mappingOf(`version: 1\n${more}fields:\n  ${field}: ${rule}\n`);
  const rows = texts.map(
    (text, at) => `${100 + at};${JSON.stringify(text).replaceAll('\\"', '""')};x`,
  );
  return importExport(`id;c;d\n${rows.join('\n')}\n`, { mapping });
}

const valuesOf = ({ users }: Imported): readonly unknown[] =>
  Object.values(users).flatMap((fields): unknown[] => Object.values(fields as object));

describe('what spreadsheets leave in cells', () => {
  it('one guard is taken off and counted', () => {
    const read = importColumn('phone', '"{c}"', [
      "'+54 11",
      '="00123"',
      "'=x",
      "'0800",
      "'t Hooft",
      '-',
    ]);
    expect(valuesOf(read)).toEqual([]);
    expect(read.told).toEqual(['CF841 people.csv:4:5 (row 3, column "c")']);
    const good = importColumn('phone', '"{c}"', [
      "'+54 11",
      '="00123"',
      "'0800",
      "'t Hooft",
      '-',
      '+54 (11)',
    ]);
    expect(valuesOf(good)).toEqual(['+54 11', '00123', '0800', "'t Hooft", '-', '+54 (11)']);
    expect(good.read?.people.facts.repairs.guards).toBe(3);
  });

  it('="00123" needs no quotes around it', () => {
    const { users } = importExport('id,phone,x\n="001",="00123",="a""b"\n', {});
    expect(users).toEqual({});
    expect(importExport('id,phone\n="001",="00123"\n="002",x\n').users).toEqual({
      '001': { phone: '00123' },
      '002': { phone: 'x' },
    });
    expect(importExport('id|phone\n="001"|="00123"', {}).users).toEqual({
      '001': { phone: '00123' },
    });
  });

  it.each(['=1+1', '=HYPERLINK("x")', '@SUM(A1)', '+SUM(1)', "-2+3+cmd|' /C calc'!A0"])(
    'the formula %s is refused',
    (formula) => {
      const { told, text } = importColumn('position', '"{c}"', ['x', formula]);
      expect(told).toEqual(['CF841 people.csv:3:5 (row 2, column "c")']);
      expect(text).toContain('begins like a formula');
    },
  );

  it('digits that are gone are one error for the column, wherever it is read', () => {
    const read = importColumn('phone', '"{c}"', ['5,58199E+12', '5.4E+11', 'x']);
    expect(read.told).toEqual(['CF840 people.csv:2:5 (row 1, column "c")']);
    expect(read.text).toContain('2 cells');
    expect(read.text).toContain('Format the column as text and export again.');
    expect(read.text).not.toContain('58199');
    expect(importExport('id,first_name\n 1E+12,Ana\n').told).toEqual([
      'CF840 people.csv:2:1 (row 1, column "id")',
    ]);
  });

  it.each(['#N/A', '#REF!', '#¡VALOR!', '#DIV/0!', '#N/D', '#####'])('%s is refused', (text) => {
    expect(importColumn('position', '"{c}"', [text]).told).toEqual([
      'CF842 people.csv:2:5 (row 1, column "c")',
    ]);
    const declared = importColumn('position', '"{c}"', [text], `empty: ["${text}"]\n`);
    expect(declared.users).toEqual({ 100: {} });
  });

  it('spaces and composition are tidied and counted', () => {
    const read = importColumn('position', '"{c}"', [
      '\u00a0Jefa  de\u202fÁrea ',
      'Jefe',
      'Jose\u0301',
      'José',
    ]);
    expect(valuesOf(read)).toEqual(['Jefa de Área', 'Jefe', 'José', 'José']);
    expect(read.read?.people.facts.repairs.tidied).toBe(2);
  });

  it('declared blanks are empty', () => {
    expect(
      importColumn('position', '"{c}"', ['-', ' s/d ', 'x'], 'empty: ["-", "s/d"]\n').users,
    ).toEqual({
      100: {},
      101: {},
      102: { position: 'x' },
    });
  });

  it('nothing is read from columns that are not mapped', () => {
    expect(importExport('id,first_name,x\n1,Ana,=1\n2,Ivo,#N/A\n').told).toEqual([]);
  });

  it('a sensitive value is in no message', () => {
    const text = 'id,phone,first_name\n1,=secret1,=secret2\n2,#N/A,\n';
    const { text: all, told } = importExport(text, { sensitive: ['phone', 'first_name'] });
    expect(told).toHaveLength(3);
    expect(all).not.toContain('secret');
  });
});

describe('a pipe', () => {
  it.each<[string, string, string]>([
    ['trim', ' a ', 'a'],
    ['upper', 'peña', 'PEÑA'],
    ['lower', 'PEÑA', 'peña'],
    ['digits', '+54 (11) 4', '54114'],
    ['digits|pad:3', 'none', ''],
    ['pad:6', '123', '000123'],
    ['pad:2', '123', '123'],
    ['before:,', 'Doe, John', 'Doe'],
    ['after:,', 'Doe, John, Jr', 'John, Jr'],
    ['before: ', 'Ana María', 'Ana'],
    ['after:@|before:.', 'a@b.c', 'b'],
  ])('%s of %j is %j', (pipes, text, expected) => {
    expect(valuesOf(importColumn('position', `"{c|${pipes}}"`, [text]))).toEqual(
      expected === '' ? [] : [expected],
    );
  });

  it('that finds nothing to cut at is an error at each place; an empty cell is fine', () => {
    const { told, text } = importColumn('last_name', '"{c|before:,}"', [
      'Doe, J',
      'Cher',
      '',
      'Bono',
    ]);
    expect(told).toEqual([
      'CF844 people.csv:3:5 (row 2, column "c")',
      'CF844 people.csv:5:5 (row 4, column "c")',
    ]);
    expect(text).toContain('(Cher)');
    expect(importColumn('phone', '"{c|after:x}"', ['123']).text).not.toContain('123)');
  });
});

describe('a text', () => {
  it('of several columns has single spaces, and is empty if all are', () => {
    const mapping = mappingOf('version: 1\nfields: {last_name: " {a}  {b} "}\n');
    const { users } = importExport('id,a,b,x\n1,Paz,,y\n2,,Roca,y\n3,,,y\n4,Paz,Roca,y\n', {
      mapping,
    });
    expect(users).toEqual({
      1: { last_name: 'Paz' },
      2: { last_name: 'Roca' },
      3: {},
      4: { last_name: 'Paz Roca' },
    });
  });

  it("that users.yaml can't hold is refused", () => {
    const { told } = importColumn('position', '"{c}"', ['x'.repeat(256), 'y'.repeat(255)]);
    expect(told).toEqual(['CF849 people.csv:2:5 (row 1, column "c")']);
    const lone = importExport('[{"id": "1", "first_name": "\\ud800"}]');
    expect(lone.told).toEqual(['CF849 people.csv:1:28 (row 1, column "first_name")']);
  });
});

describe('a translation', () => {
  const RULE = '{from: "{c}", values: {Creatividad: Creative, "Tecnología  IT": Technology}}';

  it('compares trimmed, composed text', () => {
    const { users } = importColumn('department', RULE, ['Creatividad ', 'Tecnologi\u0301a IT', '']);
    expect(Object.values(users)).toEqual([
      { department: 'Creative' },
      { department: 'Technology' },
      {},
    ]);
  });

  it('that lacks a value is one error for each, with count and first row', () => {
    const { diagnostics, told } = importColumn('department', RULE, ['Medios', 'Arte', 'Medios']);
    expect(told).toEqual([
      'CF845 people.csv:2:5 (row 1, column "c")',
      'CF845 people.csv:3:5 (row 2, column "c")',
    ]);
    expect(diagnostics[0]?.summary).toBe(
      'department: "Medios" is not among the values of the mapping (2 rows)',
    );
  });

  it('* is every other value, never an empty one; "" is the empty one', () => {
    const star = '{from: "{c}", values: {Director: 2, Líder: Project Manager, "*": 4}}';
    expect(valuesOf(importColumn('role_id', star, ['Director', 'Líder', 'x', '']))).toEqual([
      2, 3, 4,
    ]);
    const empty = '{from: "{c}", values: {"": 5, "*": 4}}';
    expect(valuesOf(importColumn('role_id', empty, ['', 'x']))).toEqual([5, 4]);
  });

  it('of hours is a number', () => {
    const rule = '{from: "{c}", values: {Full: 8, Part: 4.5}}';
    expect(valuesOf(importColumn('daily_hours', rule, ['Full', 'Part']))).toEqual([8, 4.5]);
  });

  it('hides what is sensitive', () => {
    const { text, told } = importColumn('phone', '{from: "{c}", values: {a: b}}', ['555', '556']);
    expect(told).toHaveLength(1);
    expect(text).not.toContain('555');
  });
});

describe('a role', () => {
  it("goes by number or by COR's name", () => {
    const { users } = importColumn('role_id', '"{c}"', ['3', 'Project Manager', 'C-Level']);
    expect(Object.values(users)).toEqual([{ role_id: 3 }, { role_id: 3 }, { role_id: 1 }]);
  });

  it('is never guessed', () => {
    const { told, diagnostics } = importColumn('role_id', '"{c}"', ['7', 'director', '03', '7']);
    expect(told).toEqual(
      [2, 3, 4].map((line) => `CF846 people.csv:${line}:5 (row ${line - 1}, column "c")`),
    );
    expect(diagnostics[1]?.detail).toBe('Did you mean Director?');
  });

  it('is in no message if the field is sensitive', () => {
    const { text, told } = importExport('id,role_id\n1,director\n', { sensitive: ['role_id'] });
    expect(told).toEqual(['CF846 people.csv:2:3 (row 1, column "role_id")']);
    expect(text).not.toContain('Did you mean');
  });
});

describe('hours', () => {
  const PLAIN: HoursRule = {
    decimal: null,
    isJson: false,
    divide: null,
    multiply: null,
    round: null,
  };

  it.each<[string, Partial<HoursRule>, number | string]>([
    ['8', {}, 8],
    ['8,5', {}, 8.5],
    ['8.5', {}, 8.5],
    ['8,50', {}, 8.5],
    ['8:30', {}, 8.5],
    ['8 h', {}, 8],
    ['8hs.', {}, 8],
    ['7,5 horas', {}, 7.5],
    ['40 h', { divide: 5 }, 8],
    ['37,5', { divide: 5 }, 7.5],
    ['42:30', { divide: 5 }, 8.5],
    ['38,75', { divide: 5, round: 'half' }, 8],
    ['80 %', { multiply: 8, round: 'half' }, 6.5],
    ['100%', { multiply: 8 }, 8],
    ['0,5', { multiply: 8 }, 4],
    ['0', {}, 0],
    ['1.000,0', { decimal: ',', divide: 250 }, 4],
    ['1,000.0', { decimal: '.', divide: 250 }, 4],
    ['1.000', { decimal: ',', divide: 250 }, 4],
    ['8,5', { decimal: ',' }, 8.5],
    ['8,5', { decimal: '.' }, 'not hours'],
    ['1.000,0', {}, 'which separator is decimal'],
    ['1.000', {}, 'which separator is decimal'],
    ['7.333', { isJson: true, round: 'half' }, 7.5],
    ['37,5', { isJson: true, divide: 5 }, 7.5],
    ['1,000', { isJson: true }, 'which separator is decimal'],
    ['80 %', {}, 'percent without multiply'],
    ['40', {}, 'not 0 to 24'],
    ['8,3', {}, 'not halves'],
    ['8:20', {}, 'not halves'],
    ['8:75', {}, 'not hours'],
    ['-8', {}, 'not hours'],
    ['full time', {}, 'not hours'],
    ['8e0', {}, 'not hours'],
  ])('%s with %j: %s', (text, rule, expected) => {
    expect(readHours(text, { ...PLAIN, ...rule })).toBe(expected);
  });

  it.each(['x', '1.000', '80 %', '8,3', '40'])('%s: the error says what to do', (text) => {
    const { told, diagnostics } = importColumn('daily_hours', '"{c}"', [text, text]);
    expect(told).toEqual(['CF847 people.csv:2:5 (row 1, column "c")']);
    expect(diagnostics[0]?.summary).toContain('(2 rows)');
    expect(diagnostics[0]?.fix).toMatch(/Write|--decimal|multiply|round|divide/);
  });

  it('of JSON have a point', () => {
    const mapping = mappingOf(
      'version: 1\nfields: {daily_hours: {from: "{h}", divide: 5, round: half}}\n',
    );
    expect(importExport('[{"id": 1, "h": 37.125}]', { mapping }).users).toEqual({
      1: { daily_hours: 7.5 },
    });
  });
});

describe('dates', () => {
  const importDates = (texts: readonly string[], more = ''): Imported =>
    importColumn('hourly_rate_effective_from', '"{c}"', texts, more);

  it.each<[string, string | undefined]>([
    ['2025-01-15', '2025-01-15'],
    ['2025/1/5', '2025-01-05'],
    ['2025-01-15T00:00:00.000Z', '2025-01-15'],
    ['15.01.2025', '2025-01-15'],
    ['3.4.2025', '2025-04-03'],
    ['29.02.2024', '2024-02-29'],
    ['29.02.2025', undefined],
    ['2025-13-01', undefined],
    ['2025-01-15T08:00', undefined],
    ['45672', undefined],
    ['15-01.2025', undefined],
    ['1/2/25', undefined],
  ])('%s is %s', (text, iso) => {
    const date = readDate(text);
    expect(date === undefined ? undefined : completeDate(date, 'dmy')).toBe(iso);
  });

  it('with slashes are settled by one part over 12', () => {
    expect(valuesOf(importDates(['03/04/2025', '15/04/2025', '', '2025-01-01']))).toEqual([
      '2025-04-03',
      '2025-04-15',
      '2025-01-01',
    ]);
    expect(valuesOf(importDates(['03/04/2025', '04/15/2025', '04/16/2025']))).toEqual([
      '2025-03-04',
      '2025-04-15',
      '2025-04-16',
    ]);
  });

  it('that may be either need --dates', () => {
    expect(importDates(['2025-01-01', '03/04/2025', '04/04/2025']).told).toEqual([
      'CF848 people.csv:3:5 (row 2, column "c")',
    ]);
    expect(valuesOf(importDates(['03/04/2025'], 'dates: mdy\n'))).toEqual(['2025-03-04']);
    expect(valuesOf(importDates(['03/04/2025'], 'dates: dmy\n'))).toEqual(['2025-04-03']);
  });

  it('that contradict each other are an error with both places', () => {
    const { diagnostics } = importDates(['15/04/2025', '04/15/2025']);
    expect(diagnostics[0]).toMatchObject({
      code: 'CF848',
      place: { line: 3 },
      related: [{ place: { line: 2 } }],
    });
  });

  it('of rows that don’t count settle nothing; a text that is no date is an error', () => {
    const rows = importExport('id,hourly_rate_effective_from,x\n1,03/04/2025,a\n2,15/04/2025,b\n', {
      flags: { drop: ['x=b'] },
    });
    expect(rows.told).toHaveLength(1);
    expect(importDates(['soon']).told).toEqual(['CF848 people.csv:2:5 (row 1, column "c")']);
    expect(importExport('[{"id": 1, "hourly_rate_effective_from": {}}]').told).toHaveLength(1);
  });

  it('of a translation and a constant are as they are', () => {
    const rule = '{from: "{c}", values: {new: "2025-01-01"}}';
    expect(valuesOf(importColumn('hourly_rate_effective_from', rule, ['new']))).toEqual([
      '2025-01-01',
    ]);
    expect(valuesOf(importColumn('hourly_rate_effective_from', '2025-01-01', ['x']))).toEqual([
      '2025-01-01',
    ]);
  });
});
