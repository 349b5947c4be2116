// Drift while COR's list moves under the reader: people leave, join, change places and are changed, in COR's own forms
// of values. Nothing waits and nothing is opened: the list is in memory, behind the true reader of pages and passes.
import { expect, test } from 'vitest';
import { readListPage, type ListPage } from '../../../src/adapters/cor/list-page.js';
import { readList } from '../../../src/adapters/cor/list-passes.js';
import { readCorPeople } from '../../../src/app/drift/read-cor-people.js';
import fc from '../../support/fast-check.js';
import { driftOf } from '../../support/drift.js';

const SIZE = 50;
const SIGNAL = new AbortController().signal;

interface Person {
  readonly id: number;
  first_name: string;
  role_id: number;
  daily_hours: number;
}

type Move =
  | { readonly kind: 'leave'; readonly at: number; readonly who: number }
  | { readonly kind: 'swap'; readonly at: number; readonly who: number; readonly to: number }
  | { readonly kind: 'join'; readonly at: number; readonly who: number }
  | { readonly kind: 'place'; readonly at: number; readonly who: number; readonly to: number }
  | { readonly kind: 'role'; readonly at: number; readonly who: number };

const at = fc.integer({ min: 0, max: 24 });
const who = fc.nat(400);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('leave' as const), at, who }),
  // One leaves and one joins at once: the total stays what it was.
  fc.record({ kind: fc.constant('swap' as const), at, who, to: who }),
  fc.record({ kind: fc.constant('join' as const), at, who }),
  fc.record({ kind: fc.constant('place' as const), at, who, to: who }),
  fc.record({ kind: fc.constant('role' as const), at, who }),
);

/** COR's list, which moves between two requests. Values come in one of COR's own forms. */
class MovingCor {
  readonly people: Person[];
  readonly left = new Set<number>();
  readonly changed = new Set<number>();
  readonly #moves: readonly Move[];
  readonly #form: number;
  #requests = 0;
  #next = 10_000;

  constructor(count: number, moves: readonly Move[], form: number) {
    this.#moves = moves;
    this.#form = form;
    this.people = Array.from({ length: count }, (_, i) => ({
      id: i + 1,
      first_name: 'Zoë Ana',
      role_id: 4,
      daily_hours: 7.5,
    }));
    this.#move(0);
  }

  readonly readPage = (page: number): Promise<ListPage> => {
    this.#requests += 1;
    const answer = {
      total: String(this.people.length),
      page: String(page),
      lastPage: this.#form === 2 ? 1 : Math.ceil(this.people.length / SIZE),
      data: this.people.slice((page - 1) * SIZE, page * SIZE).map((person) => this.#show(person)),
    };
    this.#move(this.#requests);
    return Promise.resolve(readListPage(answer)!);
  };

  #show({ id, first_name: name, role_id: role, daily_hours: hours }: Person): object {
    const first_name = this.#form === 1 ? name.normalize('NFD') : ` ${name.replace(' ', '\u00a0')}`;
    const daily_hours = this.#form === 0 ? String(hours) : Math.round(hours);
    return { id: String(id), first_name, role_id: String(role), daily_hours };
  }

  #move(request: number): void {
    for (const one of this.#moves.filter((candidate) => candidate.at === request)) {
      if (this.people.length === 0) return;
      const place = one.who % this.people.length;
      if (one.kind === 'leave' || one.kind === 'swap') {
        this.left.add(this.people.splice(place, 1)[0]!.id);
      }
      if (one.kind === 'join') this.#join(place);
      if (one.kind === 'swap') this.#join(one.to % (this.people.length + 1));
      if (one.kind === 'place') {
        const [person] = this.people.splice(place, 1);
        this.people.splice(one.to % (this.people.length + 1), 0, person!);
      }
      if (one.kind === 'role') {
        this.people[place]!.role_id = 1;
        this.changed.add(this.people[place]!.id);
      }
    }
  }

  #join(place: number): void {
    this.people.splice(place, 0, { id: this.#next, first_name: 'New', role_id: 4, daily_hours: 8 });
    this.#next += 1;
  }
}

test('Nobody is called changed or missing who is not, however the list moves', async () => {
  const seen = { missing: 0, changed: 0, incomplete: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 3, max: 330 }),
      fc.array(move, { maxLength: 8 }),
      fc.nat(2),
      async (count, moves, form) => {
        const cor = new MovingCor(count, moves, form);
        const record = Array.from({ length: count }, (_, i) => ({
          id: `U${String(i + 1).padStart(4, '0')}`,
          cor_id: i + 1,
          fields: { first_name: 'Zoë Ana', role_id: 4, daily_hours: 7.5 },
        }));
        const wanted = new Set(record.map(({ cor_id: corId }) => corId));
        const list = await readCorPeople({ list: () => readList(cor.readPage) }, wanted, SIGNAL);
        const drift = driftOf({ record, cor: list.listed, absent: [...list.absent] });
        const corIdOf = ({ id }: { readonly id: string }): number => Number(id.slice(1));
        for (const user of drift.missing) expect(cor.left).toContain(corIdOf(user));
        for (const user of drift.users) {
          expect(cor.changed).toContain(corIdOf(user));
          expect(user.fields.map(({ field }) => field)).toEqual(['role_id']);
        }
        if (!list.complete) {
          expect(drift.missing).toEqual([]);
          seen.incomplete += 1;
        }
        if (moves.every((one) => one.at === 0)) {
          // A list that stands still is reported exactly.
          expect(list.complete).toBe(true);
          expect(new Set(drift.missing.map(corIdOf))).toEqual(
            new Set([...cor.left].filter((id) => id <= count)),
          );
        }
        seen.missing += drift.missing.length;
        seen.changed += drift.users.length;
      },
    ),
    { numRuns: 1000 },
  );
  expect(Math.min(seen.missing, seen.changed, seen.incomplete)).toBeGreaterThan(10);
});
