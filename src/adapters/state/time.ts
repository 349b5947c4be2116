/** ISO 8601, UTC, of milliseconds since 1970; null for what no calendar has, as a damaged record may say. */
export function timeOf(ms: number): string | null {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
