import type { ExternalId } from '../model.js';

/** How many ids stand for a larger set in one line. */
const SAMPLE_SIZE = 3;

/** `30000` as `30,000`. Not by locale: equal inputs give equal bytes on every machine. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1,912`, `7.5`, `-28`: a number of hours, which may be a half or negative. */
export function formatNumber(value: number): string {
  const [whole, fraction] = String(Math.abs(Math.round(value * 100) / 100)).split('.');
  const digits = formatCount(Number(whole));
  return `${value < 0 ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `1 person`, `30,000 people`. */
export function countPeople(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'person' : 'people'}`;
}

/** `1 user`, `30,000 users`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1 cell holds`, `2 cells hold`: the verb as it is for many. */
export function countWith(count: number, noun: string, verb: string): string {
  return `${countOf(count, noun)} ${verb}${count === 1 ? 's' : ''}`;
}

/**
 * `"A", "B", "C" and 27 more`: one line for any number of ids. The ids are not escaped here; `quote`
 * may do it, for a renderer.
 */
export function sampleIds(
  ids: readonly ExternalId[],
  quote: (id: ExternalId) => string = (id) => `"${id}"`,
): string {
  const sample = ids.slice(0, SAMPLE_SIZE).map(quote).join(', ');
  const rest = ids.length - SAMPLE_SIZE;
  return rest > 0 ? `${sample} and ${formatCount(rest)} more` : sample;
}
