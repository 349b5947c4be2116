import { noteOf, warningOf, type Diagnostic } from '../errors/diagnostic.js';
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
import type { RegistryEntry } from '../errors/registry.js';
import type { FieldName } from '../model.js';
import { samplePeople } from '../text/person.js';
import { countPeople } from '../text/phrase.js';
import type { Change } from './change.js';
import { fieldsAfter, fieldsBefore, personOf } from './before-and-after.js';
import {
  isRoleGrant,
  isRoleRaise,
  releasesFields,
  sendsRole,
  stopsBeingManaged,
} from './classify.js';

/** One kind of thing that a reviewer must see, with the people whom it concerns. */
export interface Finding extends Diagnostic {
  /** The summary without names: `5 people get a more powerful role`. */
  readonly title: string;
  /** Whether it is a risk of which every person is listed by name. */
  readonly isListed: boolean;
  /** Positions in the list of changes. Of a role the most powerful one first, else in order of id. */
  readonly at: readonly number[];
}

interface FindingRule {
  readonly entry: RegistryEntry;
  readonly severity: 'warning' | 'info';
  readonly matches: (change: Change) => boolean;
  /** Behind the number of people: of one, of more. Names fields, never their values. */
  readonly one: string;
  readonly many: string;
  readonly isListed?: true;
  readonly detail?: string;
  readonly fix?: string;
}

const changesRoleWithoutRaise = (change: Change): boolean =>
  change.action === 'update' &&
  !isRoleRaise(change) &&
  change.set.some(
    ({ field, before, after, reason }) =>
      // A role that is sent again, and none is recorded, finishes an add.
      field === 'role_id' && before !== after && (reason !== 'resend' || before !== null),
  );

const MESSAGE = 'COR may send them a message about it. COR does not document whether it does.';

const ROLE_RULES: readonly FindingRule[] = [
  {
    entry: ROLE_RAISED,
    severity: 'warning',
    matches: isRoleRaise,
    one: 'gets a more powerful role',
    many: 'get a more powerful role',
    detail: MESSAGE,
    isListed: true,
  },
  {
    entry: POWERFUL_NEW_ROLE,
    severity: 'warning',
    matches: isRoleGrant,
    one: 'who is new gets the role C-Level or Director',
    many: 'who are new get the role C-Level or Director',
    isListed: true,
  },
];

const ROLE_NOTES: readonly FindingRule[] = [
  {
    entry: ROLE_CHANGED,
    severity: 'info',
    matches: changesRoleWithoutRaise,
    one: 'gets another role, but not a more powerful one',
    many: 'get another role, but not a more powerful one',
    detail: MESSAGE,
  },
];

/** In place of the above if role_id is sensitive: which of them a person is in would show the role. */
const HIDDEN_ROLE_RULES: readonly FindingRule[] = [
  {
    entry: ROLES_NOT_SHOWN,
    severity: 'warning',
    matches: sendsRole,
    one: 'gets a role that is not shown, because role_id is sensitive',
    many: 'get a role that is not shown, because role_id is sensitive',
    detail:
      'The output does not show either whether it is a more powerful role. limits.role_raise and limits.role_grant still count it. COR may send them a message about it.',
    isListed: true,
  },
];

const RULES: readonly FindingRule[] = [
  {
    entry: USERS_NO_LONGER_MANAGED,
    severity: 'warning',
    matches: stopsBeingManaged,
    one: 'is no longer managed',
    many: 'are no longer managed',
    detail: 'Nothing is sent. They stay in COR, unchanged.',
    isListed: true,
  },
  {
    entry: UNKNOWN_FIELDS_RELEASED,
    severity: 'warning',
    matches: (change) => change.action !== 'add' && change.unknown.length > 0,
    one: 'has fields of unknown outcome that stop being managed',
    many: 'have fields of unknown outcome that stop being managed',
    detail: 'COR did not answer the last update of these fields, and corform will not repeat it.',
    fix: 'To be sure of the values in COR, keep the fields until an apply has sent them, then remove them.',
  },
  {
    entry: FIELDS_SENT_AGAIN,
    severity: 'warning',
    matches: (change) =>
      change.action === 'update' && change.set.some((field) => field.reason === 'resend'),
    one: 'has fields that are sent again',
    many: 'have fields that are sent again',
    detail:
      'COR did not answer their last update, so it may hold a value other than the recorded one.',
  },
  {
    entry: FIELDS_NO_LONGER_MANAGED,
    severity: 'warning',
    matches: (change) => releasesFields(change) && !stopsBeingManaged(change),
    one: 'has fields that are no longer managed',
    many: 'have fields that are no longer managed',
    detail: 'Nothing is sent for these fields, and COR keeps their values.',
  },
];

/**
 * Finds what a reviewer must see, one finding a kind however many people it concerns: warnings, the worst
 * first, then notes. Nothing in it depends on the value of a `sensitive` field.
 */
export function findRisks(
  changes: readonly Change[],
  sensitive: ReadonlySet<FieldName>,
): readonly Finding[] {
  const rules = sensitive.has('role_id')
    ? [...HIDDEN_ROLE_RULES, ...RULES]
    : [...ROLE_RULES, ...RULES, ...ROLE_NOTES];
  return rules.flatMap((rule) => {
    const found = changes.flatMap((change, at) => (rule.matches(change) ? [{ change, at }] : []));
    if (found.length === 0) return [];
    const { entry, severity, detail, fix, isListed = false } = rule;
    const sorted = isListed && !sensitive.has('role_id') ? byPower(found) : found;
    const title = `${countPeople(found.length)} ${found.length === 1 ? rule.one : rule.many}`;
    const people = sorted.slice(0, 4).map(({ change }) => personOf(change, sensitive));
    const summary = `${title}: ${samplePeople(people, found.length)}`;
    const make = severity === 'info' ? noteOf : warningOf;
    return [
      {
        ...make(entry, { summary, detail, fix: fix ?? null }),
        title,
        isListed,
        at: sorted.map(({ at }) => at),
      },
    ];
  });
}

interface FoundChange {
  readonly change: Change;
  readonly at: number;
}

/** The most powerful role first, whether it is a new one or that of somebody who leaves. */
function byPower(found: readonly FoundChange[]): readonly FoundChange[] {
  const powers = found.map(({ change, at }) => ({ change, at, role: rankedRole(change) }));
  return powers.sort((a, b) => a.role - b.role || a.at - b.at);
}

/** Returns the role that is sent, or else recorded. Without one, it sorts last. */
function rankedRole(change: Change): number {
  const role = { ...fieldsBefore(change), ...fieldsAfter(change) }.role_id;
  return Number(role ?? Infinity);
}
