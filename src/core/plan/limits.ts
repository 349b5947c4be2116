import { refuse, type Outcome } from '../errors/diagnostic.js';
import { INVALID_ALLOWANCE } from '../errors/plan.js';
import { FIELD_NAMES, type FieldName } from '../model.js';
import { createSuggest } from '../text/suggest.js';

/**
 * What a limit may concern. `role_raise`: users who get a more powerful role; `role_grant`: adds with the
 * role C-Level or Director; `capacity`: hours a day by which the total of the users who stay falls.
 */
const LIMITED_ACTIONS = [
  'add',
  'update',
  'forget',
  'role_raise',
  'role_grant',
  'capacity',
] as const;
type LimitedAction = (typeof LIMITED_ACTIONS)[number];

/** What a limit, and an allowance, is named by. No field is named like an action. */
export type LimitName = LimitedAction | FieldName;
export const LIMIT_NAMES: readonly LimitName[] = [...LIMITED_ACTIONS, ...FIELD_NAMES];

/** A number of users, or a percentage of the recorded users; for `capacity` hours, or one of the total. */
export type Limit =
  | { readonly kind: 'count'; readonly max: number }
  | { readonly kind: 'percent'; readonly max: number };

/** The most that one apply may do without being allowed to. Null: no limit. */
export interface Limits extends Readonly<Record<LimitedAction, Limit | null>> {
  /** The most recorded users in whom this field is new, changed or no longer managed. */
  readonly fields: Readonly<Partial<Record<FieldName, Limit | null>>>;
  /** Percentages bind from this number of recorded users on. */
  readonly from_users: number;
}

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
    if (name === undefined || allowance[name] !== undefined) return refuseAllowance(item, word);
    allowance[name] = Number(count);
  }
  return { value: allowance, diagnostics: [] };
}

function refuseAllowance(item: string, name = item): Outcome<Allowance> {
  const meant = createSuggest(LIMIT_NAMES)(name);
  return refuse(INVALID_ALLOWANCE, {
    summary: `"--allow ${item}" is not NAME=COUNT with each name at most once`,
    detail: `Names: ${LIMIT_NAMES.join(', ')}.`,
    fix: `Write for example "--allow ${meant ?? 'update'}=1200".`,
  });
}
