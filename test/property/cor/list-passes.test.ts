import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import { readList } from '../../../src/adapters/cor/list-passes.js';
import { readListPage, type ListPage } from '../../../src/adapters/cor/list-page.js';

const SIZE = 50;

/** COR's list: it answers a page and then moves, at the requests that `moves` names. */
function movingList(
  ids: number[],
  moves: ReadonlyMap<number, () => void>,
  lastPage: number | null,
) {
  let requests = 0;
  return (page: number): Promise<ListPage> => {
    requests += 1;
    const body = {
      total: String(ids.length),
      perPage: SIZE,
      page,
      lastPage: lastPage ?? Math.ceil(ids.length / SIZE),
      data: ids.slice((page - 1) * SIZE, page * SIZE).map((id) => ({ id })),
    };
    moves.get(requests)?.();
    const read = readListPage(body);
    if (read === null) throw new Error('the page makes no sense');
    return Promise.resolve(read);
  };
}

const count = fc.oneof(fc.integer({ min: 0, max: 420 }), fc.constantFrom(49, 50, 51, 100, 200));
const lastPage = fc.option(fc.integer({ min: 0, max: 20 }));

test('A list that stands still is read completely, wherever it claims to end', async () => {
  await fc.assert(
    fc.asyncProperty(count, lastPage, async (users, claim) => {
      const ids = Array.from({ length: users }, (_, i) => i + 1);
      const list = await readList(movingList(ids, new Map(), claim));
      expect(list).toMatchObject({ complete: true, claimed: users });
      expect(list.users.map(({ corId }) => corId)).toEqual(ids);
    }),
  );
});

test('A list that only shrinks, or only grows, is never called complete while somebody is left out', async () => {
  const move = fc.record({ at: fc.integer({ min: 1, max: 20 }), who: fc.nat(500) });
  await fc.assert(
    fc.asyncProperty(
      count,
      fc.array(move, { maxLength: 6 }),
      fc.boolean(),
      async (users, at, grows) => {
        const ids = Array.from({ length: users }, (_, i) => i * 1000 + 1000);
        let next = 1;
        const moves = new Map(
          at.map(({ at: request, who }) => [
            request,
            () => {
              const place = ids.length === 0 ? 0 : who % ids.length;
              if (grows) ids.splice(place, 0, next++);
              else ids.splice(place, 1);
            },
          ]),
        );
        const before = new Set(ids);
        const list = await readList(movingList(ids, moves, null));
        const read = new Set(list.users.map(({ corId }) => corId));
        if (!list.complete) return;
        for (const id of ids.filter((one) => before.has(one))) expect(read).toContain(id);
      },
    ),
    { numRuns: 1000 },
  );
});
