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
  readonly recent: { since: number; count: number; before: {since: number; count: number} | null };
  /** When sending went on after that 429. */
  readonly resumedAt: number;
}

/**
 * `search` after the first 429: what came through before it can be far too little (a limiter without
 * burst refuses the fifth request), so the rate grows by half each second until the next 429. `hold` from
 * then on: just under the known peak, flat around it, and only after a while beyond (the curve of CUBIC,
 * RFC 9438, on a rate), so that probing costs few refusals and a limit that was raised is found again.
 */
export type Learned =
  | { readonly kind: 'search'; readonly base: number }
  | { readonly kind: 'hold'; readonly peak: number };

const env=(k:string,d:number)=>Number((globalThis as any).process.env[k]??d);
const SEARCH_GROWTH = env('G',2);
const CAUTION = env('B',0.9);
const PLATEAU_MS = env('K',5_000);
const W = env('W',2000);
const LOWEST_RATE = 0.1;
const FIRST_GUESS_AT_LEAST = 1;
/** Timers come late. Lateness up to this is made up for, so that the rate holds; more is not. */
const CATCH_UP_MS = 20;

export function startPace(fixed: number | null, now: number): Pace {
  return { fixed, learned: null, slotAt: now, recent: { since: now, count: 0, before: null }, resumedAt: now };
}

/** The rate in force, null where there is none. */
export function rateAt(pace: Pace, now: number): number | null {
  if (pace.learned === null) return pace.fixed;
  const rate = Math.max(LOWEST_RATE, grownRate(pace.learned, now - pace.resumedAt));
  return pace.fixed === null ? rate : Math.min(rate, pace.fixed);
}

function grownRate(learned: Learned, elapsedMs: number): number {
  if (learned.kind === 'search') return learned.base * SEARCH_GROWTH ** (elapsedMs / 1000);
  return learned.peak * (1 + (1 - CAUTION) * (elapsedMs / PLATEAU_MS - 1) ** 3);
}

/** After a request was sent: when the next one may go. */
export function takeSlot(pace: Pace, now: number): Pace {
  const rate = rateAt(pace, now);
  if (rate === null) return pace;
  return { ...pace, slotAt: Math.max(pace.slotAt, now - CATCH_UP_MS) + 1000 / rate };
}

export function countLetThrough(pace: Pace, now: number): Pace {
  const { recent } = pace;
  const span = W;
  return now - recent.since < span
    ? { ...pace, recent: { ...recent, count: recent.count + 1 } }
    : { ...pace, recent: { since: now, count: 1, before: recent } };
}

export function learnRate(pace: Pace, now: number): Pace {
  const from = pace.recent.before ?? pace.recent;
  const count = pace.recent.count + (pace.recent.before?.count ?? 0);
  let learned: Learned;
  if (pace.learned === null) {
    const measured = count / Math.max(1, (now - from.since) / 1000);
    learned = { kind: 'search', base: Math.max(FIRST_GUESS_AT_LEAST, CAUTION * measured) };
  } else {
    const inForce = grownRate(pace.learned, now - pace.resumedAt);
    const a = perSecond(count, now - from.since), b = perSecond(count, now - Math.max(from.since, pace.resumedAt));
    const measured = env('M',0) ? (a+b)/2 : Math.sqrt(a * b);
    learned = { kind: 'hold', peak: Math.min(inForce, Math.max(inForce * env('F',0.5), measured)) };
  }
  return { ...pace, learned, recent: { since: now, count: 0, before: null }, resumedAt: now };
}

/** After a pause: the clock of the rate starts, and nothing that was missed is made up for. */
export function resumePace(pace: Pace, now: number): Pace {
  return takeSlot({ ...pace, resumedAt: now, slotAt: now }, now);
}

function perSecond(count: number, elapsedMs: number): number {
  return count / Math.max(.001, elapsedMs / 1000);
}
