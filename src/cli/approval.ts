import { errorOf } from '../core/errors/diagnostic.js';
import { INVALID_DIGEST, PLAN_FILE_UNREADABLE } from '../core/errors/approval.js';
import { CONFLICTING_FLAGS } from '../core/errors/command.js';
import type { Approval } from '../app/apply/apply-contract.js';
import type { StateCodec } from '../app/state/state-codec.js';
import { Failure, failureOf, requireValue } from '../core/errors/failure.js';
import { findDigest } from '../core/plan/digest.js';
import { parsePlanFile } from '../core/plan/parse-plan-file.js';
import type { SavedPlan } from '../core/plan/plan-file.js';
import { nobodyToAsk } from './prompt.js';
import { localFiles } from './wire.js';

const MAX_PLAN_BYTES = 256 * 1024 * 1024;

const NOTHING_SENT = 'Nothing was sent.';
const HOW_TO_APPROVE =
  'Pass --expect DIGEST (from the approved plan), a saved plan, or --auto-approve.';

/**
 * How this apply is approved: plan files, a digest, `--auto-approve`, or a person at a terminal. Throws
 * Failure('usage') if there is nobody to ask, Failure if a plan file is not one.
 */
export async function readApproval(
  flags: {
    readonly 'auto-approve': boolean;
    readonly expect?: string | undefined;
    readonly json: boolean;
  },
  planFiles: readonly string[],
  codec: StateCodec,
): Promise<Approval> {
  if (planFiles.length > 0) {
    if (flags['auto-approve'] || flags.expect !== undefined) {
      throw failureOf(CONFLICTING_FLAGS, {
        summary: 'a plan file is already an approval, so leave out --auto-approve and --expect',
        detail: NOTHING_SENT,
        fix: HOW_TO_APPROVE,
      });
    }
    const saved = await Promise.all(planFiles.map((path) => readPlanFile(path, codec)));
    return { kind: 'plan-files', saved };
  }
  if (flags.expect !== undefined) return { kind: 'digest', digest: readDigest(flags.expect) };
  if (flags['auto-approve']) return { kind: 'auto' };
  if (!process.stdin.isTTY || flags.json) {
    throw nobodyToAsk(NOTHING_SENT, HOW_TO_APPROVE);
  }
  return { kind: 'ask' };
}

function readDigest(text: string): string {
  const digest = findDigest(text);
  if (digest !== null) return digest;
  throw failureOf(INVALID_DIGEST, {
    summary: `--expect ${text} holds no whole digest, or more than one`,
    detail: NOTHING_SENT,
  });
}

/** Reads a saved plan. Throws Failure if it is not one, or can't be decrypted. */
export async function readPlanFile(path: string, codec: StateCodec): Promise<SavedPlan> {
  const bytes = await localFiles.read(path, { maxBytes: MAX_PLAN_BYTES }).catch(asPlanFile);
  return requireValue(parsePlanFile(codec.decode(new TextDecoder().decode(bytes))));
}

/** A damaged plan file has no exit code of its own, unlike other input files. */
function asPlanFile(cause: unknown): never {
  if (!(cause instanceof Failure)) throw cause;
  throw new Failure(cause.diagnostics.map((found) => errorOf(PLAN_FILE_UNREADABLE, found)));
}
