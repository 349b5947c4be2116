/**
 * Writes the plan of a pull request as a comment, or brings the comment up to date. Runs on
 * `workflow_run`, with code of the default branch and a token that may comment, after a plan that a
 * stranger may have influenced: so the artifact is data. The comment is rendered here, from the saved
 * plan, by corform, which escapes every text in it; Markdown from the artifact is never posted.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openArtifact } from './artifact.js';
import { openGithub, readEvent } from './github.js';

const MAX_COMMENT_CHARS = 65_536;
const BOT = 'github-actions[bot]';
const FORK_MARKER = '<!-- corform plan of a fork -->';
const MAX_COUNTS_BYTES = 10_000;
/** What `--report github-comment` starts with: up to the digest the same for each plan of one target. */
const MARKER = /^(<!-- corform plan target=\S+ digest=)cf1:[0-9a-f]{64} -->$/;

const github = openGithub();
const { workflow_run: run } = await readEvent();
console.log(await commentOn(run));

async function commentOn(run) {
  if (run.event !== 'pull_request') return 'The run was not made for a pull request.';
  const pull = await findPull(run);
  if (pull === null) return 'No open pull request has this commit as its newest any more.';
  const artifact = await openArtifact(github, run.id);
  if (artifact === null) return 'The run made no plan; its log and annotations tell why.';
  const fromFork = run.head_repository?.full_name !== process.env.GITHUB_REPOSITORY;
  const { marker, body } = fromFork
    ? forkComment(artifact.file('counts.json'), run)
    : await renderPlan(artifact.file('plan.json'));
  return `${await put(pull.number, marker, body)} the comment on #${pull.number}.`;
}

/** The open pull request whose newest commit was planned: a late run must not speak for a newer one. */
async function findPull(run) {
  const owner = run.head_repository?.owner?.login;
  const found = await github.get('/pulls', { state: 'open', head: `${owner}:${run.head_branch}` });
  return found.find((pull) => pull.head.sha === run.head_sha) ?? null;
}

/** corform reads the plan strictly and renders it; an edited or broken one ends here. */
async function renderPlan(plan) {
  if (plan === null) throw new Error('the artifact has no plan.json');
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP, 'corform-comment-'));
  try {
    await writeFile(join(folder, 'plan.json'), plan);
    const args = [
      'show',
      'plan.json',
      '--report',
      'github-comment=comment.md',
      '--detail',
      'counts',
    ];
    await promisify(execFile)('corform', args, { cwd: folder });
    const body = await readFile(join(folder, 'comment.md'), 'utf8');
    const marker = MARKER.exec(body.split('\n', 1)[0] ?? '');
    if (marker === null || body.length > MAX_COMMENT_CHARS) {
      throw new Error('corform rendered no comment that could be posted');
    }
    return { marker: marker[1], body };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A fork's plan is made by the fork's own copy of the workflow: only its three numbers are taken over. */
function forkComment(counts, run) {
  const { add, update, forget } = readCounts(counts);
  const body = [
    FORK_MARKER,
    `**Plan of a fork: ${add} to add, ${update} to change, ${forget} to forget**`,
    '',
    `Compared with the target branch, not with what was applied, and counted by the fork itself: see the [run](${process.env.GITHUB_SERVER_URL}/${process.env.GITHUB_REPOSITORY}/actions/runs/${Number(run.id)}) and, above all, the files of this pull request.`,
    'It approves nothing. After the merge the apply waits for somebody to approve the digest of the real plan.',
  ].join('\n');
  return { marker: FORK_MARKER, body };
}

function readCounts(bytes) {
  if (bytes === null || bytes.length > MAX_COUNTS_BYTES) throw new Error('there are no counts');
  const counts = JSON.parse(bytes.toString('utf8'));
  return Object.fromEntries(
    ['add', 'update', 'forget'].map((name) => {
      const count = counts?.[name];
      if (!Number.isSafeInteger(count) || count < 0) throw new Error(`counts.${name} is no number`);
      return [name, count];
    }),
  );
}

async function put(number, marker, body) {
  for (let page = 1; page <= 30; page += 1) {
    const comments = await github.get(`/issues/${Number(number)}/comments`, {
      per_page: 100,
      page,
    });
    const ours = comments.find(
      (comment) => comment.user?.login === BOT && comment.body.startsWith(marker),
    );
    if (ours !== undefined) {
      await github.patch(`/issues/comments/${Number(ours.id)}`, { body });
      return 'Brought up to date:';
    }
    if (comments.length < 100) break;
  }
  await github.post(`/issues/${Number(number)}/comments`, { body });
  return 'Wrote';
}
