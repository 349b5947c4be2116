// import.yaml and the flags on top of it: what is understood, and how every mistake is reported.
import { describe, expect, it } from 'vitest';
import { formatMapping } from '../../../../src/core/import/format-mapping.js';
import { EMPTY_MAPPING } from '../../../../src/core/import/mapping.js';
import {
  overrideMapping,
  type MappingFlags,
} from '../../../../src/core/import/override-mapping.js';
import { readMapping } from '../../../../src/core/import/read-mapping.js';
import { parseExpression } from '../../../../src/core/import/template.js';
import type { Diagnostic } from '../../../../src/core/errors/diagnostic.js';
import { importExport, mappingOf } from '../../../support/import.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const problemsOf = (yaml: string): readonly Diagnostic[] =>
  readMapping({ name: 'import.yaml', bytes: bytes(yaml) }).diagnostics;

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['constant', ['constant']],
    ['', []],
    ['OKTA-{a}', ['OKTA-', { reference: 'a', pipes: [] }]],
    ['{{{a}}}', ['{', { reference: 'a', pipes: [] }, '}']],
    [
      '{ Apellido Paterno | upper|pad:6 }',
      [{ reference: 'Apellido Paterno', pipes: [{ kind: 'upper' }, { kind: 'pad', width: 6 }] }],
    ],
    [
      '{a|before: }{b}',
      [
        { reference: 'a', pipes: [{ kind: 'before', text: ' ' }] },
        { reference: 'b', pipes: [] },
      ],
    ],
    ['{["a|b}"].c|trim}', [{ reference: '["a|b}"].c', pipes: [{ kind: 'trim' }] }]],
    ['{#7}', [{ reference: '#7', pipes: [] }]],
    ['{a|after:x|y}', undefined],
    ['{a', undefined],
    ['a}', undefined],
    ['{}', undefined],
    ['{ }', undefined],
    ['{a{b}}', undefined],
    ['{a|}', undefined],
    ['{a|shout}', undefined],
    ['{a|pad}', undefined],
    ['{a|pad:0}', undefined],
    ['{a|pad:256}', undefined],
    ['{a|upper:x}', undefined],
    ['{a|before:}', undefined],
  ])('%s', (text, template) => {
    const { value, diagnostics } = parseExpression(text);
    expect(value?.template).toEqual(template);
    expect(diagnostics.map(({ code }) => code)).toEqual(template === undefined ? ['CF801'] : []);
  });
});

describe('import.yaml', () => {
  it('is read in full', () => {
    const mapping = mappingOf(`
version: 1
preset: okta
source: OKTA
id: "OKTA-USER-{employeeNumber}"
email: "{login}"
keep: {status: [ACTIVE, PROVISIONED]}
left: {status: DEPROVISIONED}
drop: {"Tipo / Type": [1, true]}
fields:
  last_name: "{Apellido Paterno} {Apellido Materno}"
  department: {from: "{Gerencia}", values: {Creatividad: Creative}}
  role_id: {from: "{Nivel}", values: {Director: 2, Líder: Project Manager, "*": 4}}
  daily_hours: {from: "{Horas semanales}", divide: 5, round: half}
  user_position_id: 12
file: "users/{department}.yaml"
encoding: windows-1252
delimiter: tab
decimal: ","
dates: dmy
empty: ["-", "s/d "]
`);
    expect(mapping).toMatchObject({
      preset: 'okta',
      source: 'OKTA',
      id: { origin: { name: 'id', place: { file: 'import.yaml', line: 5, column: 5 } } },
      keep: [{ column: { value: 'status' }, values: new Set(['ACTIVE', 'PROVISIONED']) }],
      left: [{ values: new Set(['DEPROVISIONED']) }],
      drop: [{ column: { value: 'Tipo / Type' }, values: new Set(['1', 'true']) }],
      fields: {
        role_id: {
          values: new Map([
            ['Director', 2],
            ['Líder', 3],
            ['*', 4],
          ]),
        },
        daily_hours: { divide: 5, multiply: null, round: 'half' },
        user_position_id: { from: { value: { text: '12' } }, values: null },
      },
      delimiter: '\t',
      blanks: new Set(['-', 's/d']),
    });
  });

  it('reports every problem at once, with its place', () => {
    const told = problemsOf(`version: 2
presets: okta
dates: soon
keep: {a: []}
fields:
  first-name: "{a}"
  role_id: {values: {a: 1}}
  phone: {from: "{a}", valuez: {}}
  position: [x]
`).map(({ place, path, fix }) => [`${place?.line}:${place?.column}`, path, fix]);
    expect(told).toEqual(
      [
        ['2:1', 'presets', 'Did you mean preset?'],
        ['1:10', 'version', expect.any(String)],
        ['4:11', 'keep.a', expect.any(String)],
        ['6:3', 'fields.first-name', 'Did you mean first_name?'],
        ['9:13', 'fields.position', expect.any(String)],
        ['7:12', 'fields.role_id', expect.any(String)],
        ['8:24', 'fields.phone.valuez', 'Did you mean values?'],
        ['3:8', 'dates', expect.any(String)],
      ].sort(
        (a, b) => told.findIndex(([at]) => at === a[0]) - told.findIndex(([at]) => at === b[0]),
      ),
    );
    expect(told).toHaveLength(8);
    const [found] = problemsOf('preset: okta\n');
    expect(found).toMatchObject({ code: 'CF800', summary: 'import.yaml lacks "version"' });
  });

  it.each<[string, string]>([
    ['version: 1\nid: "{a"\nemail: "b}"\n', 'CF801 2:5, CF801 3:8'],
    ['version: 1\nfields: {role_id: {from: "{a}", values: {x: Boss}}}\n', 'CF800 1:1'],
    ['version: 1\nfields: {daily_hours: {from: "{a}", values: {x: "8"}}}\n', ''],
    ['version: 1\nfields: {phone: {from: "{a}", values: {x: 12}}}\n', ''],
    ['version: 1\nfields: {phone: {from: "{a}", divide: 2}}\n', ''],
  ])('%j is refused', (yaml, codes) => {
    const problems = problemsOf(yaml);
    expect(problems.length).toBeGreaterThan(0);
    if (codes.includes(',')) {
      expect(problems.map((d) => `${d.code} ${d.place?.line}:${d.place?.column}`).join(', ')).toBe(
        codes,
      );
    }
    expect(problems.every(({ fix, place }) => fix !== undefined && place !== undefined)).toBe(true);
  });

  it.each([
    ['text that is no YAML', 'version: 1\nid: "x\n'],
    ['an anchor', 'version: &a 1\n'],
    ['bytes that are no UTF-8', '\u0000'],
    ['another key entirely', 'version: 1\n"~/x": 1\n'],
  ])('%s is refused as in users.yaml', (_, yaml) => {
    expect(problemsOf(yaml).length).toBeGreaterThan(0);
  });
});

describe('flags', () => {
  const override = (
    flags: MappingFlags,
    base = EMPTY_MAPPING,
  ): ReturnType<typeof overrideMapping> => overrideMapping(base, flags);

  it('stand on top of the mapping', () => {
    const base = mappingOf(
      'version: 1\nsource: OKTA\nid: "{a}"\nkeep: {s: [A], t: [B]}\nfields: {phone: "{p}", position: "{q}"}\n',
    );
    const { value } = override(
      {
        preset: 'google',
        source: 'SAP',
        id: '{b}',
        map: ['phone={r|digits}', 'first_name=x=y'],
        keep: ['s=C, D'],
        drop: ['u=E'],
        encoding: 'utf-8',
        delimiter: '\t',
        decimal: ',',
        dates: 'DD/MM/YYYY',
      },
      base,
    );
    expect(value).toMatchObject({
      preset: 'google',
      source: 'SAP',
      id: { value: { text: '{b}' }, origin: { name: '--id' } },
      keep: [{ column: { value: 't' } }, { column: { value: 's' }, values: new Set(['C', 'D']) }],
      drop: [{ column: { value: 'u' } }],
      fields: {
        phone: { from: { value: { text: '{r|digits}' } } },
        position: { from: { value: { text: '{q}' } } },
        first_name: { from: { value: { text: 'x=y' } } },
      },
      encoding: 'utf-8',
      delimiter: '\t',
      decimal: ',',
      dates: 'dmy',
    });
    expect(override({}, base).value).toEqual(base);
  });

  it('are refused all at once', () => {
    const { value, diagnostics } = override({
      id: '{a',
      map: ['phone', 'phonne={a}', 'phone={'],
      keep: ['status'],
      drop: [' =x'],
      delimiter: ':',
      decimal: 'x',
      dates: 'ymd',
    });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code).toSorted()).toEqual([
      ...['CF801', 'CF801'],
      ...['CF806', 'CF806', 'CF806', 'CF806', 'CF806', 'CF806', 'CF806'],
    ]);
    const text = JSON.stringify(diagnostics);
    expect(text).toContain('Did you mean phone?');
    expect(text).toContain('Fields: first_name');
  });

  it('that name an unknown column of the mapping are reported with its place', () => {
    const mapping = mappingOf('version: 1\nid: "{Legajo}"\nleft: {Estado: [Baja]}\n');
    const { told } = importExport('id,first_name\n1,Ana\n', { mapping });
    expect(told).toEqual(['CF802 import.yaml:2:5 (id)', 'CF802 import.yaml:3:8 (left.Estado)']);
  });

  it('an empty text leaves out a field that a preset knows', () => {
    const text = 'id,first_name,phone\n1,Ana,5\n';
    expect(importExport(text, { flags: { map: ['phone='] } }).users).toEqual({
      1: { first_name: 'Ana' },
    });
  });
});

describe('--save-mapping', () => {
  it('writes what reads back as the same mapping', () => {
    const text = 'login;status;firstName;Nivel;Horas;N\na@b.c;ACTIVE;Ana;Jefa;40;1\n';
    const mapping = mappingOf(`version: 1
source: OKTA
id: "{N}"
drop: {N: ["2"]}
fields:
  role_id: {from: "{Nivel}", values: {Jefa: Director}}
  daily_hours: {from: "{Horas}", divide: 5, multiply: 1, round: half}
file: "users/{department}.yaml"
encoding: utf-8
delimiter: ";"
decimal: ","
dates: mdy
empty: ["-"]
`);
    const first = importExport(text, { mapping });
    const saved = formatMapping(first.read!.mapping);
    expect(saved).toContain('first_name: "{firstName}"');
    expect(saved).toContain('preset: okta');
    expect(saved).toContain('email: "{login}"');
    const second = importExport(text, { mapping: mappingOf(saved) });
    expect(second.users).toEqual(first.users);
    expect(formatMapping(second.read!.mapping)).toBe(saved);
    const small = importExport('id\tx\n1\ty\n', {
      flags: { delimiter: 'tab', map: ['phone={x}'] },
    });
    expect(formatMapping(small.read!.mapping)).toContain('delimiter: "tab"');
    const none = importExport('id,x\n1,y\n', {});
    expect(formatMapping(none.read!.mapping)).not.toContain('fields:');
  });
});
