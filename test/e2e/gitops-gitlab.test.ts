/** examples/11-gitlab-ci, job by job, against a real git remote and the sandbox. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSandbox, putsOf, type Ended } from '../support/command.js';
import { expandPipeline, runGitlabJob, type Pipeline } from '../support/gitops/gitlab.js';
import { Team, change, type Push } from '../support/gitops/team.js';

const MERGED = 'Merge branch\n\nSee merge request faro/people!7';

async function open(apply: 'manual' | 'automatic') {
  const team = new Team();
  const sandbox = await openSandbox();
  await team.adopt(sandbox.integrationsUrl);
  const pipeline = expandPipeline(team.folder, apply);
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
  return { team, sandbox, pipeline, checkout, run, token: { COR_ACCESS_TOKEN: 'sandbox' } };
}

function same(project = '1'): Readonly<Record<string, string>> {
  return {
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '1',
    CI_MERGE_REQUEST_PROJECT_ID: project,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: 'origin/main',
  };
}

/** GitLab's job artifacts API: the saved plan of merge request 7 for the token of a job. */
async function serveArtifact(plan: Buffer): Promise<Readonly<Record<string, string>>> {
  const path =
    '/projects/1/jobs/artifacts/refs%2Fmerge-requests%2F7%2Fhead/raw/corform-plan.json?job=corform-plan';
  const server = createServer((request, response) => {
    const known = request.url === path && request.headers['job-token'] === 'job-token';
    response.writeHead(known ? 200 : 404, { connection: 'close' }).end(known ? plan : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const api = `http://127.0.0.1:${port}`;
  return { CI_API_V4_URL: api, CI_PROJECT_ID: '1', CI_JOB_TOKEN: 'job-token' };
}

const shas = (push: Push) => ({ CI_COMMIT_BEFORE_SHA: push.before, CI_COMMIT_SHA: push.after });

describe('a merge request on GitLab', { timeout: 180_000 }, () => {
  it('is checked and planned with what the widgets need; the apply is one at a time', async () => {
    const { team, pipeline, checkout, run } = await open('manual');
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    const folder = checkout('origin/ana');

    expect((await run('corform-validate', folder)).code).toBe(0);
    const { codequality } = pipeline['corform-validate']!.artifacts.reports!;
    expect(JSON.parse(readFileSync(join(folder, codequality!), 'utf8'))).toEqual([]);
    const planned = await run('corform-plan', folder, same());
    expect(planned.code, planned.stderr).toBe(0);
    const { terraform } = pipeline['corform-plan']!.artifacts.reports!;
    const counts: unknown = JSON.parse(readFileSync(join(folder, terraform!), 'utf8'));
    expect(counts).toEqual({ create: 0, update: 1, delete: 0 });

    const fork = checkout('origin/ana');
    const informed = await run('corform-plan', fork, same('2'));
    expect(informed.stdout).toContain('not with the recorded state');
    expect(() => readFileSync(join(fork, 'corform-plan.json'))).toThrow();

    expect(pipeline['corform-apply']).toMatchObject({
      resource_group: 'corform-cor',
      interruptible: false,
      environment: { name: 'cor' },
    });
  });

  it('is applied by hand, bound to the plan of its pipeline', async () => {
    const { team, sandbox, checkout, run, token } = await open('manual');
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
    expect((await run('corform-apply', folder, token)).code).toBe(0);
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('is applied automatically by the plan of the merge request, and by nothing else', async () => {
    const { team, sandbox, checkout, run, token } = await open('automatic');
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    const review = checkout('origin/ana');
    await run('corform-plan', review, same());
    const api = await serveArtifact(readFileSync(join(review, 'corform-plan.json')));

    const push = team.merge('ana', 'squash', MERGED);
    const apply = (p: Push) =>
      run('corform-apply', checkout(p.after), { ...api, ...token, ...shas(p) });
    const applied = await apply(push);
    expect(applied.code, applied.stderr).toBe(0);
    expect(putsOf(sandbox).map(({ id }) => id)).toEqual(['ana']);

    team.commit('ben', 'Unseen', change('ben', { role_id: 1 }));
    const unseen = team.merge('ben', 'merge', 'No merge request is named');
    expect((await apply(unseen)).code).toBe(4);
    team.commit('cleo', 'Cites another', change('cleo', { role_id: 1 }));
    const cites = team.merge('cleo', 'merge', MERGED);
    expect((await apply(cites)).code).toBe(4);
    expect(putsOf(sandbox)).toHaveLength(1);
  });
});
