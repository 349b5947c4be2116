/** What keeps a slip of the command line from doing harm. */
import { describe, expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';

const TWO = [
  { id: 'ana', role_id: 4, department: 'Film' },
  { id: 'ben', role_id: 4, department: 'Sound' },
];

/** A folder without a state: enough for a plan. */
function fresh(): Project {
  return new Project({ 'users.yaml': usersYaml(TWO) });
}

async function ready(): Promise<Project> {
  const project = fresh();
  await project.init();
  return project;
}

describe('an output', () => {
  it.each([
    ['plan', '--out', 'users.yaml'],
    ['plan', '--out', './schemas/../users.yaml'],
    ['plan', '--report', 'json=corform.yaml'],
    ['plan', '--report', 'json=.corform/state.json'],
    ['plan', '--report', 'text=.corform/state.json.backups/1.json'],
    ['plan', '--out', 'a.json', '--report', 'json=a.json'],
    ['apply', '--auto-approve', '--report', 'html=users.yaml'],
  ])('never replaces an input: %s %s %s', async (...args) => {
    const project = await ready();
    const before = [project.read('users.yaml'), project.read('.corform/state.json')];
    const { stderr } = await project.expect(64, args);
    expect(stderr).toContain('CF610');
    expect([project.read('users.yaml'), project.read('.corform/state.json')]).toEqual(before);
  });
});

describe('the environment twin of a repeatable flag', () => {
  it.each([
    [{ CORFORM_ONLY: 'ana' }, 1],
    [{ CORFORM_ONLY: 'ana\nben' }, 2],
    [{ CORFORM_EXCLUDE: 'a*' }, 1],
    [{ CORFORM_WHERE: 'department=Sound' }, 1],
    [{ CORFORM_ALLOW: 'update=5' }, 2],
    [{ CORFORM_REPORT: 'counts=counts.json' }, 2],
  ])('%j plans for %i users', async (env, users) => {
    const project = fresh();
    const { stdout } = await project.expect(0, ['plan'], { env });
    expect(stdout).toContain(`Plan: ${users} to add`);
  });

  it('names the files of an apply', async () => {
    const sandbox = await openSandbox();
    const project = (await ready()).use(credentialsFor(sandbox));
    project.write('more.yaml', usersYaml([{ id: 'cleo', role_id: 4 }]));
    await project.expect(0, ['apply', '--auto-approve'], {
      env: { CORFORM_FILE: 'users.yaml\nmore.yaml' },
    });
    expect(putsOf(sandbox)).toHaveLength(3);
  });
});

it('apply --json reports why it refused, as an event', async () => {
  const project = await ready();
  const refused = await project.expect(8, ['apply', '--auto-approve', '--json'], {
    env: { CORFORM_LIMITS_ADD: '0' },
  });
  const last = JSON.parse(refused.stdout.trim().split('\n').at(-1) ?? '') as {
    readonly type: string;
    readonly diagnostic: { readonly code: string };
  };
  expect([last.type, last.diagnostic.code]).toEqual(['diagnostic', 'CF320']);
});

it.each(['', ' ana', 'a\nb', '..', 'x'.repeat(300)])(
  'state mv refuses the id %j, which could never be sent',
  async (id) => {
    const project = await ready();
    const { stderr } = await project.expect(1, ['state', 'mv', 'ana', id]);
    expect(stderr).toContain('CF152');
  },
);

it.each(['daily_hours= ', 'role_id=0x2', 'role_id=', 'salary=1'])(
  '--where %s is refused, not guessed at',
  async (where) => {
    const project = fresh();
    const { stderr } = await project.expect(64, ['plan', '--where', where]);
    expect(stderr).toContain('CF330');
  },
);

describe('the limit on powerful roles', () => {
  const leads = Array.from({ length: 6 }, (_, at) => ({
    id: `OKTA-${at}`,
    first_name: 'Ana',
    last_name: 'abcdef'[at],
    role_id: 2,
  }));

  it('binds on the first apply, once in one style, and names whom it is about', async () => {
    const sandbox = await openSandbox();
    const project = new Project({ 'users.yaml': usersYaml(leads) }).use(credentialsFor(sandbox));
    await project.init();
    const refused = await project.expect(8, ['apply', '--auto-approve']);
    expect(refused.stdout).not.toContain('CF320');
    expect(refused.stderr.match(/CF320/g)).toHaveLength(1);
    expect(refused.stderr).toContain('  = Ana f (OKTA-5): Director\n');
    expect(refused.stderr).toContain('--allow role_grant=6');
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout.match(/^error\[CF320\]: .*$/gm)).toEqual(
      refused.stderr.match(/^error\[CF320\]: .*$/gm),
    );
    expect(sandbox.requests).toEqual([]);
    const { stdout } = await project.expect(0, [
      'apply',
      '--auto-approve',
      '--allow',
      'role_grant=6',
    ]);
    expect(stdout).toMatch(
      /\nApply complete! Resources: 6 added, 0 changed, 0 destroyed\.\nTarget: COR · 127\.0\.0\.1:\d+ \(sandbox\) · company 1234 · ids from OKTA\n$/,
    );
  });
});

describe('a line break in what the command line says', () => {
  const HOSTILE = 'x\n::error::y ##vso[task.setvariable variable=X]z';

  it.each([
    [['plan', '--out', HOSTILE]],
    [['plan', '--only', HOSTILE]],
    [['plan', '--where', HOSTILE]],
    [['plan', '--detail', HOSTILE]],
    [['plan', '--report', `html=${HOSTILE}`]],
    [['plan', HOSTILE]],
    [['plan', `--${HOSTILE}`]],
    [['plan', '--limit', HOSTILE]],
    [['apply', '--expect', HOSTILE]],
    [['apply', '--lock-timeout', HOSTILE, '--auto-approve']],
    [['state', 'mv', HOSTILE, 'b']],
    [['schema', HOSTILE]],
    [[HOSTILE]],
  ])('starts no line of the output: %j', async (args) => {
    const project = fresh();
    const { stdout, stderr } = await project.run(args);
    expect(`${stdout}${stderr}`).not.toMatch(/^::error::|##vso/m);
  });
});
