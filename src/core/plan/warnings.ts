import type { Diagnostic } from '../errors/diagnostic.js';
import type { ExternalId, FieldName } from '../model.js';
import type { Change } from './change.js';
import {
  isRoleGrant,
  isRoleRaise,
  releasedUnknown,
  releasesFields,
  sendsRole,
} from './classify.js';
import { countOf, sampleIds } from '../text/phrase.js';

interface Rule {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly matches: (change: Change) => boolean;
  /** Names fields, never their values. */
  readonly title: string;
  readonly detail?: string;
  readonly fix?: string;
}

const changesRole = (change: Change): boolean =>
  change.action === 'update' &&
  change.set.some(({ field, before, after }) => field === 'role_id' && before !== after);

const ROLE_RULES: readonly Rule[] = [
  {
    code: 'CF310',
    severity: 'warning',
    matches: isRoleRaise,
    title: 'More powerful role',
  },
  {
    code: 'CF311',
    severity: 'warning',
    matches: isRoleGrant,
    title: 'C-Level or Director role for somebody new to the state',
  },
];

const ROLE_NOTES: readonly Rule[] = [
  {
    code: 'CF312',
    severity: 'info',
    matches: changesRole,
    title: 'Role change',
    detail: 'Whether COR tells a user about a new role is not documented: it may.',
  },
];

/** In place of the above where role_id is sensitive: which of them a user is in would tell of the role. */
const HIDDEN_ROLE_RULES: readonly Rule[] = [
  {
    code: 'CF317',
    severity: 'warning',
    matches: sendsRole,
    title: 'Roles that are not shown, because role_id is sensitive',
    detail:
      'Whether one is more powerful than before is not told; limits.role_raise counts it all the same. COR may tell a user about a new role.',
  },
];

const RULES: readonly Rule[] = [
  {
    code: 'CF313',
    severity: 'warning',
    matches: (change) => change.action === 'forget',
    title: 'No longer managed',
    detail: 'Nothing is sent: they leave the state and stay in COR as they are.',
  },
  {
    code: 'CF314',
    severity: 'warning',
    matches: (change) =>
      (change.action === 'forget' && change.unknown.length > 0) ||
      releasedUnknown(change).length > 0,
    title: 'Fields of unknown outcome stop being managed',
    detail: 'Their last PUT has no known outcome, and corform will not send them again.',
    fix: 'To be sure of the values in COR, keep the fields until an apply has sent them, then remove them.',
  },
  {
    code: 'CF315',
    severity: 'warning',
    matches: (change) =>
      change.action === 'update' && change.set.some((field) => field.reason === 'resend'),
    title: 'Fields are sent again',
    detail:
      'Their last PUT has no known outcome: COR may hold another value than the recorded one.',
  },
  {
    code: 'CF316',
    severity: 'warning',
    matches: releasesFields,
    title: 'Fields stop being managed',
    detail: 'Nothing is sent of them: COR keeps their values.',
  },
];

/**
 * What a reviewer must see, one line a kind however many users it concerns: warnings, the worst first, then
 * notes. Nothing in it depends on the value of a `sensitive` field.
 */
export function warnAbout(
  changes: readonly Change[],
  sensitive: ReadonlySet<FieldName>,
): readonly Diagnostic[] {
  const rules = sensitive.has('role_id')
    ? [...HIDDEN_ROLE_RULES, ...RULES]
    : [...ROLE_RULES, ...RULES, ...ROLE_NOTES];
  return rules.flatMap((rule) => {
    const ids: ExternalId[] = changes.filter(rule.matches).map((change) => change.id);
    if (ids.length === 0) return [];
    const { code, severity, detail, fix } = rule;
    const summary = `${rule.title} (${countOf(ids.length, 'user')}): ${sampleIds(ids)}`;
    return [{ severity, code, summary, ...(detail && { detail }), ...(fix && { fix }) }];
  });
}
