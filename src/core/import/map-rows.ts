import {
  BAD_TEXT,
  EQUAL_ROWS,
  NO_ID,
  SAME_ID,
  UNEVEN_IDS,
  UNKNOWN_STATUS,
} from '../errors/import.js';
import { NO_ROWS, ROW_WITHOUT_ID } from '../errors/export.js';
import {
  errorOf,
  noteOf,
  warningOf,
  type Diagnostic,
  type FailureEntry,
} from '../errors/diagnostic.js';
import { compareIds, FIELD_NAMES } from '../model.js';
import type { ExternalId, FieldName, FieldValue } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import { countOf, countWith } from '../text/phrase.js';
import { whyIdIsUnusable } from '../users/usable-id.js';
import { createConvert, whyNoText, type Convert, type RowText } from './convert-field.js';
import type { ImportedUser, Leaver } from './people.js';
import { bindExpression, type ExpressionReader, type Reading } from './read-cells.js';
import type { ResolvedMapping } from './resolve-mapping.js';
import { bindRules, standingOf, textIn, type BoundRules } from './row-standing.js';
import { atCell, describeCell, type Column } from './table.js';

/** The people of a table, with what became of its rows. */
export interface MappedRows {
  readonly users: readonly ImportedUser[];
  readonly left: readonly Leaver[];
  readonly skipped: number;
  readonly dropped: number;
  readonly columns: readonly Column[];
}

/**
 * Maps each row to a user. Reports every problem; the result counts only if none of them is an error.
 * Values of `sensitive` fields are in no message.
 */
export function mapRows(
  reading: Reading,
  mapping: ResolvedMapping,
  sensitive: readonly FieldName[],
): MappedRows {
  return new RowMapper(reading, mapping, sensitive).map();
}

interface MappedField {
  readonly field: FieldName;
  readonly reader: ExpressionReader;
  readonly convert: Convert;
}

class RowMapper {
  readonly #reading: Reading;
  readonly #id: ExpressionReader;
  readonly #email: ExpressionReader | null;
  readonly #fields: readonly MappedField[];
  readonly #rules: BoundRules;
  readonly #users = new Map<ExternalId, ImportedUser>();
  readonly #left = new Map<ExternalId, Leaver>();
  #skipped = 0;
  #dropped = 0;

  constructor(reading: Reading, mapping: ResolvedMapping, sensitive: readonly FieldName[]) {
    this.#reading = reading;
    const { table, problems } = reading;
    if (mapping.id === null) {
      const names = table.columns.filter((name) => name !== '').slice(0, 30);
      problems.add(
        errorOf(NO_ID, {
          summary: 'The external id of a person is not defined',
          detail: `Columns: ${names.join(', ')}.`,
        }),
      );
    }
    const use = { emptyIf: 'one', isHidden: false } as const;
    this.#id = bindExpression(reading, mapping.id ?? NO_EXPRESSION, use);
    this.#email = mapping.email === null ? null : bindExpression(reading, mapping.email, use);
    this.#rules = bindRules(table, problems, mapping);
    this.#fields = FIELD_NAMES.flatMap((field) => {
      const rule = mapping.fields[field];
      if (rule === undefined) return [];
      const isHidden = sensitive.includes(field);
      const reader = bindExpression(reading, rule.from, { emptyIf: 'all', isHidden });
      const convert = createConvert({
        field,
        rule,
        decimal: mapping.decimal,
        isJson: table.kind === 'json',
        dates: mapping.dates,
        isHidden,
        problems,
        whereIs: (row) => atCell(table, row, reader.columns[0]),
        texts: () => this.#textsOf(reader),
      });
      return [{ field, reader, convert }];
    });
  }

  map(): MappedRows {
    const { table, problems } = this.#reading;
    // Without all of its columns a row would have more problems than it has.
    if (problems.isEmpty()) {
      for (let row = 0; row < table.rows; row += 1) this.#mapRow(row);
      this.#checkIds();
      this.#checkSomebody();
    }
    const readers = [
      this.#id,
      ...(this.#email === null ? [] : [this.#email]),
      ...this.#fields.map(({ reader }) => reader),
    ];
    return {
      users: sortById(this.#users.values()),
      left: sortById(this.#left.values()),
      skipped: this.#skipped,
      dropped: this.#dropped,
      columns: [
        ...readers.flatMap(({ columns }) => columns),
        ...Object.values(this.#rules).flatMap((rules) => rules.map(({ column }) => column)),
      ],
    };
  }

  /** An export of which no row counts is none. */
  #checkSomebody(): void {
    const { table, problems } = this.#reading;
    if (this.#users.size + this.#left.size > 0 || !problems.isEmpty()) return;
    problems.add(
      errorOf(NO_ROWS, {
        summary: `${table.file} has no rows of people`,
        detail: `${countOf(table.rows, 'row')}: ${this.#dropped} dropped, ${this.#skipped} skipped.`,
        place: table.placeOf(0),
      }),
    );
  }

  /** The texts of the rows that count. */
  #textsOf(reader: ExpressionReader): readonly RowText[] {
    return Array.from({ length: this.#reading.table.rows }, (_, row) => row)
      .filter((row) => standingOf(this.#rules, row) === 'counts')
      .flatMap((row) => reader.columns.map((column) => ({ row, text: textIn(column, row) })));
  }

  #mapRow(row: number): void {
    const { table, problems } = this.#reading;
    const standing = standingOf(this.#rules, row);
    if (standing === 'dropped') {
      this.#dropped += 1;
      return;
    }
    const id = table.filled(row) === 0 ? '' : this.#id.read(row);
    if (id === undefined) return;
    if (this.#isNobody(id, row)) {
      this.#skipped += 1;
    } else if (typeof standing === 'object') {
      const { unknown, value } = standing;
      problems.count(['status', unknown.key, value].join(' '), (count) =>
        errorOf(UNKNOWN_STATUS, {
          summary: `${unknown.name}: ${JSON.stringify(value)} is neither kept nor left (${countOf(count, 'row')})`,
          ...atCell(table, row, unknown),
        }),
      );
    } else if (standing === 'left') {
      if (id !== '') this.#addLeft({ id, email: this.#emailOf(row), row });
    } else if (this.#checkId(id, row)) {
      this.#addUser({ id, email: this.#emailOf(row), fields: this.#fieldsOf(row), row });
    }
  }

  /** Blank lines, titles and totals: a lone cell that is no id, or the word total where an id should be. */
  #isNobody(id: string, row: number): boolean {
    const filled = this.#reading.table.filled(row);
    if (id === '') return filled <= 1;
    return this.#id.columns.some((column) => {
      const text = textIn(column, row);
      return TOTAL.test(text) || (/[ :]/.test(text) && filled === 1);
    });
  }

  #checkId(id: ExternalId, row: number): boolean {
    const problem = this.#problemOfId(id, row);
    if (problem === undefined) return true;
    const { table, problems } = this.#reading;
    const [entry, summary] = problem;
    problems.add(errorOf(entry, { summary, ...atCell(table, row, this.#id.columns[0]) }));
    return false;
  }

  #problemOfId(id: ExternalId, row: number): readonly [FailureEntry, string] | undefined {
    const { table } = this.#reading;
    if (id === '') return [ROW_WITHOUT_ID, 'The row has no id'];
    if (table.columns.length > 1 && table.filled(row) === 1) {
      return [ROW_WITHOUT_ID, 'The row has only an id'];
    }
    const why = whyNoText(id) ?? whyIdIsUnusable(id);
    if (why === undefined) return undefined;
    return [BAD_TEXT, `The id ${JSON.stringify(id)} can't be used: ${why}`];
  }

  #fieldsOf(row: number): ImportedUser['fields'] {
    const values: Partial<Record<FieldName, FieldValue>> = {};
    for (const { field, reader, convert } of this.#fields) {
      const text = reader.read(row);
      if (text === undefined) continue;
      const value = convert(text, row);
      if (value !== undefined) values[field] = value;
    }
    return values;
  }

  #emailOf(row: number): string | null {
    const text = this.#email?.read(row) ?? '';
    return text === '' ? null : text;
  }

  #addUser(user: ImportedUser): void {
    const { table, problems } = this.#reading;
    const first = this.#users.get(user.id);
    const left = this.#left.get(user.id);
    if (left !== undefined) problems.add(this.#twice(user, left, LEFT_TOO));
    if (first === undefined) {
      this.#users.set(user.id, user);
    } else if (canonicalJson(first.fields) === canonicalJson(user.fields)) {
      problems.count('equal rows', (count) =>
        noteOf(EQUAL_ROWS, {
          summary: `${countWith(count, 'row', 'repeat')} an earlier row; each person is imported once`,
          ...atCell(table, user.row),
        }),
      );
    } else {
      problems.add(this.#twice(user, first, 'with other values'));
    }
  }

  #addLeft(leaver: Leaver): void {
    const user = this.#users.get(leaver.id);
    if (user !== undefined) this.#reading.problems.add(this.#twice(leaver, user, LEFT_TOO));
    const email = leaver.email ?? this.#left.get(leaver.id)?.email ?? null;
    this.#left.set(leaver.id, { ...leaver, email });
  }

  /** Ids that differ only in case, and ids of digits that may have lost zeros. */
  #checkIds(): void {
    const { table, problems } = this.#reading;
    const byCase = new Map<string, ImportedUser>();
    const lengths = new Map<number, number>();
    for (const user of this.#users.values()) {
      const key = user.id.toLowerCase();
      const other = byCase.get(key);
      if (other === undefined) byCase.set(key, user);
      else problems.add(this.#twice(user, other, `but for case: ${JSON.stringify(other.id)}`));
      const digits = /^\D*(\d+)$/.exec(user.id)?.[1];
      lengths.set(digits?.length ?? 0, user.row);
    }
    if (lengths.size < 2 || lengths.has(0)) return;
    const [column] = this.#id.columns;
    const inOrder = [...lengths].sort(([a], [b]) => a - b);
    const [[, row]] = inOrder as [[number, number]];
    problems.add(
      warningOf(UNEVEN_IDS, {
        summary: `The ids end in ${inOrder.map(([length]) => length).join(', ')} digits: a spreadsheet may have dropped leading zeros`,
        ...atCell(table, row, column),
        fix: `If so, put them back: --id "{${String(column?.name)}|pad:${String(inOrder.at(-1)?.[0])}}"`,
      }),
    );
  }

  #twice({ id, row }: Leaver, earlier: Leaver, how: string): Diagnostic {
    const { table } = this.#reading;
    const [column] = this.#id.columns;
    const place = table.placeOf(earlier.row, column);
    return errorOf(SAME_ID, {
      summary: `The id ${JSON.stringify(id)} occurs twice, ${how}`,
      ...atCell(table, row, column),
      related: [{ place, message: describeCell(earlier.row) }],
    });
  }
}

function sortById<T extends Leaver>(people: Iterable<T>): readonly T[] {
  return [...people].sort((a, b) => compareIds(a.id, b.id));
}

const LEFT_TOO = 'once as somebody who has left';

/** Stands in for an id that is missing, which is an error: no row is read. */
const NO_EXPRESSION = { value: { text: '', template: [] }, origin: { name: 'id' } };

/** What the column of the id holds in a line of totals. */
const TOTAL = /^(?:sub[ -]?|grand )?total(?:es|s)?(?![\p{L}\d_-])/iu;
