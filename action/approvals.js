/**
 * Finds the plans that were reviewed: for each commit of the push, the pull request that it came from,
 * and the plan that was made for the newest commit of that pull request. A squash, a rebase and a merge
 * queue make new commits; the pull request stays. What is saved here is only an approval: corform
 * refuses every file that this state's key did not sign, and sends nothing but what users.yaml says.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openArtifact } from './artifact.js';
import { openGithub, readEvent } from './github.js';

const MAX_COMMITS = 250;
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

const github = openGithub();
const event = await readEvent();
const folder = join(process.env.RUNNER_TEMP, 'corform-approvals');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

for (const pull of await findPulls(await commitsOf(event), event.ref)) {
  const plan = await findPlan(pull);
  if (plan === null) {
    console.log(`#${pull.number}: no plan of its newest commit ${pull.head.sha} is left`);
    continue;
  }
  await writeFile(join(folder, `plan-${Number(pull.number)}.json`), plan);
  console.log(`#${pull.number}: the plan of its newest commit ${pull.head.sha}`);
}

/** The commits that the push brought to the branch, as the branch sees them. */
async function commitsOf({ before, after }) {
  for (const id of [before, after]) if (!OBJECT_ID.test(id)) throw new Error('this is no push');
  const list = (...range) =>
    promisify(execFile)('git', ['rev-list', `--max-count=${MAX_COMMITS}`, ...range]);
  try {
    const { stdout } = await list('--first-parent', `${before}..${after}`);
    return stdout.split('\n').filter((id) => OBJECT_ID.test(id));
  } catch {
    // A new branch has no commit before; one before a force push may be gone.
    return [after];
  }
}

async function findPulls(commits, ref) {
  const pulls = new Map();
  for (const commit of commits) {
    for (const pull of await github.get(`/commits/${commit}/pulls`)) {
      const isMerged = pull.merged_at !== null && `refs/heads/${pull.base.ref}` === ref;
      if (isMerged) pulls.set(pull.number, pull);
    }
  }
  return [...pulls.values()].sort((a, b) => a.number - b.number);
}

/** The newest successful plan of this repository's own branch: a fork's plan approves nothing. */
async function findPlan(pull) {
  const workflow = encodeURIComponent(process.env.INPUT_PLAN_WORKFLOW);
  const { workflow_runs: runs } = await github.get(`/actions/workflows/${workflow}/runs`, {
    event: 'pull_request',
    head_sha: pull.head.sha,
    status: 'success',
    per_page: 100,
  });
  const own = runs
    .filter((run) => run.head_repository?.full_name === process.env.GITHUB_REPOSITORY)
    .sort((a, b) => b.id - a.id)[0];
  if (own === undefined) return null;
  return (await openArtifact(github, own.id))?.file('plan.json') ?? null;
}
