import { describe, expect, it } from 'vitest';
import { noteOrder } from '../../../../src/app/plan/note-order.js';
import type { Revisions } from '../../../../src/core/ports/git.js';

type Relation = Awaited<ReturnType<Revisions['relation']>>;

const HEAD = 'a'.repeat(40);
const APPLIED = 'b'.repeat(40);
const LAGGING = { mayLag: true };

const revisions = (relation: Relation, head: string | null = HEAD): Revisions => ({
  head: () => Promise.resolve(head),
  relation: () => Promise.resolve(relation),
  fileAt: () => Promise.reject(new Error('not asked for')),
  filesAt: () => Promise.reject(new Error('not asked for')),
});

describe('a checkout behind what was applied', () => {
  it.each<[relation: Relation, said: RegExp | null]>([
    ['same', null],
    ['descendant', null],
    ['ancestor', /^The state is ahead of this commit: commit bbbbbbbbbbbb .* Pull first/],
    ['diverged', /^The state is ahead of this branch: .* Merge it first/],
    ['unknown', /^The state may be ahead of this commit: .* Pull first/],
  ])('is said if the applied commit is %s', async (relation, said) => {
    const note = await noteOrder(revisions(relation), APPLIED, LAGGING);
    if (said === null) expect(note).toBeNull();
    else expect(note).toMatch(said);
  });

  it('is not guessed at in a shallow clone, without git, or before the first apply', async () => {
    expect(await noteOrder(revisions('unknown'), APPLIED, { mayLag: false })).toBeNull();
    expect(await noteOrder(revisions('ancestor', null), APPLIED, LAGGING)).toBeNull();
    expect(await noteOrder(revisions('ancestor'), null, LAGGING)).toBeNull();
  });
});
