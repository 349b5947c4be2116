/** Repeatable chance for the fault suite, and histories made of it. */
import { seededRandom } from '../virtual-clock.js';
import type { Reaction } from './cor-server.js';
import type { YamlUser } from './history.js';

export interface Chance {
  /** Uniform in [0, 1). */
  fraction(): number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const fraction = (): number => random.fraction();
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return { fraction, below, pick: (list) => list[below(list.length)]! };
}

/** Users that share ids with those of other calls, so lists differ by adds, updates and forgets. */
export function someUsers(chance: Chance, most: number): readonly YamlUser[] {
  return Array.from({ length: most }, (_, i) => i)
    .filter(() => chance.fraction() < 0.9)
    .map((i) => ({
      id: `USER-${i}`,
      role_id: 1 + chance.below(6),
      daily_hours: chance.below(25),
      ...(chance.fraction() < 0.7 ? { phone: `+1 canary ${chance.below(3)}` } : {}),
      ...(chance.fraction() < 0.5 ? { position: chance.pick(['Lead', 'Designer', 'Head']) } : {}),
    }));
}

/** A COR in a bad mood: slow, throttling, failing, cutting connections before and after it has applied. */
export function badMood(chance: Chance): () => Reaction {
  return () => {
    const roll = chance.fraction();
    if (roll < 0.02) {
      return { kind: 'answer', status: 429, applied: false, headers: { 'retry-after': '0' } };
    }
    if (roll < 0.06) return { kind: 'answer', status: 503, applied: chance.fraction() < 0.5 };
    if (roll < 0.1) return { kind: 'reset', applied: chance.fraction() < 0.5 };
    if (roll < 0.13) return { kind: 'answer', status: 200, applied: true, body: '<html>' };
    if (roll < 0.15) {
      return { kind: 'answer', status: 400, applied: false, body: { code: 'InvalidRoleError' } };
    }
    return { kind: 'apply', latencyMs: chance.below(8), isSilent: chance.fraction() < 0.3 };
  };
}
