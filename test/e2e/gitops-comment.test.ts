/** The comment job: runs with a token that may write, after a plan that a stranger may have made. */
import { describe, expect, it } from 'vitest';
import { GithubTeam } from '../support/gitops/github-team.js';
import { REPOSITORY, type Pull, type Run } from '../support/gitops/github-model.js';
import { makeZip } from '../support/gitops/zip.js';
import { readZipEntry } from '../../action/artifact.js';
import { CONFIG, change } from '../support/gitops/team.js';

const HOSTILE =
  '</details>@everyone <img src=x onerror=alert(1)> `](https://evil.example) ::error::';

/** A run of the plan workflow that uploaded just these files. */
function runWith(team: GithubTeam, pull: Pull, files: Readonly<Record<string, string>>): Run {
  const run = team.startRun(pull);
  run.conclusion = 'success';
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  run.artifacts.set('corform-plan', Object.fromEntries(bytes));
  return run;
}

describe('the comment on a pull request', { timeout: 180_000 }, () => {
  it('is rendered here, kept in one place, and never speaks for an older commit', async () => {
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

    // Somebody copies our comment: only the bot's own is brought up to date.
    const [ours] = team.github.comments;
    team.github.comments.unshift({ ...ours!, id: 1, login: 'mallory' });
    team.push(pull, change('ana', { department: 'Film' }));
    await team.comment(first.run);
    expect(ours!.body).toBe(shown);
    const second = await team.plan(pull);
    await team.comment(second.run);
    expect(team.github.comments).toHaveLength(2);
    expect(ours!.body).toContain('Film');
    expect(ours!.body).not.toBe(shown);
    expect(team.github.comments[0]!.body).toBe(shown);
    expect(team.github.denied).toEqual([]);
  });

  it('posts nothing of an artifact that is not a plan', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const { run } = await team.plan(pull);
    const plan = Buffer.from(run.artifacts.get('corform-plan')!['plan.json']!).toString();
    const artifacts: Readonly<Record<string, string>>[] = [
      { 'comment.md': HOSTILE },
      { 'plan.json': HOSTILE, 'comment.md': HOSTILE },
      { 'plan.json': plan.replace('"role_id"', '"rule_id"') },
      { 'plan.json': plan.slice(0, -20) },
    ];
    for (const files of artifacts) {
      const result = await team.comment(runWith(team, pull, files));
      expect(result, result.log).toMatchObject({ conclusion: 'failure' });
    }
    expect(team.github.comments).toEqual([]);
  });

  it('is withdrawn where the newest commit has no plan, and comes back with one', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { position: 'Lead' }));
    await team.comment((await team.plan(pull)).run);
    const [ours] = team.github.comments;
    expect(ours!.body).toContain('1 to change');

    team.push(pull, change('ana', { role_id: 7 }));
    const failed = await team.plan(pull);
    expect(failed).toMatchObject({ conclusion: 'failure' });
    await team.comment(failed.run);
    expect(ours!.body).toContain(`There is no plan of the newest commit**, ${pull.head}`);
    expect(ours!.body).not.toMatch(/to change|cf1/);

    team.push(pull, change('ana', { role_id: 4, position: 'Head' }));
    await team.comment((await team.plan(pull)).run);
    expect(team.github.comments).toEqual([ours]);
    expect(ours!.body).toContain('Head');
  });

  it('warns of a pull request that changes its own limits, and is silent where no users file changes', async () => {
    const team = await GithubTeam.open();
    const note = team.openPull('note', (people) => people.toReversed());
    const { run } = await team.plan(note);
    await team.comment(run);
    expect(team.github.comments[0]!.body).toContain('No changes.');
    team.github.comments.pop();
    note.files = ['NOTES.md'];
    await team.comment(run);
    expect(team.github.comments).toEqual([]);

    team.team.write('corform.yaml', CONFIG.replace('limits: {', 'limits: {role_raise: null, '));
    team.push(note, (people) => people);
    await team.comment((await team.plan(note)).run);
    expect(team.github.comments[0]!.body).toContain('also changes `corform.yaml`: the plan below');
  });

  it('takes three numbers of a fork, and its plan approves nothing', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('fork', change('ana', { role_id: 3 }), 'stranger/people');
    const plan = await team.plan(pull);
    expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
    expect(Object.keys(plan.run.artifacts.get('corform-plan')!)).toEqual([
      'counts.json',
      'pull.json',
    ]);
    expect(plan.log).toContain('not with the recorded state');

    const result = await team.comment(plan.run);
    expect(result, result.log).toMatchObject({ conclusion: 'success' });
    expect(team.github.comments[0]!.body).toContain('0 to add, 1 to change, 0 to forget');

    for (const counts of [HOSTILE, '{}', '{"add":"1","update":1,"forget":-1}', '[1e999]']) {
      const hostile = runWith(team, pull, { 'counts.json': counts, 'plan.json': HOSTILE });
      expect(await team.comment(hostile)).toMatchObject({ conclusion: 'failure' });
    }
    expect(team.github.comments).toHaveLength(1);
    const refused = await team.apply(team.merge(pull, 'squash'));
    expect(refused.codes).toMatchObject({ Apply: 4 });
    expect(team.puts()).toEqual([]);
  });

  it('has the numbers of a plan against the target branch, also of a branch of our own', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const counts = JSON.stringify({ add: 0, update: 1, forget: 0, changes: HOSTILE });
    const result = await team.comment(runWith(team, pull, { 'counts.json': counts }));
    expect(result, result.log).toMatchObject({ conclusion: 'success' });
    expect(team.github.comments[0]!.body).toContain('0 to add, 1 to change, 0 to forget');
    expect(team.github.comments[0]!.body).not.toContain('evil');
  });

  it('is not written for other events, other commits, or runs without a plan', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const run = runWith(team, pull, { 'plan.json': HOSTILE });
    expect(await team.comment({ ...run, event: 'push' })).toMatchObject({ ran: false });
    run.artifacts.clear();
    expect(await team.comment(run)).toMatchObject({ conclusion: 'success' });
    expect(await team.comment({ ...run, repository: 'stranger/people' })).toMatchObject({
      conclusion: 'success',
    });
    expect(team.github.comments).toEqual([]);
  });
});

describe('readZipEntry', () => {
  const archive = makeZip({ '../plan.json': Buffer.from('no'), 'plan.json': Buffer.from('yes') });

  it('reads a file by its exact name', () => {
    expect(readZipEntry(archive, 'plan.json')?.toString()).toBe('yes');
    expect(readZipEntry(archive, 'comment.md')).toBeNull();
  });

  it('ends with an error on what is no archive, or is cut off or lies, wherever', () => {
    expect(() => readZipEntry(Buffer.from('hello'), 'plan.json')).toThrow();
    for (let at = 0; at < archive.length; at += 1) {
      const broken = Buffer.from(archive);
      broken[at] = 0xff ^ broken[at]!;
      const read = (bytes: Buffer): string => {
        try {
          return readZipEntry(bytes, 'plan.json')?.toString() ?? '';
        } catch {
          return '';
        }
      };
      expect(read(broken).length).toBeLessThan(100);
      expect(['', 'yes']).toContain(read(archive.subarray(0, at)));
    }
  });
});
