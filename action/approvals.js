/**
 * Finds the plans that were reviewed: for each commit that is not applied yet, the pull request that it came
 * with, and the plan of the newest commit of that pull request. A squash, a rebase and a merge queue make
 * new commits; the pull request stays. What is saved here is only an approval: corform refuses every file
 * that this state's key did not sign, and sends nothing but what users.yaml says.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BrokenArtifact, openArtifact } from './artifact.js';
import { openGithub, readEvent, sleep } from './github.js';
import { NOTE, isPlanOf } from './pulls.js';
import { runStep, say } from './step.js';

/** @typedef {import('./github.js').Pull} Pull */

const MAX_COMMITS = 100;
const MAX_STATE_BYTES = 1024 * 1024 * 1024;
/** GitHub links a commit to its pull request some seconds after the merge. */
const WAITS_MS = [1000, 2000, 3000, 5000, 8000, 11_000];
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

const run = promisify(execFile);
const github = openGithub();

await runStep(async () => {
  const folder = join(process.env['RUNNER_TEMP'] ?? '', 'corform-approvals');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const pull of await findPulls(await commitsToApply())) {
    const plan = await findPlan(pull);
    if (plan !== null) await writeFile(join(folder, `plan-${pull.number}.json`), plan);
    const found = plan === null ? 'no plan of its newest commit is left,' : 'its newest commit';
    say(`#${pull.number}: ${found} ${pull.head.sha}`);
  }
});

/**
 * The commits of the branch since the one that was applied last, or at least those of this push. A run that
 * GitHub dropped from the queue, or that failed, leaves its commits to the next one.
 */
async function commitsToApply() {
  const { before, after = process.env['GITHUB_SHA'] } = await readEvent();
  if (!isCommit(after)) throw new Error('This run has no commit to apply.');
  const applied = await appliedCommit();
  const reaches = isCommit(before) && applied !== null && (await isAncestor(applied, before));
  const from = reaches || !isCommit(before) ? applied : before;
  if (from === null) return [after];
  try {
    const range = `${from}..${after}`;
    const list = ['rev-list', `--max-count=${MAX_COMMITS}`, '--first-parent', range];
    const { stdout } = await run('git', list);
    return stdout.split('\n').filter(isCommit);
  } catch {
    // A new branch has no commit before; one before a force push may be gone.
    return [after];
  }
}

/** The commit that was applied last, or null. */
async function appliedCommit() {
  try {
    const options = { maxBuffer: MAX_STATE_BYTES };
    const { stdout } = await run('corform', ['state', 'pull'], options);
    /** @type {unknown} */
    const commit = JSON.parse(stdout).config?.commit;
    return isCommit(commit) ? commit : null;
  } catch {
    // The apply says what is wrong with the state.
    return null;
  }
}

/**
 * @param {string} older
 * @param {string} newer
 */
async function isAncestor(older, newer) {
  return run('git', ['merge-base', '--is-ancestor', older, newer]).then(
    () => true,
    () => false,
  );
}

/** @returns {id is string} */
function isCommit(/** @type {unknown} */ id) {
  return typeof id === 'string' && OBJECT_ID.test(id);
}

/** The merged pull requests of these commits, in order of their numbers. */
async function findPulls(/** @type {readonly string[]} */ commits) {
  /** @type {Map<number, Pull>} */
  const pulls = new Map();
  let unlinked = commits;
  for (const wait of [0, ...waits()]) {
    if (unlinked.length === 0) break;
    await sleep(wait);
    /** @type {string[]} */
    const still = [];
    for (const commit of unlinked) {
      const found = await github.pullsOfCommit(commit);
      if (found.length === 0) still.push(commit);
      for (const pull of found.filter(isMergedHere)) pulls.set(pull.number, pull);
    }
    unlinked = still;
  }
  for (const commit of unlinked) say(`${commit}: GitHub knows no pull request of this commit`);
  return [...pulls.values()].sort((a, b) => a.number - b.number);
}

/** How long to wait before each further look, in milliseconds, within the seconds that the input gives. */
function waits() {
  let left = 1000 * Number(process.env['INPUT_PULL_REQUEST_WAIT'] ?? '30');
  return WAITS_MS.filter((wait) => (left -= wait) >= 0);
}

function isMergedHere(/** @type {Pull} */ pull) {
  return pull.merged_at !== null && `refs/heads/${pull.base.ref}` === process.env['GITHUB_REF'];
}

/** The newest plan of the pull request, made by a branch of this repository: a fork's plan approves nothing. */
async function findPlan(/** @type {Pull} */ pull) {
  const workflow = process.env['INPUT_PLAN_WORKFLOW'] ?? '';
  for (const run of await github.runsOfCommit(workflow, pull.head.sha)) {
    if (run.head_repository?.full_name !== process.env['GITHUB_REPOSITORY']) continue;
    const artifact = await openArtifact(github, run.id);
    try {
      const plan = artifact?.file('plan.json') ?? null;
      if (plan === null || artifact === null) continue;
      if (await isPlanOf(github, pull, run, artifact.json(NOTE))) return plan;
    } catch (error) {
      if (!(error instanceof BrokenArtifact)) throw error;
      say(`#${pull.number}: ${error.message}`);
    }
  }
  return null;
}
