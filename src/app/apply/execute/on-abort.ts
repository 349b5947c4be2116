/** Calls `act` when the signal aborts, at once if it has. Returns how to stop listening. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}
