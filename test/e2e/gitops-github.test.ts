/** examples/10-github-actions and action.yml, job by job, against a real git remote and the sandbox. */
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import { GithubTeam, cancelWhenSending, digestOf } from '../support/gitops/github-team.js';
import { CONFIG, change } from '../support/gitops/team.js';

/** A sandbox with a fault at the first update of a user. */
function faulty(id: string, then: object): SandboxOptions {
  const rule = { when: { id }, then };
  return { faults: parseFaults(JSON.stringify({ version: 1, faults: [rule] })).value! };
}

const put = (id: string, fields: object): object => ({
  id,
  body: { metadata: { source: 'OKTA' }, ...fields },
});

/** By id: those of one apply are sent at once and arrive in any order. */
const inOrder = <T extends { readonly id: string }>(puts: readonly T[]): readonly T[] =>
  puts.toSorted((a, b) => a.id.localeCompare(b.id));

describe('a merge on GitHub', { timeout: 180_000 }, () => {
  it('applies just what the pull request showed, whatever the merge method', async () => {
    const team = await GithubTeam.open();
    for (const [index, method] of (['squash', 'rebase', 'merge'] as const).entries()) {
      const id = ['ana', 'ben', 'cleo'][index]!;
      const pull = team.openPull(`title-of-${id}`, change(id, { position: 'Lead' }));
      const plan = await team.plan(pull);
      expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
      expect(plan.summary).toContain('1 to change');

      const applied = await team.apply(team.merge(pull, method));
      expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
      expect(team.puts().slice(index)).toEqual([put(id, { position: 'Lead' })]);
    }
    expect(team.github.denied).toEqual([]);
  });

  it('keeps its approval while others merge and write notes, also several in one push', async () => {
    const team = await GithubTeam.open();
    const ana = team.openPull('ana', change('ana', { role_id: 3 }));
    const ben = team.openPull('ben', change('ben', { department: 'Film' }));
    const cleo = team.openPull('cleo', change('cleo', { department: 'Design' }));
    for (const pull of [ana, ben, cleo]) await team.plan(pull);

    expect(await team.apply(team.merge(cleo, 'squash'))).toMatchObject({ conclusion: 'success' });
    team.team.git('checkout', '-q', '-B', 'main', 'origin/main');
    const before = team.team.commitNote('main', 'A note that is no pull request');
    // A merge queue brings both to the branch in one push.
    const first = team.merge(ana, 'squash');
    const second = team.merge(ben, 'squash');
    const push = { ...second, before, commits: [...first.commits, ...second.commits] };
    const applied = await team.apply(push);

    expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
    const [earlier, ...others] = team.puts();
    expect(earlier).toEqual(put('cleo', { department: 'Design' }));
    expect(inOrder(others)).toEqual([
      put('ana', { role_id: 3 }),
      put('ben', { department: 'Film' }),
    ]);
  });

  it('is refused where more came than was planned, and goes on by a digest that was read', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const reviewed = digestOf((await team.plan(pull)).log);
    team.team.commit('main', 'Past the review', change('ben', { role_id: 1 }));

    const push = team.merge(pull, 'squash');
    const refused = await team.apply(push);
    expect(refused.codes).toMatchObject({ Apply: 4 });
    expect(refused.log).toContain('User "ben" is not in the approved plan: role_id');
    expect(refused.log).not.toContain('User "ana" is');
    expect(team.puts()).toEqual([]);

    // What is left is shown, and only its own digest applies it.
    const left = digestOf(refused.summary);
    expect(left).not.toBe(reviewed);
    expect((await team.dispatch(reviewed)).codes).toMatchObject({ Apply: 4 });
    expect(team.puts()).toEqual([]);
    expect((await team.dispatch(left)).codes).toMatchObject({ Apply: 0 });
    expect(inOrder(team.puts())).toEqual([put('ana', { role_id: 3 }), put('ben', { role_id: 1 })]);
  });

  it('is refused over a limit, which the comment said, and goes on by hand with the number', async () => {
    const team = await GithubTeam.open();
    team.team.write('corform.yaml', CONFIG.replace('limits: {', 'limits: {role_raise: 0, '));
    team.team.commit('main', 'Nobody gets a more powerful role', (people) => people);
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const plan = await team.plan(pull);
    await team.comment(plan.run);
    expect(team.github.comments[0]!.body).toContain('over the limit of 0');

    expect((await team.apply(team.merge(pull, 'squash'))).codes).toMatchObject({ Apply: 8 });
    const digest = digestOf(plan.log);
    expect((await team.dispatch(digest)).codes).toMatchObject({ Apply: 8 });
    expect(team.puts()).toEqual([]);
    expect((await team.dispatch(digest, 'role_raise=1')).codes).toMatchObject({ Apply: 0 });
    expect(team.puts()).toEqual([put('ana', { role_id: 3 })]);
  });

  it('is refused where the newest commit of the pull request was never planned', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    await team.plan(pull);
    team.push(pull, change('ana', { role_id: 2 }));

    const refused = await team.apply(team.merge(pull, 'merge'));
    expect(refused.codes).toMatchObject({ Apply: 4 });
    expect(refused.log).toContain(`#${pull.number}: no plan of its newest commit`);
    expect(team.puts()).toEqual([]);
  });

  it('ends incomplete where COR refuses one user, and a re-run sends just that one', async () => {
    const body = { name: 'UserNotFoundError', message: 'no such user' };
    const team = await GithubTeam.open(faulty('ben', { kind: 'answer', status: 404, body }));
    const pull = team.openPull('two', (people) =>
      change('ben', { role_id: 3 })(change('ana', { role_id: 3 })(people)),
    );
    await team.plan(pull);

    const push = team.merge(pull, 'squash');
    expect((await team.apply(push)).codes).toMatchObject({ Apply: 3 });
    const again = await team.apply(push);
    expect(again.codes, again.log).toMatchObject({ Apply: 0 });
    expect(team.puts().slice(2)).toEqual([put('ben', { role_id: 3 })]);
    const third = await team.apply(push);
    expect(third.codes, third.log).toMatchObject({ Apply: 0 });
    expect(team.puts()).toHaveLength(3);
  });

  it('that is cancelled records what was in flight, unlocks, and a re-run does the rest', async () => {
    const team = await GithubTeam.open(faulty('ana', { kind: 'delay', ms: 1000 }));
    const pull = team.openPull('all', (people) =>
      people.map((person) => ({ ...person, department: 'Sound' })),
    );
    await team.plan(pull);

    const push = team.merge(pull, 'squash');
    const one = { CORFORM_CONCURRENCY: '1' };
    const cancelled = await team.apply(push, cancelWhenSending(team), one);
    expect(cancelled.codes, cancelled.log).toMatchObject({ Apply: 130 });
    expect(team.puts()).toEqual([put('ana', { department: 'Sound' })]);

    const again = await team.apply(push);
    expect(again.codes, again.log).toMatchObject({ Apply: 0 });
    expect(inOrder(team.puts().slice(1))).toEqual([
      put('ben', { department: 'Sound' }),
      put('cleo', { department: 'Sound' }),
    ]);
  });

  it('is refused where an older commit would be applied after a newer one', async () => {
    const team = await GithubTeam.open();
    const first = team.openPull('first', change('ana', { role_id: 3 }));
    await team.plan(first);
    const older = team.merge(first, 'squash');
    const second = team.openPull('second', change('ana', { role_id: 2 }));
    await team.plan(second);
    const newer = team.merge(second, 'squash');

    expect((await team.apply(newer)).codes).toMatchObject({ Apply: 0 });
    const late = await team.apply(older);
    expect(late.codes).toMatchObject({ Apply: 4 });
    expect(late.log).toContain('is older than');
    expect(team.puts()).toEqual([put('ana', { role_id: 2 })]);
  });
});
