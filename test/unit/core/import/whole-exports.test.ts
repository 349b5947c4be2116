// A whole export of an HR system, in many dialects and with many kinds of damage.
import { describe, expect, it } from 'vitest';
import { HR_EXPORT as HR, HR_MAPPING } from '../../../support/hr-export.js';
import { importExport, latin1, mappingOf, utf16 } from '../../../support/import.js';

const MAPPING = mappingOf(HR_MAPPING);

const read = (content: string | Uint8Array): ReturnType<typeof importExport> =>
  importExport(content, { name: 'hr.csv', mapping: MAPPING });

const quoteAll = (text: string): string => text.replace(/[^;\n]+/g, '"$&"');

describe('an export gives the same people', () => {
  const same = read(HR);

  it('as it is', () => {
    expect(same.users).toEqual({
      'OKTA-USER-00123': {
        first_name: 'Ana',
        last_name: 'Muñoz Peña',
        phone: '+54 11 5555-0100',
        department: 'Creative',
        role_id: 3,
        daily_hours: 7.5,
      },
      'OKTA-USER-00124': {
        first_name: 'Íñigo',
        last_name: 'Roca',
        department: 'Technology',
        role_id: 4,
        daily_hours: 8,
      },
      'OKTA-USER-00125': {
        first_name: 'Eva',
        last_name: 'Paz Gil',
        phone: '+54 11 5555-0102',
        department: 'Creative',
        role_id: 2,
        daily_hours: 8,
      },
    });
    expect(same.left).toEqual(['OKTA-USER-00126']);
    expect(same.told).toEqual([]);
  });

  it.each<[string, string | Uint8Array]>([
    ['UTF-8 with a BOM and CRLF', `\ufeff${HR.replaceAll('\n', '\r\n')}`],
    ['UTF-16, little end first', utf16(HR, 'le')],
    ['UTF-16, big end first', utf16(HR, 'be')],
    ['UTF-16 without a BOM', utf16(HR, 'be', false)],
    ['windows-1252', latin1(HR)],
    ['commas and CR', HR.replaceAll(',', '.').replaceAll(';', ',').replaceAll('\n', '\r')],
    ['tabs, decomposed', HR.replaceAll(';', '\t').normalize('NFD')],
    ['bars, named in the first line', `sep=|\r\n${HR.replaceAll(';', '|')}`],
    ['everything in quotes, with line breaks', quoteAll(HR).replace('Baja";', 'Baja";"a\nb; c"')],
    ['lines of two kinds', HR.replace('\n00124', '\r\n00124')],
    ['without zeros and titles', HR.slice(HR.indexOf('Legajo')).replaceAll(/^00/gm, '')],
    [
      'guards and odd spaces',
      HR.replace('00125;Eva', '="00125";\u00a0Eva ').replace('Muñoz', ' Muñoz'),
    ],
    ['hours and minutes', HR.replace('37,5', '37:30').replace(';40;', ';40 h;')],
    ['decimal points', HR.replace('37,5', '37.5')],
    ['a row twice', HR.replace('00124;', `${String(HR.split('\n')[2])}\n00124;`)],
  ])('from %s', (_, content) => {
    const { users, left } = read(content);
    expect(users).toEqual(same.users);
    expect(left).toEqual(same.left);
  });
});

describe('a damaged export is refused with a place', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['cut off in a row', HR.slice(0, HR.indexOf(';Sosa')), 'CF823 hr.csv:6:7 (row 4)'],
    ['an open quote', HR.replace(';Roca;', ';"Roca;'), 'CF820 hr.csv:4:13 (row 2)'],
    ['a bare quote', HR.replace('Roca', 'Ro"ca'), 'CF820 hr.csv:4:13 (row 2)'],
    ['a cell too many', HR.replace('Activo;\n', 'Activo;;x\n'), 'CF823 hr.csv:4:49 (row 2)'],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1]), 'CF810 hr.csv:1:1'],
    ['no header', HR.slice(HR.indexOf('00123')), 'CF822 hr.csv:1:1'],
    [
      'a header that went',
      HR.replace('Nivel', 'Level'),
      'CF802 import.yaml:11:19 (fields.role_id.from)',
    ],
    [
      'lost digits',
      HR.replace('+54 11 5555-0102', '5,58199E+12'),
      'CF840 hr.csv:5:51 (row 3, column "Celular")',
    ],
    [
      'an unknown department',
      HR.replace('Tecnología', 'Tec'),
      'CF845 hr.csv:4:19 (row 2, column "Gerencia")',
    ],
    ['a new status', HR.replace('Baja', 'Licencia'), 'CF853 hr.csv:6:40 (row 4, column "Estado")'],
    ['an id twice', HR.replace('00124', '00123'), 'CF850 hr.csv:4:1 (row 2, column "Legajo")'],
    ['no id', HR.replace('00124', ''), 'CF824 hr.csv:4:1 (row 2, column "Legajo")'],
    ['a formula', HR.replace('Eva', '=A1'), 'CF841 hr.csv:5:7 (row 3, column "Nombre")'],
    [
      'an error of a spreadsheet',
      HR.replace('Eva', '#N/A'),
      'CF842 hr.csv:5:7 (row 3, column "Nombre")',
    ],
    [
      'a replacement character',
      HR.replace('Eva', 'E\ufffda'),
      'CF843 hr.csv:5:7 (row 3, column "Nombre")',
    ],
    [
      'bytes of two encodings',
      Buffer.concat([Buffer.from(HR), latin1('\x81')]),
      'CF811 hr.csv:4:8',
    ],
    ['a zero byte', HR.replace('Eva', 'E\u0000va'), 'CF811 hr.csv:5:8'],
    ['nothing but a header', HR.slice(0, HR.indexOf('00123')), 'CF825 hr.csv:2:1'],
    [
      'hours of nobody',
      HR.replace('37,5', 'muchas'),
      'CF847 hr.csv:3:40 (row 1, column "Horas semanales")',
    ],
    [
      'hours of two separators',
      HR.replace('37,5', '1.037,5'),
      'CF847 hr.csv:3:40 (row 1, column "Horas semanales")',
    ],
  ])('%s', (_, content, told) => {
    const imported = read(content);
    expect(imported.told).toContain(told);
    expect(imported.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  });
});

describe('a damaged JSON answer is refused with a place', () => {
  const SCIM = JSON.stringify({
    totalResults: 2,
    Resources: [
      { externalId: '7', name: { givenName: 'Ana' }, title: 'Lead', active: true, team: 'IT' },
      { externalId: '8', name: { givenName: 'Eva' }, title: 'Dev', active: false, team: 'Ops' },
    ],
  });
  const mapping = mappingOf(`version: 1
id: "{externalId}"
fields:
  department: {from: "{team}", values: {IT: Technology, Ops: Production}}
`);

  it.each<[string, string, string]>([
    ['cut off', SCIM.slice(0, -20), 'CF830 scim.json:1:187'],
    ['a first page', SCIM.replace('"totalResults":2', '"totalResults":700'), 'CF832 scim.json:1:1'],
    ['a next page', SCIM.replace('{', '{"nextPageToken":"x",'), 'CF832 scim.json:1:1'],
    ['an answer of an error', '{"detail": "Not found", "status": "404"}', 'CF831 scim.json:1:1'],
    ['a list for a value', SCIM.replace('"Lead"', '["a","b"]'), '(row 1, column "title")'],
    ['an object for a value', SCIM.replace('"Lead"', '{"a":1}'), '(row 1, column "title")'],
    ['a status of nobody', SCIM.replace('false', '"maybe"'), '(row 2, column "active")'],
    ['an id twice', SCIM.replace('"8"', '"7"'), '(row 2, column "externalId")'],
    ['no id', SCIM.replace('"7"', 'null'), '(row 1, column "externalId")'],
    ['an id with too many digits', SCIM.replace('"7"', '9'.repeat(20)), 'column "externalId")'],
    ['a new department', SCIM.replace('"IT"', '"Legal"'), '(row 1, column "team")'],
    ['a web page', '<!DOCTYPE html><title>Sign in</title>', 'CF810 scim.json:1:1'],
    ['one object a line', SCIM.replace('{', '{}\n{'), 'CF830 scim.json:2:1'],
    ['nothing', '', 'CF825 scim.json:1:1'],
  ])('%s', (_, content, told) => {
    const imported = importExport(content, { name: 'scim.json', mapping });
    expect(imported.told.join()).toContain(told);
    expect(imported.diagnostics[0]?.severity).toBe('error');
  });
});
