/**
 * Writes the plan of a pull request as a comment, or brings the comment up to date. Runs on
 * `workflow_run`, with code of the default branch and a token that may comment, after a plan that a
 * stranger may have influenced: so the artifact is data. The comment is rendered here, from the saved
 * plan, by corform, which escapes every text in it; Markdown from the artifact is never posted.
 */
import { openArtifact } from './artifact.js';
import {
  countsComment,
  isPlanComment,
  renderPlan,
  runOf,
  sign,
  withdrawal,
} from './comment-text.js';
import { MOST_LISTED, openGithub, readEvent } from './github.js';
import { NOTE, choosePull, findOpenPulls } from './pulls.js';
import { changesUsers, warnOfRules } from './rules.js';
import { runStep, say } from './step.js';

/**
 * @typedef {import('./github.js').Pull} Pull
 * @typedef {import('./github.js').Run} Run
 * @typedef {NonNullable<Awaited<ReturnType<typeof openArtifact>>>} Plan
 */

const MAX_COMMENT_CHARS = 65_536;

const github = openGithub();

await runStep(async () => {
  const { workflow_run: run } = await readEvent();
  if (run?.event !== 'pull_request') {
    say('This run was not made for a pull request.');
    return;
  }
  const pulls = await findOpenPulls(github, run);
  if (pulls.length === 0) {
    say('No open pull request has this commit as its newest any more.');
    return;
  }
  try {
    await commentOn(run, pulls);
  } catch (error) {
    // A comment that shows the plan of an older commit must not stay.
    for (const pull of pulls) await withdraw(pull, run);
    throw error;
  }
});

/**
 * @param {Run} run
 * @param {readonly Pull[]} pulls
 */
async function commentOn(run, pulls) {
  const artifact = run.conclusion === 'success' ? await openArtifact(github, run.id) : null;
  if (artifact === null) {
    for (const pull of pulls) await withdraw(pull, run);
    return;
  }
  const pull = choosePull(pulls, artifact.json(NOTE));
  if (pull === null) throw new Error('The plan does not say for which of the pull requests it is.');
  await write(pull, run, artifact);
}

/**
 * @param {Pull} pull
 * @param {Run} run
 * @param {Plan} artifact
 */
async function write(pull, run, artifact) {
  const fromFork = run.head_repository?.full_name !== process.env['GITHUB_REPOSITORY'];
  const plan = fromFork ? null : artifact.file('plan.json');
  const { text, changes } =
    plan === null ? countsComment(artifact.json('counts.json'), run) : await renderPlan(plan, run);
  const files = await github.filesOfPull(pull.number);
  const [marker, ...rest] = text.split('\n');
  const warning = warnOfRules(files, files.length >= MOST_LISTED);
  const body = sign([marker, ...warning, ...rest].join('\n'), run);
  if (body.length > MAX_COMMENT_CHARS) throw new Error('The comment is too long to be posted.');
  const own = await findOwn(pull, run);
  if (own === null) return;
  const [ours, ...others] = own;
  if (ours !== undefined) {
    await github.editComment(ours.id, body);
    for (const { id } of others) await github.editComment(id, withdrawal(run));
    say(`Brought up to date: the comment on #${pull.number}.`);
    return;
  }
  // That nothing changes is said to whoever asks for a change of users.
  if (changes === 0 && !changesUsers(files)) {
    say('This is not about users: nothing to comment on.');
    return;
  }
  await github.writeComment(pull.number, body);
  say(`Wrote the comment on #${pull.number}.`);
}

/**
 * The newest commit has no plan: what the comments show is of an older one.
 *
 * @param {Pull} pull
 * @param {Run} run
 */
async function withdraw(pull, run) {
  const own = await findOwn(pull, run);
  if (own === null) return;
  for (const { id } of own) await github.editComment(id, withdrawal(run));
  say(
    `There is no plan of ${run.head_sha}; withdrew ${own.length} of older commits from #${pull.number}.`,
  );
}

/**
 * The comments that this token wrote about plans of this workflow, or null if a newer run has written one.
 *
 * @param {Pull} pull
 * @param {Run} run
 */
async function findOwn(pull, run) {
  const me = await github.whoAmI();
  const comments = await github.commentsOfPull(pull.number);
  const own = comments.filter(
    ({ user, body }) => user?.login === me && isPlanComment(body ?? '', run),
  );
  if (own.every(({ body }) => runOf(body ?? '') <= run.id)) return own;
  say(`A newer run has written the comment on #${pull.number}.`);
  return null;
}
