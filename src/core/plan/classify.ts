import { FIELD_NAMES, type FieldName, type FieldValue } from '../model.js';
import type { Change, PlanCounts, RecordChange, SetReason } from './change.js';

/** The kinds of change that a plan counts and shows apart. */
export type ChangeKind = 'add' | 'update' | 'resend' | 'forget' | 'record';

/**
 * What makes a change worth a reviewer's first look, the worst first. `role-grant`: one of the
 * two most powerful roles for a user who is new to the state; what role COR has until then is not known.
 * `role-hidden`: a role that must not be shown.
 */
export const RISKS = ['role-raise', 'role-grant', 'role-hidden', 'forget', 'resend'] as const;
export type Risk = (typeof RISKS)[number];

/** C-Level and Director. */
const POWERFUL_ROLE = 2;

/** Whether a change sends a role, whichever. */
export function sendsRole(change: Change): boolean {
  if (change.action === 'forget' || change.action === 'record') return false;
  return change.set.some(({ field }) => field === 'role_id');
}

/** Whether a field is sent although users.yaml says of it what is recorded. */
export function isSentAgain(reason: SetReason): boolean {
  return reason === 'resend' || reason === 'asked';
}

/** An update in which every field is sent again is a resend. */
export function kindOf(change: Change): ChangeKind {
  if (change.action !== 'update') return change.action;
  return change.set.every((field) => isSentAgain(field.reason)) ? 'resend' : 'update';
}

export function countChanges(changes: readonly Change[], unchanged: number): PlanCounts {
  const counts = { add: 0, update: 0, resend: 0, forget: 0, record: 0, unchanged };
  for (const change of changes) counts[kindOf(change)] += 1;
  return counts;
}

interface SentRole {
  readonly before: FieldValue | null;
  readonly after: number;
  readonly reason: SetReason;
}

function sentRole(change: Change): SentRole | undefined {
  if (change.action === 'forget' || change.action === 'record') return undefined;
  const role = change.set.find((field) => field.field === 'role_id');
  // In a saved plan a sensitive role_id is not a number: nothing can be said of it.
  return typeof role?.after === 'number' ? { ...role, after: role.after } : undefined;
}

/**
 * Whether a recorded user gets a more powerful role (a smaller role_id). Where no role is recorded,
 * C-Level and Director count as raises: what the user has now is not known. The exception is a role
 * that is sent again and was never acknowledged. It was an add when it was first sent, and the apply
 * that finishes the work of a dead one must not meet a limit that the dead one did not.
 */
export function isRoleRaise(change: Change): boolean {
  const role = sentRole(change);
  if (role === undefined || change.action === 'add') return false;
  if (role.before !== null) return role.after < Number(role.before);
  return role.reason === 'new' && role.after <= POWERFUL_ROLE;
}

/** Whether a user who is new to the state, or was never acknowledged, gets one of the two powerful roles. */
export function isRoleGrant(change: Change): boolean {
  const role = sentRole(change);
  return role?.before === null && role.after <= POWERFUL_ROLE && !isRoleRaise(change);
}

/** The worst risk of a change. It does not depend on the value of a `sensitive` field. */
export function riskOf(change: Change, sensitive: ReadonlySet<FieldName>): Risk | null {
  if (sendsRole(change)) {
    if (sensitive.has('role_id')) return 'role-hidden';
    if (isRoleRaise(change)) return 'role-raise';
    if (isRoleGrant(change)) return 'role-grant';
  }
  if (stopsBeingManaged(change)) return 'forget';
  const resends = change.action === 'update' && change.set.some((f) => f.reason === 'resend');
  return resends ? 'resend' : null;
}

/** Whether fields stop being managed: nothing is sent of them, and COR keeps their values. */
export function releasesFields(change: Change): boolean {
  return (change.action === 'update' || change.action === 'record') && change.released.length > 0;
}

/** Whether nothing of a user is managed any more: the entry is gone, or no field is left in it. */
export function stopsBeingManaged(change: Change): boolean {
  return change.action === 'forget' || releasesAll(change);
}

/** Whether the user stays recorded, but without a field that is managed. */
export function releasesAll(change: Change): change is RecordChange {
  if (change.action !== 'record' || change.released.length === 0) return false;
  const released = new Set(change.released.map(({ field }) => field));
  return FIELD_NAMES.every((field) => change.before[field] === undefined || released.has(field));
}
