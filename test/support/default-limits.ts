import type { Limits } from '../../src/core/plan/limits.js';

/** The limits of a project whose corform.yaml names none, as docs/settings.md promises them. */
export const DEFAULT_LIMITS: Limits = {
  add: null,
  update: { kind: 'percent', max: 30 },
  forget: { kind: 'percent', max: 10 },
  role_raise: { kind: 'count', max: 5 },
  role_grant: { kind: 'count', max: 5 },
  capacity: null,
  fields: {},
  from_users: 10,
};
