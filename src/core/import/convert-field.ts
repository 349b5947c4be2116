import { BAD_TEXT, NOT_A_ROLE, NOT_HOURS, UNCLEAR_DATE, UNLISTED_VALUE } from '../errors/import.js';
import { errorOf, type Diagnostic } from '../errors/diagnostic.js';
import type { ErrorCode } from '../errors/registry.js';
import { FIELDS, type FieldName, type FieldValue } from '../model.js';
import { countOf } from '../text/phrase.js';
import type { Problems } from './problems.js';
import { comparable, type FieldRule } from './mapping.js';
import { completeDate, orderOf, readDate, type DateOrder, type WrittenDate } from './read-dates.js';
import { readHours, type HoursFault } from './read-hours.js';
import { roleOfText, suggestRole } from '../users/roles.js';

/** Where the text of a field comes from. */
export type WhereIs = (row: number) => Pick<Diagnostic, 'place' | 'path'>;

export interface FieldUse {
  readonly field: FieldName;
  readonly rule: FieldRule;
  readonly decimal: '.' | ',' | null;
  readonly isJson: boolean;
  readonly dates: DateOrder | null;
  /** Whether its values must be in no message. */
  readonly isHidden: boolean;
  readonly problems: Problems;
  readonly whereIs: WhereIs;
}

/** The value of a field from its text, which is not empty unless the translation has one for that. */
export type Convert = (text: string, row: number) => FieldValue | undefined;

/** Makes the conversion of one field. What can't be converted is reported, and undefined. */
export function createConvert(use: FieldUse, dateOrder: DateOrder): Convert {
  const { values } = use.rule;
  const convert = convertPlain(use, dateOrder);
  if (values === null) return (text, row) => (text === '' ? undefined : convert(text, row));
  return (text, row) => {
    const known = values.get(comparable(text)) ?? (text === '' ? undefined : values.get('*'));
    if (known === undefined && text !== '') reportUnlisted(use, text, row);
    return known;
  };
}

function convertPlain(use: FieldUse, dateOrder: DateOrder): Convert {
  const { rule, decimal, isJson, field } = use;
  switch (FIELDS[field].type) {
    case 'role':
      return (text, row) => roleOfText(text) ?? reportRole(use, text, row);
    case 'hours': {
      const { divide, multiply, round } = rule;
      const hours = { decimal, isJson, divide, multiply, round };
      return (text, row) => {
        const found = readHours(text, hours);
        return typeof found === 'number' ? found : reportHours(use, found, text, row);
      };
    }
    case 'date':
      return (text, row) => {
        const date = readDate(text);
        const iso = date === undefined ? undefined : completeDate(date, dateOrder);
        return iso ?? reportDate(use, text, row);
      };
    case 'text':
      return (text, row) => (whyNoText(text) === undefined ? text : reportText(use, text, row));
  }
}

/** Why users.yaml can't hold a text. */
export function whyNoText(text: string): string | undefined {
  if (text.length > 255) return `is longer than 255 characters`;
  return /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
    ? 'has a control character or half a character'
    : undefined;
}

type Raise = (count: number) => Diagnostic;

/** What a conversion gives after it has reported why: undefined. */
type NoValue = FieldValue | undefined;

/** Reports each distinct text once, or all together if the text is sensitive. Returns no value. */
function reportOnce(use: FieldUse, code: ErrorCode, text: string, raise: Raise): NoValue {
  use.problems.count([code, use.field, use.isHidden ? '' : text].join(' '), raise);
  return undefined;
}

function quoted({ isHidden, field }: FieldUse, text: string): string {
  return isHidden ? `A value of ${field}` : `${field}: ${JSON.stringify(text)}`;
}

function reportUnlisted(use: FieldUse, text: string, row: number): void {
  reportOnce(use, UNLISTED_VALUE.code, text, (count) =>
    errorOf(UNLISTED_VALUE, {
      summary: `${quoted(use, text)} is not among the values of the mapping (${countOf(count, 'row')})`,
      ...use.whereIs(row),
      fix: `Add it below values: of ${use.field} in import.yaml; "*" stands for every other value.`,
    }),
  );
}

function reportRole(use: FieldUse, text: string, row: number): NoValue {
  return reportOnce(use, NOT_A_ROLE.code, text, (count) =>
    errorOf(NOT_A_ROLE, {
      summary: `${quoted(use, text)} is not a role of COR (${countOf(count, 'row')})`,
      detail: suggestRole(use.isHidden ? '' : text),
      ...use.whereIs(row),
      fix: 'Translate it: role_id: {from: "{…}", values: {…: 4}} in import.yaml.',
    }),
  );
}

const HOURS_FIXES: Readonly<Record<HoursFault, string>> = {
  'not hours': 'Write hours such as 8, 7,5 or 7:30.',
  'which separator is decimal': 'Name the decimal separator: --decimal , or --decimal .',
  'percent without multiply':
    'Define what 100 % is: daily_hours: {from: "{…}", multiply: 8} in import.yaml.',
  'not halves': 'Write round: half at daily_hours in import.yaml.',
  'not 0 to 24': 'For hours a week: daily_hours: {from: "{…}", divide: 5} in import.yaml.',
};

const HOURS_FAULTS: Readonly<Record<HoursFault, string>> = {
  'not hours': 'is not a number of hours',
  'which separator is decimal': 'does not say which separator is decimal',
  'percent without multiply': 'is a percentage, but the mapping does not define 100 %',
  'not halves': 'is not a multiple of half an hour',
  'not 0 to 24': 'is more than 24 hours a day',
};

function reportHours(use: FieldUse, fault: HoursFault, text: string, row: number): NoValue {
  return reportOnce(use, NOT_HOURS.code, text, (count) =>
    errorOf(NOT_HOURS, {
      summary: `${quoted(use, text)} ${HOURS_FAULTS[fault]} (${countOf(count, 'row')})`,
      ...use.whereIs(row),
      fix: HOURS_FIXES[fault],
    }),
  );
}

function reportDate(use: FieldUse, text: string, row: number): NoValue {
  return reportOnce(use, UNCLEAR_DATE.code, text, (count) =>
    errorOf(UNCLEAR_DATE, {
      summary: `${quoted(use, text)} is not a date here (${countOf(count, 'row')})`,
      ...use.whereIs(row),
      fix: 'Write YYYY-MM-DD or DD.MM.YYYY.',
    }),
  );
}

function reportText(use: FieldUse, text: string, row: number): NoValue {
  return reportOnce(use, BAD_TEXT.code, text, () =>
    errorOf(BAD_TEXT, {
      summary: `${use.field} ${String(whyNoText(text))}`,
      ...use.whereIs(row),
    }),
  );
}

interface SettledDate {
  readonly row: number;
  readonly order: DateOrder;
}

/**
 * The order of dates with slashes: as named, else as the dates with a part over 12 have it. Reports dates
 * that contradict each other, and a column in which every date may be either.
 */
export function settleDateOrder(
  use: FieldUse,
  texts: readonly { readonly text: string; readonly row: number }[],
): DateOrder {
  if (use.dates !== null) return use.dates;
  const settled = new Map<DateOrder, SettledDate>();
  let open: number | undefined;
  for (const { text, row } of texts) {
    const date: WrittenDate | undefined = readDate(text);
    if (date === undefined || 'iso' in date) continue;
    const order = orderOf(date);
    if (order === undefined) open ??= row;
    else if (!settled.has(order)) settled.set(order, { row, order });
  }
  const [first, second] = settled.values();
  if (first === undefined && open !== undefined) use.problems.add(unclear(use, open));
  if (first !== undefined && second !== undefined)
    use.problems.add(contradiction(use, first, second));
  return first?.order ?? 'dmy';
}

function unclear(use: FieldUse, row: number): Diagnostic {
  return errorOf(UNCLEAR_DATE, {
    summary: `${use.field}: it is unclear whether the day or the month comes first`,
    ...use.whereIs(row),
    fix: 'Pass --dates dmy or --dates mdy',
  });
}

function contradiction(use: FieldUse, first: SettledDate, second: SettledDate): Diagnostic {
  const { place } = use.whereIs(first.row);
  return errorOf(UNCLEAR_DATE, {
    summary: `${use.field}: some dates have the day first, others the month`,
    ...use.whereIs(second.row),
    ...(place && { related: [{ place, message: 'the other order' }] }),
    fix: 'Correct the export so that all dates have one form.',
  });
}
