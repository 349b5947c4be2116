/** examples/10-github-actions and action.yml, job by job, against a real git remote and the sandbox. */
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import { GithubTeam, digestOf } from '../support/gitops/github-team.js';
import { change } from '../support/gitops/team.js';

const TO_FILM = { department: 'Film' };

describe('a pull request on GitHub', () => {
  it('is planned, commented, merged, and just that is applied, whatever the merge method', async () => {
    const team = await GithubTeam.open();
    for (const [index, method] of (['squash', 'rebase', 'merge'] as const).entries()) {
      const id = ['ana', 'ben', 'cleo'][index]!;
      const pull = team.openPull(`title-of-${id}`, change(id, { position: 'Lead' }));
      const plan = await team.plan(pull);
      expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
      expect(plan.summary).toContain('1 to change');
      const comment = await team.comment(pull, plan.run);
      expect(comment, comment.log).toMatchObject({ conclusion: 'success' });

      const applied = await team.apply(team.merge(pull, method));
      expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
      expect(team.puts().slice(index)).toEqual([
        { id, body: { metadata: { source: 'OKTA' }, position: 'Lead' } },
      ]);
    }
    expect(team.github.comments).toHaveLength(3);
    expect(team.github.denied).toEqual([]);
  });
});
