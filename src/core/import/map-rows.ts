import {
  BAD_TEXT,
  EQUAL_ROWS,
  NO_ID,
  SAME_ID,
  UNEVEN_IDS,
  UNKNOWN_STATUS,
} from '../errors/import.js';
import { NO_ROWS, ROW_WITHOUT_ID } from '../errors/export.js';
import { errorOf, noteOf, warningOf, type Diagnostic } from '../errors/diagnostic.js';
import { compareIds, FIELD_NAMES, FIELDS } from '../model.js';
import type { ExternalId, FieldName, FieldValue } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import { countOf, countWith } from '../text/phrase.js';
import { whyIdIsUnusable } from '../users/usable-id.js';
import {
  createConvert,
  settleDateOrder,
  whyNoText,
  type Convert,
  type FieldUse,
} from './convert-field.js';
import type { FieldRule } from './mapping.js';
import type { ImportedUser } from './people.js';
import { bindExpression, type ExpressionReader, type Reading } from './read-cells.js';
import type { ResolvedMapping } from './resolve-mapping.js';
import { bindRules, standingOf, textIn, type BoundRules } from './row-standing.js';
import { describeCell, type Column } from './table.js';

/** The people of a table, with what became of its rows. */
export interface MappedRows {
  readonly users: readonly ImportedUser[];
  readonly left: readonly ExternalId[];
  readonly leftEmails: ReadonlyMap<ExternalId, string>;
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

interface BoundField {
  readonly field: FieldName;
  readonly rule: FieldRule;
  readonly isHidden: boolean;
  readonly reader: ExpressionReader;
}

interface MappedField {
  readonly field: FieldName;
  readonly reader: ExpressionReader;
  readonly convert: Convert;
}

class RowMapper {
  readonly #reading: Reading;
  readonly #sensitive: readonly FieldName[];
  readonly #id: ExpressionReader;
  readonly #email: ExpressionReader | null;
  readonly #rules: BoundRules;
  readonly #mapping: ResolvedMapping;
  readonly #users = new Map<ExternalId, ImportedUser>();
  readonly #left = new Map<ExternalId, number>();
  readonly #leftEmails = new Map<ExternalId, string>();
  #skipped = 0;
  #dropped = 0;

  constructor(reading: Reading, mapping: ResolvedMapping, sensitive: readonly FieldName[]) {
    this.#reading = reading;
    this.#mapping = mapping;
    this.#sensitive = sensitive;
    const { table, problems } = reading;
    if (mapping.id === null) {
      problems.add(
        errorOf(NO_ID, {
          summary: 'The external id of a person is not defined',
          detail: `Columns: ${table.columns
            .filter((name) => name !== '')
            .slice(0, 30)
            .join(', ')}.`,
        }),
      );
    }
    const use = { emptyIf: 'one', isHidden: false } as const;
    this.#id = bindExpression(reading, mapping.id ?? NO_EXPRESSION, use);
    this.#email = mapping.email === null ? null : bindExpression(reading, mapping.email, use);
    this.#rules = bindRules(table, problems, mapping);
  }

  map(): MappedRows {
    const { table, problems } = this.#reading;
    const bound = FIELD_NAMES.flatMap((field) => {
      const rule = this.#mapping.fields[field];
      return rule === undefined ? [] : [this.#bindField(field, rule)];
    });
    // Without all of its columns a row would have more problems than it has.
    if (problems.isEmpty()) {
      const fields = bound.map((field) => this.#withConvert(field));
      for (let row = 0; row < table.rows; row += 1) this.#mapRow(row, fields);
      this.#checkIds();
      this.#checkSomebody();
    }
    const users = Array.from(this.#users.values()).sort((a, b) => compareIds(a.id, b.id));
    const readers = [this.#id, ...(this.#email === null ? [] : [this.#email])];
    return {
      users,
      left: [...this.#left.keys()].sort(compareIds),
      leftEmails: this.#leftEmails,
      skipped: this.#skipped,
      dropped: this.#dropped,
      columns: [
        ...readers.flatMap(({ columns }) => columns),
        ...bound.flatMap(({ reader }) => reader.columns),
        ...Object.values(this.#rules).flatMap((rules) => rules.map(({ column }) => column)),
      ],
    };
  }

  #bindField(field: FieldName, rule: FieldRule): BoundField {
    const isHidden = this.#sensitive.includes(field);
    const use = { emptyIf: 'all', isHidden } as const;
    return { field, rule, isHidden, reader: bindExpression(this.#reading, rule.from, use) };
  }

  #withConvert({ field, rule, isHidden, reader }: BoundField): MappedField {
    const { table, problems } = this.#reading;
    const use: FieldUse = {
      field,
      rule,
      decimal: this.#mapping.decimal,
      isJson: table.kind === 'json',
      dates: this.#mapping.dates,
      isHidden,
      problems,
      whereIs: (row) => this.#at(row, reader.columns[0]),
    };
    const isDate = FIELDS[field].type === 'date' && rule.values === null;
    const order = isDate ? settleDateOrder(use, this.#datesOf(reader)) : 'dmy';
    return { field, reader, convert: createConvert(use, order) };
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

  /** The dates of the rows that count. */
  #datesOf(reader: ExpressionReader): readonly { readonly text: string; readonly row: number }[] {
    return Array.from({ length: this.#reading.table.rows }, (_, row) => row)
      .filter((row) => standingOf(this.#rules, row) === 'counts')
      .flatMap((row) => reader.columns.map((column) => ({ row, text: textIn(column, row) })));
  }

  #mapRow(row: number, fields: readonly MappedField[]): void {
    const { table, problems } = this.#reading;
    const standing = standingOf(this.#rules, row);
    if (standing === 'dropped') {
      this.#dropped += 1;
      return;
    }
    if (table.filled(row) === 0) {
      this.#skipped += 1;
      return;
    }
    const id = this.#id.read(row);
    if (id === undefined) return;
    if (this.#isFooter(id, row)) {
      this.#skipped += 1;
      return;
    }
    if (typeof standing === 'object') {
      const { unknown, value } = standing;
      problems.count(['status', unknown.key, value].join(' '), (count) =>
        this.#unknownStatus(standing, row, count),
      );
      return;
    }
    if (standing === 'left') {
      if (id !== '') this.#addLeft(id, row);
      return;
    }
    if (!this.#checkId(id, row)) return;
    this.#addUser({ id, email: this.#emailOf(row), fields: this.#fieldsOf(row, fields), row });
  }

  /** Titles and totals: a lone cell that is no id, or the word total where an id should be. */
  #isFooter(id: string, row: number): boolean {
    const { filled } = this.#reading.table;
    if (id === '') return filled(row) === 1;
    return this.#id.columns.some((column) => {
      const text = textIn(column, row);
      return TOTAL.test(text) || (/[ :]/.test(text) && filled(row) === 1);
    });
  }

  #checkId(id: ExternalId, row: number): boolean {
    const { table, problems } = this.#reading;
    const [column] = this.#id.columns;
    if (id === '') {
      problems.add(
        errorOf(ROW_WITHOUT_ID, {
          summary: 'The row has no id',
          ...this.#at(row, column),
        }),
      );
      return false;
    }
    if (table.columns.length > 1 && table.filled(row) === 1) {
      problems.add(
        errorOf(ROW_WITHOUT_ID, {
          summary: 'The row has only an id',
          ...this.#at(row, column),
        }),
      );
      return false;
    }
    const why = whyNoText(id) ?? whyIdIsUnusable(id);
    if (why === undefined) return true;
    problems.add(
      errorOf(BAD_TEXT, {
        summary: `The id ${JSON.stringify(id)} can't be used: ${why}`,
        ...this.#at(row, column),
      }),
    );
    return false;
  }

  #fieldsOf(row: number, fields: readonly MappedField[]): ImportedUser['fields'] {
    const values: Partial<Record<FieldName, FieldValue>> = {};
    for (const { field, reader, convert } of fields) {
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
    const { problems } = this.#reading;
    const first = this.#users.get(user.id);
    const left = this.#left.get(user.id);
    if (left !== undefined) problems.add(this.#twice(user.id, user.row, left, LEFT_TOO));
    if (first === undefined) {
      this.#users.set(user.id, user);
    } else if (canonicalJson(first.fields) === canonicalJson(user.fields)) {
      problems.count('equal rows', (count) =>
        noteOf(EQUAL_ROWS, {
          summary: `${countWith(count, 'row', 'repeat')} an earlier row; each person is imported once`,
          ...this.#at(user.row),
        }),
      );
    } else {
      problems.add(this.#twice(user.id, user.row, first.row, 'with other values'));
    }
  }

  #addLeft(id: ExternalId, row: number): void {
    const user = this.#users.get(id);
    if (user !== undefined) this.#reading.problems.add(this.#twice(id, row, user.row, LEFT_TOO));
    this.#left.set(id, row);
    const email = this.#emailOf(row);
    if (email !== null) this.#leftEmails.set(id, email);
  }

  /** Ids that differ only in case, and ids of digits that may have lost zeros. */
  #checkIds(): void {
    const { problems } = this.#reading;
    const byCase = new Map<string, ImportedUser>();
    const lengths = new Map<number, number>();
    for (const user of this.#users.values()) {
      const key = user.id.toLowerCase();
      const other = byCase.get(key);
      if (other === undefined) byCase.set(key, user);
      else
        problems.add(
          this.#twice(user.id, user.row, other.row, `but for case: ${JSON.stringify(other.id)}`),
        );
      const digits = /^\D*(\d+)$/.exec(user.id)?.[1];
      lengths.set(digits?.length ?? 0, user.row);
    }
    if (lengths.size < 2 || lengths.has(0)) return;
    const [column] = this.#id.columns;
    const longest = Math.max(...lengths.keys());
    problems.add(
      warningOf(UNEVEN_IDS, {
        summary: `The ids end in ${[...lengths.keys()].sort((a, b) => a - b).join(', ')} digits: a spreadsheet may have dropped leading zeros`,
        ...this.#at(Number(lengths.get(Math.min(...lengths.keys()))), column),
        fix: `If so, put them back: --id "{${String(column?.name)}|pad:${longest}}"`,
      }),
    );
  }

  #twice(id: ExternalId, row: number, earlier: number, how: string): Diagnostic {
    const [column] = this.#id.columns;
    const place = this.#reading.table.placeOf(earlier, column);
    return errorOf(SAME_ID, {
      summary: `The id ${JSON.stringify(id)} occurs twice, ${how}`,
      ...this.#at(row, column),
      related: [{ place, message: describeCell(earlier) }],
    });
  }

  #unknownStatus(
    { unknown, value }: { unknown: Column; value: string },
    row: number,
    count: number,
  ): Diagnostic {
    return errorOf(UNKNOWN_STATUS, {
      summary: `${unknown.name}: ${JSON.stringify(value)} is neither kept nor left (${countOf(count, 'row')})`,
      ...this.#at(row, unknown),
      fix: `Add it to keep: or left: in import.yaml.`,
    });
  }

  #at(row: number, column?: Column): Pick<Diagnostic, 'place' | 'path'> {
    return { place: this.#reading.table.placeOf(row, column), path: describeCell(row, column) };
  }
}

const LEFT_TOO = 'once as somebody who has left';

/** Stands in for an id that is missing, which is an error: no row is read. */
const NO_EXPRESSION = { value: { text: '', template: [] }, origin: { name: 'id' } };

/** What the column of the id holds in a line of totals. */
const TOTAL = /^(?:sub[ -]?|grand )?total(?:es|s)?(?![\p{L}\d_-])/iu;
