import type { Diagnostic, Outcome } from '../diagnostic.js';
import { FIELD_NAMES, type FieldName } from '../model.js';
import type { Plan, RecordChange, UpdateChange } from './change.js';
import { isRoleRaise, releasesAll } from './classify.js';
import { countOf, formatCount } from './phrase.js';

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
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'CF321',
    summary: `"--allow ${item}" is not NAME=COUNT with each name at most once`,
    fix: `Write for example "--allow update=1200". Names: ${LIMIT_NAMES.join(', ')}.`,
  };
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
 */
export function checkLimits(
  plan: Plan,
  limits: Limits,
  allowance: Allowance,
): readonly Diagnostic[] {
  const actual = countLimited(plan);
  const limitOf = { ...limits.fields, ...limits };
  return LIMIT_NAMES.flatMap((name) => {
    const limit = limitOf[name] ?? null;
    const count = actual[name];
    if (limit === null || !exceeds(count, limit, plan.state.users, limits.from_users)) return [];
    const allowed = allowance[name];
    if (allowed !== undefined && allowed >= count) return [];
    return [overLimit(name, count, limit, plan.state.users, allowed)];
  });
}

function countLimited(plan: Plan): Readonly<Record<LimitName, number>> {
  const counts = Object.fromEntries(LIMIT_NAMES.map((n) => [n, 0])) as Record<LimitName, number>;
  for (const change of plan.changes) {
    if (isRoleRaise(change)) counts.role_raise += 1;
    if (change.action === 'add' || change.action === 'forget') {
      counts[change.action] += 1;
      continue;
    }
    if (releasesAll(change)) {
      counts.forget += 1;
      continue;
    }
    const fields = changedFields(change);
    if (fields.length > 0) counts.update += 1;
    for (const field of fields) counts[field] += 1;
  }
  return counts;
}

/** The fields that get another value or are no longer managed. */
function changedFields(change: UpdateChange | RecordChange): readonly FieldName[] {
  const sent = change.action === 'update' ? change.set : [];
  const changed = sent.filter(
    ({ before, after, reason }) => before !== after && (reason !== 'resend' || before !== null),
  );
  return [...changed, ...change.released].map(({ field }) => field);
}

function exceeds(count: number, limit: Limit, users: number, fromUsers: number): boolean {
  if (limit.kind === 'count') return count > limit.max;
  return users >= fromUsers && count * 100 > limit.max * users;
}

const COUNTED: Readonly<Record<LimitedAction, string>> = {
  add: 'would be added',
  update: 'would be changed',
  forget: 'would leave the state',
  role_raise: 'would get a more powerful role',
};

function overLimit(
  name: LimitName,
  count: number,
  limit: Limit,
  users: number,
  allowed: number | undefined,
): Diagnostic {
  const what = COUNTED[name as LimitedAction] as string | undefined;
  const most =
    limit.kind === 'count'
      ? formatCount(limit.max)
      : `${limit.max}% of ${countOf(users, 'recorded user')}, which is ${formatCount(Math.floor((limit.max * users) / 100))}`;
  const tooLow = allowed === undefined ? '' : ` --allow ${name}=${allowed} is too low for it.`;
  return {
    severity: 'error',
    code: 'CF320',
    summary: `${countOf(count, 'user')} ${what ?? `would get another ${name}`}, over the limit of ${most}`,
    detail: `The limit is "${what === undefined ? 'limits.fields' : 'limits'}.${name}" of corform.yaml.${tooLow}`,
    fix: `If that is what you want: --allow ${name}=${count}`,
  };
}
