import type { Baseline } from '../../adopt/baseline.js';
import { renderResultJson } from './state.js';

/** `baseline --json`: what was recorded, and where it comes from. `serial` is null if nothing was recorded. */
export function renderBaselineJson(result: {
  readonly baseline: Baseline;
  readonly serial?: number;
}): string {
  const { users, observed, differing, assumed, unidentified } = result.baseline;
  const serial = result.serial ?? null;
  return renderResultJson({ serial, users, observed, differing, assumed, unidentified });
}
