import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import { AppliedPeople, STATE } from '../support/applied-people.js';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');
const PEOPLE = [
  { id: 'A', first_name: 'Ada', last_name: 'Lovelace', role_id: 4, department: 'Design' },
  { id: 'B', first_name: 'Bo', role_id: 3, daily_hours: 8 },
  { id: 'C', first_name: 'Cy', role_id: 4, daily_hours: 7.5 },
];

function faults(...rules: readonly object[]): NonNullable<SandboxOptions['faults']> {
  return parseFaults(JSON.stringify({ version: 1, faults: rules })).value!;
}

const APPLIED = new AppliedPeople(PEOPLE);

/** A tenant whose people corform has applied. */
async function applied(options: SandboxOptions = {}) {
  const cor = await openSandbox({ users: PEOPLE.map(({ id }) => id), ...options });
  const project = await APPLIED.open(cor);
  /** What drift asked of COR, and what it wrote there. */
  const since = () => ({
    puts: putsOf(cor),
    methods: new Set(cor.requests.map(({ method }) => method)),
  });
  return { cor, project, since };
}

describe('drift', () => {
  it('names exactly the two values that were changed, ends with 2, sends nothing and leaves the state as it is', async () => {
    const { cor, project, since } = await applied();
    cor.change('A', { fields: { role_id: 2 } });
    cor.change('B', { fields: { daily_hours: 6 } });
    cor.change('C', { hidden: true });
    cor.add({ id: 'STRANGER', fields: { first_name: 'Str', last_name: 'Anger' } });
    const before = project.read(STATE);
    const args = ['drift', '--detailed-exitcode', '--report', 'json=drift.json'];
    const { stdout } = await project.expect(2, args);
    expect(stdout.match(/^ {6}~ .*/gm)).toEqual([
      '      ~ role_id = 4 -> 2   # Collaborator -> Director',
      '      ~ daily_hours = 8 -> 6',
    ]);
    expect(stdout).toContain('Drift: 2 changed in COR.');
    expect(stdout).toContain('2 of 3 visible users of COR managed (66%). 1 managed user hidden');
    expect(stdout).not.toContain('Anger');
    expect(project.read(STATE)).toBe(before);
    expect(since()).toEqual({ puts: [], methods: new Set(['GET']) });
    expect((await project.expect(0, ['drift', '--names'])).stdout).toContain('Str Anger');
    const json = JSON.parse((await project.expect(0, ['drift', '--json'])).stdout) as object;
    expect(json).toMatchObject({ resource_drift: [{ index: 'A' }, { index: 'B' }], missing: [] });
    expect(JSON.parse(project.read('drift.json'))).toEqual(json);
  });

  it('ends after --accept, which writes users.yaml and nothing else', async () => {
    const { cor, project, since } = await applied();
    cor.change('A', { fields: { role_id: 2, last_name: '=HYPER(1)' } });
    cor.change('B', { fields: { daily_hours: 6 } });
    project.write(
      'users.yaml',
      project.read('users.yaml').replace('"daily_hours":8', '"daily_hours":7'),
    );
    const before = project.read(STATE);
    const first = await project.expect(0, ['drift', '--accept']);
    expect(first.stdout).toContain('2 values of 1 person accepted. Written: users.yaml.');
    expect(first.stderr).toContain(
      '1 value left alone, because COR and users.yaml both changed it',
    );
    expect(project.read('users.yaml')).toContain('"last_name":"=HYPER(1)","role_id":2');
    expect(project.read('users.yaml')).toContain('"daily_hours":7');
    const rest = await project.expect(2, ['drift', '--fail-on', 'conflict']);
    expect(rest.stdout).toContain('Drift: 1 in conflict.');
    project.write(
      'users.yaml',
      project
        .read('users.yaml')
        .replace('"daily_hours":7,', '"daily_hours":6,')
        .replace('"daily_hours":7}', '"daily_hours":6}'),
    );
    const { stdout } = await project.expect(0, ['drift', '--detailed-exitcode']);
    expect(stdout).toContain('No drift.');
    expect(project.read(STATE)).toBe(before);
    expect(since().puts).toEqual([]);
    // Through the pull request it becomes what is recorded.
    await project.expect(0, ['apply', '--auto-approve']);
    expect((await project.expect(0, ['drift'])).stdout).toContain('9 values the same.');
  });

  it('ends after apply --resend, which sends what users.yaml wants of just these fields', async () => {
    const { cor, project, since } = await applied();
    cor.change('A', { fields: { role_id: 2 } });
    cor.change('B', { fields: { daily_hours: 6 } });
    await project.expect(2, ['drift', '--detailed-exitcode', '--report', 'json=drift.json']);
    await project.expect(0, ['apply', '--auto-approve', '--resend', 'drifted:drift.json']);
    const source = { metadata: { source: 'OKTA' } };
    expect(since().puts.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
      { id: 'A', body: { ...source, role_id: 4 } },
      { id: 'B', body: { ...source, daily_hours: 8 } },
    ]);
    const { stdout } = await project.expect(0, ['drift', '--detailed-exitcode']);
    expect(stdout).toContain('9 values the same.');
  });

  it("takes numbers as text, a wrong last page and COR's own form of a value for no drift", async () => {
    const wrong = { count: null, then: { kind: 'wrong-last-page', lastPage: 1 } };
    const many = Array.from({ length: 60 }, (_, at) => ({
      id: `U${String(at).padStart(2, '0')}`,
      first_name: 'Zoë',
      daily_hours: 7.5,
    }));
    const cor = await openSandbox({ users: many.map(({ id }) => id), faults: faults(wrong) });
    const project = await new AppliedPeople(many).open(cor);
    cor.change('U00', { fields: { daily_hours: '7.5', role_id: 4 } });
    cor.change('U01', { fields: { daily_hours: 8, first_name: ' Zoe\u0308' } });
    const { stdout } = await project.expect(0, ['drift', '--detailed-exitcode']);
    expect(stdout).toContain("60 users: 118 values the same, 2 the same in COR's own form.");
  });

  it('calls somebody missing who is gone from two lists, and nobody while the list moves', async () => {
    const { cor, project } = await applied();
    cor.remove('B');
    const { stdout } = await project.expect(2, ['drift', '--detailed-exitcode']);
    expect(stdout).toContain('Missing in COR: 1 person\n  - Bo (B)');
    const ignored = await project.expect(0, ['drift', '--detailed-exitcode', '--ignore', 'B']);
    expect(ignored.stdout).toContain('Ignored: 1 difference.');

    const moving = await applied({
      faults: faults({ count: null, then: { kind: 'move-list', leave: 0, join: 1 } }),
    });
    moving.cor.remove('B');
    const told = await moving.project.expect(3, ['drift', '--detailed-exitcode']);
    expect(told.stdout).not.toContain('Missing in COR');
    expect(told.stderr).toContain("error[CF515]: COR's list could not be read completely");
  });

  it('ignores what corform.yaml says, and compares what is asked for', async () => {
    const { cor, project } = await applied();
    cor.change('A', { fields: { role_id: 2, first_name: 'Eva' } });
    cor.change('B', { fields: { daily_hours: 6 } });
    project.write('corform.yaml', 'version: 1\ndrift: {ignore: ["*:first_name"]}\n');
    const { stdout } = await project.expect(0, ['drift']);
    expect(stdout).not.toContain('Eva');
    expect(stdout).toContain('Ignored: 1 difference.');
    const some = await project.expect(0, [
      'drift',
      '--fields',
      'role_id',
      '--where',
      'department=Design',
    ]);
    expect(some.stdout).toContain('Drift: 1 changed in COR.');
    expect(some.stdout).toContain('Compared: 1 user.');
    expect((await project.expect(64, ['drift', '--fields', 'phone'])).stderr).toContain('CF616');
    expect((await project.expect(64, ['drift', '--fail-on', 'leavers'])).stderr).toContain('CF624');
    const mapping = await project.expect(0, ['drift', '--mapping', 'import.yaml']);
    expect(mapping.stderr).toContain('--mapping has no effect without --people.');
    const bad = await project.expect(64, ['drift', '--ignore', 'A:role']);
    expect(bad.stderr).toContain('Did you mean "A:role_id"?');
  });

  it('with --people finds who left and is still visible, and identifies by e-mail', async () => {
    const { cor, project } = await applied({ users: [...PEOPLE.map(({ id }) => id), 'D'] });
    cor.change('D', { email: 'di@example.com' });
    project.write(
      'import.yaml',
      'version: 1\nid: "{Id}"\nemail: "{Mail}"\nsource: OKTA\nkeep: {State: active}\nleft: {State: gone}\nfields: {}\n',
    );
    project.write(
      'people.csv',
      'Id;Mail;State\nA;a@example.com;active\nB;b@example.com;active\nD;DI@example.com;gone\n',
    );
    const { stdout } = await project.expect(2, [
      'drift',
      '--people',
      'people.csv',
      '--fail-on',
      'leavers',
    ]);
    expect(stdout).toContain('Left: 2 people still visible in COR: Cy (C), D');
  });

  it('writes every format, with values in none that are sensitive', async () => {
    const { cor, project } = await applied();
    cor.change('A', { fields: { role_id: 2, last_name: 'Canary' } });
    const config = 'version: 1\nsensitive: [last_name]\n';
    project.write('corform.yaml', config);
    const formats = ['text', 'json', 'markdown', 'html', 'github'];
    const reports = formats.flatMap((format) => ['--report', `${format}=out.${format}`]);
    await project.expect(0, ['drift', ...reports]);
    for (const format of formats) {
      const written = project.read(`out.${format}`);
      expect(written).toContain('last_name');
      expect(written).not.toContain('Canary');
    }
    const { stdout } = await project.expect(0, ['drift', '--format', 'markdown']);
    expect(stdout).toBe(
      project
        .read('out.markdown')
        .replace('corform apply', 'corform drift --report json=drift.json; corform apply')
        .replace('out.json', 'drift.json'),
    );
    const accepted = await project.expect(0, ['drift', '--accept']);
    expect(accepted.stdout).not.toContain('Canary');
    expect(project.read('users.yaml')).toContain('Canary');
  });

  it('says no more than ids and fields of what it accepts in CI', async () => {
    const { cor, project } = await applied();
    cor.change('B', { fields: { daily_hours: 6 } });
    const args = ['drift', '--accept', '--format', 'json'];
    const { stdout, stderr } = await project.expect(0, args, { env: { CI: 'true' } });
    expect(JSON.parse(stdout)).toMatchObject({ resource_drift: [{ index: 'B' }] });
    expect(stderr).toContain('~ "B": daily_hours');
    expect(stderr).not.toContain('@@');
  });

  it('refuses another company’s list, another target, no credential and no state', async () => {
    const { project } = await applied();
    const before = project.read(STATE);
    const other = await openSandbox({ users: ['X', 'Y', 'Z', 'OTHER'] });
    for (const id of ['X', 'Y', 'Z']) other.remove(id);
    const elsewhere = { COR_API_URL: other.apiUrl };
    const { stderr } = await project.expect(4, ['drift'], { env: elsewhere });
    expect(stderr).toContain('error[CF652]');
    const target = { COR_INTEGRATIONS_URL: 'http://127.0.0.1:9' };
    expect((await project.expect(4, ['drift'], { env: target })).stderr).toContain('CF301');
    await project.expect(7, ['drift'], { env: { COR_ACCESS_TOKEN: '' } });
    await project.expect(1, ['drift'], { env: { COR_API_URL: 'http://127.0.0.1:9/v1' } });
    expect(project.read(STATE)).toBe(before);
    const fresh = new Project({ 'users.yaml': usersYaml(PEOPLE) }).use(credentialsFor(other));
    expect((await fresh.expect(1, ['drift'])).stderr).toContain('corform init');
  });

  it('compares nothing while an apply is at work', async () => {
    const { cor, project } = await applied({
      faults: faults({ when: { id: 'A', nth: 1 }, then: { kind: 'hang' } }),
    });
    project.write('users.yaml', usersYaml([{ ...PEOPLE[0]!, role_id: 3 }, ...PEOPLE.slice(1)]));
    const apply = project.start(['apply', '--auto-approve']);
    while (putsOf(cor).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const { stderr, stdout } = await project.expect(3, ['drift']);
    expect(stderr).toContain('error[CF651]: An apply is running');
    expect(stdout).toBe('');
    apply.kill('SIGKILL');
  });
});

describe('the rule that drift cannot write', () => {
  it('catches a lock, a commit and the client for PUT', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'corform-rule-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of [
      'src',
      'schemas',
      'tsconfig.json',
      'package.json',
      '.dependency-cruiser.cjs',
    ]) {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, 'src/app/drift/bad.ts');
    writeFileSync(file, `export { editState } from '../state/edit-state.js';\n`);
    const args = ['src/app/drift', '--config', '.dependency-cruiser.cjs'];
    const program = join(ROOT, 'node_modules/.bin/depcruise');
    const { stdout } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    expect(stdout).toMatch(/drift-cannot-write: src\/app\/drift\/bad\.ts → .*edit-state/);
  });
});
