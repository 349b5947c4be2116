import type { Baseline } from '../../adopt/baseline.js';
import { writeJson } from '../escape.js';

/** `baseline --json`: what was recorded, and where it comes from. `serial` is null if nothing was recorded. */
export function renderBaselineJson(result: {
  readonly baseline: Baseline;
  readonly serial?: number;
}): string {
  const { users, observed, differing, assumed, unidentified } = result.baseline;
  const serial = result.serial ?? null;
  return writeJson({ serial, users, observed, differing, assumed, unidentified });
}
