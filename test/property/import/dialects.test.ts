/** Any people, exported in any dialect, import to the same users. */
import { describe, expect, it } from 'vitest';
import { formatUsers } from '../../../src/core/import/format-users.js';
import { proveUsers } from '../../../src/core/import/prove-users.js';
import fc from '../../support/fast-check.js';
import { importExport, mappingOf, utf16 } from '../../support/import.js';

interface Person {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly department: string;
  readonly note: string;
}

/** Text as people write it, in an alphabet that every encoding here has. */
const word = fc
  .array(fc.constantFrom(...Array.from('aZñÑéü 0;,|\t"’-.:#@&')), { minLength: 1, maxLength: 8 })
  .map((chars) => `x${chars.join('')}`.replace(/\s+/g, ' ').trim());
const note = fc
  .array(fc.constantFrom('a', '"', ';', ',', '\n', '\r\n', ' ', '=', "'", '|', '\t'), {
    maxLength: 8,
  })
  .map((chars) => chars.join(''));
const people = fc.uniqueArray(
  fc.record<Person>({
    id: fc.integer({ min: 100_000, max: 999_999 }).map(String),
    first_name: word,
    last_name: fc.oneof(word, fc.constant('')),
    department: fc.constantFrom('Creatividad', 'Tecnología', 'I+D'),
    note,
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
);

const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
  lastLineEnd: fc.boolean(),
  title: fc.boolean(),
  totals: fc.boolean(),
  blanks: fc.boolean(),
  encoding: fc.constantFrom(
    'utf-8',
    'utf-8 with BOM',
    'utf-16le',
    'utf-16be',
    'utf-16le bare',
    'windows-1252',
  ),
  decomposed: fc.boolean(),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never;

const HEADER = ['Legajo', 'Nombre *', 'Apellido [Required]', 'Gerencia', 'Nota'];
const MAPPING = mappingOf(`version: 1
source: OKTA
id: "OKTA-USER-{Legajo}"
fields:
  first_name: "{Nombre}"
  last_name: "{Apellido}"
  department: {from: "{Gerencia}", values: {Creatividad: Creative, Tecnología: Technology, "*": Other}}
`);

function exportCsv(all: readonly Person[], form: Dialect): Uint8Array {
  const { delimiter, lineEnd } = form;
  const write = (cells: readonly string[]): string =>
    cells
      .map((cell) =>
        form.quoteAll || /["\r\n]/.test(cell) || cell.includes(delimiter)
          ? `"${cell.replaceAll('"', '""')}"`
          : cell,
      )
      .join(delimiter);
  const rows = all.map((person) => [
    person.id,
    person.first_name,
    person.last_name,
    person.department,
    person.note,
  ]);
  const lines = [
    ...(form.title ? ['Reporte'] : []),
    write(HEADER),
    ...rows.flatMap((row) => [write(row), ...(form.blanks ? ['', delimiter.repeat(4)] : [])]),
    ...(form.totals ? [write(['', '', `Total: ${all.length}`, '', ''])] : []),
  ];
  const text = lines.join(lineEnd) + (form.lastLineEnd ? lineEnd : '');
  return encode(
    form.decomposed && form.encoding !== 'windows-1252' ? text.normalize('NFD') : text,
    form,
  );
}

function encode(text: string, { encoding }: Dialect): Uint8Array {
  switch (encoding) {
    case 'utf-16le':
      return utf16(text, 'le');
    case 'utf-16be':
      return utf16(text, 'be');
    case 'utf-16le bare':
      return utf16(text, 'le', false);
    case 'windows-1252':
      return new Uint8Array(Buffer.from(text.replaceAll('’', '\x92'), 'latin1'));
    default:
      return new TextEncoder().encode(encoding === 'utf-8' ? text : `\ufeff${text}`);
  }
}

const TRANSLATED: Readonly<Record<string, string>> = {
  Creatividad: 'Creative',
  Tecnología: 'Technology',
};

describe('import', () => {
  it('gives the same users for every dialect, and a file that reads back as them', () => {
    fc.assert(
      fc.property(people, dialect, (all, form) => {
        const { read, diagnostics } = importExport(exportCsv(all, form), { mapping: MAPPING });
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        const expected = all
          .map(({ id, first_name, last_name, department }) => ({
            id: `OKTA-USER-${id}`,
            fields: {
              first_name,
              ...(last_name !== '' && { last_name }),
              department: TRANSLATED[department] ?? 'Other',
            },
          }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const users = read!.people.users.map(({ id, fields }) => ({ id, fields }));
        expect(users).toEqual(expected);
        const shared = form.quoteAll;
        const text = formatUsers({ source: 'OKTA', users, schema: 'x', shared });
        expect(proveUsers({ name: 'u', text, users, required: [], sensitive: [] })).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('never throws and never makes users of a damaged export without a word', () => {
    fc.assert(
      fc.property(people, dialect, fc.nat(), fc.nat(255), (all, form, at, byte) => {
        const bytes = exportCsv(all, form);
        bytes[at % bytes.length] = byte;
        const { read, diagnostics } = importExport(bytes, { mapping: MAPPING });
        expect(read === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 400 },
    );
  });

  it('names the place of any damage to a JSON', () => {
    fc.assert(
      fc.property(
        people,
        fc.nat(),
        fc.constantFrom(...Array.from('{}[]",:x0\n')),
        (all, at, char) => {
          const text = JSON.stringify(all, null, 1);
          const broken = `${text.slice(0, at % text.length)}${char}${text.slice((at % text.length) + 1)}`;
          const { read, diagnostics } = importExport(broken, {
            mapping: mappingOf('version: 1\nid: "{id}"\n'),
          });
          if (read === undefined)
            expect(diagnostics[0]?.place ?? diagnostics[0]?.summary).toBeDefined();
        },
      ),
      { numRuns: 400 },
    );
  });
});
