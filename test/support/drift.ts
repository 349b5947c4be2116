// Short ways to write drift down in tests: the record, users.yaml and COR's list.
import { LISTED_FIELDS, type FieldName } from '../../src/core/model.js';
import type { ListedUser } from '../../src/core/ports.js';
import { findDrift, type Drift, type ExportedPeople } from '../../src/core/drift/find-drift.js';
import { readIgnores } from '../../src/core/drift/ignore.js';
import {
  viewDrift,
  type DriftContext,
  type DriftReport,
} from '../../src/core/render/drift-view.js';
import {
  desired,
  recorded,
  TARGET,
  type DesiredSketch,
  type RecordedSketch,
} from './plan-states.js';

export interface DriftSketch {
  readonly record: readonly RecordedSketch[];
  /** users.yaml; the same as the record if left out. */
  readonly yaml?: readonly DesiredSketch[];
  readonly cor: readonly (Partial<ListedUser> & Pick<ListedUser, 'corId'>)[];
  readonly absent?: readonly number[];
  readonly people?: ExportedPeople;
  readonly ignore?: readonly string[];
  readonly only?: readonly string[];
}

export function listed(user: Partial<ListedUser> & Pick<ListedUser, 'corId'>): ListedUser {
  return { email: null, fields: {}, hidden: false, ...user };
}

export function driftOf(sketch: DriftSketch): Drift {
  const record = recorded(...sketch.record);
  const yaml = sketch.yaml ?? sketch.record.map(({ id, fields = {} }) => ({ id, fields }));
  const isIgnored = readIgnores(sketch.ignore ?? []).value!;
  return findDrift(
    {
      recorded: record,
      desired: desired(...yaml),
      listed: sketch.cor.map(listed),
      absent: new Set(sketch.absent),
      people: sketch.people ?? null,
    },
    {
      selected: new Set(sketch.only ?? record.users.map(({ id }) => id)),
      fields: LISTED_FIELDS,
      isIgnored,
    },
  );
}

export function driftReport(
  sketch: DriftSketch,
  more: Partial<DriftContext> & { readonly sensitive?: readonly FieldName[] } = {},
): DriftReport {
  return viewDrift(driftOf(sketch), {
    target: TARGET,
    state: { lineage: 'b4d0e3f2-0000-4000-8000-000000000001', serial: 7 },
    commit: null,
    complete: true,
    list: { read: sketch.cor.length, claimed: sketch.cor.length, error: null },
    sensitive: ['phone'],
    names: false,
    jsonReport: null,
    links: null,
    lines: {},
    ...more,
  });
}
