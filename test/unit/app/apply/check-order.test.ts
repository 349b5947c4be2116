import { describe, expect, it } from 'vitest';
import { checkOrder } from '../../../../src/app/apply/check-order.js';
import type { Revisions } from '../../../../src/core/ports/git.js';

type Relation = Awaited<ReturnType<Revisions['relation']>>;

const revisions = (relation: Relation): Revisions => ({
  head: () => Promise.resolve(null),
  relation: () => Promise.resolve(relation),
  fileAt: () => Promise.reject(new Error('not asked for')),
  filesAt: () => Promise.reject(new Error('not asked for')),
});

describe('the order of commits', () => {
  it.each<[relation: Relation, code: string | undefined]>([
    ['same', undefined],
    ['descendant', undefined],
    ['ancestor', 'CF710'],
    ['diverged', 'CF711'],
    ['unknown', 'CF712'],
  ])('a commit that is %s of the applied one: %s', async (relation, code) => {
    const found = await checkOrder(revisions(relation), 'a'.repeat(40), 'b'.repeat(40));
    expect(found?.code).toBe(code);
    if (code !== undefined) expect(found?.severity).toBe('error');
  });

  it("can't be told without git, once a commit was applied", async () => {
    expect((await checkOrder(revisions('same'), null, 'b'.repeat(40)))?.code).toBe('CF713');
    expect(await checkOrder(revisions('same'), null, null)).toBeNull();
    expect(await checkOrder(revisions('same'), 'a'.repeat(40), null)).toBeNull();
  });
});
