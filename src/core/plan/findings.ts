import type { FieldName } from '../model.js';
import { samplePeople } from '../text/person.js';
import { countPeople } from '../text/phrase.js';
import type { Change } from './change.js';
import { personOf } from './change-fields.js';
import {
  isRoleGrant,
  isRoleRaise,
  releasedUnknown,
  releasesFields,
  sendsRole,
} from './classify.js';

/** One kind of thing that a reviewer must see, with the people whom it concerns. */
export interface Finding {
  readonly severity: 'warning' | 'info';
  readonly code: string;
  /** `5 people get a more powerful role`. */
  readonly title: string;
  /** The title and a few names, for a report that has just one line for it. */
  readonly summary: string;
  readonly detail?: string;
  readonly fix?: string;
  /** Whether it is a risk of which every person is listed by name. */
  readonly isListed: boolean;
  /** Positions in the list of changes. Of a role the most powerful one first, else in order of id. */
  readonly at: readonly number[];
}

interface Rule {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly matches: (change: Change) => boolean;
  /** Behind the number of people: of one, of more. Names fields, never their values. */
  readonly one: string;
  readonly many: string;
  readonly isListed?: true;
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
    one: 'gets a more powerful role',
    many: 'get a more powerful role',
    isListed: true,
  },
  {
    code: 'CF311',
    severity: 'warning',
    matches: isRoleGrant,
    one: 'who is new gets the role C-Level or Director',
    many: 'who are new get the role C-Level or Director',
    isListed: true,
  },
];

const ROLE_NOTES: readonly Rule[] = [
  {
    code: 'CF312',
    severity: 'info',
    matches: changesRole,
    one: 'gets another role',
    many: 'get another role',
    detail: 'COR may send them a message about it: whether it does is not documented.',
  },
];

/** In place of the above if role_id is sensitive: which of them a person is in would show the role. */
const HIDDEN_ROLE_RULES: readonly Rule[] = [
  {
    code: 'CF317',
    severity: 'warning',
    matches: sendsRole,
    one: 'gets a role that is not shown, because role_id is sensitive',
    many: 'get a role that is not shown, because role_id is sensitive',
    detail:
      'Whether it is a more powerful one is not shown either; limits.role_raise and limits.role_grant count it all the same. COR may send them a message about it.',
    isListed: true,
  },
];

const RULES: readonly Rule[] = [
  {
    code: 'CF313',
    severity: 'warning',
    matches: (change) => change.action === 'forget',
    one: 'is no longer managed',
    many: 'are no longer managed',
    detail: 'Nothing is sent: they stay in COR as they are.',
    isListed: true,
  },
  {
    code: 'CF314',
    severity: 'warning',
    matches: (change) =>
      (change.action === 'forget' && change.unknown.length > 0) ||
      releasedUnknown(change).length > 0,
    one: 'has fields of unknown outcome that stop being managed',
    many: 'have fields of unknown outcome that stop being managed',
    detail: 'COR never answered the last update of these fields, and corform will not repeat it.',
    fix: 'To be sure of the values in COR, keep the fields until an apply has sent them, then remove them.',
  },
  {
    code: 'CF315',
    severity: 'warning',
    matches: (change) =>
      change.action === 'update' && change.set.some((field) => field.reason === 'resend'),
    one: 'has fields that are sent again',
    many: 'have fields that are sent again',
    detail: 'COR never answered their last update: it may hold another value than the recorded one.',
  },
  {
    code: 'CF316',
    severity: 'warning',
    matches: releasesFields,
    one: 'has fields that are no longer managed',
    many: 'have fields that are no longer managed',
    detail: 'Nothing is sent of these: COR keeps their values.',
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
    const { code, severity, detail, fix, isListed = false } = rule;
    const sorted = isListed && !sensitive.has('role_id') ? byPower(found) : found;
    const title = `${countPeople(found.length)} ${found.length === 1 ? rule.one : rule.many}`;
    const people = sorted.slice(0, 4).map(({ change }) => personOf(change, sensitive));
    return [
      {
        severity,
        code,
        title,
        summary: `${title}: ${samplePeople(people, found.length)}`,
        ...(detail !== undefined && { detail }),
        ...(fix !== undefined && { fix }),
        isListed,
        at: sorted.map(({ at }) => at),
      },
    ];
  });
}

interface Found {
  readonly change: Change;
  readonly at: number;
}

/** The most powerful role first, whether it is a new one or that of somebody who leaves. */
function byPower(found: readonly Found[]): readonly Found[] {
  const powers = found.map(({ change, at }) => ({ change, at, role: rankedRole(change) }));
  return powers.sort((a, b) => a.role - b.role || a.at - b.at);
}

/** The role that is sent, or else recorded; behind all others if there is none. */
function rankedRole(change: Change): number {
  const sent =
    change.action === 'add' || change.action === 'update'
      ? change.set.find(({ field }) => field === 'role_id')?.after
      : undefined;
  return Number(sent ?? (change.action === 'add' ? undefined : change.before.role_id) ?? Infinity);
}
