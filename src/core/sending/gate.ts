import { MAX_WAIT_MS } from './retry-policy.js';

/**
 * Whether the run may send at all. One 429 shuts the gate for everybody. When the pause is over a single
 * request goes first (`probing`); only its answer opens the gate, so a pause that was too short costs one
 * refused request and not one for each worker. Times are in ms of the monotonic clock.
 */
export type Gate =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'paused';
      /** When the first refusal of this pause came. */
      readonly since: number;
      readonly until: number;
      /** Probes refused since. */
      readonly refusals: number;
    }
  | { readonly kind: 'probing'; readonly since: number; readonly refusals: number };

export type Pause = Extract<Gate, { kind: 'paused' }>;

const PAUSE_BASE_MS = 500;
const PAUSE_CAP_MS = 60_000;

/**
 * Shuts the gate after a refusal. Retry-After is believed the first time; where it proves too short, or
 * is missing, the pause doubles from half a second (COR documents "back off exponentially", and no numbers),
 * with half of it jitter.
 */
export function pauseGate(
  gate: Gate,
  now: number,
  retryAfterMs: number | null,
  fraction: number,
): Pause {
  const since = gate.kind === 'open' ? now : gate.since;
  const refusals = gate.kind === 'open' ? 0 : gate.refusals + 1;
  const ceiling = Math.min(PAUSE_CAP_MS, PAUSE_BASE_MS * 2 ** refusals);
  const backOff = ceiling * (0.5 + 0.5 * fraction);
  const believed = refusals === 0 && retryAfterMs !== null;
  const pause = believed ? retryAfterMs : Math.max(retryAfterMs ?? 0, backOff);
  return { kind: 'paused', since, until: now + pause, refusals };
}

/** A refusal of a request from before the pause can lengthen it, but is no new evidence. */
export function lengthenPause(gate: Gate, until: number): Gate {
  return gate.kind === 'paused' && until > gate.until ? { ...gate, until } : gate;
}

/** COR has kept everybody out for longer than a run waits. */
export function isHopeless(pause: Pause): boolean {
  return pause.until - pause.since > MAX_WAIT_MS;
}
