import type { EndingSignal } from './exit-codes.js';

const SIGNALS: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How a person or a CI system asks a run to end. */
export interface Interrupts {
  /** Aborted by the first signal: start nothing new, let what is in flight come to an end. */
  readonly stopping: AbortSignal;
  /** Aborted by the second signal: leave now. */
  readonly leaving: AbortSignal;
  /** The first signal, or null. */
  received(): EndingSignal | null;
  /** Gives the signals back their default effect. */
  release(): void;
}

/** Turns the first two SIGINT, SIGTERM or SIGHUP of this process into aborts. */
export function listenForInterrupts(onFirst: (signal: EndingSignal) => void): Interrupts {
  const stopping = new AbortController();
  const leaving = new AbortController();
  let first: EndingSignal | null = null;
  const handle = (signal: EndingSignal): void => {
    if (first === null) {
      first = signal;
      stopping.abort();
      onFirst(signal);
    } else {
      leaving.abort();
    }
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    stopping: stopping.signal,
    leaving: leaving.signal,
    received: () => first,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}
