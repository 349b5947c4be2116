/** Approval through the real command line: what was reviewed is what is applied, or nothing is. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/text/canonical-json.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import { Project, credentialsFor, openSandbox, putsOf, usersYaml } from '../support/command.js';

type User = Readonly<Record<string, unknown>>;
const ANA: User = { id: 'ana', role_id: 4, phone: '+1 555-0101' };
const BEN: User = { id: 'ben', role_id: 4, department: 'Film' };
const LEAD: User = { ...ANA, role_id: 3, phone: '+1 555-0199' };
const REVIEWED = [LEAD, { ...BEN, department: 'Sound' }];

/** A project in which Ana and Ben are applied, and a reviewed plan (plan.json) changes both. */
async function reviewed(): Promise<{ project: Project; sandbox: Sandbox; digest: string }> {
  const sandbox = await openSandbox();
  const project = new Project({ 'users.yaml': usersYaml([ANA, BEN]) });
  project.use(credentialsFor(sandbox));
  await project.init();
  await project.expect(0, ['apply', '--auto-approve']);
  project.write('users.yaml', usersYaml(REVIEWED));
  await project.expect(0, ['plan', '--out', 'plan.json']);
  const plan = JSON.parse(project.read('plan.json')) as { readonly digest: string };
  return { project, sandbox, digest: plan.digest };
}

const sent = (sandbox: Sandbox): readonly string[] =>
  putsOf(sandbox, 2).map(
    ({ id, body }) =>
      `${id} ${Object.keys(body as object)
        .toSorted()
        .join(' ')}`,
  );
const BOTH = ['ana metadata phone role_id', 'ben department metadata'];

describe('apply PLAN_FILE', { timeout: 120_000 }, () => {
  it('sends the reviewed changes, and nothing at all the second time', async () => {
    const { project, sandbox } = await reviewed();
    await project.expect(0, ['apply', 'plan.json']);
    expect(sent(sandbox).toSorted()).toEqual(BOTH);
    await project.expect(0, ['apply', 'plan.json']);
    expect(sent(sandbox)).toHaveLength(2);
  });

  it('sends what is left where a part was applied meanwhile', async () => {
    const { project, sandbox } = await reviewed();
    await project.expect(0, ['apply', '--auto-approve', '--only', 'ana']);
    await project.expect(0, ['apply', 'plan.json']);
    expect(sent(sandbox)).toHaveLength(2);
    expect(sent(sandbox)[1]).toBe(BOTH[1]);
  });

  it('is refused for anything else, with just the difference', async () => {
    const { project, sandbox } = await reviewed();
    const cases: readonly (readonly [readonly User[], string, string])[] = [
      [[...REVIEWED, { id: 'cleo', role_id: 1 }], '"cleo"', 'role_id'],
      [[{ ...LEAD, position: 'CEO' }, REVIEWED[1]!], '"ana"', 'position'],
      [[{ ...LEAD, role_id: 1 }, REVIEWED[1]!], '"ana"', 'role_id'],
      [[{ ...LEAD, phone: '+1 555-6666' }, REVIEWED[1]!], '"ana"', 'phone'],
      [[LEAD], '"ben"', 'forget'],
      [[LEAD, { id: 'ben', department: 'Sound' }], '"ben"', 'no longer managed'],
    ];
    for (const [users, who, what] of cases) {
      project.write('users.yaml', usersYaml(users));
      const { stderr } = await project.expect(4, ['apply', 'plan.json']);
      expect(stderr).toContain('for 1 user');
      expect(stderr).toContain(`User ${who} is not`);
      expect(stderr).toContain(what);
      expect(stderr).not.toContain('555-');
    }
    expect(sent(sandbox)).toEqual([]);
  });

  it('takes several files, each of which approves its part', async () => {
    const { project, sandbox } = await reviewed();
    project.write('users.yaml', usersYaml([LEAD, BEN]));
    await project.expect(0, ['plan', '--out', 'one.json']);
    project.write('users.yaml', usersYaml([ANA, REVIEWED[1]!]));
    await project.expect(0, ['plan', '--out', 'two.json']);
    project.write('users.yaml', usersYaml(REVIEWED));
    await project.expect(4, ['apply', 'one.json']);
    await project.expect(4, ['apply', 'two.json']);
    expect(sent(sandbox)).toEqual([]);
    await project.expect(0, ['apply', 'one.json', 'two.json']);
    expect(sent(sandbox)).toHaveLength(2);
  });

  it('refuses a file of another state, one that is missing, and one together with other approvals', async () => {
    const { project, sandbox, digest } = await reviewed();
    const other = await reviewed();
    project.write('other.json', other.project.read('plan.json'));
    await project.expect(4, ['apply', 'other.json']);
    await project.expect(4, ['apply', 'plan.json', 'other.json']);
    await project.expect(1, ['apply', 'missing.json']);
    await project.expect(64, ['apply', 'plan.json', '--auto-approve']);
    await project.expect(64, ['apply', 'plan.json', '--expect', digest]);
    expect(sent(sandbox)).toEqual([]);
  });

  it('sends nothing else, however the file is tampered with', async () => {
    const { project, sandbox } = await reviewed();
    const good = project.read('plan.json');
    project.write('users.yaml', usersYaml([...REVIEWED, { id: 'cleo', role_id: 1 }]));
    type Document = Record<string, unknown> & { changes: Record<string, unknown>[] };
    const edits: readonly ((plan: Document) => void)[] = [
      (plan) => plan.changes.push({ ...plan.changes[0]!, id: 'cleo' }),
      (plan) => (plan.changes = []),
      (plan) => (plan['sensitive'] = []),
      (plan) => (plan['mac'] = `hmac-sha256:${'0'.repeat(64)}`),
      (plan) => (plan['digest'] = `cf1:${'0'.repeat(64)}`),
      (plan) => delete plan['mac'],
    ];
    for (const edit of edits) {
      for (const repaired of [false, true]) {
        const plan = JSON.parse(good) as Document;
        edit(plan);
        if (repaired) {
          delete plan['checksum'];
          const hash = createHash('sha256').update(canonicalJson(plan)).digest('hex');
          plan['checksum'] = `sha256:${hash}`;
        }
        project.write('plan.json', JSON.stringify(plan));
        const { code } = await project.run(['apply', 'plan.json']);
        expect([1, 4]).toContain(code);
      }
    }
    expect(sent(sandbox)).toEqual([]);
  });
});

describe('apply --expect', { timeout: 120_000 }, () => {
  it('takes exactly the digest that was read, and shows the one that there is', async () => {
    const { project, sandbox, digest } = await reviewed();
    const { stderr } = await project.expect(4, ['apply', '--expect', `cf1:${'0'.repeat(64)}`]);
    expect(stderr).toContain(digest);
    for (const part of ['', digest.slice(0, 20), `${digest} ${digest}`]) {
      const refused = await project.expect(64, ['apply', '--expect', part]);
      expect(refused.stderr).toContain('CF333');
    }
    await project.expect(4, ['apply', '--expect', digest, '--only', 'ana']);
    expect(sent(sandbox)).toEqual([]);
    await project.expect(0, ['apply', '--expect', digest]);
    expect(sent(sandbox)).toHaveLength(2);
  });

  it('does not depend on order, comments, or the way the file is written', async () => {
    const { project, digest } = await reviewed();
    project.write(
      'users.yaml',
      usersYaml(REVIEWED.toReversed(), '# c\nversion: 1\nsource: OKTA\n'),
    );
    const { stdout } = await project.expect(0, ['plan']);
    expect(stdout).toContain(digest);
  });
});

describe('show PLAN_FILE', { timeout: 120_000 }, () => {
  it('renders what was planned, without the values that are sensitive', async () => {
    const { project, digest } = await reviewed();
    const { stdout } = await project.expect(0, ['show', 'plan.json']);
    expect(stdout).toContain('Plan: 0 to add, 2 to change, 0 to destroy');
    expect(stdout).toContain(digest);
    expect(stdout + project.read('plan.json')).not.toContain('555-');
    await project.expect(0, ['show', 'plan.json', '--report', 'github-comment=comment.md']);
    expect(project.read('comment.md')).toContain('COR users: 2 changed');
    project.write('plan.json', project.read('plan.json').slice(0, -30));
    await project.expect(1, ['show', 'plan.json']);
  });

  it('says what the plan said: the limits that an apply would run into', async () => {
    const { project } = await reviewed();
    project.write('corform.yaml', 'version: 1\nlimits: {role_raise: 0}\n');
    await project.expect(0, ['plan', '--out', 'plan.json', '--report', 'github-comment=planned']);
    project.write('corform.yaml', 'version: 1\n');
    await project.expect(0, ['show', 'plan.json', '--report', 'github-comment=shown']);
    expect(project.read('shown')).toContain('--allow role&#95;raise=1');
    expect(project.read('shown')).toBe(project.read('planned'));
  });
});
