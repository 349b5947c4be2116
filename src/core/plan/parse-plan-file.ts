import { refuse, type Outcome } from '../errors/diagnostic.js';
import {
  EDITED_PLAN_FILE,
  NOT_A_PLAN_FILE,
  UNKNOWN_PLAN_FILE_VERSION,
} from '../errors/approval.js';
import { describeMisfit, findMisfit } from '../schema/violation.js';
import { parseJson } from '../text/parse-json.js';
import { planFileValidator } from './plan-file-validators.js';
import { checksumOf, type PlanFile, type SavedPlan } from './plan-file.js';

/**
 * Reads a plan file strictly: cut off, edited, of an unknown version or otherwise not what
 * `serializePlanFile` writes is an error. That it was made with this state is for `checkApproval`.
 */
export function parsePlanFile(text: string): Outcome<SavedPlan> {
  const document = parseJson(text) as Partial<PlanFile> | null | undefined;
  if (document === undefined) {
    return refuse(NOT_A_PLAN_FILE, {
      summary: 'The plan file is cut off or is not a plan file',
      detail: 'It is not JSON.',
    });
  }
  if (document?.format !== 'corform-plan') {
    return refuse(NOT_A_PLAN_FILE, { summary: 'The file is not a plan file of corform' });
  }
  if (document.format_version !== 1) {
    const summary = 'The plan file has a version that this corform does not know';
    return refuse(UNKNOWN_PLAN_FILE_VERSION, { summary });
  }
  const misfit = findMisfit(planFileValidator(), document);
  if (misfit !== null) return edited(describeMisfit(misfit));
  const { plan, changes, checksum, ...rest } = document as PlanFile;
  const saved: SavedPlan = { ...rest, sealed: { ...plan, changes } };
  if (checksum !== checksumOf(saved)) return edited('Its checksum does not match its content.');
  return { value: saved, diagnostics: [] };
}

function edited(detail: string): Outcome<SavedPlan> {
  return refuse(EDITED_PLAN_FILE, { summary: 'The plan file was edited', detail });
}
