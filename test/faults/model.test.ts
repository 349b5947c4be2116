/**
 * A model of everything that can meet: users.yaml, COR, the state, its lock and several runners, in
 * memory and in virtual time. Random commands (edit, plan, apply, a crash, a COR that fails, a lock removed
 * by hand, two runners at once, a runner whose machine is suspended) against the real app layer; after each the invariants that must hold at
 * any time, and at the end one clean apply that must put everything right.
 */
import fc from '../support/fast-check.js';
import { expect, test } from 'vitest';
import { stateBase } from '../../src/app/plan/plan-base.js';
import { planUsers } from '../../src/app/plan/plan-users.js';
import type { ResendSelector } from '../../src/core/plan/resend.js';
import { ALL, NO_LIMITS } from '../support/faults/apply-folder.js';
import { ENDPOINT, World, type Runner } from '../support/faults/world.js';

interface Edit {
  readonly kind: 'edit';
  readonly users: readonly { readonly id: string; readonly role: number; readonly phone: string }[];
}

type Command =
  | Edit
  | { readonly kind: 'plan' }
  | {
      readonly kind: 'apply';
      readonly mood: number;
      readonly only: boolean;
      readonly resend: boolean;
      readonly isForeign: boolean;
    }
  /** Dies at the n-th call of a port, or, if it has none, gets through. */
  | { readonly kind: 'baseline'; readonly call: number; readonly after: boolean }
  /** The process dies at the n-th call of a port, before or after the call did its work. */
  | {
      readonly kind: 'crash';
      readonly call: number;
      readonly after: boolean;
      readonly mood: number;
    }
  | { readonly kind: 'unlock' }
  /**
   * The machine is suspended at the n-th call. Meanwhile a second runner comes, which waits for the lock until
   * the first counts as dead; with or without the lock removed.
   */
  | {
      readonly kind: 'suspend';
      readonly call: number;
      readonly after: boolean;
      readonly seconds: number;
      readonly unlock: boolean;
      readonly mood: number;
    }
  /** A second runner starts while the first is at its n-th call, with or without the lock removed. */
  | {
      readonly kind: 'race';
      readonly call: number;
      readonly unlock: boolean;
      readonly mood: number;
    };

const MOOD = fc.nat({ max: 1_000_000 });
const USER = fc.record({
  id: fc.constantFrom('A', 'B', 'C', 'D'),
  role: fc.integer({ min: 1, max: 6 }),
  phone: fc.constantFrom('', '+1', '+2'),
});
const EDIT: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('edit' as const),
  users: fc.uniqueArray(USER, { selector: ({ id }) => id, maxLength: 4 }),
});
const CALL = fc.integer({ min: 1, max: 40 });
const COMMAND: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: EDIT, weight: 3 },
  { arbitrary: fc.constant<Command>({ kind: 'plan' }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('apply' as const),
      mood: MOOD,
      only: fc.boolean(),
      resend: fc.boolean(),
      isForeign: fc.boolean(),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('baseline' as const),
      call: fc.integer({ min: 1, max: 12 }),
      after: fc.boolean(),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      call: CALL,
      after: fc.boolean(),
      mood: MOOD,
    }),
    weight: 3,
  },
  { arbitrary: fc.constant<Command>({ kind: 'unlock' }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('suspend' as const),
      call: CALL,
      after: fc.boolean(),
      seconds: fc.constantFrom(1, 30, 119, 125, 300),
      unlock: fc.boolean(),
      mood: MOOD,
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('race' as const),
      call: CALL,
      unlock: fc.boolean(),
      mood: MOOD,
    }),
    weight: 2,
  },
);

const EVERYTHING: readonly ResendSelector[] = [{ kind: 'users', glob: '*', field: null }];

async function carryOut(world: World, command: Command): Promise<void> {
  switch (command.kind) {
    case 'edit':
      world.users = command.users;
      return;
    case 'plan': {
      const before = world.snapshot();
      const base = await stateBase(world.backend, world.clock);
      planUsers(world.desired, base.recorded, {
        endpoint: ENDPOINT,
        resend: [],
        selection: ALL,
        limits: NO_LIMITS,
        allowance: {},
        sensitive: [],
      });
      expect(world.snapshot(), 'a plan changes nothing').toEqual(before);
      return;
    }
    case 'apply':
      await world.apply({
        mood: command.mood,
        only: command.only ? ['A'] : [],
        resend: command.resend ? EVERYTHING : [],
        isForeign: command.isForeign,
      });
      return;
    case 'baseline': {
      const { call, after } = command;
      await world.baseline({ call, after, act: (runner) => runner.die() });
      return;
    }
    case 'crash':
      await world.apply({
        mood: command.mood,
        at: { call: command.call, after: command.after, act: (runner) => runner.die() },
      });
      return;
    case 'unlock':
      world.removeLock();
      return;
    case 'suspend': {
      const others: Promise<unknown>[] = [];
      const act = (runner: Runner): void => {
        runner.suspend(command.seconds * 1_000);
        if (command.unlock) world.removeLock();
        others.push(world.apply({ mood: command.mood + 1, lockTimeoutMs: 200_000 }));
      };
      const at = { call: command.call, after: command.after, act };
      await world.apply({ mood: command.mood, at });
      await Promise.all(others);
      return;
    }
    case 'race':
      await world.apply({
        mood: command.mood,
        at: {
          call: command.call,
          after: false,
          act: async () => {
            if (command.unlock) world.removeLock();
            await world.apply({ mood: command.mood + 1 });
          },
        },
      });
  }
}

test.each(['journal', 'checkpoints'] as const)(
  'any history, recorded in a %s',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(COMMAND, { minLength: 1, maxLength: 12 }), async (commands) => {
        const world = await World.start(kind);
        for (const command of commands) {
          await carryOut(world, command);
          expect(world.violations, JSON.stringify(command)).toEqual([]);
        }
        await world.checkConvergence();
        expect(world.violations).toEqual([]);
      }),
      { seed: 42, numRuns: 400 },
    );
  },
  120_000,
);
