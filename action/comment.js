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
import { ARTIFACT, openArtifact } from './artifact.js';
import { openGithub, readEvent } from './github.js';

const MAX_COMMENT_CHARS = 65_536;
const BOT = 'github-actions[bot]';
const COUNTS_MARKER = '<!-- corform plan against the target branch -->';
const MAX_COUNTS_BYTES = 10_000;
const MAX_PAGES = 30;
const PER_PAGE = 100;
/** What `--report github-comment` starts with: up to the digest the same for each plan of one target. */
const MARKER = /^(<!-- corform plan target=\S+ digest=)cf1:[0-9a-f]{64} -->$/;
const ANY_MARKER = /^<!-- corform plan (?:against the target branch|(target=\S+ digest=)\S+) -->/;
/** What decides how a change is planned, masked, limited and applied: a reviewer of users.yaml must know. */
const RULES = ['corform.yaml', '.github/'];

const github = openGithub();
const { workflow_run: run } = await readEvent();
console.log(await commentOn(run));

async function commentOn(run) {
  if (run.event !== 'pull_request') return 'The run was not made for a pull request.';
  const pull = await findPull(run);
  if (pull === null) return 'No open pull request has this commit as its newest any more.';
  if (run.conclusion !== 'success') return withdraw(pull, run);
  const artifact = await openArtifact(github, run.id);
  if (artifact === null) return withdraw(pull, run);
  const fromFork = run.head_repository?.full_name !== process.env.GITHUB_REPOSITORY;
  const plan = fromFork ? null : artifact.file('plan.json');
  const { marker, text, changes } =
    plan === null ? countsComment(artifact.file('counts.json'), run) : await renderPlan(plan, run);
  const [first, ...rest] = text.split('\n');
  const names = await namesOf(pull);
  const warning = warnOfRules(names);
  const body = [first, ...warning, ...rest].join('\n');
  if (body.length > MAX_COMMENT_CHARS) throw new Error('the comment is too long to be posted');
  const [ours] = await findComments(pull, (comment) => comment.startsWith(marker));
  if (ours !== undefined) {
    await github.patch(`/issues/comments/${Number(ours.id)}`, { body });
    return `Brought up to date: the comment on #${pull.number}.`;
  }
  // That nothing changes is said by who asks; what is asked to change is known from GitHub itself.
  const isAboutUsers = names === null || names.some((name) => /\.ya?ml$/.test(name));
  if (changes === 0 && !isAboutUsers) return 'This is not about users: nothing to comment on.';
  await github.post(`/issues/${Number(pull.number)}/comments`, { body });
  return `Wrote the comment on #${pull.number}.`;
}

/** The newest commit has no plan: a comment that shows that of an older one must not stay. */
async function withdraw(pull, run) {
  const stale = await findComments(pull, (comment) => ANY_MARKER.test(comment));
  const text = `**There is no plan of the newest commit**, ${run.head_sha}. [The run](${urlOf(run)}) says why.`;
  for (const { id, body } of stale) {
    const [marker, target] = ANY_MARKER.exec(body);
    const head = target === undefined ? marker : `<!-- corform plan ${target}none -->`;
    await github.patch(`/issues/comments/${Number(id)}`, { body: `${head}\n\n${text}\n` });
  }
  return `There is no plan; withdrew ${stale.length} of older commits from #${pull.number}.`;
}

/** The names of the files that the pull request changes; null where GitHub lists no more of them. */
async function namesOf(pull) {
  const files = await everyPage(`/pulls/${Number(pull.number)}/files`);
  if (files.length >= MAX_PAGES * PER_PAGE) return null;
  return files.flatMap(({ filename, previous_filename: before }) => [filename, before ?? '']);
}

/** Which of the rules the pull request changes, said above its plan, which follows them already. */
function warnOfRules(names) {
  const changed = RULES.filter((rule) =>
    names?.some((name) => name === rule || (rule.endsWith('/') && name.startsWith(rule))),
  );
  if (names !== null && changed.length === 0) return [];
  const list = (names === null ? RULES : changed).map((rule) => `\`${rule}\``).join(' and ');
  const what = names === null ? 'has more files than GitHub lists, maybe' : 'also changes';
  return [
    '',
    '> [!CAUTION]',
    `> This pull request ${what} ${list}: the plan below was made with its own limits, masked fields, state and workflow. Review these files first.`,
  ];
}

async function findComments(pull, isWanted) {
  const comments = await everyPage(`/issues/${Number(pull.number)}/comments`);
  return comments.filter(({ user, body }) => user?.login === BOT && isWanted(body ?? ''));
}

async function everyPage(path) {
  const items = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const found = await github.get(path, { per_page: PER_PAGE, page });
    items.push(...found);
    if (found.length < PER_PAGE) break;
  }
  return items;
}

function urlOf(run) {
  return `${process.env.GITHUB_SERVER_URL}/${process.env.GITHUB_REPOSITORY}/actions/runs/${Number(run.id)}`;
}

/** The open pull request whose newest commit was planned: a late run must not speak for a newer one. */
async function findPull(run) {
  const owner = run.head_repository?.owner?.login;
  const found = await github.get('/pulls', { state: 'open', head: `${owner}:${run.head_branch}` });
  return found.find((pull) => pull.head.sha === run.head_sha) ?? null;
}

/** corform reads the plan strictly and renders it; an edited or broken one ends here. */
async function renderPlan(plan, run) {
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP, 'corform-comment-'));
  try {
    await writeFile(join(folder, 'plan.json'), plan);
    const args = [
      'show',
      'plan.json',
      '--report',
      'github-comment=comment.md',
      '--report',
      'counts=counts.json',
      '--detail',
      'counts',
    ];
    await promisify(execFile)('corform', args, { cwd: folder });
    const text = await readFile(join(folder, 'comment.md'), 'utf8');
    const marker = MARKER.exec(text.split('\n', 1)[0] ?? '');
    if (marker === null) throw new Error('corform rendered no comment that could be posted');
    const { changes } = JSON.parse(await readFile(join(folder, 'counts.json'), 'utf8'));
    const more = `<sub>[The run](${urlOf(run)}) keeps the whole plan as a page: \`plan.html\` in its artifact \`${ARTIFACT}\`.</sub>\n`;
    return { marker: marker[1], text: `${text}\n${more}`, changes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A plan that was compared with the target branch can't be saved; that of a fork is made by the fork's own
 * copy of the workflow. Only its three numbers are taken over.
 */
function countsComment(counts, run) {
  const { add, update, forget } = readCounts(counts);
  const text = [
    COUNTS_MARKER,
    '',
    `**Plan against the target branch: ${add} to add, ${update} to change, ${forget} to forget**`,
    '',
    `Compared with the target branch, not with what was applied, and counted by the run of the pull request itself: see [the run](${urlOf(run)}) and, above all, the files of this pull request.`,
    'It approves nothing. After the merge the apply waits for somebody to approve the digest of the real plan.',
  ].join('\n');
  return { marker: COUNTS_MARKER, text, changes: add + update + forget };
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
