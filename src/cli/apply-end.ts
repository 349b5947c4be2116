import type { ApplyResult } from '../app/apply-contract.js';
import { explainStop } from '../core/sending/stop.js';
import type { ApplyScreen } from './apply-screen.js';
import { EXIT, exitCodeOf, exitCodeOfSignal, type EndingSignal } from './exit-codes.js';

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
  if (result.kind === 'declined') return signal === null ? EXIT.error : exitCodeOfSignal(signal);
  const { counts, execution, notStored, unknownLeft } = result;
  const stop = execution === null ? null : explainStop(execution.stop);
  if (stop !== null) screen.notice(stop);
  // The recovery file is named last, where people look first.
  notStored?.diagnostics.forEach((d) => screen.notice(d));

  if (notStored !== null) return exitCodeOf(notStored.kind);
  if (execution?.stop.reason === 'fence-lost') return EXIT.conflict;
  if (execution?.stop.reason === 'interrupted' && signal !== null) return exitCodeOfSignal(signal);
  if (counts.unknown > 0 || unknownLeft) return EXIT.unknownOutcomes;
  if (execution?.stop.reason === 'unauthorised') return EXIT.notAuthorised;
  return counts.refused + counts.not_attempted > 0 ? EXIT.incomplete : EXIT.done;
}
