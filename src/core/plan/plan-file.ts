import { parseJson } from '../text/parse-json.js';
import { type Diagnostic, errorOf, type FailureEntry, type Outcome } from '../errors/diagnostic.js';
import {
  EDITED_PLAN_FILE,
  NOT_A_PLAN_FILE,
  UNKNOWN_PLAN_FILE_VERSION,
} from '../errors/approval.js';
import { createHash, createHmac } from 'node:crypto';
import type { FieldName } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Change, Plan } from './change.js';
import { countChanges } from './classify.js';
import { describeMisfit, findMisfit } from '../schema/violation.js';
import { planFileValidator } from './plan-file-validators.js';
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
interface PlanFileBody {
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
type PlanFile = PlanFileBody & { readonly mac: string; readonly checksum: string };

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

/**
 * Reads a plan file strictly: cut off, edited, of an unknown version or otherwise not what
 * `serializePlanFile` writes is an error. That it was made with this state is for `checkApproval`.
 */
export function parsePlanFile(text: string): Outcome<SavedPlan> {
  const document = parseJson(text) as Partial<PlanFile> | null | undefined;
  if (document === undefined) {
    return refuse(
      NOT_A_PLAN_FILE,
      'The plan file is cut off or is not a plan file',
      'It is not JSON.',
    );
  }
  if (document?.format !== 'corform-plan') {
    return refuse(NOT_A_PLAN_FILE, 'The file is not a plan file of corform');
  }
  if (document.format_version !== 1) {
    return refuse(
      UNKNOWN_PLAN_FILE_VERSION,
      'The plan file has a version that this corform does not know',
    );
  }
  const misfit = findMisfit(planFileValidator(), document);
  if (misfit !== null) {
    return refuse(EDITED_PLAN_FILE, 'The plan file was edited', describeMisfit(misfit));
  }
  const { mac, checksum, ...body } = document as PlanFile;
  const saved = fromBody(body, mac);
  if (checksum !== checksumOf(saved)) {
    return refuse(
      EDITED_PLAN_FILE,
      'The plan file was edited',
      'Its checksum does not match its content.',
    );
  }
  return { value: saved, diagnostics: [] };
}

function refuse(entry: FailureEntry, summary: string, detail?: string): Outcome<SavedPlan> {
  const fix = 'Make it again with `corform plan --out FILE`.';
  return { value: undefined, diagnostics: [errorOf(entry, { summary, detail, fix })] };
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** Finds accidents, not attackers: those are for the mac. */
function checksumOf(saved: SavedPlan): string {
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

function fromBody(body: PlanFileBody, mac: string): SavedPlan {
  const { target, company_id: company, state, changes } = body;
  const counts = countChanges(changes, body.unchanged);
  const sealed: Plan = { target, company, state, changes, counts, leftOut: body.left_out };
  const { created_by: createdBy, commit, digest, sensitive, limits, notes } = body;
  const { impact, folder, lines } = body;
  return {
    createdBy,
    commit,
    digest,
    sensitive,
    limits,
    notes,
    impact,
    folder,
    lines,
    sealed,
    mac,
  };
}
