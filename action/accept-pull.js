/**
 * Opens the pull request for the branch that accept.sh has pushed, or leaves the open one, which shows the new commit.
 * Takes the label off the issue, so it can be given again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openGithub, readEvent } from './github.js';
import { runStep, say } from './step.js';

const TITLE = 'Accept what was changed in COR';
const MAX_BODY_CHARS = 65_536;

const github = openGithub();

await runStep(async () => {
  const { issue, label } = await readEvent();
  if (issue !== undefined && label !== undefined) {
    // Somebody may have taken it off already.
    await github.removeLabel(issue.number, label.name).catch(() => undefined);
  }
  if (process.env['INPUT_ACCEPTED'] !== 'true') {
    say('users.yaml has all that can be accepted already.');
    return;
  }
  const branch = process.env['INPUT_BRANCH'] ?? '';
  const [owner = ''] = (process.env['GITHUB_REPOSITORY'] ?? '').split('/');
  const [open] = await github.pullsOfBranch(`${owner}:${branch}`, 'open');
  if (open !== undefined) {
    say(`Brought up to date: #${open.number}.`);
    return;
  }
  const report = await readFile(join(process.env['RUNNER_TEMP'] ?? '', 'corform-drift.md'), 'utf8');
  const body = [
    'COR has these values now. Merging writes them into users.yaml; nobody in COR changes by it.',
    ...(issue === undefined ? [] : [`Of #${issue.number}.`]),
    '',
    report,
  ].join('\n');
  if (body.length > MAX_BODY_CHARS) throw new Error('The report is too long for a pull request.');
  const base = process.env['GITHUB_REF_NAME'] ?? '';
  const number = await github.openPull({ title: TITLE, head: branch, base, body });
  say(`Opened #${number}.`);
});
