/** examples/10-github-actions and action.yml, job by job, against a real git remote and the sandbox. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import { ROOT } from '../support/gitops/github-runner.js';
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
  it('A squash, a rebase and a merge commit apply just what the pull request showed', async () => {
    const team = await GithubTeam.open();
    for (const [index, method] of (['squash', 'rebase', 'merge'] as const).entries()) {
      const id = ['ana', 'ben', 'cleo'][index]!;
      const pull = team.openPull(`title-of-${id}`, change(id, { position: 'Lead' }));
      const plan = await team.plan(pull);
      expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
      expect(plan.summary).toContain('COR users: 1 changed');

      const applied = await team.apply(team.merge(pull, method));
      expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
      expect(team.puts().slice(index)).toEqual([put(id, { position: 'Lead' })]);
    }
    expect(team.github.denied).toEqual([]);
  });

  it('An approval outlives what others merge, and a push may bring several pull requests', async () => {
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

  it('If more was merged than a pull request showed, nothing is sent until somebody approves the digest', async () => {
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

  it('Over a limit nothing is sent until somebody allows the number', async () => {
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

  it('If the newest commit of a pull request was never planned, nothing is sent', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    await team.plan(pull);
    team.push(pull, change('ana', { role_id: 2 }));

    const refused = await team.apply(team.merge(pull, 'merge'));
    expect(refused.codes).toMatchObject({ Apply: 4 });
    expect(refused.log).toContain(`#${pull.number}: no plan of its newest commit`);
    expect(team.puts()).toEqual([]);
  });

  it('If COR refuses some users, re-running the job sends just what is left', async () => {
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

  it('A cancelled apply records what was in flight, and re-running the job does the rest', async () => {
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

  it('An older commit is not applied after a newer one', async () => {
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

  it('A plan of another pull request of the same branch approves nothing', async () => {
    const team = await GithubTeam.open();
    team.team.commit('calm', 'Another base', change('ben', { department: 'Film' }));
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const other = team.openAnother('ana', pull.head, 'calm');
    await team.plan(pull);
    await team.plan(other);
    team.team.commit('main', 'Past the review', change('ben', { department: 'Film' }));
    const push = team.merge(pull, 'squash');
    const refused = await team.apply(push);
    expect(refused.codes, refused.log).toMatchObject({ Apply: 4 });
    expect(refused.log).toContain('User "ben" is not in the approved plan: department');
    expect(refused.log).not.toContain('User "ana" is');

    // Also if the plan job left no note, and the plan of the other one is all there is.
    team.github.runs.shift();
    for (const run of team.github.runs) {
      const plan = run.artifacts.get('corform-plan')!['plan.json']!;
      run.artifacts.set('corform-plan', { 'plan.json': plan });
    }
    const none = await team.apply(push);
    expect(none.codes, none.log).toMatchObject({ Apply: 4 });
    expect(none.log).toContain('no plan of its newest commit is left');
    expect(team.puts()).toEqual([]);
  });

  it('A merge is applied although GitHub links its commit late or answers with an error', async () => {
    const team = await GithubTeam.open();
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    await team.plan(pull);
    team.github.lag = 1;
    team.inputs = { 'pull-request-wait': '3' };
    // A replica of GitHub that has not heard of the commit yet.
    team.github.troubles.push({ on: /^GET commits/, status: 422, times: 1 });
    team.github.troubles.push({ on: /^GET actions\/workflows/, status: 502, times: 1 });
    const applied = await team.apply(team.merge(pull, 'squash'));
    expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
    expect(team.puts()).toEqual([put('ana', { role_id: 3 })]);
  });

  it('A run that GitHub dropped from the queue leaves its merge to the next one', async () => {
    const team = await GithubTeam.open();
    const [ana, ben, cleo] = ['ana', 'ben', 'cleo'].map((id) =>
      team.openPull(id, change(id, { position: 'Lead' })),
    );
    for (const pull of [ana!, ben!, cleo!]) await team.plan(pull);
    await team.apply(team.merge(ana!, 'squash'));
    team.merge(ben!, 'squash');
    const applied = await team.apply(team.merge(cleo!, 'squash'));
    expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
    const puts = ['ana', 'ben', 'cleo'].map((id) => put(id, { position: 'Lead' }));
    expect(inOrder(team.puts())).toEqual(puts);
  });

  it('On a schedule, or by hand without a digest, what was reviewed is applied, and the rest is reported', async () => {
    const team = await GithubTeam.open();
    const quiet = await team.applyWithout('schedule');
    expect(quiet.codes, quiet.log).toMatchObject({ Apply: 0 });
    team.team.commit('main', 'Past the review', change('ben', { role_id: 3 }));
    for (const event of ['schedule', 'workflow_dispatch'] as const) {
      const reported = await team.applyWithout(event);
      expect(reported.codes, reported.log).toMatchObject({ Apply: 4 });
      expect(reported.log).toContain('::error title=corform::The branch has changes of users');
      expect(reported.log).not.toMatch(/^ +at |node:internal/m);
      expect(digestOf(reported.summary)).toBe(digestOf(reported.log));
    }
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    await team.plan(pull);
    team.merge(pull, 'squash');
    expect((await team.applyWithout('schedule')).codes).toMatchObject({ Apply: 0 });
    expect(inOrder(team.puts())).toEqual([put('ana', { role_id: 3 }), put('ben', { role_id: 3 })]);
  });

  it('Users in a subfolder and under another name are planned and applied', async () => {
    const team = await GithubTeam.open({}, { folder: 'people/emea', file: 'people.yaml' });
    team.inputs = { folder: 'people/emea' };
    const pull = team.openPull('ana', change('ana', { role_id: 3 }));
    const plan = await team.plan(pull);
    expect(plan, plan.log).toMatchObject({ conclusion: 'success' });
    await team.comment(plan.run);
    expect(team.github.comments[0]!.body).toContain('COR users: 1 changed');
    const applied = await team.apply(team.merge(pull, 'squash'));
    expect(applied.codes, applied.log).toMatchObject({ Apply: 0 });
    expect(team.puts()).toEqual([put('ana', { role_id: 3 })]);
  });
});

describe('a digest that is pasted', () => {
  const digest = `cf1:${'0123456789abcdef'.repeat(4)}`;

  /** Runs the step with a corform that prints its arguments. */
  function applyStep(text: string): { readonly status: number | null; readonly stdout: string } {
    const folder = mkdtempSync(join(tmpdir(), 'corform-step-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'corform'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const { status, stdout } = spawnSync('bash', [join(ROOT, 'action/apply.sh')], {
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        RUNNER_TEMP: folder,
        INPUT_DIGEST: text,
        INPUT_LOCK_TIMEOUT: '10m',
        COR_API_KEY: '',
        COR_CLIENT_SECRET: '',
        COR_ACCESS_TOKEN: '',
        CORFORM_ALLOW: '',
      },
    });
    return { status, stdout };
  }

  it('A digest may be pasted with spaces, in backticks, or with its label', () => {
    for (const text of [
      digest,
      `  ${digest}\n`,
      `\`${digest}\``,
      `Digest: ${digest}`,
      `Digest <code>${digest.replace(':', '&#58;')}</code>`,
    ]) {
      const expected = { status: 0, stdout: `apply --lock-timeout 10m --expect ${digest}\n` };
      expect(applyStep(text), text).toEqual(expected);
    }
  });

  it('A digest that is shortened, or two of them, is refused with what to copy', () => {
    const other = digest.replace('0', '1');
    for (const text of [
      digest.slice(0, 20),
      `${digest.slice(0, 20)}…`,
      `${digest}0`,
      digest.slice(4),
      `${digest} ${other}`,
      ' ',
      '::error::x',
    ]) {
      const { status, stdout } = applyStep(text);
      expect(status, text).toBe(64);
      expect(stdout).toMatch(/^::error title=corform::The input `digest` must hold [^\n]+\n$/);
    }
  });
});
