const DAY_MS = 24 * 60 * 60 * 1_000;
const UNITS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS };

/**
 * Reads an age (`90d`, `2w`, `36h`) or a time (ISO 8601, UTC) as a time, ISO 8601, UTC; null for anything else.
 * `now`: milliseconds since 1970.
 */
export function readTime(text: string, now: number): string | null {
  const [, amount, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (unit !== undefined) return isoTimeOf(now - Number(amount) * Number(UNITS[unit]));
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z)?$/.test(text)) return null;
  return isoTimeOf(Date.parse(text));
}

/** ISO 8601, UTC, of milliseconds since 1970; null for what no calendar has, as a damaged record may say. */
export function isoTimeOf(ms: number): string | null {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
