import type { RegistryEntry } from '../errors/registry.js';
import { type Diagnostic, noteOf, warningOf } from '../errors/diagnostic.js';
import {
  FIELDS_NO_LONGER_MANAGED,
  FIELDS_SENT_AGAIN,
  POWERFUL_NEW_ROLE,
  ROLES_NOT_SHOWN,
  ROLE_CHANGED,
  ROLE_RAISED,
  UNKNOWN_FIELDS_RELEASED,
  USERS_NO_LONGER_MANAGED,
} from '../errors/plan.js';
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
  readonly entry: RegistryEntry;
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
    entry: ROLE_RAISED,
    severity: 'warning',
    matches: isRoleRaise,
    title: 'More powerful role',
  },
  {
    entry: POWERFUL_NEW_ROLE,
    severity: 'warning',
    matches: isRoleGrant,
    title: 'C-Level or Director role for somebody new to the state',
  },
];

const ROLE_NOTES: readonly Rule[] = [
  {
    entry: ROLE_CHANGED,
    severity: 'info',
    matches: changesRole,
    title: 'Role change',
    detail: 'Whether COR tells a user about a new role is not documented: it may.',
  },
];

/** In place of the above where role_id is sensitive: which of them a user is in would tell of the role. */
const HIDDEN_ROLE_RULES: readonly Rule[] = [
  {
    entry: ROLES_NOT_SHOWN,
    severity: 'warning',
    matches: sendsRole,
    title: 'Roles that are not shown, because role_id is sensitive',
    detail:
      'Whether one is more powerful than before is not told; limits.role_raise counts it all the same. COR may tell a user about a new role.',
  },
];

const RULES: readonly Rule[] = [
  {
    entry: USERS_NO_LONGER_MANAGED,
    severity: 'warning',
    matches: (change) => change.action === 'forget',
    title: 'No longer managed',
    detail: 'Nothing is sent: they leave the state and stay in COR as they are.',
  },
  {
    entry: UNKNOWN_FIELDS_RELEASED,
    severity: 'warning',
    matches: (change) =>
      (change.action === 'forget' && change.unknown.length > 0) ||
      releasedUnknown(change).length > 0,
    title: 'Fields of unknown outcome stop being managed',
    detail: 'Their last PUT has no known outcome, and corform will not send them again.',
    fix: 'To be sure of the values in COR, keep the fields until an apply has sent them, then remove them.',
  },
  {
    entry: FIELDS_SENT_AGAIN,
    severity: 'warning',
    matches: (change) =>
      change.action === 'update' && change.set.some((field) => field.reason === 'resend'),
    title: 'Fields are sent again',
    detail:
      'Their last PUT has no known outcome: COR may hold another value than the recorded one.',
  },
  {
    entry: FIELDS_NO_LONGER_MANAGED,
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
    const { entry, severity, detail, fix } = rule;
    const summary = `${rule.title} (${countOf(ids.length, 'user')}): ${sampleIds(ids)}`;
    const make = severity === 'info' ? noteOf : warningOf;
    return [make(entry, { summary, detail, fix })];
  });
}
