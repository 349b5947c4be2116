import { createInterface } from 'node:readline';
import type { Console } from './console.js';

const QUESTION = `
Do you want to perform these actions?
  corform will perform the actions described above.
  Only 'yes' will be accepted to approve.

  Enter a value: `;

/** Asks at the terminal. True only for `yes`; the end of the input and a signal are a no. */
export function askForYes(console: Console, signal: AbortSignal): Promise<boolean> {
  console.result(QUESTION);
  const lines = createInterface({ input: process.stdin });
  return new Promise((resolve) => {
    const answer = (text: string): void => {
      // First of all: closing tells `close`, which would be a no.
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
