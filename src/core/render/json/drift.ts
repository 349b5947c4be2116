import type { Person } from '../../text/person.js';
import { countDrifted, hasConflict, type DriftedView, type DriftReport } from '../drift-view.js';
import { escapeJsonDocument } from '../escape.js';
import type { ShownFields } from '../view.js';
import { addressOf } from './address.js';
import { inOrder, lookAlikes, toResource } from './plan.js';

/** The version of Terraform's plan representation whose `resource_drift` this follows. */
const FORMAT_VERSION = '1.2';

/**
 * Drift as JSON: `resource_drift` as Terraform has it in a plan, `before` being the record and `after` COR. Only what
 * differs is in it; null stands for a sensitive value. One user a line, no time stamp: equal inputs give equal bytes.
 * Schema: schemas/drift.v1.schema.json.
 */
export function renderDriftJson(report: DriftReport): string {
  const { users, missing, unmanaged, leavers } = report;
  const members: readonly (readonly [string, string])[] = [
    ['format_version', JSON.stringify(FORMAT_VERSION)],
    ['complete', JSON.stringify(report.complete)],
    ['resource_drift', listOf(users.map(toDriftedResource))],
    ['missing', listOf(missing.map(toAddress))],
    [
      'unmanaged',
      JSON.stringify({
        visible: unmanaged.visible,
        hidden: unmanaged.hidden,
        users:
          unmanaged.people?.map(({ corId, name, hidden }) => ({ cor_id: corId, name, hidden })) ??
          null,
      }),
    ],
    ['leavers', leavers === null ? 'null' : listOf(leavers.map(toAddress))],
    ['coverage', JSON.stringify(report.coverage)],
    ['corform', JSON.stringify(detailsOf(report))],
  ];
  const text = members.map(([name, value]) => `"${name}":${value}`).join(',\n');
  return escapeJsonDocument(`{${text}}\n`);
}

function listOf(entries: readonly object[]): string {
  if (entries.length === 0) return '[]';
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`;
}

function toAddress({ id }: Person): object {
  return { address: addressOf(id), index: id };
}

function toDriftedResource(user: DriftedView): object {
  const { fields } = user;
  const valuesOf = (side: 'before' | 'after' | 'wanted'): ShownFields =>
    inOrder(
      {},
      fields.map((one) => ({ field: one.field, value: one[side] })),
    );
  return {
    ...toResource(user, {
      action: 'update',
      before: valuesOf('before'),
      after: valuesOf('after'),
    }),
    kind: hasConflict(user) ? 'conflict' : 'changed',
    conflicts: valuesOf('wanted'),
    role_raised: user.isRaised,
    ...lookAlikes(fields),
    source: user.place,
  };
}

function detailsOf(report: DriftReport): object {
  const { target, state, commit, fields, notCompared, outcomes, ignored, users, missing } = report;
  return {
    target: { endpoint: target.endpoint, source: target.source },
    state: { lineage: state.lineage, serial: state.serial },
    commit,
    counts: {
      ...countDrifted(users),
      missing: missing.length,
      in_sync: fields['in-sync'],
      normalised: fields.normalised,
      already_so: fields['already-so'],
      outcome_visible: fields['outcome-visible'],
      not_shown: fields['not-shown'],
      ignored,
    },
    outcomes: outcomes.map((one) => ({ ...toAddress(one), field: one.field, holds: one.holds })),
    not_compared: {
      unidentified: notCompared.unidentified.map(({ id }) => id),
      unproven: notCompared.unproven.map(({ id }) => id),
      unrecorded: notCompared.unrecorded,
      left_out: notCompared.leftOut,
      fields: notCompared.unreadable,
    },
  };
}
