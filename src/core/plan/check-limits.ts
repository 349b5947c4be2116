import { errorOf, type Diagnostic } from '../errors/diagnostic.js';
import { OVER_LIMIT } from '../errors/plan.js';
import { FIELD_NAMES, ROLE_NAMES, type FieldName, type FieldValue } from '../model.js';
import { namePerson } from '../text/person.js';
import { countOf, countPeople, formatCount, formatNumber } from '../text/phrase.js';
import type { AddChange, Change, Plan, RecordChange, UpdateChange } from './change.js';
import { personOf } from './before-and-after.js';
import { isRoleGrant, isRoleRaise, releasesAll, sendsRole } from './classify.js';
import type { Capacity } from './impact.js';
import { LIMIT_NAMES, type Allowance, type Limit, type LimitName, type Limits } from './limits.js';

/**
 * One error for each limit that the plan exceeds, with the numbers and the override that lets exactly
 * this plan pass. An allowance passes if it is at least the actual number.
 *
 * A field that is sent again because its outcome is unknown counts if the value differs from the
 * recorded one: it may not be the value that was within the limits when it was first sent. It counts
 * nowhere if no value is recorded: then it finishes an add.
 *
 * A field that is no longer managed counts like a changed one. A user of whom no field is managed any
 * more counts as one who leaves the state: an emptied entry must pass what a deleted one must.
 *
 * If role_id is one of the `sensitive` fields, the number of raises would reveal roles. Then the
 * override is the number of users whose role is sent, which is seen in the plan anyway.
 * The limit on the capacity is for `checkCapacity`.
 */
export function checkLimits(
  plan: Plan,
  limits: Limits,
  allowance: Allowance,
  sensitive: readonly FieldName[],
): readonly Diagnostic[] {
  const tallies = tally(plan);
  const limitOf = { ...limits.fields, ...limits };
  return LIMIT_NAMES.flatMap((name) => {
    const limit = limitOf[name] ?? null;
    const { users } = tallies[name];
    if (limit === null || !exceeds(users, limit, plan.state.users, limits.from_users)) return [];
    const allowed = allowance[name];
    if (allowed !== undefined && allowed >= users) return [];
    const excess: Excess = { name, most: describeLimit(limit, plan.state.users), allowed };
    const isRoleLimit = name === 'role_raise' || name === 'role_grant';
    if (isRoleLimit && sensitive.includes('role_id')) return [overHidden(plan, excess)];
    if (name === 'role_grant') return [overGrants(plan, excess, new Set(sensitive))];
    return [overLimit(tallies[name], excess)];
  });
}

/**
 * The error of a plan by which the hours a day of the users who stay fall further than the limit. If
 * daily_hours is sensitive, the override is what the users could lose at most: it shows no hours.
 */
export function checkCapacity(
  plan: Plan,
  capacity: Capacity | null,
  rules: {
    readonly limits: Limits;
    readonly allowance: Allowance;
    readonly sensitive: readonly FieldName[];
  },
): readonly Diagnostic[] {
  const { limits, allowance, sensitive } = rules;
  const limit = limits.capacity;
  if (limit === null || capacity === null) return [];
  const fall = capacity.before - capacity.after;
  const most = limit.kind === 'count' ? limit.max : (limit.max * capacity.before) / 100;
  if (limit.kind === 'percent' && plan.state.users < limits.from_users) return [];
  const allowed = allowance.capacity;
  if (fall <= most || (allowed !== undefined && allowed >= fall)) return [];
  const excess: Excess = {
    name: 'capacity',
    most: limit.kind === 'count' ? `${limit.max} h` : `${limit.max}%`,
    allowed,
  };
  if (sensitive.includes('daily_hours')) {
    const sent = plan.changes.filter((change) => sendsField(change, 'daily_hours')).length;
    return [
      refusePlan(excess, {
        summary: `The capacity would fall by more than the limit of ${excess.most}`,
        hidden: 'The amount is not shown, because daily_hours is sensitive.',
        override: sent * 24,
      }),
    ];
  }
  return [
    refusePlan(excess, {
      summary: `The capacity would fall by ${formatNumber(fall)} h a day, from ${formatNumber(capacity.before)} to ${formatNumber(capacity.after)}: over the limit of ${excess.most}`,
      override: Math.ceil(fall),
    }),
  ];
}

/** What counts towards one limit. */
interface LimitTally {
  users: number;
  /** How many of them release fields, and which. */
  releasing: number;
  readonly released: Set<FieldName>;
}

function tally(plan: Plan): Readonly<Record<LimitName, LimitTally>> {
  const tallies = Object.fromEntries(
    LIMIT_NAMES.map((name): [LimitName, LimitTally] => [
      name,
      { users: 0, releasing: 0, released: new Set() },
    ]),
  ) as Record<LimitName, LimitTally>;
  const count = (name: LimitName, released: readonly FieldName[]): void => {
    const counted = tallies[name];
    counted.users += 1;
    if (released.length > 0) counted.releasing += 1;
    for (const field of released) counted.released.add(field);
  };
  for (const change of plan.changes) {
    if (isRoleRaise(change)) count('role_raise', []);
    if (isGrantingAdd(change)) count('role_grant', []);
    if (change.action === 'add' || change.action === 'forget') {
      count(change.action, []);
      continue;
    }
    const released = change.released.map(({ field }) => field);
    if (releasesAll(change)) {
      count('forget', released);
      continue;
    }
    const changed = changedFields(change);
    if (changed.length + released.length > 0 || isAsked(change)) count('update', released);
    for (const field of changed) count(field, []);
    for (const field of released) count(field, [field]);
  }
  return tallies;
}

/** Whether somebody asked for fields to be sent again: a resend that nobody has to make counts like a change. */
function isAsked(change: UpdateChange | RecordChange): boolean {
  return change.action === 'update' && change.set.some(({ reason }) => reason === 'asked');
}

/** The fields that get another value. */
function changedFields(change: UpdateChange | RecordChange): readonly FieldName[] {
  if (change.action === 'record') return [];
  return change.set
    .filter(
      ({ before, after, reason }) => before !== after && (reason !== 'resend' || before !== null),
    )
    .map(({ field }) => field);
}

/** Whether a count is over a limit of so many users. Percentages bind from a number of users on. */
export function exceeds(count: number, limit: Limit, users: number, fromUsers: number): boolean {
  if (limit.kind === 'count') return count > limit.max;
  return users >= fromUsers && count * 100 > limit.max * users;
}

function describeLimit(limit: Limit, users: number): string {
  if (limit.kind === 'count') return formatCount(limit.max);
  const most = formatCount(Math.floor((limit.max * users) / 100));
  return `${most} (${limit.max}% of ${countOf(users, 'user')})`;
}

/** A limit that a plan exceeds. */
interface Excess {
  readonly name: LimitName;
  /** The limit in words. */
  readonly most: string;
  /** An allowance that is too low for it. */
  readonly allowed: number | undefined;
}

function overLimit({ users, releasing, released }: LimitTally, excess: Excess): Diagnostic {
  const { name, most } = excess;
  const what = describeCounted(name, releasing > 0);
  const fields = FIELD_NAMES.filter((field) => released.has(field)).join(', ');
  const kept = `For ${formatCount(releasing)} of them, fields are no longer managed (${fields}). COR keeps their values.`;
  return refusePlan(excess, {
    summary: `${countPeople(users)} ${what}: over the limit of ${most}`,
    lines: releasing > 0 ? [kept] : [],
    override: users,
  });
}

function describeCounted(name: LimitName, isReleased: boolean): string {
  switch (name) {
    case 'add':
      return 'would be added';
    case 'update':
      return isReleased ? 'would be changed or have fields released' : 'would be changed';
    case 'forget':
      return isReleased
        ? 'would no longer be managed, or in no field'
        : 'would no longer be managed';
    case 'role_raise':
      return 'would get a more powerful role';
    default:
      return isReleased
        ? `would get another ${name} or have it released`
        : `would get another ${name}`;
  }
}

/** The most people that the message names. */
const MOST_NAMED = 30;

/** Names whoever would get one of the two powerful roles, the most powerful first. */
function overGrants(plan: Plan, excess: Excess, sensitive: ReadonlySet<FieldName>): Diagnostic {
  const grants = plan.changes
    .filter(isGrantingAdd)
    .map((change) => ({ change, role: Number(roleOf(change)) }))
    .sort((a, b) => a.role - b.role);
  const named = grants
    .slice(0, MOST_NAMED)
    .map(
      ({ change, role }) =>
        `${namePerson(personOf(change, sensitive))}: ${String(ROLE_NAMES[role])}`,
    );
  const rest = grants.length - MOST_NAMED;
  return refusePlan(excess, {
    summary: `${countPeople(grants.length)} who ${grants.length === 1 ? 'is' : 'are'} new would get the role C-Level or Director: over the limit of ${excess.most}`,
    lines: rest > 0 ? [...named, `and ${formatCount(rest)} more`] : named,
    override: grants.length,
  });
}

function isGrantingAdd(change: Change): change is AddChange {
  return change.action === 'add' && isRoleGrant(change);
}

function roleOf(change: AddChange): FieldValue | undefined {
  return change.set.find(({ field }) => field === 'role_id')?.after;
}

function sendsField(change: Change, field: FieldName): boolean {
  return change.action === 'update' && change.set.some((set) => set.field === field);
}

/** How many get a powerful role would show their roles, if these are sensitive. */
function overHidden(plan: Plan, excess: Excess): Diagnostic {
  const isGrant = excess.name === 'role_grant';
  const sent = plan.changes.filter(
    (change) => sendsRole(change) && (!isGrant || change.action === 'add'),
  ).length;
  const whose = `Of the ${countPeople(sent)}${isGrant ? ' who are new and' : ''} whose role is sent`;
  const what = isGrant ? 'get the role C-Level or Director' : 'get a more powerful role';
  return refusePlan(excess, {
    summary: `${whose}, more than ${excess.most} would ${what}, which is the limit`,
    hidden: 'The number is not shown, because role_id is sensitive.',
    override: sent,
  });
}

function refusePlan(
  { name, allowed }: Excess,
  found: {
    readonly summary: string;
    /** Says what is not shown. */
    readonly hidden?: string;
    /** Lines of their own below the rest. */
    readonly lines?: readonly string[];
    readonly override: number;
  },
): Diagnostic {
  const key = FIELD_NAMES.some((field) => field === name) ? 'limits.fields' : 'limits';
  const detail = [
    `The limit is "${key}.${name}" in corform.yaml.`,
    ...(allowed === undefined ? [] : [`--allow ${name}=${allowed} is too low.`]),
    ...(found.hidden === undefined ? [] : [found.hidden]),
  ].join(' ');
  return errorOf(OVER_LIMIT, {
    summary: found.summary,
    detail: [detail, ...(found.lines ?? [])].join('\n'),
    fix: `If you want this: --allow ${name}=${found.override}`,
  });
}
