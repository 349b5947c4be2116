import type { Diagnostic } from '../errors/diagnostic.js';
import { createHash, createHmac } from 'node:crypto';
import type { FieldName } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Plan } from './change.js';
import type { FieldLines } from './field-lines.js';
import type { Impact } from './impact.js';
import { sealPlan } from './seal.js';

/** A plan that was saved for review and approval. Never a source of values to send. */
export interface SavedPlan {
  readonly format: 'corform-plan';
  readonly format_version: 1;
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

/** The plan file, version 1: a saved plan, its changes one a line, and a checksum over all of it. */
export type PlanFile = Omit<SavedPlan, 'sealed'> & {
  readonly plan: Omit<Plan, 'changes'>;
  readonly changes: Plan['changes'];
  readonly checksum: string;
};

/** Seals a plan for `serializePlanFile`. */
export function savePlan(
  plan: Plan,
  context: Omit<SavedPlan, 'format' | 'format_version' | 'sealed' | 'mac'>,
  digestKey: string,
): SavedPlan {
  const saved: SavedPlan = {
    format: 'corform-plan',
    format_version: 1,
    ...context,
    sealed: sealPlan(plan, context.sensitive, digestKey),
    mac: '',
  };
  return { ...saved, mac: macOf(saved, digestKey) };
}

/** The HMAC-SHA256 of everything else in the file, keyed with the state's `digest_key`. */
export function macOf(saved: SavedPlan, digestKey: string): string {
  const text = canonicalJson(bodyOf({ ...saved, mac: '' }));
  return `hmac-sha256:${createHmac('sha256', digestKey).update(text).digest('hex')}`;
}

/** The text of a plan file: equal plans give equal bytes. */
export function serializePlanFile(saved: SavedPlan): string {
  const { changes, ...head } = bodyOf(saved);
  const lines = changes.map((change) => `\n${JSON.stringify(change)}`).join(',');
  const members = [
    ...Object.entries(head).map(([name, value]) => member(name, value)),
    `"changes":[${lines}\n]`,
    member('checksum', checksumOf(saved)),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** Finds accidents, not attackers: those are for the mac. */
export function checksumOf(saved: SavedPlan): string {
  const text = canonicalJson(bodyOf(saved));
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function bodyOf({ sealed, ...saved }: SavedPlan): Omit<PlanFile, 'checksum'> {
  const { changes, ...plan } = sealed;
  return { ...saved, plan, changes };
}
