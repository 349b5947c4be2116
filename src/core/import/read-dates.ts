/** Whether the day or the month comes first where a date is written with slashes. */
export type DateOrder = 'dmy' | 'mdy';

/** A date as it is written: complete, or with two parts of which either may be the day. */
export type WrittenDate =
  | { readonly iso: string }
  | { readonly first: number; readonly second: number; readonly year: string };

/** Reads ISO (also with a time of midnight), `dd.mm.yyyy`, and `03/04/2025`; undefined for anything else. */
export function readDate(text: string): WrittenDate | undefined {
  const iso =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(
      text,
    );
  if (iso !== null) return complete(String(iso[1]), Number(iso[2]), Number(iso[3]));
  const [, first, separator, second, year] =
    /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (separator === '.') return complete(year, Number(second), Number(first));
  return { first: Number(first), second: Number(second), year };
}

/** The order that a date settles by itself: a part over 12 is the day. */
export function orderOf(date: WrittenDate): DateOrder | undefined {
  if ('iso' in date || date.first > 12 === date.second > 12) return undefined;
  return date.first > 12 ? 'dmy' : 'mdy';
}

/** The ISO form; undefined if there is no such day in this order. */
export function completeDate(date: WrittenDate, order: DateOrder): string | undefined {
  if ('iso' in date) return date.iso;
  const [day, month] = order === 'dmy' ? [date.first, date.second] : [date.second, date.first];
  return complete(date.year, month, day)?.iso;
}

function complete(year: string, month: number, day: number): { readonly iso: string } | undefined {
  const days = new Date(Date.UTC(Number(year), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > days) return undefined;
  const two = (part: number): string => String(part).padStart(2, '0');
  return { iso: `${year}-${two(month)}-${two(day)}` };
}
