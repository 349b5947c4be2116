import { expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, usersYaml } from '../support/command.js';

const FORMATS = {
  text: /^corform will update COR · /,
  json: /^\{"format_version":"1\.2"/,
  markdown: /^### COR users: 2 added\n/,
  'github-comment': /^<!-- corform plan target=/,
  'job-summary': /^### COR users: 2 added\n/,
  html: /^<!doctype html>\n/,
  'gitlab-terraform': /^\{"create":2,"update":0,"delete":0\}\n$/,
  counts: /^\{"version":1,"changes":2,"add":2,/,
};
const FILES = Object.keys(FORMATS).map((format) => `--report=${format}=out/${format}`);
const USERS = [
  { id: 'a', role_id: 4, phone: '+1 555-0100' },
  { id: 'b', role_id: 4 },
];

function expectReports(project: Project, folder: string): void {
  for (const [format, beginning] of Object.entries(FORMATS)) {
    const text = project.read(`${folder}/${format}`);
    expect(text).toMatch(beginning);
    expect(text).not.toContain('555-0100');
  }
}

it('plan, show and apply write every report that is asked for, in one run', async () => {
  const sandbox = await openSandbox({ users: USERS.map(({ id }) => id) });
  const project = new Project({ 'users.yaml': usersYaml(USERS), 'out/.keep': '' });
  await project.init();
  await project.expect(0, ['plan', '--out', 'plan.json', ...FILES]);
  expectReports(project, 'out');
  const planned = project.read('out/github-comment');

  await project.expect(0, ['show', 'plan.json', ...FILES]);
  expectReports(project, 'out');
  expect(project.read('out/github-comment')).toBe(planned);

  project.use(credentialsFor(sandbox)).write('out/github-comment', 'of an older plan');
  await project.expect(0, ['apply', '--auto-approve', ...FILES]);
  expectReports(project, 'out');
});

it.each(['html', 'pdf=plan.pdf', 'html=', '=plan.html', '__proto__=x'])(
  'refuses "--report %s" and names the formats',
  async (report) => {
    const project = new Project({ 'users.yaml': usersYaml(USERS) });
    const { stderr } = await project.expect(64, ['plan', '--report', report]);
    expect(stderr).toContain('CF603');
    expect(stderr).toContain(Object.keys(FORMATS).join(', '));
  },
);

it('a report that finds no room is an error, not a fault of users.yaml', async () => {
  const project = new Project({ 'users.yaml': usersYaml(USERS) });
  const { stderr } = await project.expect(1, ['plan', '--report', 'html=/dev/full']);
  expect(stderr).toContain('ENOSPC');
});
