/** A team on GitHub: pull requests, the workflows of examples/10-github-actions, and a COR. */
import { join } from 'node:path';
import type { SandboxOptions } from '../../../src/sandbox/options.js';
import type { Sandbox } from '../../../src/sandbox/server.js';
import { openSandbox, putsOf } from '../command.js';
import { runJson } from './github-routes.js';
import { REPOSITORY, type Identity, type Pull, type Run } from './github-model.js';
import { GithubServer } from './github-server.js';
import { ROOT, runJob, type JobResult, type Machine, type Trigger } from './github-runner.js';
import { Team, type Layout, type MergeMethod, type Person, type Push } from './team.js';

export class GithubTeam {
  readonly team: Team;
  readonly github: GithubServer;
  readonly sandbox: Sandbox;
  /** Inputs of the action that the team sets besides those of the example. */
  inputs: Readonly<Record<string, string>> = {};
  /** Whose token the comment job has. */
  commenter: Identity | undefined;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(github: GithubServer, sandbox: Sandbox, layout?: Layout) {
    this.team = new Team(layout);
    this.github = github;
    this.sandbox = sandbox;
    this.#env = { COR_INTEGRATIONS_URL: sandbox.integrationsUrl, COR_API_URL: sandbox.apiUrl };
  }

  /** A repository whose state is made and whose people are applied. */
  static async open(options: SandboxOptions = {}, layout?: Layout): Promise<GithubTeam> {
    const made = new GithubTeam(await GithubServer.open(), await openSandbox(options), layout);
    await made.team.adopt(made.sandbox.integrationsUrl);
    return made;
  }

  /** What reached COR. */
  puts(): readonly { id: string; body: unknown }[] {
    return putsOf(this.sandbox);
  }

  /** Pushes a branch and opens a pull request for it. */
  openPull(
    branch: string,
    edit: (people: readonly Person[]) => readonly Person[],
    repository = REPOSITORY,
  ): Pull {
    const head = this.team.commit(branch, `Change ${branch}`, edit);
    return this.openAnother(branch, head, 'main', repository);
  }

  /** Opens a pull request for a commit that is pushed already. */
  openAnother(branch: string, head: string, base: string, repository = REPOSITORY): Pull {
    const number = this.github.pulls.length + 17;
    const files = this.#filesOf(branch);
    const pull = { number, branch, base, repository, head, files, merged: false, commits: [] };
    this.github.pulls.push(pull);
    return pull;
  }

  /** One more commit in the pull request. */
  push(pull: Pull, edit: (people: readonly Person[]) => readonly Person[]): void {
    pull.head = this.team.commit(pull.branch, 'Once more', edit);
    pull.files = this.#filesOf(pull.branch);
  }

  /** A run of the plan workflow for the newest commit, before it has done anything. */
  startRun(pull: Pull): Run {
    return this.github.newRun({
      workflow: 'corform-plan.yml',
      event: 'pull_request',
      headSha: pull.head,
      branch: pull.branch,
      repository: pull.repository,
    });
  }

  /** The plan job of the pull request as it is now. */
  async plan(pull: Pull): Promise<JobResult & { readonly run: Run }> {
    const run = this.startRun(pull);
    const result = await this.#job(this.#planning(pull, run));
    run.conclusion = result.conclusion;
    return { ...result, run };
  }

  #planning(pull: Pull, run: Run): Trigger {
    const name = `refs/pull/${pull.number}/merge`;
    const sha = this.team.testMerge(pull.branch, name, pull.base);
    const payload = {
      pull_request: {
        number: pull.number,
        head: { sha: pull.head, repo: { full_name: pull.repository } },
        base: { sha: this.team.git('rev-parse', `origin/${pull.base}`), ref: pull.base },
      },
    };
    const { workflow, event } = run;
    return { workflow, event, payload, ref: name, sha, checkout: name, run };
  }

  /** The comment job that follows a plan. */
  comment(run: Run): Promise<JobResult> {
    return this.#job(this.#commenting(run));
  }

  #commenting(run: Run): Trigger {
    return {
      workflow: 'corform-comment.yml',
      event: 'workflow_run',
      payload: { workflow_run: runJson(this.github, run) },
      ref: 'refs/heads/main',
      sha: this.team.git('rev-parse', 'origin/main'),
      checkout: 'refs/heads/main',
      ...(this.commenter !== undefined && { identity: this.commenter }),
    };
  }

  merge(pull: Pull, method: MergeMethod): Push {
    if (pull.base !== 'main') throw new Error('this team merges into main only');
    const push = this.team.merge(pull.branch, method);
    pull.merged = true;
    pull.commits = push.commits;
    return push;
  }

  /** The apply job of a push; again for a re-run, which keeps its event and its commit. */
  apply(push: Push, onStep?: Machine['onStep'], env = {}): Promise<JobResult> {
    return this.#job(this.#applying(push), onStep, env);
  }

  #applying(push: Push): Trigger {
    const payload = { before: push.before, after: push.after, ref: 'refs/heads/main' };
    return { ...this.#main(push.after), event: 'push', payload, secrets: SECRETS };
  }

  /** The apply job by hand, with the digest of a plan that somebody read, and what they allow. */
  dispatch(digest: string, allow = ''): Promise<JobResult> {
    const inputs = { digest, allow };
    const sha = this.team.git('rev-parse', 'origin/main');
    const event = 'workflow_dispatch';
    return this.#job({ ...this.#main(sha), event, payload: { inputs }, inputs, secrets: SECRETS });
  }

  /** The apply job on a schedule, or by hand without a digest. */
  applyWithout(event: 'schedule' | 'workflow_dispatch'): Promise<JobResult> {
    const sha = this.team.git('rev-parse', 'origin/main');
    const payload = event === 'schedule' ? { schedule: '0 6 * * *' } : { inputs: {} };
    return this.#job({ ...this.#main(sha), event, payload, secrets: SECRETS });
  }

  /** The plan job of one tenant, as a part of a run. */
  planTenant(pull: Pull, run: Run, tenant: string): Promise<JobResult> {
    const workflow = join(TENANTS, 'corform-plan.yml');
    return this.#job({ ...this.#planning(pull, run), workflow, matrix: { tenant } });
  }

  /** The comment job of one tenant. */
  commentTenant(run: Run, tenant: string): Promise<JobResult> {
    const workflow = join(TENANTS, 'corform-comment.yml');
    return this.#job({ ...this.#commenting(run), workflow, matrix: { tenant } });
  }

  /** The apply job of one tenant, after a push. */
  applyTenant(push: Push, tenant: string): Promise<JobResult> {
    const workflow = join(TENANTS, 'corform-apply.yml');
    return this.#job({ ...this.#applying(push), workflow, matrix: { tenant } });
  }

  /** A job of the nightly watch: on schedule, by hand, or because an issue got a label. */
  watch(
    job: 'drift' | 'accept',
    event: 'schedule' | 'workflow_dispatch' | 'issues',
    payload: object = {},
  ): Promise<JobResult> {
    const sha = this.team.git('rev-parse', 'origin/main');
    const inputs = event === 'workflow_dispatch' ? { command: job } : {};
    const trigger = { ...this.#main(sha), workflow: WATCH, job, event, payload, inputs };
    return this.#job({ ...trigger, secrets: SECRETS });
  }

  #filesOf(branch: string): readonly string[] {
    return this.team.git('diff', '--name-only', `origin/main...origin/${branch}`).split('\n');
  }

  #main(sha: string): Pick<Trigger, 'workflow' | 'ref' | 'sha' | 'checkout'> {
    return { workflow: 'corform-apply.yml', ref: 'refs/heads/main', sha, checkout: sha };
  }

  #job(trigger: Trigger, onStep?: Machine['onStep'], env = {}): Promise<JobResult> {
    const { folder, origin } = this.team;
    const { github, inputs } = this;
    const machine = { folder, origin, github, inputs, env: { ...this.#env, ...env } };
    return runJob(onStep === undefined ? machine : { ...machine, onStep }, trigger);
  }
}

/** The workflow of the nightly watch. */
export const WATCH = join(ROOT, 'examples/15-drift-watch/.github/workflows/corform-drift.yml');

const TENANTS = join(ROOT, 'examples/16-tenants/.github/workflows');

const SECRETS = { COR_API_KEY: 'canary-api-key', COR_CLIENT_SECRET: 'canary-client-secret' };

/** The digest that a person reads in a text, or in Markdown once it is rendered. */
export function digestOf(text: string): string {
  const found = /cf1:[0-9a-f]{64}/.exec(text.replaceAll('&#58;', ':'));
  if (found === null) throw new Error(`no digest in:\n${text}`);
  return found[0];
}

/**
 * Cancels the job as GitHub does, once the first update of COR is under way: SIGINT to the first process
 * of the step, never to its children.
 */
export function cancelWhenSending(team: GithubTeam): Machine['onStep'] {
  return (name, child) => {
    if (name !== 'Apply') return;
    const poll = setInterval(() => {
      if (team.puts().length > 0) child.kill('SIGINT');
      if (team.puts().length > 0 || child.exitCode !== null) clearInterval(poll);
    }, 5);
  };
}
