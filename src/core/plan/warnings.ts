import type { Diagnostic } from '../diagnostic.js';
import type { ExternalId } from '../model.js';
import type { Change } from './change.js';
import { isRoleRaise, releasedUnknown, riskOf } from './classify.js';
import { countOf, sampleIds } from './phrase.js';

interface Rule {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly matches: (change: Change) => boolean;
  /** `users` is `1 user` or `n users`. Names fields, never their values. */
  readonly summary: (users: string) => string;
  readonly detail?: string;
  readonly fix?: string;
}

const sendsRole = (change: Change): boolean =>
  change.action === 'update' && change.set.some((field) => field.field === 'role_id');

const RULES: readonly Rule[] = [
  {
    code: 'CF310',
    severity: 'warning',
    matches: isRoleRaise,
    summary: (users) => `More powerful role for ${users}`,
  },
  {
    code: 'CF311',
    severity: 'warning',
    matches: (change) => riskOf(change) === 'role-grant',
    summary: (users) => `C-Level or Director role for ${users} that the state does not know yet`,
  },
  {
    code: 'CF312',
    severity: 'info',
    matches: sendsRole,
    summary: (users) => `Role change for ${users}`,
    detail: 'Whether COR tells a user about a new role is not documented: it may.',
  },
  {
    code: 'CF313',
    severity: 'warning',
    matches: (change) => change.action === 'forget',
    summary: (users) => `No longer managed are ${users}`,
    detail: 'Nothing is sent: they leave the state and stay in COR as they are.',
  },
  {
    code: 'CF314',
    severity: 'warning',
    matches: (change) =>
      (change.action === 'forget' && change.unknown.length > 0) ||
      releasedUnknown(change).length > 0,
    summary: (users) => `Fields of unknown outcome stop being managed for ${users}`,
    detail: 'Their last PUT has no known outcome, and corform will not send them again.',
    fix: 'To be sure of the values in COR, keep the fields until an apply has sent them, then remove them.',
  },
  {
    code: 'CF315',
    severity: 'warning',
    matches: (change) =>
      change.action === 'update' && change.set.some((field) => field.reason === 'resend'),
    summary: (users) => `Fields are sent again for ${users}`,
    detail:
      'Their last PUT has no known outcome: COR may hold another value than the recorded one.',
  },
];

/** What a reviewer must see, one line a kind however many users it concerns, the worst first. */
export function warnAbout(changes: readonly Change[]): readonly Diagnostic[] {
  return RULES.flatMap((rule) => {
    const ids: ExternalId[] = changes.filter(rule.matches).map((change) => change.id);
    if (ids.length === 0) return [];
    const { code, severity, detail, fix } = rule;
    const summary = `${rule.summary(countOf(ids.length, 'user'))}: ${sampleIds(ids)}`;
    return [{ severity, code, summary, ...(detail && { detail }), ...(fix && { fix }) }];
  });
}
