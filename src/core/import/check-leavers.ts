import { MANY_LEAVERS, PROTECTED_LEAVERS } from '../errors/import.js';
import { errorOf, warningOf, type Diagnostic } from '../errors/diagnostic.js';
import { exceeds } from '../plan/check-limits.js';
import type { Allowance, Limits } from '../plan/limits.js';
import { countOf, formatCount, sampleIds } from '../text/phrase.js';
import type { PeopleChanges } from './compare-people.js';

/**
 * Says which leavers stay because they are protected or required, and refuses more removals than
 * `limits.forget` allows, measured against the users that the files have.
 */
export function checkLeavers(
  { removed, held }: PeopleChanges,
  users: number,
  limits: Limits,
  allowance: Allowance,
): readonly Diagnostic[] {
  const limit = limits.forget;
  const diagnostics: Diagnostic[] = [];
  if (held.length > 0) {
    diagnostics.push(
      warningOf(PROTECTED_LEAVERS, {
        summary: `${countOf(held.length, 'user')} left but stay, because they are protected or required: ${sampleIds(held)}`,
      }),
    );
  }
  const isOver = limit !== null && exceeds(removed.length, limit, users, limits.from_users);
  if (isOver && (allowance.forget ?? 0) < removed.length) {
    const most = limit.kind === 'count' ? formatCount(limit.max) : `${limit.max}%`;
    diagnostics.push(
      errorOf(MANY_LEAVERS, {
        summary: `${countOf(removed.length, 'user')} of ${formatCount(users)} would be removed, over the limit of ${most}: ${sampleIds(removed)}`,
        detail: 'The limit is limits.forget in corform.yaml. An incomplete export looks like this.',
        fix: `If you want to remove them: --allow forget=${removed.length}`,
      }),
    );
  }
  return diagnostics;
}
