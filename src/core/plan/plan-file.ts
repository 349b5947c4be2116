import type { Diagnostic } from '../errors/diagnostic.js';
import { createHash, createHmac } from 'node:crypto';
import type { FieldName } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Change, Plan } from './change.js';
import type { FieldLines } from './field-lines.js';
import type { Impact } from './impact.js';
import { sealPlan } from './seal.js';

/** A plan that was saved for review and approval. Never a source of values to send. */
export interface SavedPlan {
  /** `corform VERSION` of the writer. For people only. */
  readonly createdBy: string;
  /** The git commit that was planned, or null outside git. */
  readonly commit: string | null;
  readonly digest: string;
  /** The fields that were sensitive when the plan was saved: their values are not in `sealed`. */
  readonly sensitive: readonly FieldName[];
  /** The limits that an apply would have run into. For people only: an apply checks its own. */
  readonly limits: readonly Diagnostic[];
  /** What was to be said above the plan. For people only. */
  readonly notes: readonly string[];
  /** The plan in people's terms. For people only. */
  readonly impact: Impact;
  /** The folder in its repository that the files of the plan are relative to, '' for the root. For links only. */
  readonly folder: string;
  /** The lines of the fields of some changes. For links only. */
  readonly lines: FieldLines;
  /** For display and comparison only; see `sealPlan`. */
  readonly sealed: Plan;
  /** Proves that the file was written with the state's `digest_key`; checked by `checkApproval`. */
  readonly mac: string;
}

/** The plan file, version 1. One change a line. */
export interface PlanFileBody {
  readonly format: 'corform-plan';
  readonly format_version: 1;
  readonly created_by: string;
  readonly commit: string | null;
  readonly digest: string;
  readonly sensitive: readonly FieldName[];
  readonly target: Plan['target'];
  readonly company_id: number | null;
  readonly state: Plan['state'];
  readonly unchanged: number;
  readonly left_out: number;
  readonly limits: readonly Diagnostic[];
  readonly notes: readonly string[];
  readonly impact: Impact;
  readonly folder: string;
  readonly lines: FieldLines;
  readonly changes: readonly Change[];
}

/** The whole file: the body and its two seals. */
export type PlanFile = PlanFileBody & { readonly mac: string; readonly checksum: string };

/** Seals a plan for `serializePlanFile`. */
export function savePlan(
  plan: Plan,
  context: Omit<SavedPlan, 'sealed' | 'mac'>,
  digestKey: string,
): SavedPlan {
  const saved = { ...context, sealed: sealPlan(plan, context.sensitive, digestKey), mac: '' };
  return { ...saved, mac: macOf(saved, digestKey) };
}

/** The HMAC-SHA256 of everything else in the file, keyed with the state's `digest_key`. */
export function macOf(saved: SavedPlan, digestKey: string): string {
  const text = canonicalJson(bodyOf(saved));
  return `hmac-sha256:${createHmac('sha256', digestKey).update(text).digest('hex')}`;
}

/** The text of a plan file: equal plans give equal bytes. */
export function serializePlanFile(saved: SavedPlan): string {
  const { changes, ...head } = bodyOf(saved);
  const members = Object.entries(head).map(([name, value]) => member(name, value));
  const lines = changes.map((change) => `\n${JSON.stringify(change)}`).join(',');
  const seals = [member('mac', saved.mac), member('checksum', checksumOf(saved))];
  return `{\n${[...members, `"changes":[${lines}\n]`, ...seals].join(',\n')}\n}\n`;
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** Finds accidents, not attackers: those are for the mac. */
export function checksumOf(saved: SavedPlan): string {
  const text = canonicalJson({ ...bodyOf(saved), mac: saved.mac });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function bodyOf(saved: SavedPlan): PlanFileBody {
  const { target, company, state, counts, leftOut, changes } = saved.sealed;
  return {
    format: 'corform-plan',
    format_version: 1,
    created_by: saved.createdBy,
    commit: saved.commit,
    digest: saved.digest,
    sensitive: saved.sensitive,
    target,
    company_id: company,
    state,
    unchanged: counts.unchanged,
    left_out: leftOut,
    limits: saved.limits,
    notes: saved.notes,
    impact: saved.impact,
    folder: saved.folder,
    lines: saved.lines,
    changes,
  };
}
