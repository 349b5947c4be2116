import type { ApiError, Attempt } from '../ports/cor.js';
import {
  halveConcurrency,
  raiseConcurrency,
  startConcurrency,
  type Concurrency,
} from './concurrency.js';
import { lengthenPause, pauseGate, type Gate } from './gate.js';
import { countLetThrough, learnRate, resumePace, startPace, takeSlot, type Pace } from './pace.js';

/**
 * Everything that decides when the next request may go: the gate, the pace and the concurrency of one
 * run. A value: each event makes a new one.
 */
export interface Traffic {
  readonly concurrency: Concurrency;
  readonly pace: Pace;
  readonly gate: Gate;
  /** Requests sent so far; each has its number, from 1. */
  readonly sent: number;
  /**
   * The last request sent before the limit was halved, and before the gate was shut. Answers to requests
   * up to there belong to the time before: they neither halve, nor shut, nor open again.
   */
  readonly sentBeforeHalving: number;
  readonly sentBeforePause: number;
}

/** What an answer says about the load, whatever it says about the user. */
export type LoadSignal = 'accepted' | 'throttled' | 'overloaded' | 'silent';

export interface Answer {
  /** The number that the request got when it was sent. */
  readonly request: number;
  readonly signal: LoadSignal;
  readonly retryAfterMs: number | null;
  /** When it came, in ms of the monotonic clock. */
  readonly now: number;
  /** Jitter in [0, 1). */
  readonly fraction: number;
}

export function startTraffic(cap: number, rate: number | null, now: number): Traffic {
  return {
    concurrency: startConcurrency(cap),
    pace: startPace(rate, now),
    gate: { kind: 'open' },
    sent: 0,
    sentBeforeHalving: 0,
    sentBeforePause: 0,
  };
}

/** When the next request may go (a time that is past: at once), null: not before an answer came. */
export function nextSendAt(traffic: Traffic, inFlight: number): number | null {
  if (inFlight >= traffic.concurrency.limit) return null;
  switch (traffic.gate.kind) {
    case 'open':
      return traffic.pace.slotAt;
    case 'paused':
      return traffic.gate.until;
    case 'probing':
      return null;
  }
}

/** One request is sent now; its number is `sent` of the result. */
export function countSent(traffic: Traffic, now: number): Traffic {
  const { gate } = traffic;
  return {
    ...traffic,
    sent: traffic.sent + 1,
    pace: takeSlot(traffic.pace, now),
    gate: gate.kind === 'paused' ? { ...gate, kind: 'probing' } : gate,
  };
}

export function readLoad(attempt: Attempt): LoadSignal {
  if (attempt.kind === 'applied' || attempt.kind === 'refused') return 'accepted';
  return loadOf(attempt.error);
}

/** What a failure says about the load. */
export function loadOf(error: ApiError): LoadSignal {
  if (error.class === 'throttled') return 'throttled';
  return error.status === 503 ? 'overloaded' : 'silent';
}

/** What one answer changes. A 503 shuts the gate only where it says for how long. */
export function countAnswer(traffic: Traffic, answer: Answer): Traffic {
  if (answer.signal === 'throttled') return throttle(halve(traffic, answer), answer);
  if (answer.signal === 'overloaded') {
    const halved = halve(traffic, answer);
    return answer.retryAfterMs === null ? reopen(halved, answer) : pause(halved, answer);
  }
  const opened = reopen(traffic, answer);
  return answer.signal === 'accepted' ? accept(opened, answer) : opened;
}

function accept(traffic: Traffic, answer: Answer): Traffic {
  const counts = answer.request > traffic.sentBeforePause;
  const rises = answer.request > traffic.sentBeforeHalving;
  return {
    ...traffic,
    pace: counts ? countLetThrough(traffic.pace, answer.now) : traffic.pace,
    concurrency: rises ? raiseConcurrency(traffic.concurrency) : traffic.concurrency,
  };
}

/** Any answer to the probe but another 429 opens the gate: the limiter let it through. */
function reopen(traffic: Traffic, answer: Answer): Traffic {
  if (traffic.gate.kind !== 'probing' || answer.request <= traffic.sentBeforePause) return traffic;
  return { ...traffic, gate: { kind: 'open' }, pace: resumePace(traffic.pace, answer.now) };
}

function halve(traffic: Traffic, answer: Answer): Traffic {
  if (answer.request <= traffic.sentBeforeHalving) return traffic;
  const concurrency = halveConcurrency(traffic.concurrency);
  return { ...traffic, concurrency, sentBeforeHalving: traffic.sent };
}

/** The refusal of a probe says that the pause was too short, nothing about the rate. */
function throttle(traffic: Traffic, answer: Answer): Traffic {
  const tells = traffic.gate.kind === 'open' && answer.request > traffic.sentBeforePause;
  const pace = tells ? learnRate(traffic.pace, answer.now) : traffic.pace;
  return pause({ ...traffic, pace }, answer);
}

function pause(traffic: Traffic, answer: Answer): Traffic {
  if (answer.request <= traffic.sentBeforePause) {
    const until = answer.now + (answer.retryAfterMs ?? 0);
    return { ...traffic, gate: lengthenPause(traffic.gate, until) };
  }
  const gate = pauseGate(traffic.gate, answer.now, answer.retryAfterMs, answer.fraction);
  return { ...traffic, gate, sentBeforePause: traffic.sent };
}
