/**
 * How fast requests may follow each other. Without `--rate` there is no ceiling until the first 429;
 * then a rate is learned from what COR let through, because with short answers even one request in
 * flight can exceed any limit. Times are in ms of the monotonic clock, rates in requests a second.
 */
export interface Pace {
  /** `--rate`, or null. */
  readonly fixed: number | null;
  readonly learned: Learned | null;
  /** When the next request may go. */
  readonly slotAt: number;
  /** When sending went on after the last 429. */
  readonly resumedAt: number;
  readonly letThrough: Count;
}

/** Requests that COR let through, in the current stretch of time and the one before it. */
interface Count {
  readonly since: number;
  readonly requests: number;
  readonly before: { readonly since: number; readonly requests: number } | null;
}

/** A rate that rises from `base` when sending goes on after a 429, by the factor `growth` each second. */
export interface Learned {
  readonly base: number;
  readonly growth: number;
}

/*
 * The constants were chosen by simulation (test/unit/core/sending/rate-limits.test.ts): buckets with and
 * without burst, fixed and sliding windows, 0 to 200 ms of latency, with and without Retry-After.
 */
/**
 * After the first 429: the number of requests before it can be far too low (a limiter without burst refuses
 * the second request).
 */
const SEARCH_GROWTH = 2;
/** From the second 429 on the limit is nearly known. Probing slowly beyond it costs few refusals. */
const PROBE_GROWTH = 1.02;
/** How far below its reading the rate starts again. */
const CAUTION = 0.9;
const STRETCH_MS = 2_000;
const FIRST_GUESS_AT_LEAST = 10;
const LOWEST_RATE = 0.1;
/** One 429 never takes away more than half: it may be the burst of somebody else. */
const LARGEST_CUT = 0.5;
/** Timers fire late. The pace makes up for lateness up to this many ms, so the rate holds. */
const CATCH_UP_MS = 100;

export function startPace(fixed: number | null, now: number): Pace {
  return { fixed, learned: null, slotAt: now, resumedAt: now, letThrough: countFrom(now) };
}

/** The current rate, or null without one. */
export function rateAt(pace: Pace, now: number): number | null {
  if (pace.learned === null) return pace.fixed;
  const rate = Math.max(LOWEST_RATE, grownRate(pace.learned, now - pace.resumedAt));
  return pace.fixed === null ? rate : Math.min(rate, pace.fixed);
}

function grownRate({ base, growth }: Learned, elapsedMs: number): number {
  return base * growth ** (elapsedMs / 1000);
}

/** After a request was sent: when the next one may go. */
export function takeSlot(pace: Pace, now: number): Pace {
  const rate = rateAt(pace, now);
  if (rate === null) return pace;
  return { ...pace, slotAt: Math.max(pace.slotAt, now - CATCH_UP_MS) + 1000 / rate };
}

/** After a request was let through. */
export function countLetThrough(pace: Pace, now: number): Pace {
  const { since, requests } = pace.letThrough;
  const letThrough =
    now - since < STRETCH_MS
      ? { ...pace.letThrough, requests: requests + 1 }
      : { since: now, requests: 1, before: { since, requests } };
  return { ...pace, letThrough };
}

/** After a 429 while sending: a rate below what COR can be seen to bear. */
export function learnRate(pace: Pace, now: number): Pace {
  const inForce = pace.learned === null ? null : grownRate(pace.learned, now - pace.resumedAt);
  const reading =
    inForce === null
      ? firstReading(pace, now)
      : clamp(laterReading(pace, now), inForce * LARGEST_CUT, inForce);
  const learned: Learned =
    inForce === null
      ? { base: Math.max(FIRST_GUESS_AT_LEAST, CAUTION * reading), growth: SEARCH_GROWTH }
      : { base: CAUTION * reading, growth: PROBE_GROWTH };
  return { ...pace, learned, resumedAt: now, letThrough: countFrom(now) };
}

/** After a pause: the clock of the rate starts, and nothing that was missed is made up for. */
export function resumePace(pace: Pace, now: number): Pace {
  return takeSlot({ ...pace, resumedAt: now, slotAt: now }, now);
}

/** Before the first 429. Over a second at least: a window of a second is the usual one. */
function firstReading(pace: Pace, now: number): number {
  const { since, requests } = lately(pace.letThrough);
  return requests / Math.max(1, (now - since) / 1000);
}

/**
 * After that the limit lies between two readings: with the pause counted, which is right for a bucket
 * (it refills meanwhile), and without, which is right for a window (it forgets). So their geometric
 * mean. After a while of sending, the two are the same.
 */
function laterReading(pace: Pace, now: number): number {
  const { since, requests } = lately(pace.letThrough);
  const withPause = perSecond(requests, now - since);
  const withoutPause = perSecond(requests, now - Math.max(since, pace.resumedAt));
  return Math.sqrt(withPause * withoutPause);
}

function lately(count: Count): { readonly since: number; readonly requests: number } {
  if (count.before === null) return count;
  return { since: count.before.since, requests: count.before.requests + count.requests };
}

function countFrom(now: number): Count {
  return { since: now, requests: 0, before: null };
}

/** A millisecond at least: in no time at all anything would be infinitely fast. */
function perSecond(requests: number, elapsedMs: number): number {
  return (requests / Math.max(1, elapsedMs)) * 1000;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
