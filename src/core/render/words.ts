import type { Severity } from '../errors/diagnostic.js';
import { ROLE_NAMES, type Target } from '../model.js';
import type { PlanCounts } from '../plan/change.js';
import type { ChangeKind } from '../plan/classify.js';
import type { Forecast } from '../plan/forecast.js';
import { isLoopback } from '../text/loopback.js';
import { countOf, formatCount } from '../text/phrase.js';
import { describeSeconds } from '../text/describe-time.js';
import type { PlanReport } from './view.js';

/** The kinds of change as labels, in the order in which reports list them. */
export const KIND_LABELS: Readonly<Record<ChangeKind, string>> = {
  add: 'added',
  update: 'changed',
  resend: 'sent again',
  forget: 'no longer managed',
  record: 'state only',
};

/** Behind a number of people: `13 changed, 1 no longer managed`. */
export const KIND_COUNTS: Readonly<Record<ChangeKind, string>> = {
  ...KIND_LABELS,
  record: 'changed in the state only',
};

const KINDS = Object.keys(KIND_LABELS) as readonly ChangeKind[];

export const SEVERITY_LABELS: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

/** A target, and its company once that is known. */
type ShownTarget = Target & { readonly company_id?: number | null };

/** `13 changed, 1 no longer managed`, or that there is nothing to do. */
export function headline({ plan, digest }: Pick<PlanReport, 'plan' | 'digest'>): string {
  const { changes, counts, leftOut } = plan;
  if (changes.length > 0) return countsInWords(counts);
  if (leftOut > 0) return 'No changes are selected.';
  // Without a digest it was compared with a commit, as its first note says.
  return digest === null ? 'No changes.' : 'No changes. Your users match the recorded state.';
}

function countsInWords(counts: PlanCounts): string {
  return KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatCount(counts[kind])} ${KIND_COUNTS[kind]}`)
    .join(', ');
}

/** Returns Terraform's line, exactly, so what looks for it in logs finds it. */
export function planLine({ add, update }: PlanCounts): string {
  return `Plan: ${add} to add, ${update} to change, 0 to destroy.`;
}

/** Returns what Terraform has no word for: `Also: 4 no longer managed, 1 sent again.`; null for nothing. */
export function alsoLine(counts: PlanCounts): string | null {
  const { forget, resend, record } = counts;
  if (forget + resend + record === 0) return null;
  return `Also: ${countsInWords({ ...counts, add: 0, update: 0 })}.`;
}

/** `COR · integrations.projectcor.com · company 1234 · ids from OKTA`. Not escaped. */
export function describeTarget({ endpoint, source, company_id: company }: ShownTarget): string {
  const { host, hostname, pathname } = hostOf(endpoint);
  const path = pathname === '/' ? '' : pathname;
  const sandbox = isLoopback(hostname) ? ' (sandbox)' : '';
  return [
    `COR · ${host}${path}${sandbox}`,
    ...(company === undefined || company === null ? [] : [`company ${company}`]),
    `ids from ${source}`,
  ].join(' · ');
}

/** An endpoint from a file may be no address. */
function hostOf(endpoint: string): {
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
} {
  return URL.canParse(endpoint)
    ? new URL(endpoint)
    : { host: endpoint, hostname: endpoint, pathname: '/' };
}

/** Says in one sentence what happens if a plan is merged or applied. It stands below the target. */
export function nextStep(report: PlanReport, trigger: string): string {
  const { plan, digest, limits } = report;
  if (digest === null) return "This plan can't be approved. It is only for information.";
  if (limits.length > 0)
    return `${trigger} this sends nothing yet, because the plan is over a limit.`;
  if (plan.leftOut > 0) {
    return `This is a part of the changes: ${trigger.toLowerCase()} it needs the same selection.`;
  }
  if (plan.changes.length === 0) return `${trigger} this changes nothing in COR.`;
  return `${trigger} this applies exactly these changes, or stops.`;
}

/** Returns what a selection left out; null if it left nothing out. */
export function leftOutLine(leftOut: number): string | null {
  return leftOut === 0 ? null : `${countOf(leftOut, 'change')} left out by the selection.`;
}

/** `1,234 requests, about 9 min at 8 in flight`. */
export function forecastLine({ requests, seconds, inFlight }: Forecast): string {
  const sent = countOf(requests, 'request');
  return requests === 0
    ? 'Nothing is sent'
    : `${sent}, about ${describeSeconds(seconds)} at ${inFlight} in flight`;
}

/** The name of a role; a number that COR does not document is shown as it is. */
export function roleName(role: string | number): string {
  return ROLE_NAMES[Number(role)] ?? `role ${Number(role)}`;
}
