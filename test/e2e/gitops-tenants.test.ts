/** examples/16-tenants, the jobs of its matrix one by one, against a real git remote and the sandbox. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GithubTeam } from '../support/gitops/github-team.js';
import { change, CONFIG } from '../support/gitops/team.js';

describe('several tenants in one repository', { timeout: 180_000 }, () => {
  it('Each tenant has a plan, a comment and an apply of its own, and its company is pinned', async () => {
    const layout = { folder: 'tenants/acme', file: 'users.yaml' };
    const team = await GithubTeam.open({}, layout);
    const globex = join(team.team.clone, 'tenants/globex');
    mkdirSync(globex, { recursive: true });
    const config = CONFIG.replace('corform-state', 'corform-state-globex');
    writeFileSync(join(globex, 'corform.yaml'), `${config}company_id: 5678\n`);
    const yaml =
      'version: 1\nsource: OKTA\nusers:\n  - {id: gus, role_id: 4}\n  - {id: hal, role_id: 4}\n';
    writeFileSync(join(globex, 'users.yaml'), yaml);
    execFileSync(join(team.team.folder, 'bin/corform'), ['init'], {
      cwd: globex,
      env: { PATH: process.env['PATH'], HOME: team.team.folder },
      stdio: 'pipe',
    });
    const pull = team.openPull('both', change('ana', { role_id: 3 }));

    const run = team.startRun(pull);
    for (const tenant of ['acme', 'globex']) {
      const plan = await team.planTenant(pull, run, tenant);
      expect(plan.conclusion, plan.log).toBe('success');
    }
    run.conclusion = 'success';
    expect([...run.artifacts.keys()]).toEqual(['corform-plan-acme', 'corform-plan-globex']);
    for (const tenant of ['acme', 'globex', 'acme', 'globex']) {
      const { log, conclusion } = await team.commentTenant(run, tenant);
      expect(conclusion, log).toBe('success');
    }
    const [acme, other, ...more] = team.github.comments.map(({ body }) => body);
    expect(acme).toContain('ana');
    expect(acme).toContain('`corform-plan-acme`');
    expect(other).toContain('gus');
    expect(other).not.toContain('ana');
    expect(more).toEqual([]);

    const push = team.merge(pull, 'squash');
    const applied = await team.applyTenant(push, 'acme');
    expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
    expect(team.puts().map(({ id }) => id)).toEqual(['ana']);
    // The credential is that of acme: the sandbox is the company 1234.
    const refused = await team.applyTenant(push, 'globex');
    expect(refused.codes, refused.log).toMatchObject({ Apply: 4 });
    expect(refused.log).toContain('5678 recorded, 1234 answered');
    expect(team.puts()).toHaveLength(2);
    expect(team.github.denied).toEqual([]);
  });
});
