/** examples/15-drift-watch, job by job, against a real git remote and the sandbox. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment, credentialsFor } from '../support/command.js';
import { GitlabIssues } from '../support/gitops/gitlab-issues.js';
import { expandPipeline, runGitlabJob } from '../support/gitops/gitlab.js';
import { GithubTeam } from '../support/gitops/github-team.js';

/** A team whose people have been applied, so COR's own ids are recorded. */
async function applied(): Promise<GithubTeam> {
  const github = await GithubTeam.open();
  const { team, sandbox } = github;
  team.commit('main', 'Hours', (people) => people.map((one) => ({ ...one, daily_hours: 8 })));
  const program = join(team.folder, 'bin/corform');
  await promisify(execFile)(program, ['apply', '--auto-approve', '--resend', '*'], {
    cwd: team.clone,
    env: { ...cleanEnvironment(team.folder), ...credentialsFor(sandbox) },
  });
  return github;
}

describe('the nightly watch on GitHub', { timeout: 180_000 }, () => {
  it('One issue says how COR differs; it is closed when nothing differs, opened again, and left as it is if the comparison fails', async () => {
    const team = await applied();
    const sent = team.puts().length;
    const quiet = await team.watch('drift', 'schedule');
    expect(quiet, quiet.log).toMatchObject({ conclusion: 'success' });
    expect(team.github.issues).toEqual([]);

    team.sandbox.change('ana', { fields: { daily_hours: 6 } });
    for (const event of ['schedule', 'workflow_dispatch'] as const) {
      const found = await team.watch('drift', event);
      expect(found.codes, found.log).toMatchObject({ Compare: 0, 'Keep the issue': 0 });
      expect(found.log).toContain('::warning file=users.yaml,line=');
      expect(found.summary).toContain('### COR users: 1 changed in COR');
    }
    expect(team.github.issues).toMatchObject([
      { title: 'COR differs from what was applied', state: 'open' },
    ]);
    expect(team.github.issues[0]!.body).toContain('daily_hours <code>8 → 6</code>');
    expect(team.github.issues[0]!.body).toContain('the label `corform-accept`');

    team.sandbox.change('ana', { fields: { daily_hours: 8 } });
    await team.watch('drift', 'schedule');
    expect(team.github.issues).toMatchObject([{ state: 'closed' }]);
    team.sandbox.change('ben', { fields: { role_id: 1 } });
    await team.watch('drift', 'schedule');
    expect(team.github.issues).toMatchObject([{ state: 'open' }]);
    expect(team.github.issues[0]!.body).toContain('1 person has a more powerful role in COR');

    // If COR can't be compared, the job fails and the issue stays as it is.
    const before = structuredClone(team.github.issues);
    for (const id of ['ana', 'ben', 'cleo']) team.sandbox.remove(id);
    team.sandbox.add({ id: 'somebody-else' });
    const failed = await team.watch('drift', 'schedule');
    expect(failed.codes).toEqual({ 'Install corform': 0, Compare: 4 });
    expect(failed.log).toContain('CF652');
    expect(team.github.issues).toEqual(before);
    expect(team.github.denied).toEqual([]);
    expect(team.puts()).toHaveLength(sent);
  });

  it('A label turns the difference into a pull request, whose merge ends it', async () => {
    const team = await applied();
    team.sandbox.change('ana', { fields: { daily_hours: 6 } });
    await team.watch('drift', 'schedule');
    const [issue] = team.github.issues;
    issue!.labels.push('corform-accept');
    const labelled = { issue: { number: 1 }, label: { name: 'corform-accept' } };
    const accepted = await team.watch('accept', 'issues', labelled);
    expect(accepted.codes, accepted.log).toMatchObject({ Accept: 0, 'Open the pull request': 0 });
    expect(accepted.log).not.toContain('"daily_hours":6');
    expect(issue!.labels).toEqual([]);
    expect(team.github.pulls.at(-1)).toMatchObject({ branch: 'corform-drift', base: 'main' });
    expect(team.github.pulls.at(-1)!.body).toContain('Of #1.');
    team.team.git('fetch', '-q');
    const diff = team.team.git('diff', 'origin/main', 'origin/corform-drift');
    expect(diff.match(/^[+-] .*/gm)).toEqual([
      expect.stringMatching(/^- .*"id":"ana".*"daily_hours":8/),
      expect.stringMatching(/^\+ .*"id":"ana".*"daily_hours":6/),
    ]);

    // By hand, once more: the same pull request.
    const again = await team.watch('accept', 'workflow_dispatch');
    expect(again.conclusion, again.log).toBe('success');
    expect(team.github.pulls).toHaveLength(1);
    team.team.merge('corform-drift', 'squash');
    await team.watch('drift', 'schedule');
    expect(issue!.state).toBe('closed');
    expect((await team.watch('accept', 'workflow_dispatch')).log).toContain(
      'users.yaml has all that can be accepted already.',
    );
    expect(team.github.denied).toEqual([]);
  });

  it('Other labels, other branches and other events start nothing', async () => {
    const team = await GithubTeam.open();
    const label = { issue: { number: 1 }, label: { name: 'bug' } };
    expect(await team.watch('accept', 'issues', label)).toMatchObject({ ran: false });
    expect(await team.watch('drift', 'issues', label)).toMatchObject({ ran: false });
    expect(await team.watch('accept', 'schedule')).toMatchObject({ ran: false });
  });
});

describe('the nightly watch on GitLab', { timeout: 180_000 }, () => {
  it('One confidential issue is kept, and a manual job opens a merge request', async () => {
    const github = await applied();
    const { team, sandbox } = github;
    const gitlab = await GitlabIssues.open();
    const pipeline = expandPipeline(team.folder, {}, ['15-drift-watch']);
    const run = (name: string) => {
      const folder = mkdtempSync(join(team.folder, 'job-'));
      execFileSync('git', ['clone', '-q', team.origin, folder]);
      return runGitlabJob(pipeline[name]!, folder, {
        ...gitlab.variables,
        PATH: `${join(team.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
        COR_API_URL: sandbox.apiUrl,
        COR_ACCESS_TOKEN: 'any-token',
        CI_DEFAULT_BRANCH: 'main',
        CI_PROJECT_URL: team.origin.replace(/\.git$/, ''),
      });
    };
    expect(await run('corform-drift')).toMatchObject({ code: 0 });
    expect(gitlab.issues).toEqual([]);
    sandbox.change('ana', { fields: { daily_hours: 6 } });
    for (const state of ['opened', 'opened']) {
      const { code, stderr } = await run('corform-drift');
      expect(code, stderr).toBe(0);
      expect(gitlab.issues).toMatchObject([{ state, confidential: true, labels: 'corform-drift' }]);
    }
    expect(gitlab.issues[0]!.description).toContain('daily_hours <code>8 → 6</code>');
    gitlab.trouble = 401;
    const failed = await run('corform-drift');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('GitLab answered 401 when asked for the issue of drift.');
    gitlab.trouble = null;

    // The options of a push, as GitLab reads them.
    const options = join(team.folder, 'options.txt');
    const hook = `#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ | sort > '${options}'\n`;
    writeFileSync(join(team.origin, 'hooks/pre-receive'), hook, { mode: 0o755 });
    execFileSync('git', ['config', 'receive.advertisePushOptions', 'true'], { cwd: team.origin });
    const accepted = await run('corform-drift-accept');
    expect(accepted.code, accepted.stderr).toBe(0);
    expect(accepted.stdout + accepted.stderr).not.toContain('canary');
    expect(execFileSync('cat', [options], { encoding: 'utf8' })).toContain(
      'merge_request.target=main',
    );
    team.git('fetch', '-q');
    team.merge('corform-drift', 'squash');
    expect((await run('corform-drift')).code).toBe(0);
    expect(gitlab.issues).toMatchObject([{ state: 'closed' }]);
    expect((await run('corform-drift-accept')).stdout).toContain(
      'all that can be accepted already',
    );

    for (const name of ['corform-drift', 'corform-drift-accept']) {
      expect(pipeline[name]).toMatchObject({ environment: { name: 'cor', action: 'access' } });
      expect(JSON.stringify(pipeline[name]!.rules)).toContain('schedule');
      expect(pipeline[name]!.rules).toHaveLength(1);
    }
  });
});
