import { createHmac } from 'node:crypto';
import type { ExternalId, FieldName, FieldValue, UserFields } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Change, Plan } from './change.js';

/** Stands where a sensitive value is shown but never compared. */
const HIDDEN = '(sensitive value)';

/**
 * The plan without its sensitive values. For comparing values at an approval, an HMAC replaces
 * them, keyed with the state's `digest_key` and bound to user and field, so equal values of two
 * users don't look equal; elsewhere a fixed text does. Never send what a sealed plan says.
 */
export function sealPlan(plan: Plan, sensitive: readonly FieldName[], digestKey: string): Plan {
  if (sensitive.length === 0) return plan;
  const changes = plan.changes.map((change) => sealChange(change, new Set(sensitive), digestKey));
  return { ...plan, changes };
}

function sealChange(change: Change, sensitive: ReadonlySet<FieldName>, key: string): Change {
  const seal = <T extends FieldValue | null>(field: FieldName, value: T): T | string =>
    value === null || !sensitive.has(field) ? value : fingerprint(key, change.id, field, value);
  const set = 'set' in change ? change.set : [];
  const released = 'released' in change ? change.released : [];
  const sealed = {
    set: set.map((f) => ({ ...f, before: seal(f.field, f.before), after: seal(f.field, f.after) })),
    released: released.map((f) => ({ ...f, before: seal(f.field, f.before) })),
    before: 'before' in change ? hideFields(change.before, sensitive) : {},
  };
  switch (change.action) {
    case 'add':
      return { ...change, set: sealed.set };
    case 'forget':
      return { ...change, before: sealed.before };
    case 'record':
      return { ...change, before: sealed.before, released: sealed.released };
    case 'update':
      return { ...change, ...sealed };
  }
}

function fingerprint(key: string, id: ExternalId, field: FieldName, value: FieldValue): string {
  const text = canonicalJson([id, field, value]);
  return `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
}

function hideFields(fields: UserFields, sensitive: ReadonlySet<FieldName>): UserFields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      sensitive.has(field as FieldName) ? HIDDEN : value,
    ]),
  );
}
