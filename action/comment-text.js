/** What the comment on a pull request says. Text of strangers gets in through corform only, which escapes it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ARTIFACT, DEFAULT_ARTIFACT } from './artifact.js';

/** @typedef {import('./github.js').Run} Run */

/** What `--report github-comment` starts with. */
const MARKER = /^<!-- corform plan target=\S+ digest=cf1:[0-9a-f]{64} -->$/;
const ANY_MARKER = /^<!-- corform plan [^\n]*-->/;
const COUNTS_MARKER = '<!-- corform plan against the target branch -->';
const NO_PLAN_MARKER = '<!-- corform plan target=none digest=none -->';
/** The last line: which run wrote it, for which workflow and, of several tenants, for which one. */
const SIGNATURE = /\n<!-- corform run=(\d+) workflow=(\d+)(?: artifact=(\S+))? -->\s*$/;

/** The text with the run that wrote it. */
export function sign(/** @type {string} */ text, /** @type {Run} */ run) {
  const tenant = ARTIFACT === DEFAULT_ARTIFACT ? '' : ` artifact=${encodeURIComponent(ARTIFACT)}`;
  return `${text.trimEnd()}\n\n<!-- corform run=${run.id} workflow=${workflowOf(run)}${tenant} -->\n`;
}

/** Whether a comment shows a plan of the workflow of this run, and of its tenant. */
export function isPlanComment(/** @type {string} */ body, /** @type {Run} */ run) {
  const [, , workflow, artifact = DEFAULT_ARTIFACT] = SIGNATURE.exec(body) ?? [];
  const isOurs = artifact === encodeURIComponent(ARTIFACT);
  return (
    ANY_MARKER.test(body) && (workflow === undefined || (isOurs && workflow === workflowOf(run)))
  );
}

/** The id of the run that wrote a comment; 0 if it doesn't say. */
export function runOf(/** @type {string} */ body) {
  return Number(SIGNATURE.exec(body)?.[1] ?? 0);
}

function workflowOf(/** @type {Run} */ run) {
  return String(run.workflow_id ?? 0);
}

/** What takes the place of a plan of an older commit. */
export function withdrawal(/** @type {Run} */ run) {
  const text = [
    NO_PLAN_MARKER,
    '',
    `**There is no plan of the newest commit**, ${commitOf(run)}. [The run](${urlOf(run)}) says why.`,
  ];
  return sign(text.join('\n'), run);
}

/**
 * Renders a saved plan. corform reads it strictly: an edited or broken one is refused.
 *
 * @param {Buffer} plan
 * @param {Run} run
 */
export async function renderPlan(plan, run) {
  const folder = await mkdtemp(join(process.env['RUNNER_TEMP'] ?? '', 'corform-comment-'));
  const path = (/** @type {string} */ name) => join(folder, name);
  try {
    await writeFile(path('plan.json'), plan);
    const reports = ['github-comment=comment.md', 'counts=counts.json'];
    const args = [
      ...['show', 'plan.json', '--detail', 'counts', '--commit', commitOf(run)],
      ...reports.flatMap((report) => ['--report', report]),
    ];
    await promisify(execFile)('corform', args, { cwd: folder }).catch(() => {
      throw new Error('The saved plan in the artifact is damaged, or from another version.');
    });
    const text = await readFile(path('comment.md'), 'utf8');
    if (!MARKER.test(text.split('\n', 1)[0] ?? '')) {
      throw new Error('corform rendered no comment that could be posted.');
    }
    /** @type {{changes: number}} */
    const { changes } = JSON.parse(await readFile(path('counts.json'), 'utf8'));
    const more = `<sub>[The run](${urlOf(run)}) keeps the whole plan as a page: \`plan.html\` in its artifact \`${ARTIFACT}\`.</sub>`;
    return { text: `${text}\n${more}`, changes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A plan that was compared with the target branch can't be saved; that of a fork is made by the fork's own
 * copy of the workflow. Only its three numbers are taken over.
 *
 * @param {Readonly<Record<string, unknown>> | null} counts
 * @param {Run} run
 */
export function countsComment(counts, run) {
  const [add, update, forget] = ['add', 'update', 'forget'].map((name) => readCount(counts, name));
  const text = [
    COUNTS_MARKER,
    '',
    `### COR users: ${add} new, ${update} changed, ${forget} no longer managed`,
    '',
    `The run of this pull request counted these, compared with the target branch and not with what was applied. Read [the run](${urlOf(run)}) and, above all, the files of the pull request.`,
    'This plan approves nothing. After the merge, somebody has to approve the digest of the real plan.',
    '',
    `<sub>Commit <code>${commitOf(run)}</code></sub>`,
  ].join('\n');
  return { text, changes: Number(add) + Number(update) + Number(forget) };
}

/**
 * @param {Readonly<Record<string, unknown>> | null} counts
 * @param {string} name
 */
function readCount(counts, name) {
  const count = counts?.[name];
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw new Error('The artifact has no plan and no counts of one.');
}

/** The newest commit of the pull request. What was checked out is GitHub's temporary merge of it. */
function commitOf(/** @type {Run} */ run) {
  return run.head_sha.replaceAll(/[^0-9a-f]/g, '');
}

function urlOf(/** @type {Run} */ run) {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = process.env;
  return `${server}/${repository}/actions/runs/${run.id}`;
}
