import type { EndingSignal } from './exit-codes.js';

const SIGNALS: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long an interrupted run may take to record its end, in ms. After that, the process exits as after a crash. */
const LEAVE_MS = 3_000;

/** How a person or a CI system asks a run to end. */
export interface InterruptListener {
  /** Aborted by the first signal: start nothing new, let what is in flight come to an end. */
  readonly stopping: AbortSignal;
  /** Aborted by the second signal: leave now. */
  readonly leaving: AbortSignal;
  /** The first signal, or null. */
  received(): EndingSignal | null;
  /** Gives the signals back their default effect. */
  release(): void;
}

/** The runs of this process that must end if corform crashes. */
const underWay = new Set<() => void>();

/**
 * Turns the first two SIGINT, SIGTERM or SIGHUP of this process into aborts. After the second one the
 * process ends within seconds, whatever it waits for, and a third one has its default effect: it kills.
 */
export function listenForInterrupts(onFirst: (signal: EndingSignal) => void): InterruptListener {
  const stopping = new AbortController();
  const leaving = new AbortController();
  let first: EndingSignal | null = null;
  const leave = (): void => {
    stopping.abort();
    leaving.abort();
  };
  const release = (): void => {
    underWay.delete(leave);
    for (const signal of SIGNALS) process.off(signal, handle);
  };
  const handle = (signal: EndingSignal): void => {
    if (first === null) {
      first = signal;
      stopping.abort();
      onFirst(signal);
      return;
    }
    release();
    leave();
    setTimeout(() => process.kill(process.pid, signal), LEAVE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  underWay.add(leave);
  return { stopping: stopping.signal, leaving: leaving.signal, received: () => first, release };
}

/**
 * Ends every run of this process as a second signal does, so it records what it knows. Returns false
 * if there is no run. Calls `onOverdue` if that takes too long.
 */
export function leaveRuns(onOverdue: () => void): boolean {
  const runs = [...underWay];
  for (const leave of runs) leave();
  if (runs.length > 0) setTimeout(onOverdue, LEAVE_MS);
  return runs.length > 0;
}
