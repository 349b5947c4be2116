import type { StatusClass } from '../state/summarize-evidence.js';

/** How a field is known, in a few words. */
export const CLASS_MEANINGS: Readonly<Record<StatusClass, string>> = {
  confirmed: "COR's answer repeated the value",
  acknowledged: 'COR took the update and did not show the value',
  observed: "read from COR's list",
  assumed: 'taken from users.yaml by baseline, never sent',
  unknown: 'COR never answered its last update',
};

/** `47.6%`; a part that is there is never shown as none. */
export function showShare(part: number, whole: number): string {
  if (part === 0) return '0%';
  const share = (part / whole) * 100;
  return share < 0.1 ? '<0.1%' : `${share.toFixed(1)}%`;
}
