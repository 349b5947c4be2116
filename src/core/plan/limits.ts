import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import { INVALID_ALLOWANCE, OVER_LIMIT } from '../errors/plan.js';
import { FIELD_NAMES, type FieldName } from '../model.js';
import type { Plan, RecordChange, UpdateChange } from './change.js';
import { isRoleRaise, releasesAll, sendsRole } from './classify.js';
import { countOf, formatCount } from '../text/phrase.js';

/** The actions that a limit may concern; `role_raise`: users who get a more powerful role. */
const LIMITED_ACTIONS = ['add', 'update', 'forget', 'role_raise'] as const;
type LimitedAction = (typeof LIMITED_ACTIONS)[number];

/** What a limit, and an allowance, is named by. No field is named like an action. */
type LimitName = LimitedAction | FieldName;
const LIMIT_NAMES: readonly LimitName[] = [...LIMITED_ACTIONS, ...FIELD_NAMES];

/** A number of users, or a percentage of the recorded users. */
export type Limit =
  | { readonly kind: 'count'; readonly max: number }
  | { readonly kind: 'percent'; readonly max: number };

/** The most users that one apply may touch without being told to. Null: no limit. */
export interface Limits extends Readonly<Record<LimitedAction, Limit | null>> {
  /** The most recorded users in whom this field is new, changed or no longer managed. */
  readonly fields: Readonly<Partial<Record<FieldName, Limit | null>>>;
  /** Percentages bind from this number of recorded users on. */
  readonly from_users: number;
}

export const DEFAULT_LIMITS: Limits = {
  add: null,
  update: { kind: 'percent', max: 30 },
  forget: { kind: 'percent', max: 10 },
  role_raise: { kind: 'count', max: 5 },
  fields: {},
  from_users: 10,
};

/** Numbers that a person has confirmed: `--allow update=1200`. */
export type Allowance = Readonly<Partial<Record<LimitName, number>>>;

/**
 * Reads one limit as corform.yaml spells it: `5`, `30%`, or null for no limit. Undefined for anything
 * else: a negative or fractional count, a percentage over 100.
 */
export function parseLimit(setting: unknown): Limit | null | undefined {
  if (setting === null) return null;
  if (typeof setting === 'number') {
    return Number.isSafeInteger(setting) && setting >= 0
      ? { kind: 'count', max: setting }
      : undefined;
  }
  if (typeof setting !== 'string' || !/^\d{1,3}(?:\.\d{1,3})?%$/.test(setting)) return undefined;
  const percent = Number(setting.slice(0, -1));
  return percent <= 100 ? { kind: 'percent', max: percent } : undefined;
}

/** Reads every `--allow NAME=COUNT[,NAME=COUNT]` of a command line. A name given twice is an error. */
export function parseAllow(texts: readonly string[]): Outcome<Allowance> {
  const allowance: Partial<Record<LimitName, number>> = {};
  for (const item of texts.flatMap((text) => text.split(','))) {
    const [, word, count] = /^(\w+)=(\d{1,9})$/.exec(item) ?? [];
    const name = LIMIT_NAMES.find((known) => known === word);
    if (name === undefined || allowance[name] !== undefined) return refuseAllowance(item);
    allowance[name] = Number(count);
  }
  return { value: allowance, diagnostics: [] };
}

function refuseAllowance(item: string): Outcome<Allowance> {
  const diagnostic: Diagnostic = errorOf(INVALID_ALLOWANCE, {
    summary: `"--allow ${item}" is not NAME=COUNT with each name at most once`,
    fix: `Write for example "--allow update=1200". Names: ${LIMIT_NAMES.join(', ')}.`,
  });
  return { value: undefined, diagnostics: [diagnostic] };
}

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
 * Where role_id is among the `sensitive` fields, the number of raises would tell of the roles: then the
 * override is the number of users whose role is sent, which is seen in the plan anyway.
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
    const isHidden = name === 'role_raise' && sensitive.includes('role_id');
    return [isHidden ? overHidden(plan, excess) : overLimit(tallies[name], excess)];
  });
}

/** What counts towards one limit. */
interface Tally {
  users: number;
  /** How many of them release fields, and which. */
  releasing: number;
  readonly released: Set<FieldName>;
}

function tally(plan: Plan): Readonly<Record<LimitName, Tally>> {
  const tallies = Object.fromEntries(
    LIMIT_NAMES.map((name): [LimitName, Tally] => [
      name,
      { users: 0, releasing: 0, released: new Set() },
    ]),
  ) as Record<LimitName, Tally>;
  const count = (name: LimitName, released: readonly FieldName[]): void => {
    const counted = tallies[name];
    counted.users += 1;
    if (released.length > 0) counted.releasing += 1;
    for (const field of released) counted.released.add(field);
  };
  for (const change of plan.changes) {
    if (isRoleRaise(change)) count('role_raise', []);
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
    if (changed.length + released.length > 0) count('update', released);
    for (const field of changed) count(field, []);
    for (const field of released) count(field, [field]);
  }
  return tallies;
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

function exceeds(count: number, limit: Limit, users: number, fromUsers: number): boolean {
  if (limit.kind === 'count') return count > limit.max;
  return users >= fromUsers && count * 100 > limit.max * users;
}

function describeLimit(limit: Limit, users: number): string {
  if (limit.kind === 'count') return formatCount(limit.max);
  const most = formatCount(Math.floor((limit.max * users) / 100));
  return `${limit.max}% of ${countOf(users, 'recorded user')}, which is ${most}`;
}

/** A limit that a plan exceeds. */
interface Excess {
  readonly name: LimitName;
  /** The limit in words. */
  readonly most: string;
  /** An allowance that is too low for it. */
  readonly allowed: number | undefined;
}

function overLimit({ users, releasing, released }: Tally, excess: Excess): Diagnostic {
  const { name, most } = excess;
  const what = describeCounted(name, releasing > 0);
  const fields = FIELD_NAMES.filter((field) => released.has(field)).join(', ');
  const kept = `In ${formatCount(releasing)} of them fields are released (${fields}): they are no longer managed, nothing is sent of them, and COR keeps their values.`;
  return refusePlan(excess, {
    summary: `${countOf(users, 'user')} ${what}, over the limit of ${most}`,
    more: releasing > 0 ? [kept] : [],
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
        ? 'would leave the state or have all fields released'
        : 'would leave the state';
    case 'role_raise':
      return 'would get a more powerful role';
    default:
      return isReleased
        ? `would get another ${name} or have it released`
        : `would get another ${name}`;
  }
}

function overHidden(plan: Plan, excess: Excess): Diagnostic {
  const sent = plan.changes.filter(sendsRole).length;
  return refusePlan(excess, {
    summary: `Of ${countOf(sent, 'user')} whose role is sent, more would get a more powerful one than the limit of ${excess.most}`,
    more: ['How many is not told, because role_id is sensitive.'],
    override: sent,
  });
}

function refusePlan(
  { name, allowed }: Excess,
  about: { readonly summary: string; readonly more: readonly string[]; readonly override: number },
): Diagnostic {
  const key = FIELD_NAMES.some((field) => field === name) ? 'limits.fields' : 'limits';
  const detail = [
    `The limit is "${key}.${name}" of corform.yaml.`,
    ...(allowed === undefined ? [] : [`--allow ${name}=${allowed} is too low for it.`]),
    ...about.more,
  ];
  return errorOf(OVER_LIMIT, {
    summary: about.summary,
    detail: detail.join(' '),
    fix: `If that is what you want: --allow ${name}=${about.override}`,
  });
}
