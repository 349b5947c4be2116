import type { PlanCounts } from '../plan/change.js';
import type { Forecast } from '../plan/forecast.js';
import { countOf, formatCount } from '../text/phrase.js';
import type { PlanView } from './view.js';

/** The one line that every report has: what the plan does, or that it does nothing. */
export function headline({ changes, counts, leftOut }: PlanView): string {
  if (changes.length > 0) return planLine(counts);
  return leftOut === 0
    ? 'No changes. Your users match the recorded state.'
    : 'No changes are selected.';
}

/** Terraform's line, so that what reads it in logs works, with what Terraform has no word for appended. */
export function planLine(counts: PlanCounts): string {
  const { add, update, forget, resend, record } = counts;
  const own = [
    [forget, 'to forget'],
    [resend, 'to resend'],
    [record, 'to record'],
  ] as const;
  const appended = own.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
  return `Plan: ${add} to add, ${update} to change, 0 to destroy${appended.join('')}.`;
}

/** What a selection left out; null where it left nothing out. */
export function leftOutLine(leftOut: number): string | null {
  return leftOut === 0 ? null : `${countOf(leftOut, 'change')} left out by the selection.`;
}

/** `Requests: 1,234, about 9 min at 8 in flight`, with `separator` for the comma. */
export function forecastLine(forecast: Forecast, separator: string): string {
  const { requests, seconds, inFlight } = forecast;
  const sent = `Requests: ${formatCount(requests)}`;
  return requests === 0
    ? sent
    : `${sent}${separator}about ${showDuration(seconds)} at ${inFlight} in flight`;
}

/** `40 s`, `9 min`, `1 h 20 min`: an estimate deserves no more digits. */
function showDuration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
