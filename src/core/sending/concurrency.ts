/** How many requests may be in flight. It starts low, rises while all goes well, and halves. */
export interface Concurrency {
  readonly cap: number;
  readonly limit: number;
  /** Nothing went wrong yet: one more for each answer, so it doubles in each round trip. */
  readonly ramping: boolean;
  /** Answers since the limit last rose; after `limit` of them it rises by one. */
  readonly answers: number;
}

const START = 4;

export function startConcurrency(cap: number): Concurrency {
  return { cap, limit: Math.min(START, cap), ramping: true, answers: 0 };
}

/** After an answer that shows no overload. */
export function raiseConcurrency(now: Concurrency): Concurrency {
  if (now.limit >= now.cap) return now;
  if (now.ramping) return { ...now, limit: now.limit + 1 };
  const answers = now.answers + 1;
  return answers >= now.limit ? { ...now, limit: now.limit + 1, answers: 0 } : { ...now, answers };
}

/** After a sign of overload. The caller makes sure that one overload counts once. */
export function halveConcurrency(now: Concurrency): Concurrency {
  return { ...now, limit: Math.max(1, Math.floor(now.limit / 2)), ramping: false, answers: 0 };
}
