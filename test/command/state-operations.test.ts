/** pull, push, repair, migrate and the versions of the state, through the built program. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.js';
import { LocalBackend } from '../../src/adapters/state/local/local-backend.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { Secret } from '../../src/adapters/system/secret.js';
import { encryptedBackend } from '../../src/app/state/encrypted-backend.js';
import { createStateCodec } from '../../src/app/state/state-codec.js';
import type { RecordedState } from '../../src/core/model.js';
import type { StateBackend } from '../../src/core/ports/state.js';
import { prepareCommit } from '../../src/core/state/state-file.js';
import { newState } from '../../src/core/state/transitions.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import {
  credentialsFor,
  openSandbox,
  Project,
  putsOf,
  usersYaml,
  type Environment,
} from '../support/command.js';
import { recordedState, recordedUser } from '../support/state-samples.js';

const STATE = '.corform/state.json';
const USERS = [
  { id: 'A', role_id: 4, first_name: 'Ana' },
  { id: 'B', role_id: 3 },
];

interface Applied {
  readonly project: Project;
  readonly cor: Sandbox;
}

/** A project whose two users were applied: the state is made here, which is faster than by an apply. */
async function applied(env: Environment = {}): Promise<Applied> {
  const cor = await openSandbox();
  const project = new Project({ 'users.yaml': usersYaml(USERS) }).use({
    ...credentialsFor(cor),
    ...env,
  });
  const backend = openLocal(project.path(STATE), env['CORFORM_PASSPHRASE']);
  const fresh = newState({ lineage: 'lineage-1', digestKey: 'ab'.repeat(32), writtenBy: 'test' });
  const one = prepareCommit(fresh, 'test');
  const committed = await backend.store.commit(one.text, one.serial, null);
  if (committed.kind !== 'committed') throw new Error('stale');
  const target = { endpoint: cor.integrationsUrl, source: 'OKTA', company_id: null };
  const users = USERS.map(({ id, ...fields }) => recordedUser(id, { fields, cor_id: null }));
  const two = prepareCommit({ ...one.state, target, runs: recordedState().runs, users }, 'test');
  await backend.store.commit(two.text, two.serial, committed.version);
  return { project, cor };
}

function openLocal(path: string, passphrase: string | undefined): StateBackend {
  return encryptedBackend(
    new LocalBackend({ path, clock: systemClock, random: systemRandom }),
    createStateCodec({
      policy: 'auto',
      passphrase: passphrase === undefined ? null : new Secret(passphrase),
      previous: null,
      random: systemRandom,
    }),
  );
}

function stateOf(project: Project): RecordedState {
  return JSON.parse(project.read(STATE)) as RecordedState;
}

/** A whole state file, made from one that is stored, with the serial given. */
function fileOf(state: RecordedState, change: Partial<RecordedState> = {}): string {
  const { format, format_version, lineage, serial, written_by, ...rest } = { ...state, ...change };
  const { target, digest_key, config, run, history, runs, users } = rest;
  const head = { format, format_version, lineage, serial: serial - 1, written_by };
  const whole = { ...head, target, digest_key, config, run, history, runs, users };
  return prepareCommit(whole, written_by).text;
}

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
}

describe('`state pull`', () => {
  test('prints the very bytes of the state', async () => {
    const { project } = await applied();
    expect((await project.expect(0, ['state', 'pull'])).stdout).toBe(project.read(STATE));
  });

  test('prints nothing of a state that is damaged or not there', async () => {
    const project = new Project();
    const none = await project.expect(1, ['state', 'pull']);
    expect(none).toMatchObject({ stdout: '' });
    expect(none.stderr).toContain('CF720');
    await project.init();
    project.write(STATE, project.read(STATE).slice(0, -5));
    const damaged = await project.expect(1, ['state', 'pull']);
    expect(damaged.stdout).toBe('');
    expect(damaged.stderr).toContain('newest good version');
  });
});

describe('`state push`', () => {
  test('stores what follows, under the serial that it has', async () => {
    const { project } = await applied();
    const { serial } = stateOf(project);
    project.write('next.json', fileOf(stateOf(project), { serial: serial + 5 }));
    const pushed = await project.expect(0, ['state', 'push', 'next.json']);
    expect(pushed.stdout).toContain(`serial ${serial + 5}`);
    expect(stateOf(project).serial).toBe(serial + 5);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('restores a copy where there is nothing, and says when it is there already', async () => {
    const { project } = await applied();
    project.write('copy.json', project.read(STATE));
    expect((await project.expect(0, ['state', 'push', 'copy.json'])).stdout).toContain('already');
    rmSync(project.path('.corform'), { recursive: true });
    await project.expect(0, ['state', 'push', 'copy.json']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('refuses another lineage, an old serial and a damaged file, and changes nothing', async () => {
    const { project } = await applied();
    const state = stateOf(project);
    const before = project.read(STATE);
    project.write('foreign.json', fileOf(state, { serial: 90, lineage: 'another' }));
    project.write('old.json', fileOf(state, { serial: state.serial - 1 }));
    project.write('cut.json', before.slice(0, -20));
    project.write('users.json', '{}');
    for (const [file, code, exit] of [
      ['foreign.json', 'CF741', 4],
      ['old.json', 'CF742', 4],
      ['cut.json', 'CF755', 65],
      ['users.json', 'CF755', 65],
      ['missing.json', 'CF440', 65],
    ] as const) {
      expect((await project.expect(exit, ['state', 'push', file])).stderr).toContain(code);
    }
    expect(project.read(STATE)).toBe(before);
  });

  test('by force goes back to an old record, all of which is then sent again', async () => {
    const { project, cor } = await applied();
    const old = project.read(STATE);
    project.write('old.json', old);
    project.write('users.yaml', usersYaml([{ id: 'A', role_id: 5, first_name: 'Ana' }]));
    await project.expect(0, ['apply', '--auto-approve', '--allow', 'forget=1']);
    const { serial } = stateOf(project);
    await project.expect(0, ['state', 'push', '--force', 'old.json']);
    expect(stateOf(project).serial).toBe(serial + 1);
    // users.yaml and the old record agree again, and COR has something else.
    project.write('users.yaml', usersYaml(USERS));
    const sent = putsOf(cor).length;
    await project.expect(0, ['apply', '--auto-approve']);
    expect(
      putsOf(cor, sent)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['A', 'B']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('waits for nobody who holds the lock', async () => {
    const cor = await openSandbox({ latency: 30_000 });
    const project = new Project({ 'users.yaml': usersYaml(USERS) }).use(credentialsFor(cor));
    await project.init();
    project.write('copy.json', project.read(STATE));
    const apply = project.start(['apply', '--auto-approve']);
    while (!project.read(STATE).includes('"ops":')) await new Promise(setImmediate);
    const refused = await project.expect(4, ['state', 'push', 'copy.json']);
    expect(refused.stderr).toContain('CF701');
    apply.kill('SIGKILL');
  });
});

describe('`state repair`', () => {
  test('has nothing to do with a good state', async () => {
    const { project } = await applied();
    const before = project.read(STATE);
    const { stdout } = await project.expect(0, ['state', 'repair', '--auto-approve']);
    expect(stdout).toContain('nothing to repair');
    expect(project.read(STATE)).toBe(before);
  });

  test('needs an approval', async () => {
    const { project } = await applied();
    project.write(STATE, '');
    expect((await project.expect(64, ['state', 'repair'])).stderr).toContain('CF605');
    expect(project.read(STATE)).toBe('');
  });

  test('of a lost state brings back the newest version that is kept, and sends all of it again', async () => {
    const { project, cor } = await applied();
    const { serial } = stateOf(project);
    rmSync(project.path(STATE));
    expect((await project.expect(1, ['apply', '--auto-approve'])).stderr).toContain('CF722');
    const { stdout } = await project.expect(0, ['state', 'repair', '--auto-approve']);
    // There may have been newer versions, which are gone with it.
    expect(stdout).not.toContain('nothing is lost');
    expect(stdout).toContain('sends all of 2 users again');
    expect(stateOf(project).serial).toBe(serial + 1);
    const sent = putsOf(cor).length;
    await project.expect(0, ['apply', '--auto-approve']);
    const ids = putsOf(cor, sent).map(({ id }) => id);
    expect(ids.sort()).toEqual(['A', 'B']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('keeps the damaged text, and marks as unknown what may have been sent since', async () => {
    const { project, cor } = await applied();
    const { serial } = stateOf(project);
    project.write('users.yaml', usersYaml([{ id: 'A', role_id: 5, first_name: 'Ana' }, USERS[1]!]));
    await project.expect(0, ['apply', '--auto-approve']);
    // The newest version and those of that run are gone: what it sent is nowhere recorded.
    for (const name of readdirSync(project.path(`${STATE}.backups`))) {
      if (Number.parseInt(name, 10) > serial) rmSync(project.path(`${STATE}.backups/${name}`));
    }
    const damaged = project.read(STATE).replace('"role_id":5', '"role_id":6');
    project.write(STATE, damaged);
    const { stdout } = await project.expect(0, ['state', 'repair', '--auto-approve']);
    expect(stdout).toContain('Every field');
    const kept = /kept in (\S+\.json)/.exec(stdout)![1]!;
    expect(project.read(kept)).toBe(damaged);
    expect(statSync(project.path(kept)).mode & 0o777).toBe(0o600);
    expect(stateOf(project).serial).toBeGreaterThan(serial + 1);

    // The record says 4 again, COR has 5, and users.yaml goes back to 4: that must be sent.
    project.write('users.yaml', usersYaml(USERS));
    const sent = putsOf(cor).length;
    await project.expect(0, ['apply', '--auto-approve']);
    expect(putsOf(cor, sent)).toContainEqual({
      id: 'A',
      body: expect.objectContaining({ role_id: 4 }) as unknown,
    });
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('loses nothing where the damaged state was the newest version', async () => {
    const { project } = await applied();
    // Its serial can be read, and the backup has the same one.
    project.write(STATE, project.read(STATE).replace('"role_id":4', '"role_id":6'));
    const { stdout } = await project.expect(0, ['state', 'repair', '--auto-approve']);
    expect(stdout).toContain('nothing is lost');
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('says so where no good version is left', async () => {
    const { project } = await applied();
    rmSync(project.path(`${STATE}.backups`), { recursive: true });
    project.write(STATE, 'x');
    const { stderr } = await project.expect(1, ['state', 'repair', '--auto-approve']);
    expect(stderr).toContain('CF748');
    expect(project.read(STATE)).toBe('x');
  });

  test('of an encrypted state needs the right passphrase, and repairs with it', async () => {
    const { project } = await applied({ CORFORM_PASSPHRASE: 'a passphrase for tests' });
    const text = project.read(STATE);
    project.write(STATE, text.replace(/"data": "./, '"data": "%'));
    const wrong = { CORFORM_PASSPHRASE: 'another passphrase' };
    const refused = await project.expect(1, ['state', 'repair', '--auto-approve'], { env: wrong });
    expect(refused.stderr).toContain('CF748');
    await project.expect(0, ['state', 'repair', '--auto-approve']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });
});

describe('`state migrate`', () => {
  const OLD = `version: 1\nstate: {backend: local, path: ${STATE}}\n`;
  const NEW = 'version: 1\nstate: {backend: local, path: new/state.json}\n';

  async function toMigrate(): Promise<Applied> {
    const opened = await applied();
    opened.project.write('old-corform.yaml', OLD);
    opened.project.write('corform.yaml', NEW);
    return opened;
  }

  test('moves lineage, serial, users and history, and stops whoever uses the old place', async () => {
    const { project } = await toMigrate();
    const before = stateOf(project);
    await project.expect(0, ['state', 'migrate', '--from', 'old-corform.yaml']);
    const after = JSON.parse(project.read('new/state.json')) as RecordedState;
    expect({ ...after, written_by: '', checksum: '' }).toEqual({
      ...before,
      written_by: '',
      checksum: '',
    });
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');

    const config = ['--config', 'old-corform.yaml'];
    for (const command of [
      ['plan'],
      ['apply', '--auto-approve'],
      ['init'],
      ['state', 'repair', '--auto-approve'],
      ['state', 'pull'],
    ]) {
      const { stderr } = await project.expect(1, [...command, ...config]);
      expect(stderr).toMatch(/CF740[\s\S]*new\/state.json/);
      expect(stderr).not.toContain('newest good version');
    }
  });

  test('back to where it was works, with a serial that rises', async () => {
    const { project } = await toMigrate();
    await project.expect(0, ['state', 'migrate', '--from', 'old-corform.yaml']);
    project.write('corform.yaml', OLD);
    project.write('new-corform.yaml', NEW);
    const tombstone = stateOf(project).serial;
    await project.expect(0, ['state', 'migrate', '--from', 'new-corform.yaml']);
    expect(stateOf(project).serial).toBeGreaterThan(tombstone);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  });

  test('killed between the two places is completed by the next one', async () => {
    const { project } = await toMigrate();
    project.write('new/state.json', project.read(STATE));
    await project.expect(0, ['state', 'migrate', '--from', 'old-corform.yaml']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
    expect(project.read(STATE)).toContain('corform-moved');
  });

  test('refuses a place that is not empty, is the same, or has nothing to move', async () => {
    const { project } = await toMigrate();
    const before = project.read(STATE);
    await project.init();
    const full = await project.expect(4, ['state', 'migrate', '--from', 'old-corform.yaml']);
    expect(full.stderr).toContain('CF745');
    // Its backups show what was there.
    rmSync(project.path('new/state.json'));
    const lost = await project.expect(4, ['state', 'migrate', '--from', 'old-corform.yaml']);
    expect(lost.stderr).toContain('CF745');
    const same = await project.expect(64, ['state', 'migrate', '--from', 'corform.yaml']);
    expect(same.stderr).toContain('CF746');
    project.write('none.yaml', 'version: 1\nstate: {path: none/state.json}\n');
    const none = await project.expect(1, ['state', 'migrate', '--from', 'none.yaml']);
    expect(none.stderr).toContain('CF720');
    expect(project.read(STATE)).toBe(before);
  });

  test('goes to git, encrypted on the way, and the old settings are not those of the environment', async () => {
    const { project } = await applied();
    git(project.folder, 'init', '--quiet', '--bare', 'remote.git');
    project.write('old-corform.yaml', OLD);
    project.write('corform.yaml', 'version: 1\nstate: {backend: git}\nencryption: required\n');
    project.use({
      CORFORM_STATE_REMOTE: project.path('remote.git'),
      CORFORM_STATE_BACKEND: 'git',
      CORFORM_PASSPHRASE: 'a passphrase for tests',
    });
    await project.expect(0, ['state', 'migrate', '--from', 'old-corform.yaml']);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
    const stored = git(project.path('remote.git'), 'show', 'corform-state:state.json');
    expect(stored).toContain('corform-encrypted');
    // No text that base64 may have by chance.
    expect(stored).not.toContain('OKTA-1');
    const versions = await project.expect(0, ['state', 'history', '--versions']);
    expect(versions.stdout).toMatch(/serial +\d+ /);
  });

  test('does not leave a run behind that died', async () => {
    const cor = await openSandbox({ latency: 30_000 });
    const project = new Project({ 'users.yaml': usersYaml(USERS) }).use(credentialsFor(cor));
    await project.init();
    const apply = project.start(['apply', '--auto-approve']);
    while (!project.read(STATE).includes('"ops":')) await new Promise(setImmediate);
    const ended = new Promise((resolve) => apply.once('close', resolve));
    apply.kill('SIGKILL');
    await ended;
    project.write('old-corform.yaml', OLD);
    project.write('corform.yaml', NEW);
    const refused = await project.expect(4, ['state', 'migrate', '--from', 'old-corform.yaml']);
    expect(refused.stderr).toContain('CF747');
  });
});

describe('`state history --versions`', () => {
  test('lists what the backend keeps, the newest first, even of a state that is damaged', async () => {
    const { project } = await applied();
    const { serial } = stateOf(project);
    rmSync(project.path(STATE));
    const { stdout } = await project.expect(0, ['state', 'history', '--versions']);
    const serials = [...stdout.matchAll(/^serial +(\d+)/gm)].map(([, found]) => Number(found));
    expect(serials[0]).toBe(serial);
    expect(serials.at(-1)).toBe(1);
  });
});

describe('init with a state in git', () => {
  test('warns that everybody who reads the remote reads the users, unless it is encrypted', async () => {
    const project = new Project().use({ CORFORM_STATE_BACKEND: 'git' });
    git(project.folder, 'init', '--quiet', '--bare', 'one.git');
    git(project.folder, 'init', '--quiet', '--bare', 'two.git');
    const plain = { CORFORM_STATE_REMOTE: project.path('one.git') };
    expect((await project.expect(0, ['init'], { env: plain })).stderr).toContain('CF752');
    const env = {
      CORFORM_STATE_REMOTE: project.path('two.git'),
      CORFORM_PASSPHRASE: 'a passphrase for tests',
    };
    expect((await project.expect(0, ['init'], { env })).stderr).not.toContain('CF752');
  });
});

describe('a local state in CI', () => {
  const ci = { env: { CI: 'true' } };
  const allowed = ['apply', '--auto-approve', '--allow-local-state-in-ci'];

  test('is refused, and with the flag taken where git keeps the file', async () => {
    const { project } = await applied();
    expect((await project.expect(64, ['apply', '--auto-approve'], ci)).stderr).toContain('CF607');
    // Outside of git the flag is believed.
    await project.expect(0, allowed, ci);
    git(project.folder, 'init', '--quiet');
    expect((await project.expect(64, allowed, ci)).stderr).toContain('CF753');
    git(project.folder, 'add', '--force', STATE);
    await project.expect(0, allowed, ci);
  });

  test('outside of the checkout is taken with the flag', async () => {
    const { project } = await applied();
    git(project.folder, 'init', '--quiet');
    const outside = project.path('../volume/state.json');
    project.use({ CORFORM_STATE_PATH: outside });
    await project.init();
    await project.expect(0, allowed, ci);
  });
});
