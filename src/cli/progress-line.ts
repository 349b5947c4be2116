import { formatCount } from '../core/text/phrase.js';
import { describeSeconds } from '../core/text/describe-time.js';
import type { RunProgress } from './run-watch.js';

const BAR = 24;

/**
 * Renders the progress of a run in one line of at most `columns`:
 * `[=========>              ] 1,200/2,000  25 s  about 17 s left  1 failed  48.2/s  8 in flight`. What does not
 * fit is left out from the end, and what is no longer so at the end of a run.
 */
export function formatProgress(
  progress: RunProgress,
  {
    columns = Infinity,
    isOver = false,
  }: { readonly columns?: number; readonly isOver?: boolean } = {},
): string {
  const { done, total, ratePerSecond, inFlight, failed, pausedMs, elapsedMs } = progress;
  const parts = [
    `${formatBar(done, total)} ${formatCount(done)}/${formatCount(total)}`,
    describeSeconds(Math.round(elapsedMs / 1_000)),
    ...(pausedMs > 0 ? [`COR asked for a pause of ${Math.ceil(pausedMs / 1_000)} s`] : []),
    ...(isOver ? [] : timeLeft(progress)),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(isOver || done === total ? [] : [`${ratePerSecond.toFixed(1)}/s`, `${inFlight} in flight`]),
  ];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}

function timeLeft({ done, total, etaSeconds }: RunProgress): readonly string[] {
  return etaSeconds === null || done === total ? [] : [`about ${describeSeconds(etaSeconds)} left`];
}

function formatBar(done: number, total: number): string {
  const filled = Math.floor((done / Math.max(1, total)) * BAR);
  const head = filled < BAR ? '>' : '';
  return `[${'='.repeat(filled)}${head}${' '.repeat(BAR - filled - head.length)}]`;
}
