import { createInterface } from 'node:readline';
import { APPROVAL_NEEDED } from '../core/errors/approval.js';
import { type Failure, failureOf } from '../core/errors/failure.js';
import { escapeTerminal } from '../core/render/escape.js';
import type { Console } from './console.js';

/** The failure of a command that must ask, where nobody can answer. `detail` says what did not happen. */
export function nobodyToAsk(detail: string, fix: string): Failure {
  return failureOf(APPROVAL_NEEDED, {
    summary: "corform can't ask for an approval, because there is no terminal",
    detail,
    fix,
  });
}

/** Asks at the terminal. True only for `yes`; the end of the input and a signal are a no. */
export function askForYes(
  console: Console,
  signal: AbortSignal,
  target: string | null = null,
): Promise<boolean> {
  const where = target === null ? '' : `\n  Target: ${escapeTerminal(target)}`;
  console.result(`
Do you want to perform these actions?
  corform will perform the actions described above.${where}
  Only 'yes' will be accepted to approve.

  Enter a value: `);
  const lines = createInterface({ input: process.stdin });
  return new Promise((resolve) => {
    const answer = (text: string): void => {
      // Must come first: closing emits `close`, which counts as a no.
      resolve(text.trim() === 'yes');
      lines.close();
      process.stdin.pause();
    };
    lines.once('line', answer);
    lines.once('close', () => {
      resolve(false);
    });
    if (signal.aborted) answer('');
    signal.addEventListener('abort', () => {
      answer('');
    });
  });
}
