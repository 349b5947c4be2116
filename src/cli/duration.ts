import { INVALID_DURATION } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as people write it: `90s`, `10m`, `1h30m`, a plain number of seconds.
 * Undefined for anything else.
 */
function parseDuration(text: string): number | undefined {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000;
  if (!/^(?:\d{1,6}[smh])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smh])/g)) {
    total += Number(amount) * (UNITS[String(unit)] ?? 0);
  }
  return total;
}

/** The milliseconds of a flag that takes a duration. Throws Failure('usage'). */
export function readDuration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw failureOf(INVALID_DURATION, { summary: `${flag} ${text} is not a duration` });
}
