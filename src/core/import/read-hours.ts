/** How the cells of hours are to be read. */
export interface HoursRule {
  readonly decimal: '.' | ',' | null;
  /** Whether the number comes from JSON, where a point is never a separator of thousands. */
  readonly isJson: boolean;
  readonly divide: number | null;
  readonly multiply: number | null;
  readonly round: 'half' | null;
}

export type HoursFault =
  | 'not hours'
  | 'which separator is decimal'
  | 'percent without multiply'
  | 'not halves'
  | 'not 0 to 24';

const UNIT = /\s*(?:h|hs|hrs?|horas?|hours?)\.?$/i;
const SIMPLE = /^\d{1,4}(?:[.,]\d{1,2})?$/;
const MANY_SEPARATORS = /^\d[\d.,]*$/;
const JSON_NUMBER = /^\d{1,6}\.\d{1,18}$/;
const WITH = {
  '.': /^(?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d{1,9})?$/,
  ',': /^(?:\d{1,3}(?:\.\d{3})+|\d{1,6})(?:,\d{1,9})?$/,
};

/** Daily hours from `8,5`, `8.5`, `8:30`, `40 h` and `80 %`, as the rule says. */
export function readHours(text: string, rule: HoursRule): number | HoursFault {
  const isPercent = /\s*%$/.test(text);
  if (isPercent && rule.multiply === null) return 'percent without multiply';
  const bare = text.replace(isPercent ? /\s*%$/ : UNIT, '');
  const number = readClock(bare) ?? readNumber(bare, rule);
  if (typeof number === 'string') return number;
  const scaled = ((isPercent ? number / 100 : number) * (rule.multiply ?? 1)) / (rule.divide ?? 1);
  const halves = rule.round === null ? scaled * 2 : Math.round(scaled * 2);
  // Minutes and shares are no exact binary fractions.
  if (Math.abs(halves - Math.round(halves)) > 1e-9) return 'not halves';
  const hours = Math.round(halves) / 2;
  return hours > 24 ? 'not 0 to 24' : hours;
}

function readClock(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,3}):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) + Number(minutes) / 60;
}

function readNumber(text: string, { decimal, isJson }: HoursRule): number | HoursFault {
  if (decimal === null) {
    if (SIMPLE.test(text)) return Number(text.replace(',', '.'));
    if (isJson && JSON_NUMBER.test(text)) return Number(text);
    return MANY_SEPARATORS.test(text) ? 'which separator is decimal' : 'not hours';
  }
  if (!WITH[decimal].test(text)) return 'not hours';
  const thousands = decimal === '.' ? ',' : '.';
  return Number(text.replaceAll(thousands, '').replace(',', '.'));
}
