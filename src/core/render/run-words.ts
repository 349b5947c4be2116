import type { RunCounts } from '../model.js';
import { formatCount } from '../text/phrase.js';

const LABELS: Readonly<Record<keyof RunCounts, string>> = {
  added: 'added',
  changed: 'changed',
  forgotten: 'no longer managed',
  recorded: 'changed in the state only',
  refused: 'refused',
  unknown: 'unknown',
  not_attempted: 'not attempted',
};

/** `12 changed, 1 refused`: what is not zero, or the empty string. */
export function runCountsInWords(counts: RunCounts): string {
  return Object.entries(LABELS)
    .map(([name, label]) => ({ count: counts[name as keyof RunCounts], label }))
    .filter(({ count }) => count > 0)
    .map(({ count, label }) => `${formatCount(count)} ${label}`)
    .join(', ');
}

/** Whether every change of the plan was done. */
export function isComplete({ refused, unknown, not_attempted: left }: RunCounts): boolean {
  return refused + unknown + left === 0;
}

/**
 * Returns how an apply ended. The first line is Terraform's, exactly, or begins with `Error:` and has counts
 * that add up to the plan. `isElsewhere`: an update landed in another company, so running apply again would only
 * repeat that.
 */
export function summaryText(counts: RunCounts, isElsewhere: boolean): string {
  const { added, changed, forgotten, recorded, refused, unknown, not_attempted: left } = counts;
  if (isComplete(counts)) {
    const none = { added: 0, changed: 0, refused: 0, unknown: 0, not_attempted: 0 };
    const also = runCountsInWords({ ...none, forgotten, recorded });
    const first = `Apply complete! Resources: ${added} added, ${changed} changed, 0 destroyed.`;
    return also === '' ? first : `${first}\nAlso: ${also}.`;
  }
  const done = [
    ...(added > 0 ? [`${added} added`] : []),
    `${changed} changed`,
    ...(forgotten > 0 ? [`${forgotten} ${LABELS.forgotten}`] : []),
    ...(recorded > 0 ? [`${recorded} ${LABELS.recorded}`] : []),
    `${refused} refused`,
    `${unknown} unknown`,
    `${left} not attempted`,
  ];
  const next = isElsewhere
    ? 'To continue, run corform apply with the right credential.'
    : 'Run corform apply again to continue.';
  return `Error: Apply incomplete: ${done.join(', ')}. ${next}`;
}
