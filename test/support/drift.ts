// Short ways to write drift down in tests: the record, users.yaml and COR's list.
import { LISTED_FIELDS, type FieldName } from '../../src/core/model.js';
import type { ListedUser } from '../../src/core/ports/cor.js';
import fc from './fast-check.js';
import { anyHostileText } from './hostile-reports.js';
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
    accepts: false,
    links: null,
    lines: {},
    ...more,
  });
}

const anyName = fc.record({ first_name: anyHostileText, last_name: anyHostileText });

/** Drift in which every text of users.yaml, of the record and of COR is hostile, and marked. */
export const anyHostileDrift: fc.Arbitrary<DriftReport> = fc
  .record({
    users: fc.uniqueArray(
      fc.record({ id: anyHostileText, ours: anyName, theirs: anyName, department: anyHostileText }),
      { minLength: 1, maxLength: 8, selector: ({ id }) => id },
    ),
    text: anyHostileText,
  })
  .map(({ users, text }) => {
    const record = users.map(({ id, ours, department }, at) => ({
      id,
      cor_id: at % 5 === 4 ? null : at + 1,
      fields: { ...ours, department, role_id: 4 },
      ...(at % 4 === 3 && { unknown: { role_id: 'run-1' } }),
    }));
    const cor = users
      .map(({ theirs }, at) => ({ corId: at + 1, fields: { ...theirs, role_id: 1 } }))
      .filter((_, at) => at % 5 !== 3);
    return driftReport(
      {
        record,
        yaml: record.map(({ id, fields }, at) => ({
          id,
          fields: { ...fields, ...(at % 2 === 0 && { last_name: text }) },
          place: { file: text, line: 1, column: 1 },
        })),
        cor: [...cor, { corId: 99, fields: { first_name: text } }],
        absent: [4],
        people: { present: new Set(), left: [text], emails: new Map() },
      },
      {
        names: true,
        target: { endpoint: `${TARGET.endpoint}/${text}`, source: text },
        commit: text,
        jsonReport: text,
        links: { folder: 'https://github.com/acme/people/blob/33415f0/' },
        lines: Object.fromEntries(users.map(({ id }, at) => [id, { role_id: at + 1 }])),
      },
    );
  });
