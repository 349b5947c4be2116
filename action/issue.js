/**
 * Keeps one issue that says how COR differs from what was applied: writes it, brings it up to date, closes it if
 * nothing differs any more, and opens it again. The text comes from corform, which escapes every text in it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openGithub } from './github.js';
import { runStep, say } from './step.js';

const folder = process.env['INPUT_FOLDER'] ?? '.';
/** One issue a folder: tenants have one each. */
const MARKER = `<!-- corform drift ${encodeURIComponent(folder)} -->`;
const TITLE = `COR differs from what was applied${folder === '.' ? '' : ` (${folder})`}`;
const MAX_ISSUE_CHARS = 65_536;

/** What a reader can do with a click. */
const LABEL = process.env['INPUT_LABEL'] ?? '';
const HOW =
  LABEL === ''
    ? ''
    : `\nTo keep COR's values, give this issue the label \`${LABEL}\`: a pull request with them is opened.\n`;

const github = openGithub();

await runStep(async () => {
  const found = await findIssue();
  if (process.env['INPUT_DRIFT'] !== 'true') {
    if (found?.state !== 'open') return;
    await github.editIssue(found.number, { state: 'closed', state_reason: 'completed' });
    say(`Closed #${found.number}: nothing differs any more.`);
    return;
  }
  const report = join(process.env['RUNNER_TEMP'] ?? '', 'corform-drift.md');
  const body = `${MARKER}\n${await readFile(report, 'utf8')}\n${HOW}`;
  if (body.length > MAX_ISSUE_CHARS) throw new Error('The report is too long for an issue.');
  if (found === null) {
    const number = await github.writeIssue({ title: TITLE, body });
    say(`Wrote #${number}.`);
    return;
  }
  await github.editIssue(found.number, { body, state: 'open' });
  say(`Brought up to date: #${found.number}.`);
});

/** The newest issue of ours, open or closed, or null. */
async function findIssue() {
  const issues = await github.issuesOf(await github.whoAmI());
  const ours = issues.filter(
    ({ body, pull_request: pull }) => pull === undefined && (body ?? '').startsWith(MARKER),
  );
  return ours.toSorted((a, b) => b.number - a.number)[0] ?? null;
}
