import type { StatusClass } from '../state/summarize-evidence.js';

/** How a field is known, in a few words. */
export const CLASS_MEANINGS: Readonly<Record<StatusClass, string>> = {
  confirmed: "COR's answer repeated the value",
  acknowledged: 'COR took the update and did not show the value',
  observed: "read from COR's list",
  assumed: 'taken from users.yaml by baseline, never sent',
  unknown: 'its last update has no known outcome',
};

/** `47.6%`; a part that is there is never shown as none, and one that is not all never as all. */
export function showShare(part: number, whole: number): string {
  if (part === 0) return '0%';
  const share = (part / whole) * 100;
  if (share < 0.1) return '<0.1%';
  return part < whole && share > 99.9 ? '>99.9%' : `${share.toFixed(1)}%`;
}
