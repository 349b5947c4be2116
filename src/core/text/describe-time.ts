const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `2 Mar 2026, 09:00 UTC`; a text that is no time as it is. Not by locale: the same on every machine. */
export function describeTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const clock = time.toISOString().slice(11, 16);
  return `${time.getUTCDate()} ${String(MONTHS[time.getUTCMonth()])} ${time.getUTCFullYear()}, ${clock} UTC`;
}

/** `2 Mar 2026, 09:00 UTC (3 h ago)`, seen from `now`, in milliseconds. */
export function describeTimeAndAge(iso: string, now: number): string {
  const ago = (now - Date.parse(iso)) / 1000;
  return ago >= 0 ? `${describeTime(iso)} (${describeAge(ago)})` : describeTime(iso);
}

function describeAge(seconds: number): string {
  if (seconds < 60) return 'just now';
  const days = Math.floor(seconds / 86_400);
  return days >= 2 ? `${days} days ago` : `${describeSeconds(seconds)} ago`;
}

/** How long something took, between two ISO times; null if that can't be known. */
export function describeSpan(from: string, to: string): string | null {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? describeSeconds(Math.round(seconds)) : null;
}

/** `40 s`, `9 min`, `1 h 20 min`: nobody needs more digits. */
export function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
