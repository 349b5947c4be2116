import { BAD_TEXT, NOT_A_ROLE, NOT_HOURS, UNCLEAR_DATE, UNLISTED_VALUE } from '../errors/import.js';
import { errorOf, type Diagnostic, type FailureEntry } from '../errors/diagnostic.js';
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
  /** The texts of the rows that count, which may say whether the day or the month comes first. */
  readonly texts: () => readonly RowText[];
}

export interface RowText {
  readonly row: number;
  readonly text: string;
}

/** The value of a field from its text, which is not empty unless the translation has one for that. */
export type Convert = (text: string, row: number) => FieldValue | undefined;

/** Makes the conversion of one field. What can't be converted is reported, and undefined. */
export function createConvert(use: FieldUse): Convert {
  const { values } = use.rule;
  const convert = values === null ? convertPlain(use) : translate(use, values);
  return (text, row) => {
    const found = convert(text);
    if (typeof found !== 'object') return found;
    report(use, found, text, row);
    return undefined;
  };
}

/** Why a text gives no value of a field. */
interface Fault {
  readonly entry: FailureEntry;
  /** Follows the text. */
  readonly what: string;
  readonly detail?: string;
  readonly fix?: string;
  /** The text would not fit into a message. */
  readonly isUnprintable?: true;
}

type Conversion = (text: string) => FieldValue | Fault | undefined;

function translate({ field }: FieldUse, values: ReadonlyMap<string, FieldValue>): Conversion {
  const unlisted: Fault = {
    entry: UNLISTED_VALUE,
    what: 'is not among the values of the mapping',
    fix: `Add it below values: of ${field} in import.yaml; "*" stands for every other value.`,
  };
  return (text) =>
    values.get(comparable(text)) ?? (text === '' ? undefined : (values.get('*') ?? unlisted));
}

function convertPlain(use: FieldUse): Conversion {
  const convert = converterOf(use);
  return (text) => (text === '' ? undefined : convert(text));
}

function converterOf(use: FieldUse): (text: string) => FieldValue | Fault {
  const { field, rule, decimal, isJson, isHidden } = use;
  switch (FIELDS[field].type) {
    case 'role':
      return (text) => roleOfText(text) ?? noRole(isHidden ? '' : text);
    case 'hours': {
      const { divide, multiply, round } = rule;
      const hours = { decimal, isJson, divide, multiply, round };
      return (text) => {
        const found = readHours(text, hours);
        return typeof found === 'number' ? found : HOURS_FAULTS[found];
      };
    }
    case 'date': {
      let order: DateOrder | undefined;
      return (text) => {
        const date = readDate(text);
        order ??= settleDateOrder(use);
        return (date && completeDate(date, order)) ?? NO_DATE;
      };
    }
    case 'text':
      return (text) => {
        const what = whyNoText(text);
        return what === undefined ? text : { entry: BAD_TEXT, what, isUnprintable: true };
      };
  }
}

/** Why users.yaml can't hold a text. */
export function whyNoText(text: string): string | undefined {
  if (text.length > 255) return `is longer than 255 characters`;
  return /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
    ? 'has a control character or half a character'
    : undefined;
}

function noRole(shown: string): Fault {
  return {
    entry: NOT_A_ROLE,
    what: 'is not a role of COR',
    detail: suggestRole(shown),
  };
}

const NO_DATE: Fault = {
  entry: UNCLEAR_DATE,
  what: 'is not a date here',
  fix: 'Write YYYY-MM-DD or DD.MM.YYYY.',
};

const HOURS_FAULTS: Readonly<Record<HoursFault, Fault>> = {
  'not hours': {
    entry: NOT_HOURS,
    what: 'is not a number of hours',
    fix: 'Write hours such as 8, 7,5 or 7:30.',
  },
  'which separator is decimal': {
    entry: NOT_HOURS,
    what: 'does not say which separator is decimal',
    fix: 'Name the decimal separator: --decimal , or --decimal .',
  },
  'percent without multiply': {
    entry: NOT_HOURS,
    what: 'is a percentage, but the mapping does not define 100 %',
    fix: 'Define what 100 % is: daily_hours: {from: "{…}", multiply: 8} in import.yaml.',
  },
  'not halves': {
    entry: NOT_HOURS,
    what: 'is not a multiple of half an hour',
    fix: 'Write round: half at daily_hours in import.yaml.',
  },
  'not 0 to 24': {
    entry: NOT_HOURS,
    what: 'is more than 24 hours a day',
    fix: 'For hours a week: daily_hours: {from: "{…}", divide: 5} in import.yaml.',
  },
};

/** Reports each distinct text once, or all together if the text is in no message. */
function report(
  { field, isHidden, problems, whereIs }: FieldUse,
  fault: Fault,
  text: string,
  row: number,
): void {
  const { entry, what, detail, fix, isUnprintable = isHidden } = fault;
  problems.count([entry.code, field, isUnprintable ? '' : text].join(' '), (count) =>
    errorOf(entry, {
      summary: `${isUnprintable ? `A value of ${field}` : `${field}: ${JSON.stringify(text)}`} ${what} (${countOf(count, 'row')})`,
      detail,
      ...whereIs(row),
      fix,
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
function settleDateOrder(use: FieldUse): DateOrder {
  if (use.dates !== null) return use.dates;
  const settled = new Map<DateOrder, SettledDate>();
  let open: number | undefined;
  for (const { text, row } of use.texts()) {
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
