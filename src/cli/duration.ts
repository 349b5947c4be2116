const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as people write it: `90s`, `10m`, `1h30m`, a plain number of seconds.
 * Undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000;
  if (!/^(?:\d{1,6}[smh])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smh])/g)) {
    total += Number(amount) * (UNITS[String(unit)] ?? 0);
  }
  return total;
}
