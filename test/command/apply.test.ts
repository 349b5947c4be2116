import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { FaultScript } from '../../src/sandbox/fault-script.js';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import {
  credentialsFor,
  ended,
  openSandbox,
  Project,
  putsOf,
  usersYaml,
} from '../support/command.js';

const ANA = { id: 'OKTA-1', first_name: 'Ana', role_id: 4 };
const BO = { id: 'OKTA-2', first_name: 'Bo', role_id: 4 };
const CY = { id: 'OKTA-3', first_name: 'Cy', role_id: 4 };

function faults(...rules: readonly object[]): FaultScript {
  const { value, diagnostics } = parseFaults(JSON.stringify({ version: 1, faults: rules }));
  expect(diagnostics).toEqual([]);
  return value!;
}

/** A project with these users and a recorded state, whose COR is a sandbox. */
async function open(
  users: readonly Readonly<Record<string, unknown>>[],
  options: SandboxOptions = {},
): Promise<{ project: Project; sandbox: Sandbox }> {
  const sandbox = await openSandbox(options);
  const project = new Project({ 'users.yaml': usersYaml(users) }).use(credentialsFor(sandbox));
  await project.init();
  return { project, sandbox };
}

const APPLY = ['apply', '--auto-approve'];

describe('the approval of an apply', () => {
  it('without a terminal must be given on the command line', async () => {
    const { project, sandbox } = await open([ANA]);
    const { stderr } = await project.expect(64, ['apply'], { input: 'yes\n' });
    expect(stderr).toContain('CF605');
    expect(stderr).toContain('--expect DIGEST');
    expect(stderr).toContain('--auto-approve');
    await project.expect(64, ['apply', '--json'], { input: 'yes\n' });
    expect(sandbox.requests).toEqual([]);
  });

  it('by digest is good for exactly that plan', async () => {
    const { project, sandbox } = await open([ANA]);
    const { stdout } = await project.expect(0, ['plan']);
    const digest = /cf1:[0-9a-f]{64}/.exec(stdout)![0];
    project.write('users.yaml', usersYaml([ANA, BO]));
    const refused = await project.expect(4, ['apply', '--expect', digest]);
    expect(refused.stderr).toContain('CF347');
    expect(sandbox.requests).toEqual([]);
    project.write('users.yaml', usersYaml([ANA]));
    await project.expect(0, ['apply', '--expect', digest]);
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('by plan file is good for that plan and for a part of it', async () => {
    const { project, sandbox } = await open([ANA, BO]);
    await project.expect(0, ['plan', '--out', 'plan.json']);
    project.write('users.yaml', usersYaml([ANA, BO, CY]));
    const refused = await project.expect(4, ['apply', 'plan.json']);
    expect(refused.stderr).toContain('CF346');
    expect(refused.stderr).toContain('OKTA-3');
    expect(refused.stderr).not.toContain('OKTA-1');
    expect(sandbox.requests).toEqual([]);
    project.write('users.yaml', usersYaml([ANA, BO]));
    await project.expect(0, ['apply', '--auto-approve', '--only', 'OKTA-1']);
    await project.expect(0, ['apply', 'plan.json']);
    expect(putsOf(sandbox).map((put) => put.id)).toEqual(['OKTA-1', 'OKTA-2']);
    await project.expect(64, ['apply', 'plan.json', '--auto-approve']);
    await project.expect(64, ['apply', '--auto-approve', '--expect', 'cf1:00']);
  });
});

describe('before anything is sent', () => {
  it.each<[what: string, code: number, error: string, env: Record<string, string | undefined>]>([
    ['no credential', 7, 'CF500', { COR_ACCESS_TOKEN: undefined }],
    ['a token with a line end', 7, 'CF503', { COR_ACCESS_TOKEN: 'canary\ntoken' }],
    ['an unreadable file', 7, 'CF504', { COR_ACCESS_TOKEN: undefined, COR_ACCESS_TOKEN_FILE: '/' }],
    ['half a credential', 7, 'CF501', { COR_ACCESS_TOKEN: undefined, COR_API_KEY: 'canary' }],
    ['two credentials', 7, 'CF502', { COR_API_KEY: 'canary', COR_CLIENT_SECRET: 'canary' }],
    ['plain http to another host', 64, 'CF506', { COR_INTEGRATIONS_URL: 'http://cor.example.com' }],
    ['a local state in CI', 64, 'CF607', { CI: 'true' }],
  ])('%s ends with %i', async (_, code, error, env) => {
    const { project, sandbox } = await open([ANA]);
    const result = await project.expect(code, APPLY, { env });
    expect(result.stderr).toContain(`error[${error}]`);
    expect(`${result.stdout}${result.stderr}`).not.toContain('canary');
    expect(sandbox.requests).toEqual([]);
    expect(await project.expect(0, ['state', 'list'])).toMatchObject({ stdout: '' });
  });

  it('there must be a recorded state', async () => {
    const project = new Project({ 'users.yaml': usersYaml([ANA]) });
    const { stderr } = await project.expect(1, APPLY);
    expect(stderr).toContain('CF720');
    expect(stderr).toContain('corform init');
  });

  it('users.yaml must be valid, and every problem is reported with its line', async () => {
    const { project, sandbox } = await open([
      { ...ANA, role_id: 9 },
      { ...BO, rol_id: 3 },
    ]);
    const { stderr } = await project.expect(65, APPLY);
    expect(stderr).toContain('users.yaml:4:');
    expect(stderr).toContain('users.yaml:5:');
    expect(stderr).toContain('role_id');
    expect(sandbox.requests).toEqual([]);
  });

  it('a wrong client secret is found out before a run is opened', async () => {
    const { project, sandbox } = await open([ANA], {
      auth: { apiKey: 'key', clientSecret: 'right', accessTokens: [] },
    });
    const before = project.read('.corform/state.json');
    const result = await project.expect(7, APPLY, {
      env: { COR_ACCESS_TOKEN: undefined, COR_API_KEY: 'key', COR_CLIENT_SECRET: 'canary-wrong' },
    });
    expect(result.stderr).toContain('CF510');
    expect(`${result.stdout}${result.stderr}`).not.toContain('canary');
    expect(putsOf(sandbox)).toEqual([]);
    expect(project.read('.corform/state.json')).toBe(before);
  });
});

describe('credentials', () => {
  const CLIENT = {
    COR_ACCESS_TOKEN: undefined,
    COR_API_KEY: 'the-key',
    COR_CLIENT_SECRET: 'the-secret',
  };
  const auth = { apiKey: 'the-key', clientSecret: 'the-secret', accessTokens: [] };

  it('by key and secret get one token for all requests', async () => {
    const { project, sandbox } = await open([ANA, BO, CY], { auth });
    await project.expect(0, APPLY, { env: CLIENT });
    expect(putsOf(sandbox)).toHaveLength(3);
    expect(sandbox.tokensIssued()).toBe(1);
  });

  it('may stand in files, with a line end', async () => {
    const { project, sandbox } = await open([ANA], { auth });
    project.write('key.txt', 'the-key\n');
    project.write('secret.txt', 'the-secret\n');
    await project.expect(0, APPLY, {
      env: {
        COR_ACCESS_TOKEN: undefined,
        COR_API_KEY_FILE: 'key.txt',
        COR_CLIENT_SECRET_FILE: 'secret.txt',
      },
    });
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('are renewed once when a token expires in the middle of a run', async () => {
    const people = Array.from({ length: 30 }, (_, at) => ({ id: `OKTA-${100 + at}`, role_id: 4 }));
    const { project, sandbox } = await open(people, {
      auth,
      faults: faults({ when: { nth: 10 }, then: { kind: 'expire-token' } }),
    });
    await project.expect(0, APPLY, { env: CLIENT });
    expect(sandbox.tokensIssued()).toBe(2);
    expect(sandbox.users().filter((user) => user.updates === 1)).toHaveLength(30);
  });

  it('that stop working end the run with 7, and the next apply continues', async () => {
    const { project, sandbox } = await open([ANA, BO, CY], {
      faults: faults({ when: { nth: 2 }, then: { kind: 'expire-token' } }),
    });
    const refused = await project.expect(7, [...APPLY, '--concurrency', '1']);
    expect(refused.stderr).toContain('CF531');
    expect(refused.stderr).toContain('Apply incomplete');
    const list = await project.expect(0, ['state', 'list']);
    expect(list.stdout).toBe('"OKTA-1"   # Ana\n');
    await project.expect(0, APPLY, { env: CLIENT });
    expect(sandbox.users().map((user) => user.updates)).toEqual([1, 1, 1]);
  });
});

describe('what COR answers', () => {
  it('an error concerns one user, is reported with its line, and stops nobody else', async () => {
    const { project, sandbox } = await open([ANA, BO, CY], { users: ['OKTA-1', 'OKTA-3'] });
    const { stdout, stderr } = await project.expect(3, APPLY);
    expect(stderr).toContain('ZC001');
    expect(stderr).toContain('users.yaml:5:');
    expect(stderr).toContain('OKTA-2');
    expect(stderr).toContain(
      'Error: Apply incomplete: 2 added, 0 changed, 1 refused, 0 unknown, 0 not attempted.',
    );
    expect(stdout).not.toContain('Apply complete');
    expect(sandbox.users().map((user) => user.updates)).toEqual([1, 1]);
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
  });

  it.each<[code: string, status: number]>([
    ['UserNotFoundError', 404],
    ['ValidationError', 400],
    ['InvalidRoleError', 400],
  ])('%s is reported by its name', async (code, status) => {
    const { project } = await open([ANA], {
      faults: faults({
        count: null,
        then: { kind: 'answer', status, body: { status, name: code, code, message: 'No.' } },
      }),
    });
    const { stderr } = await project.expect(3, APPLY);
    expect(stderr).toContain('CF540');
    expect(stderr).toContain(code);
    expect(stderr).toContain('users.yaml:4:');
  });

  it('nothing conclusive is unknown: exit 5, and the next apply sends it again', async () => {
    const { project, sandbox } = await open([ANA, BO], {
      faults: faults({ when: { id: 'OKTA-1' }, count: 4, then: { kind: 'reset', applied: true } }),
    });
    const first = await project.expect(5, APPLY);
    expect(first.stderr).toContain('CF541');
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout).toContain('Also: 1 sent again.');
    const shown = await project.expect(0, ['state', 'show', 'OKTA-1']);
    expect(shown.stdout).toContain('outcome unknown');
    await project.expect(0, APPLY);
    await project.expect(0, ['plan', '--detailed-exitcode']);
    expect(sandbox.user('OKTA-1')!.fields).toEqual({ first_name: 'Ana', role_id: 4 });
  });

  it('a temporary fault is repeated without anybody noticing', async () => {
    const { project, sandbox } = await open([ANA], {
      faults: faults({ then: { kind: 'throttle', retryAfter: 0 } }),
    });
    const { stdout } = await project.expect(0, APPLY);
    expect(stdout).toContain('Apply complete! Resources: 1 added, 0 changed, 0 destroyed.');
    expect(putsOf(sandbox)).toHaveLength(2);
  });

  it('other values than were sent are recorded, with a warning', async () => {
    const { project } = await open([ANA], { faults: faults({ then: { kind: 'echo-differs' } }) });
    const { stderr } = await project.expect(0, APPLY);
    expect(stderr).toContain('CF543');
    await project.expect(0, ['plan', '--detailed-exitcode']);
  });

  it('the same refusal for the first five users stops the run', async () => {
    const people = Array.from({ length: 50 }, (_, at) => ({ id: `OKTA-${100 + at}`, role_id: 4 }));
    const { project, sandbox } = await open(people, { users: [] });
    const { stderr } = await project.expect(3, APPLY);
    expect(stderr).toContain('CF532');
    expect(stderr).toMatch(/(\d+) refused, 0 unknown, (\d+) not attempted/);
    expect(putsOf(sandbox).length).toBeLessThan(15);
    const counts = /(\d+) refused, 0 unknown, (\d+) not attempted/.exec(stderr)!;
    expect(Number(counts[1]) + Number(counts[2])).toBe(50);
  });

  it('--max-failures and --max-duration end it cleanly', async () => {
    const people = Array.from({ length: 8 }, (_, at) => ({ id: `OKTA-${100 + at}`, role_id: 4 }));
    const { project } = await open(people, { users: ['OKTA-100'] });
    const failed = await project.expect(3, [...APPLY, '--max-failures', '2', '--concurrency', '1']);
    expect(failed.stderr).toContain('CF533');
    expect(failed.stderr).toContain('1 added, 0 changed, 2 refused, 0 unknown, 5 not attempted');
    const late = await project.expect(3, [...APPLY, '--max-duration', '0s']);
    expect(late.stderr).toContain('CF534');
    const nonsense = await project.expect(64, [...APPLY, '--max-duration', 'soon']);
    expect(nonsense.stderr).toContain('CF606');
  });
});

describe('apply --json', () => {
  it('is a stream of events in the shape of Terraform', async () => {
    const { project } = await open([ANA, { ...BO, phone: '+1 555-canary' }], { users: ['OKTA-2'] });
    const { stdout, stderr } = await project.expect(3, [...APPLY, '--json']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map((event) => event['type'])).toEqual(
      expect.arrayContaining([
        'version',
        'planned_change',
        'change_summary',
        'apply_start',
        'apply_complete',
        'apply_errored',
        'diagnostic',
      ]),
    );
    expect(events[0]).toMatchObject({ type: 'version', '@level': 'info', '@module': 'corform.ui' });
    expect(events.at(-1)).toMatchObject({
      type: 'change_summary',
      changes: { operation: 'apply', add: 1, refused: 1, unknown: 0, not_attempted: 0 },
    });
    expect(`${stdout}${stderr}`).not.toContain('canary');
  });
});

describe('what an apply records', () => {
  it('is the id that COR gave, the run, and who ran it', async () => {
    const { project, sandbox } = await open([ANA]);
    await project.expect(0, APPLY);
    const shown = await project.expect(0, ['state', 'show', 'OKTA-1']);
    expect(shown.stdout).toContain(`cor id     ${sandbox.user('OKTA-1')!.corId}\n`);
    const history = await project.expect(0, ['state', 'history']);
    expect(history.stdout).toMatch(
      /complete: 1 \S.*\n {4}by \S+@\S+, took \d+ s, run [0-9a-f-]{36}\n/,
    );
  });

  it('a selection of the changes leaves the others for later', async () => {
    const { project, sandbox } = await open([ANA, BO, CY]);
    const first = await project.expect(0, [...APPLY, '--exclude', 'OKTA-2']);
    expect(first.stdout).toContain('1 change left out by the selection.');
    expect(
      putsOf(sandbox)
        .map((put) => put.id)
        .toSorted(),
    ).toEqual(['OKTA-1', 'OKTA-3']);
    await project.expect(0, APPLY);
    expect(putsOf(sandbox)).toHaveLength(3);
  });

  it('a protected user can leave only after an apply has cleared the flag', async () => {
    const { project, sandbox } = await open([{ ...ANA, protected: true }, BO]);
    await project.expect(0, APPLY);
    project.write('users.yaml', usersYaml([BO]));
    const refused = await project.expect(1, APPLY);
    expect(refused.stderr).toContain('CF302');
    expect(refused.stderr).toContain('OKTA-1');
    project.write('users.yaml', usersYaml([ANA, BO]));
    await project.expect(0, APPLY);
    project.write('users.yaml', usersYaml([BO]));
    await project.expect(0, APPLY);
    expect(putsOf(sandbox)).toHaveLength(2);
  });

  it('`previously` moves a record and sends nothing', async () => {
    const { project, sandbox } = await open([ANA]);
    await project.expect(0, APPLY);
    project.write('users.yaml', usersYaml([{ ...ANA, id: 'OKTA-9', previously: 'OKTA-1' }]));
    const { stdout } = await project.expect(0, APPLY);
    expect(stdout).toContain('OKTA-9');
    expect(putsOf(sandbox)).toHaveLength(1);
    expect((await project.expect(0, ['state', 'list'])).stdout).toBe('"OKTA-9"   # Ana\n');
  });
});

describe('a signal', () => {
  it('ends an apply with 130, recorded, and the next one continues', async () => {
    const people = Array.from({ length: 12 }, (_, at) => ({ id: `OKTA-${100 + at}`, role_id: 4 }));
    let arrived = (): void => undefined;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    const { project, sandbox } = await open(people, {
      onRequest: () => arrived(),
      latency: 20,
    });
    const child = project.start([...APPLY, '--concurrency', '1']);
    const end = ended(child);
    await first;
    child.kill('SIGINT');
    const result = await end;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('SIGINT: corform sends nothing new');
    expect(result.stderr).toContain('CF530');
    const sent = putsOf(sandbox).length;
    expect(sent).toBeLessThan(12);
    await project.expect(0, APPLY);
    expect(putsOf(sandbox)).toHaveLength(12);
  });
});
