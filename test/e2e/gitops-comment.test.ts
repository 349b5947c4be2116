/** The comment job: runs with a token that may write, after a plan that a stranger may have made. */
import { describe, expect, it } from 'vitest';
import { GithubTeam } from '../support/gitops/github-team.js';
import type { Identity, Pull, Run } from '../support/gitops/github-model.js';
import { CONFIG, change } from '../support/gitops/team.js';

const HOSTILE =
  '</details>@everyone <img src=x onerror=alert(1)> `](https://evil.example) ::error::';

/** A run of the plan workflow that uploaded just these files. */
function runWith(
  team: GithubTeam,
  pull: Pull,
  files: Readonly<Record<string, string | Uint8Array>>,
): Run {
  const run = team.startRun(pull);
  run.conclusion = 'success';
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  run.artifacts.set('corform-plan', Object.fromEntries(bytes));
  return run;
}

const planOf = (run: Run): Buffer =>
  Buffer.from(run.artifacts.get('corform-plan')!['plan.json'] ?? '');

describe('the comment on a pull request', { timeout: 180_000 }, () => {
  it('A pull request has one comment, which is kept up to date', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { department: HOSTILE }));
    const first = await team.plan(pull);
    const written = await team.comment(first.run);
    expect(written, written.log).toMatchObject({ conclusion: 'success' });
    expect(team.github.comments).toHaveLength(1);
    const shown = team.github.comments[0]!.body;
    expect(shown).toMatch(/^<!-- corform plan target=\S+ digest=cf1:[0-9a-f]{64} -->\n/);
    expect(shown).not.toContain('also changes');
    expect(shown).toContain(`actions/runs/${first.run.id}) keeps the whole plan as a page`);
    expect(Object.keys(first.run.artifacts.get('corform-plan')!)).toContain('plan.html');
    // Inside of a fence it is text; outside of one it must not be there as it was written.
    expect(shown.replaceAll(/```diff\n[^]*?\n```/g, '')).not.toMatch(
      /<img|@everyone|\]\(https:..evil/,
    );
    // The commit that people know, not GitHub's temporary merge of it; in every output.
    expect(shown).toContain(`Commit <code>${pull.head.slice(0, 12)}</code>`);
    expect(first.summary).toContain(pull.head.slice(0, 12));

    // Somebody copies our comment: only our own is brought up to date.
    const [ours] = team.github.comments;
    team.github.comments.unshift({ ...ours!, id: 1, login: 'mallory' });
    team.push(pull, change('ana', { department: 'Film' }));
    await team.comment(first.run);
    expect(ours!.body, 'a late run of an older commit').toBe(shown);
    const second = await team.plan(pull);
    await team.comment(second.run);
    expect(team.github.comments).toHaveLength(2);
    expect(ours!.body).toContain('Film');
    expect(ours!.body).not.toBe(shown);
    expect(team.github.comments[0]!.body).toBe(shown);
    expect(team.github.denied).toEqual([]);
  });

  it('An artifact that is damaged, edited or no plan is not shown, and an older plan is withdrawn', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const { run } = await team.plan(pull);
    const plan = planOf(run).toString();
    const artifacts: Readonly<Record<string, string>>[] = [
      { 'comment.md': HOSTILE },
      { 'plan.json': HOSTILE, 'comment.md': HOSTILE },
      { 'plan.json': plan.replace('"role_id"', '"rule_id"') },
      { 'plan.json': plan.slice(0, -20) },
      { '(the archive itself)': 'PK no zip' },
    ];
    for (const files of artifacts) {
      const result = await team.comment(runWith(team, pull, files));
      expect(result, result.log).toMatchObject({ conclusion: 'failure' });
      expect(result.log).toMatch(/^::error title=corform::[A-Z][^\n]+\.$/m);
      expect(result.log).not.toMatch(/^ +at |node:internal/m);
    }
    expect(team.github.comments).toEqual([]);

    await team.comment(runWith(team, pull, { 'plan.json': plan }));
    expect(team.github.comments[0]!.body).toContain('COR users: 1 changed');
    await team.comment(runWith(team, pull, artifacts[4]!));
    expect(team.github.comments[0]!.body).toContain('There is no plan of the newest commit');
  });

  it('If the newest commit has no plan, the comment says so', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { position: 'Lead' }));
    const first = await team.plan(pull);
    await team.comment(first.run);
    const [ours] = team.github.comments;
    expect(ours!.body).toContain('COR users: 1 changed');

    team.push(pull, change('ana', { role_id: 7 }));
    const failed = await team.plan(pull);
    expect(failed).toMatchObject({ conclusion: 'failure' });
    await team.comment(failed.run);
    expect(ours!.body).toContain(`There is no plan of the newest commit**, ${pull.head}`);
    expect(ours!.body).not.toMatch(/COR users|cf1/);

    team.push(pull, change('ana', { role_id: 4, position: 'Head' }));
    const good = await team.plan(pull);
    await team.comment(good.run);
    expect(team.github.comments).toEqual([ours]);
    const shown = ours!.body;
    expect(shown).toContain('Head');
    for (const conclusion of ['cancelled', 'timed_out', 'startup_failure', 'action_required']) {
      ours!.body = shown;
      const run = team.startRun(pull);
      run.conclusion = conclusion;
      await team.comment(run);
      expect(ours!.body, conclusion).toContain('There is no plan of the newest commit');
    }
    const again = runWith(team, pull, { 'plan.json': planOf(good.run) });
    await team.comment(again);
    // A run that was cancelled for a newer one ends late.
    await team.comment({ ...good.run, conclusion: 'cancelled' });
    expect(ours!.body).toContain('Head');
  });

  it('If a pull request changes corform.yaml in any folder or .github, the comment warns above the plan', async () => {
    const team = await GithubTeam.open();
    team.team.write('corform.yaml', CONFIG.replace('limits: {', 'limits: {role_raise: null, '));
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const { run } = await team.plan(pull);
    await team.comment(run);
    const [ours] = team.github.comments;
    expect(ours!.body).toMatch(/\[!CAUTION\]\n> This pull request also changes `corform\.yaml`\./);

    const again = async (...files: readonly string[]): Promise<string> => {
      pull.files = ['users.yaml', ...files];
      await team.comment(run);
      return ours!.body;
    };
    expect(await again('people/emea/corform.yaml')).toContain(
      'also changes `people/emea/corform.yaml`.',
    );
    expect(await again('.github/workflows/x.yml', 'docs/CODEOWNERS')).toContain(
      'also changes `.github/workflows/x.yml`, `docs/CODEOWNERS`.',
    );
    expect(await again('a/`@all`/corform.yml')).toContain('also changes 1 more.');
    expect(await again('people/more.yaml', 'corform.yaml.md')).not.toContain('also changes');
  });

  it('A pull request that changes no user and no file of users gets no comment', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('note', (people) => people.toReversed());
    const { run } = await team.plan(pull);
    pull.files = ['NOTES.md'];
    await team.comment(run);
    expect(team.github.comments).toEqual([]);
    pull.files = ['users.yaml'];
    await team.comment(run);
    expect(team.github.comments[0]!.body).toContain('COR users: no changes');
  });

  it('If a branch has several pull requests, each comment shows the plan of its own', async () => {
    const team = await GithubTeam.open();
    team.team.commit('calm', 'Another base', change('ben', { department: 'Film' }));
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const other = team.openAnother('ana', pull.head, 'calm');
    const [mine, theirs] = [await team.plan(pull), await team.plan(other)];
    const bodyOf = ({ number }: Pull): string =>
      team.github.comments.find((comment) => comment.number === number)?.body ?? '';
    await team.comment(theirs.run);
    expect(bodyOf(pull)).toBe('');
    expect(bodyOf(other)).toContain('COR users: 2 changed');
    await team.comment(mine.run);
    expect(bodyOf(pull)).toContain('COR users: 1 changed');

    // Without a note of the plan job nobody can know.
    const unnoted = await team.comment(runWith(team, pull, { 'plan.json': planOf(theirs.run) }));
    expect(unnoted).toMatchObject({ conclusion: 'failure' });
    for (const each of [pull, other]) expect(bodyOf(each)).toContain('There is no plan');
    // Nor does a plan for another base speak once the base was changed.
    other.merged = true;
    pull.base = 'release';
    expect((await team.comment(mine.run)).log).toContain('does not say for which');
    expect(bodyOf(pull)).not.toContain('COR users: 1 changed');
  });

  it('The token of an app or of a person finds its own comment again', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const { run } = await team.plan(pull);
    await team.comment(run);
    const [ofJob] = team.github.comments;
    const identities: readonly Identity[] = [
      { kind: 'app', login: 'people-bot[bot]' },
      { kind: 'person', login: 'octocat' },
    ];
    for (const identity of identities) {
      team.commenter = identity;
      await team.comment(runWith(team, pull, { 'plan.json': planOf(run) }));
      const ours = team.github.comments.at(-1)!;
      expect(ours).toMatchObject({ login: identity.login });
      const count = team.github.comments.length;
      await team.comment({ ...team.startRun(pull), conclusion: 'cancelled' });
      expect(team.github.comments).toHaveLength(count);
      expect(ours.body).toContain('There is no plan of the newest commit');
    }
    expect(ofJob!.body).toContain('COR users: 1 changed');
  });

  it('A fork gives the comment three numbers, and its plan approves nothing', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('fork', change('ana', { role_id: 3 }), 'stranger/people');
    team.team.commit('main', 'Merged since', change('ben', { department: 'Film' }));
    const plan = await team.plan(pull);
    expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
    const files = Object.keys(plan.run.artifacts.get('corform-plan')!).toSorted();
    expect(files).toEqual(['counts.json', 'pull.json']);
    expect(plan.log).toContain('not what apply would do');

    const result = await team.comment(plan.run);
    expect(result, result.log).toMatchObject({ conclusion: 'success' });
    const [ours] = team.github.comments;
    expect(ours!.body).toContain('0 new, 1 changed, 0 no longer managed');
    expect(ours!.body).toContain(pull.head);

    for (const counts of [HOSTILE, '{}', '{"add":"1","update":1,"forget":-1}', '[1e999]']) {
      const hostile = runWith(team, pull, { 'counts.json': counts, 'plan.json': HOSTILE });
      expect(await team.comment(hostile)).toMatchObject({ conclusion: 'failure' });
      expect(team.github.comments).toEqual([ours]);
      expect(ours!.body).not.toContain('evil');
    }
    const refused = await team.apply(team.merge(pull, 'squash'));
    expect(refused.codes).toMatchObject({ Apply: 4 });
    expect(team.puts()).toEqual([]);
  });

  it('A fork may bring the first file of users', async () => {
    const team = await GithubTeam.open();
    team.team.write('corform.yaml', CONFIG.replace('[users.yaml]', '[users.yaml, more.yaml]'));
    team.team.write('more.yaml', 'version: 1\nsource: OKTA\nusers:\n  - {id: dora, role_id: 5}\n');
    const pull = team.openPull('fork', (people) => people, 'stranger/people');
    const plan = await team.plan(pull);
    expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
    await team.comment(plan.run);
    expect(team.github.comments[0]!.body).toContain('1 new, 0 changed, 0 no longer managed');
  });

  it('A fork may repair users that are not valid on the target branch', async () => {
    const team = await GithubTeam.open();
    team.team.commit('main', 'A mistake', change('ana', { roel_id: 4 }));
    const pull = team.openPull('fork', change('ana', { roel_id: undefined }), 'stranger/people');
    const plan = await team.plan(pull);
    expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
    expect(plan.log).toContain('The users files were not valid');
    await team.comment(plan.run);
    expect(team.github.comments[0]!.body).toContain('3 new, 0 changed, 0 no longer managed');
  });

  it('With `base` for every pull request, the comment has three numbers', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const counts = JSON.stringify({ add: 0, update: 1, forget: 0, changes: HOSTILE });
    const result = await team.comment(runWith(team, pull, { 'counts.json': counts }));
    expect(result, result.log).toMatchObject({ conclusion: 'success' });
    expect(team.github.comments[0]!.body).toContain('0 new, 1 changed, 0 no longer managed');
    expect(team.github.comments[0]!.body).not.toContain('evil');
  });

  it('Runs of other events and of other repositories write nothing', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const run = runWith(team, pull, { 'plan.json': HOSTILE });
    expect(await team.comment({ ...run, event: 'push' })).toMatchObject({ ran: false });
    expect(await team.comment({ ...run, repository: 'stranger/people' })).toMatchObject({
      conclusion: 'success',
    });
    expect(team.github.comments).toEqual([]);
  });

  it('If GitHub answers with an error, it is asked again a few times; then the step ends with a sentence', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const { run } = await team.plan(pull);
    const { troubles } = team.github;
    troubles.push({ on: /^GET pulls$/, status: 502, times: 1 });
    troubles.push({ on: /^GET actions\/artifacts/, status: 503, times: 1 });
    expect(await team.comment(run)).toMatchObject({ conclusion: 'success' });
    expect(team.github.comments[0]!.body).toContain('COR users: 1 changed');

    troubles.push({ on: /^GET pulls$/, status: 502, times: 100 });
    const before = team.github.calls.length;
    const failed = await team.comment(run);
    expect(failed).toMatchObject({ conclusion: 'failure' });
    expect(failed.log).toContain(
      '::error title=corform::GET /repos/faro/people/pulls: GitHub answered 502, 4 times. Re-run the job.\n',
    );
    expect(failed.log).not.toMatch(/^ +at |node:internal/m);
    expect(team.github.calls).toHaveLength(before + 4);

    troubles.splice(0, troubles.length, { on: /^GET pulls$/, status: 200, times: 1 });
    expect((await team.comment(run)).log).toBe(
      "::error title=corform::GET /repos/faro/people/pulls: GitHub's answer is not JSON.\n",
    );
  });
});
