/**
 * Which pull request a plan was made for. A branch may have several pull requests, each with a base and so
 * a plan of its own; showing or approving one by the plan of another is the mistake to avoid.
 *
 * GitHub lists the pull requests of a run, but only while they are open, and none of a fork. It lists both
 * of a branch that has two. So the plan job notes the number and the base in the artifact, and that note
 * chooses between pull requests that GitHub says the run can belong to; it can't name any other.
 */

export const NOTE = 'pull.json';

/**
 * @typedef {import('./github.js').Pull} Pull
 * @typedef {import('./github.js').Run} Run
 * @typedef {import('./github.js').Github} Github
 * @typedef {Readonly<Record<string, unknown>> | null} Note
 */

/**
 * The open pull requests that a run can belong to and whose newest commit it is of: a late run must not speak
 * for a newer one.
 *
 * @param {Github} github
 * @param {Run} run
 */
export async function findOpenPulls(github, run) {
  const listed = pullsOf(run);
  const owner = run.head_repository?.owner.login ?? '';
  const open = await github.pullsOfBranch(`${owner}:${run.head_branch}`, 'open');
  return open.filter(
    (pull) =>
      pull.head.sha === run.head_sha && (listed.length === 0 || listed.some(isSamePull(pull))),
  );
}

/**
 * The one of these that the plan was made for.
 *
 * @param {readonly Pull[]} pulls
 * @param {Note} note
 */
export function choosePull(pulls, note) {
  const noted = note === null ? pulls : pulls.filter((pull) => isNoted(pull, note));
  return noted.length === 1 ? (noted[0] ?? null) : null;
}

/**
 * Whether a run planned this merged pull request, for the base that it was merged into.
 *
 * @param {Github} github
 * @param {Pull} pull
 * @param {Run} run
 * @param {Note} note
 */
export async function isPlanOf(github, pull, run, note) {
  if (note !== null) return isNoted(pull, note);
  const listed = pullsOf(run);
  if (listed.length > 0) return listed.length === 1 && listed.some(isSamePull(pull));
  if (run.head_branch !== pull.head.ref) return false;
  const owner = run.head_repository?.owner.login ?? '';
  const ofBranch = await github.pullsOfBranch(`${owner}:${pull.head.ref}`, 'all');
  return ofBranch.filter(({ head }) => head.sha === pull.head.sha).length === 1;
}

/** The pull requests that GitHub lists with a run, without those of other repositories. */
function pullsOf(/** @type {Run} */ run) {
  const here = `/repos/${process.env['GITHUB_REPOSITORY'] ?? ''}/pulls/`;
  return (run.pull_requests ?? []).filter(({ url }) => url?.includes(here) ?? true);
}

function isSamePull(/** @type {Pull} */ pull) {
  return (/** @type {import('./github.js').PullOfRun} */ { number, base }) =>
    number === pull.number && base.ref === pull.base.ref;
}

/**
 * @param {Pull} pull
 * @param {Readonly<Record<string, unknown>>} note
 */
function isNoted(pull, note) {
  return note['number'] === pull.number && note['base'] === pull.base.ref;
}
