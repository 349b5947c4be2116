import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  credentialsFor,
  ended,
  openSandbox,
  Project,
  putsOf,
  usersYaml,
} from '../support/command.js';
import { parseFaults } from '../../src/sandbox/fault-script.js';

const ANA = { id: 'OKTA-1', first_name: 'Ana', phone: '+1 555-canary', role_id: 4 };
const BO = { id: 'OKTA-2', first_name: 'Bo', role_id: 5, protected: true };

async function applied(): Promise<{ project: Project; sent: () => number }> {
  const sandbox = await openSandbox();
  const project = new Project({ 'users.yaml': usersYaml([ANA, BO]) }).use(credentialsFor(sandbox));
  await project.init();
  await project.expect(0, ['apply', '--auto-approve']);
  return { project, sent: () => putsOf(sandbox).length };
}

describe('the recorded state', () => {
  it('is listed and shown, sensitive values masked', async () => {
    const { project } = await applied();
    const list = await project.expect(0, ['state', 'list']);
    expect(list.stdout).toBe('"OKTA-1"   # Ana\n"OKTA-2"   # Bo\n');
    const json = await project.expect(0, ['state', 'list', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(['OKTA-1', 'OKTA-2']);
    const head = await project.expect(0, ['state', 'show']);
    expect(head.stdout).toMatch(/^lineage +[0-9a-f-]{36}$/m);
    expect(head.stdout).toMatch(/^serial +3$/m);
    expect(head.stdout).toMatch(/^users +2$/m);
    const ana = await project.expect(0, ['state', 'show', 'OKTA-1']);
    expect(ana.stdout).toContain('phone      = (sensitive value)');
    expect(ana.stdout).toMatch(/role_id    = 4   # Collaborator; confirmed, /);
    expect(ana.stdout).not.toContain('canary');
    const bo = await project.expect(0, ['state', 'show', 'OKTA-2']);
    expect(bo.stdout).toContain('protected  true');
    const nobody = await project.expect(1, ['state', 'show', 'OKTA-3']);
    expect(nobody.stderr).toContain('CF608');
  });

  it('rm forgets users, who are then sent again as adds', async () => {
    const { project, sent } = await applied();
    const unknown = await project.expect(1, ['state', 'rm', 'OKTA-1', 'OKTA-8']);
    expect(unknown.stderr).toContain('"OKTA-8"');
    expect((await project.expect(0, ['state', 'list'])).stdout).toContain('OKTA-1');
    const { stdout } = await project.expect(0, ['state', 'rm', 'OKTA-1']);
    expect(stdout).toBe('Removed 1 user. The state has serial 4.\n');
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    expect(sent()).toBe(2);
  });

  it('mv records a user under another id, and refuses one that is taken', async () => {
    const { project, sent } = await applied();
    await project.expect(0, ['state', 'mv', 'OKTA-1', 'OKTA-7']);
    expect((await project.expect(0, ['state', 'list'])).stdout).toBe(
      '"OKTA-2"   # Bo\n"OKTA-7"   # Ana\n',
    );
    const taken = await project.expect(1, ['state', 'mv', 'OKTA-7', 'OKTA-2']);
    expect(taken.stderr).toContain('CF615');
    project.write('users.yaml', usersYaml([{ ...ANA, id: 'OKTA-7' }, BO]));
    await project.expect(0, ['plan', '--detailed-exitcode']);
    expect(sent()).toBe(2);
  });

  it('history shows the runs, the newest first', async () => {
    const { project } = await applied();
    project.write('users.yaml', usersYaml([{ ...ANA, role_id: 5 }, BO]));
    await project.expect(0, ['apply', '--auto-approve']);
    const { stdout } = await project.expect(0, ['state', 'history']);
    expect(stdout).toMatch(/complete: 1 changed\n[^]*complete: 2 added\n/);
  });

  it.each([['list'], ['show'], ['history'], ['rm', 'OKTA-1'], ['mv', 'OKTA-1', 'OKTA-2']])(
    '%s without a state names init',
    async (...args) => {
      const project = new Project();
      const { stderr } = await project.expect(1, ['state', ...args]);
      expect(stderr).toContain('CF720');
      expect(stderr).toContain('corform init');
    },
  );

  it('that was changed by hand is refused, and left as it is', async () => {
    const { project } = await applied();
    const damaged = project.read('.corform/state.json').replace('"Ana"', '"Eve"');
    writeFileSync(project.path('.corform/state.json'), damaged);
    const { stderr } = await project.expect(1, ['plan']);
    expect(stderr).toContain('CF407');
    expect(stderr).toContain('serial 3');
    await project.expect(1, ['apply', '--auto-approve']);
    await project.expect(1, ['init']);
    expect(project.read('.corform/state.json')).toBe(damaged);
  });
});

describe('the lock', () => {
  it('keeps a second apply out, shows its owner, and is removed with its ID only', async () => {
    const { value: hang } = parseFaults('{"version":1,"faults":[{"then":{"kind":"hang"}}]}');
    let arrived = (): void => undefined;
    const sandbox = await openSandbox({ faults: hang!, latency: 1 });
    const sending = new Promise<void>((resolve) => (arrived = resolve));
    const watch = setInterval(() => {
      if (sandbox.requests.length > 0) arrived();
    }, 20);
    const project = new Project({ 'users.yaml': usersYaml([ANA, BO]) }).use(
      credentialsFor(sandbox),
    );
    await project.init();
    const first = project.start(['apply', '--auto-approve']);
    const end = ended(first);
    await sending;
    clearInterval(watch);

    const second = await project.expect(4, ['apply', '--auto-approve']);
    expect(second.stderr).toContain('CF701');
    expect(second.stderr).toContain(hostname());
    const [, id] = /^.*ID: +([0-9a-f-]{36})$/m.exec(second.stderr)!;
    const removal = await project.expect(4, ['state', 'rm', 'OKTA-1']);
    expect(removal.stderr).toContain(id);
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /An apply is running, since .*: 1 of 2 updates ended, 1 under way\. This is a snapshot/,
    );
    expect(plan.stdout).not.toContain('did not finish');
    const during = await project.expect(0, ['state', 'history']);
    expect(during.stdout).toMatch(/^running since .* UTC \(just now\), by /);

    const asked = await project.expect(64, ['state', 'unlock']);
    expect(asked.stderr).toContain(`corform state unlock ${id}`);
    const wrong = await project.expect(4, ['state', 'unlock', id!.replaceAll(/[0-9]/g, '0')]);
    expect(wrong.stderr).toContain('CF613');
    await project.expect(0, ['state', 'unlock', id!]);
    first.kill('SIGKILL');
    await end;
    const free = await project.expect(0, ['state', 'unlock']);
    expect(free.stdout).toBe('The state is not locked.\n');
    const after = await project.expect(0, ['state', 'history']);
    expect(after.stdout).toMatch(/^did not finish, started .*; the next apply recovers it\n/);
    await project.expect(0, ['apply', '--auto-approve']);
    await project.expect(0, ['plan', '--detailed-exitcode']);
  });

  it('is waited for as long as --lock-timeout says', async () => {
    const { project } = await applied();
    const nonsense = await project.expect(64, ['state', 'rm', 'OKTA-1', '--lock-timeout', 'long']);
    expect(nonsense.stderr).toContain('CF606');
  });
});
