/** examples/11-gitlab-ci, job by job, against a real git remote, a stand-in of GitLab's API, and the sandbox. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSandbox, putsOf, type Ended } from '../support/command.js';
import { OfflineNpm, commitFolder, copyRepository } from '../support/gitops/checkout.js';
import { GitlabServer } from '../support/gitops/gitlab-server.js';
import { expandPipeline, runGitlabJob, type Pipeline } from '../support/gitops/gitlab.js';
import { Team, change, type Layout, type Push } from '../support/gitops/team.js';

const MERGED = 'Merge branch\n\nSee merge request faro/people!7';

async function open(inputs: Readonly<Record<string, string>>, layout?: Layout) {
  const team = new Team(layout);
  const sandbox = await openSandbox();
  await team.adopt(sandbox.integrationsUrl);
  const pipeline = expandPipeline(team.folder, inputs);
  const env = {
    PATH: `${join(team.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
    COR_API_URL: sandbox.apiUrl,
  };
  const checkout = (revision: string): string => {
    const folder = mkdtempSync(join(team.folder, 'job-'));
    execFileSync('git', ['clone', '-q', team.origin, folder]);
    execFileSync('git', ['checkout', '-q', '--detach', revision], { cwd: folder });
    return folder;
  };
  const run = (
    name: keyof Pipeline,
    folder: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Ended> => runGitlabJob(pipeline[name]!, folder, { ...env, ...variables });
  return { team, sandbox, pipeline, checkout, run, token: { COR_ACCESS_TOKEN: 'any-token' } };
}

/** The variables of a pipeline of a merge request, from a branch or from a fork. */
function mergeRequest(sourceProject = '1'): Readonly<Record<string, string>> {
  return {
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: sourceProject,
    CI_MERGE_REQUEST_PROJECT_ID: '1',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: 'origin/main',
    CI_COMMIT_SHA: 'c'.repeat(40),
  };
}

const shas = (push: Push) => ({ CI_COMMIT_BEFORE_SHA: push.before, CI_COMMIT_SHA: push.after });

/** A team whose merge request 7 was planned, reviewed and merged, and whose GitLab has no artifact yet. */
async function merged() {
  const opened = await open({ apply: 'automatic' });
  const { team, checkout, run, token } = opened;
  const gitlab = await GitlabServer.open();
  team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
  const review = checkout('origin/ana');
  await run('corform-plan', review, mergeRequest());
  const plan = readFileSync(join(review, 'corform-plan.json'));
  const push = team.merge('ana', 'squash', MERGED);
  const apply = (p: Push): Promise<Ended> =>
    run('corform-apply', checkout(p.after), { ...gitlab.variables, ...token, ...shas(p) });
  return { ...opened, gitlab, plan, push, apply };
}

describe('a merge request on GitLab', { timeout: 180_000 }, () => {
  it('A merge request is checked and planned with what its widgets need', async () => {
    const { team, pipeline, checkout, run } = await open({});
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    const folder = checkout('origin/ana');

    expect((await run('corform-validate', folder)).code).toBe(0);
    const { codequality } = pipeline['corform-validate']!.artifacts.reports!;
    expect(JSON.parse(readFileSync(join(folder, codequality!), 'utf8'))).toEqual([]);
    const merged = { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'f'.repeat(40) };
    const planned = await run('corform-plan', folder, { ...mergeRequest(), ...merged });
    expect(planned.code, planned.stderr).toBe(0);
    expect(readFileSync(join(folder, 'corform-plan.html'), 'utf8')).toContain('f'.repeat(40));
    const { terraform } = pipeline['corform-plan']!.artifacts.reports!;
    const counts: unknown = JSON.parse(readFileSync(join(folder, terraform!), 'utf8'));
    expect(counts).toEqual({ create: 0, update: 1, delete: 0 });

    const fork = checkout('origin/ana');
    const informed = await run('corform-plan', fork, mergeRequest('2'));
    expect(informed.stdout).toContain('not what apply would do');
    expect(existsSync(join(fork, 'corform-plan.json'))).toBe(false);

    expect(pipeline['corform-apply']).toMatchObject({
      resource_group: 'corform-cor',
      interruptible: false,
      environment: { name: 'cor' },
    });
  });

  it('A manual apply is bound to the plan of its pipeline', async () => {
    const { team, sandbox, checkout, run, token } = await open({ apply: 'manual' });
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    const merged = team.merge('ana', 'squash');
    const folder = checkout(merged.after);
    expect((await run('corform-plan-merged', folder)).code).toBe(0);

    // Before somebody starts it, more is merged: that pipeline has a plan of its own.
    team.commit('ben', 'Ben too', change('ben', { role_id: 3 }));
    const later = checkout(team.merge('ben', 'merge').after);
    cpSync(join(folder, 'corform-plan.json'), join(later, 'corform-plan.json'));
    const refused = await run('corform-apply', later, token);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('User "ben" is not in the approved plan');
    expect(putsOf(sandbox)).toEqual([]);

    expect((await run('corform-apply', folder, token)).code).toBe(0);
    expect(putsOf(sandbox).map(({ id }) => id)).toEqual(['ana']);
  });

  it('An automatic apply takes the plan of the merge request, and nothing else', async () => {
    const { team, sandbox, gitlab, plan, push, apply } = await merged();
    gitlab.keep('refs/merge-requests/7/head', 'corform-plan', 'corform-plan.json', plan);
    const applied = await apply(push);
    expect(applied.code, applied.stderr).toBe(0);
    expect(putsOf(sandbox).map(({ id }) => id)).toEqual(['ana']);

    team.commit('ben', 'Unseen', change('ben', { role_id: 1 }));
    const unseen = await apply(team.merge('ben', 'merge', 'No merge request is named'));
    expect(unseen.code).toBe(4);
    expect(unseen.stderr).toContain('no reviewed plan of a merge request approves them');
    team.commit('cleo', 'Cites another', change('cleo', { role_id: 1 }));
    expect((await apply(team.merge('cleo', 'merge', MERGED))).code).toBe(4);
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('A merge whose apply never ran is applied by the next one', async () => {
    const { team, sandbox, gitlab, plan, push, apply, checkout, run } = await merged();
    gitlab.keep('refs/merge-requests/7/head', 'corform-plan', 'corform-plan.json', plan);
    expect((await apply(push)).code).toBe(0);
    for (const [iid, branch] of [
      [8, 'ben'],
      [9, 'cleo'],
    ] as const) {
      team.commit(branch, 'One more', change(branch, { role_id: 3 }), push.after);
      const review = checkout(`origin/${branch}`);
      await run('corform-plan', review, mergeRequest());
      const planned = readFileSync(join(review, 'corform-plan.json'));
      const ref = `refs/merge-requests/${iid}/head`;
      gitlab.keep(ref, 'corform-plan', 'corform-plan.json', planned);
    }
    team.merge('ben', 'squash', MERGED.replace('!7', '!8'));
    const applied = await apply(team.merge('cleo', 'squash', MERGED.replace('!7', '!9')));
    expect(applied.code, applied.stderr).toBe(0);
    expect(putsOf(sandbox).map(({ id }) => id)).toEqual(['ana', 'ben', 'cleo']);
  });

  it('The plan of a merged results pipeline counts before that of the branch, that of a merge train last', async () => {
    const { sandbox, gitlab, plan, push, apply } = await merged();
    const keep = (ref: string, content: Buffer): void =>
      gitlab.keep(`refs/merge-requests/7/${ref}`, 'corform-plan', 'corform-plan.json', content);
    const none = await apply(push);
    expect(none.code).toBe(4);
    expect(none.stdout).toContain('!7: no plan is left');

    const old = Buffer.from('a plan from before merged results');
    keep('head', old);
    keep('merge', plan);
    const applied = await apply(push);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.stdout).toContain('!7: the plan of its pipeline on /merge');
    gitlab.forget();
    keep('train', plan);
    const again = await apply(push);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain('!7: the plan of its pipeline on /train');
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('If GitLab answers with an error, it is asked again; then the job ends with a sentence', async () => {
    const { sandbox, gitlab, plan, push, apply } = await merged();
    gitlab.keep('refs/merge-requests/7/merge', 'corform-plan', 'corform-plan.json', plan);
    gitlab.troubles.push(502, 502, 502, 502);
    const failed = await apply(push);
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toBe(
      'GitLab answered 502 when asked for the plan of !7. Retry the job.\n',
    );
    gitlab.troubles.push(403);
    expect((await apply(push)).stderr).toBe(
      'GitLab answered 403 when asked for the plan of !7. Reading it takes GitLab Premium; without, set apply: manual.\n',
    );
    expect(putsOf(sandbox)).toEqual([]);
    gitlab.troubles.push(502);
    expect((await apply(push)).code).toBe(0);
  });

  it('Users in a subfolder are planned and applied on GitLab', async () => {
    const layout = { folder: 'people/emea', file: 'people.yaml' };
    const { team, sandbox, checkout, run, token } = await open({ folder: 'people/emea' }, layout);
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    const folder = checkout(team.merge('ana', 'squash').after);
    expect((await run('corform-validate', folder)).code).toBe(0);
    expect((await run('corform-plan-merged', folder)).code).toBe(0);
    expect((await run('corform-apply', folder, token)).code).toBe(0);
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('GitLab builds corform from a commit that you name, in a job without a credential', async () => {
    const base = new Team().folder;
    const source = join(base, 'corform');
    copyRepository(source);
    const commit = commitFolder(source);
    const build = expandPipeline(base, { source, commit })['corform-build']!;
    expect(build).not.toHaveProperty('environment');
    expect(build.variables).toMatchObject({ GIT_STRATEGY: 'none' });
    const folder = join(base, 'job');
    mkdirSync(folder);
    const npm = new OfflineNpm(base);
    const env = { PATH: `${npm.folder}:${process.env['PATH'] ?? ''}`, CI_JOB_TOKEN: 'canary' };
    const built = await runGitlabJob(build, folder, env);
    expect(built.code, built.stdout + built.stderr).toBe(0);
    expect(npm.calls()).toEqual([
      'npm ci --ignore-scripts --no-audit --no-fund',
      'npm run --silent build',
    ]);
    expect(npm.log()).not.toContain('canary');
    const version = execFileSync(join(folder, '.corform-program/bin/corform'), ['--version']);
    expect(version.toString()).toMatch(/^corform\/\d/);

    const nothing = expandPipeline(base, { source: '', commit: '' })['corform-build']!;
    expect((await runGitlabJob(nothing, folder, env)).stderr).toContain('Set the inputs source');
  });
});
