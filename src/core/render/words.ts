import type { Severity } from '../errors/diagnostic.js';
import type { ChangeKind, Risk } from '../plan/classify.js';

/** The kinds of change as labels, in the order in which reports list them. */
export const KIND_LABELS: Readonly<Record<ChangeKind, string>> = {
  add: 'add',
  update: 'update',
  resend: 'send again',
  forget: 'forget',
  record: 'state only',
};

/** After a number of users: `3 users to add`. */
export const KIND_GOALS: Readonly<Record<ChangeKind, string>> = {
  add: 'to add',
  update: 'to change',
  resend: 'to send again',
  forget: 'to forget',
  record: 'to change in the state only',
};

export const RISK_LABELS: Readonly<Record<Risk, string>> = {
  'role-raise': 'more powerful role',
  'role-grant': 'powerful role for a new user',
  'role-hidden': 'a role that is not shown',
  forget: 'leaves the state',
  resend: 'outcome unknown',
};

export const SEVERITY_LABELS: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};
