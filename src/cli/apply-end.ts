import { type Diagnostic, errorOf, warningOf } from '../core/errors/diagnostic.js';
import { INTERRUPTED, NOT_WATCHED } from '../core/errors/command.js';
import type { ApplyResult } from '../app/apply/apply-contract.js';
import type { ExecutionResult } from '../app/apply/execute/contract.js';
import { Failure } from '../core/errors/failure.js';
import { explainStop } from '../core/sending/stop.js';
import type { ApplyScreen } from './apply-screen.js';
import { EXIT, exitCodeOf, exitCodeOfSignal, type EndingSignal } from './exit-codes.js';

const INTERRUPTED_EARLY = errorOf(INTERRUPTED, {
  summary: 'The run was interrupted before it began.',
  detail: 'Nothing was sent.',
});

/**
 * Tells why an apply ended where it did, and returns its exit code. Of several reasons the gravest
 * counts: a record that is not saved, a lost fence, a signal, unknown outcomes, a credential that is no
 * longer accepted, users that are left.
 */
export function endOfApply(
  result: ApplyResult,
  screen: ApplyScreen,
  signal: EndingSignal | null,
): number {
  if (result.kind === 'no-changes') return EXIT.done;
  if (result.kind === 'declined') return EXIT.error;
  if (result.kind === 'interrupted') {
    screen.notice(INTERRUPTED_EARLY);
    return signal === null ? EXIT.error : exitCodeOfSignal(signal);
  }
  const { counts, execution, notStored, unknownLeft } = result;
  const stop = execution === null ? null : explainStop(execution.stop);
  if (stop !== null) screen.notice(stop);
  if (execution !== null) causesOf(execution).forEach((d) => screen.notice(d));
  // The recovery file is named last, where people look first.
  notStored?.diagnostics.forEach((d) => screen.notice(d));

  if (notStored !== null) return exitCodeOf(notStored.kind);
  const stopped = execution?.stop.reason;
  if (stopped === 'fence-lost' || stopped === 'other-company') return EXIT.conflict;
  if (execution?.stop.reason === 'interrupted' && signal !== null) return exitCodeOfSignal(signal);
  if (counts.unknown > 0 || unknownLeft) return EXIT.unknownOutcomes;
  if (execution?.stop.reason === 'unauthorised') return EXIT.notAuthorised;
  return counts.refused + counts.not_attempted > 0 ? EXIT.incomplete : EXIT.done;
}

/** What lies behind the end of a run: why its log failed, and whether watching it went wrong. */
function causesOf({ stop, observerError }: ExecutionResult): readonly Diagnostic[] {
  const log =
    stop.reason === 'log-failed' && stop.error instanceof Failure ? stop.error.diagnostics : [];
  return observerError === null ? log : [...log, BLIND];
}

const BLIND = warningOf(NOT_WATCHED, {
  summary: 'corform could not show the progress to the end. This is a bug.',
  detail: 'The run itself was not affected, and the counts are right.',
});
