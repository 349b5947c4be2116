import type { FieldName, FieldValue, RecordedState, UserFields } from '../model.js';
import { compareIds } from '../model.js';
import type { Change, Plan } from './change.js';
import { fieldsAfter, fieldsBefore } from './before-and-after.js';

/** Hours a day of the users of one department, null for those without a managed one. */
export interface DepartmentHours {
  readonly department: string | null;
  readonly before: number;
  readonly after: number;
}

/** How many users have one role. */
export interface RoleCensus {
  readonly role: number;
  readonly before: number;
  readonly after: number;
}

/** Hours a day over the users whose daily_hours are managed before and after. */
export interface Capacity {
  readonly users: number;
  readonly before: number;
  readonly after: number;
  /** Those that change, the largest change first. Empty if the department is sensitive. */
  readonly departments: readonly DepartmentHours[];
}

/** Users who come under management, or leave it. */
export interface Passage {
  readonly users: number;
  /** Their managed hours a day; null if those are sensitive. */
  readonly hours: number | null;
}

/** A plan in people's terms. Never part of the digest. */
export interface Impact {
  /** Null if no hours are managed before and after, or they are sensitive. */
  readonly capacity: Capacity | null;
  /** All roles of the users whose role is managed before and after, by role_id; empty if sensitive. */
  readonly roles: readonly RoleCensus[];
  readonly arriving: Passage;
  readonly leaving: Passage;
}

/** Measures what a plan means for the recorded users; with a selection, for the selected changes alone. */
export function measureImpact(plan: Plan, recorded: RecordedState): Impact {
  const changes = new Map(plan.changes.map((change) => [recordedId(change), change]));
  const tally = new ImpactTally();
  for (const user of recorded.users) {
    const change = changes.get(user.id);
    if (change?.action === 'forget') continue;
    tally.add(user.fields, change === undefined ? user.fields : fieldsAfter(change));
  }
  const passage = (action: Change['action'], fieldsOf: (change: Change) => UserFields): Passage => {
    const passing = plan.changes.filter((change) => change.action === action);
    const hours = passing.reduce((sum, change) => sum + hoursOf(fieldsOf(change)), 0);
    return { users: passing.length, hours };
  };
  return {
    capacity: tally.capacity(),
    roles: tally.census(),
    arriving: passage('add', fieldsAfter),
    leaving: passage('forget', fieldsBefore),
  };
}

/** Takes out what the values of the `sensitive` fields would show through. */
export function hideImpact(impact: Impact, sensitive: ReadonlySet<FieldName>): Impact {
  const { capacity, roles, arriving, leaving } = impact;
  const hideHours = sensitive.has('daily_hours');
  const hide = (passage: Passage): Passage => (hideHours ? { ...passage, hours: null } : passage);
  const departments = sensitive.has('department') ? [] : (capacity?.departments ?? []);
  return {
    capacity: hideHours || capacity === null ? null : { ...capacity, departments },
    roles: sensitive.has('role_id') ? [] : roles,
    arriving: hide(arriving),
    leaving: hide(leaving),
  };
}

function recordedId(change: Change): string {
  const moved = change.action === 'update' || change.action === 'record' ? change.movedFrom : null;
  return moved ?? change.id;
}

function hoursOf(fields: UserFields): number {
  return Number(fields.daily_hours ?? 0);
}

interface BeforeAfter {
  before: number;
  after: number;
}

class ImpactTally {
  readonly #total: BeforeAfter = { before: 0, after: 0 };
  readonly #departments = new Map<string | null, BeforeAfter>();
  readonly #roles = new Map<number, BeforeAfter>();
  #users = 0;

  add(before: UserFields, after: UserFields): void {
    this.#addRole(before.role_id, after.role_id);
    if (before.daily_hours === undefined || after.daily_hours === undefined) return;
    this.#users += 1;
    this.#total.before += hoursOf(before);
    this.#total.after += hoursOf(after);
    pairOf(this.#departments, departmentOf(before)).before += hoursOf(before);
    pairOf(this.#departments, departmentOf(after)).after += hoursOf(after);
  }

  #addRole(before: FieldValue | undefined, after: FieldValue | undefined): void {
    if (before === undefined || after === undefined) return;
    pairOf(this.#roles, Number(before)).before += 1;
    pairOf(this.#roles, Number(after)).after += 1;
  }

  capacity(): Capacity | null {
    if (this.#users === 0) return null;
    const departments = [...this.#departments]
      .map(([department, pair]) => ({ department, ...pair }))
      .filter(({ before, after }) => before !== after)
      .sort(
        (a, b) =>
          Math.abs(b.after - b.before) - Math.abs(a.after - a.before) ||
          compareIds(String(a.department), String(b.department)),
      );
    return { users: this.#users, ...this.#total, departments };
  }

  census(): readonly RoleCensus[] {
    return [...this.#roles]
      .map(([role, pair]) => ({ role, ...pair }))
      .sort((a, b) => a.role - b.role);
  }
}

function departmentOf({ department }: UserFields): string | null {
  return department === undefined ? null : String(department);
}

function pairOf<Key>(pairs: Map<Key, BeforeAfter>, key: Key): BeforeAfter {
  const found = pairs.get(key);
  if (found !== undefined) return found;
  const made = { before: 0, after: 0 };
  pairs.set(key, made);
  return made;
}
