/** Encryption of state, saved plan and recovery file, through the built program. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createStateCodec } from '../../src/app/state/state-codec.js';
import { isEnvelope } from '../../src/core/state/envelope.js';
import {
  credentialsFor,
  openSandbox,
  Project,
  usersYaml,
  type Ended,
  type Environment,
} from '../support/command.js';
import type { Sandbox } from '../../src/sandbox/server.js';

const OLD = 'canary: the old passphrase';
const NEW = 'canary: the new passphrase';
const PHONE = '+1 555-0100 canary';
const STATE = '.corform/state.json';
const USERS = usersYaml([{ id: 'A', role_id: 4, phone: PHONE }]);

async function openProject(env: Environment = {}): Promise<{ project: Project; cor: Sandbox }> {
  const cor = await openSandbox();
  const project = new Project({ 'users.yaml': USERS }).use({ ...credentialsFor(cor), ...env });
  return { project, cor };
}

async function openEncrypted(): Promise<Project> {
  const { project } = await openProject();
  return initEncrypted(project);
}

/** Makes a state that is encrypted with the old passphrase, as its backups are, by a key that takes little time. */
async function initEncrypted(project: Project): Promise<Project> {
  await project.init();
  const codec = createStateCodec({
    policy: 'auto',
    passphrase: { reveal: () => OLD },
    previous: null,
    random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
    cost: { n: 2 ** 14, r: 8, p: 1 },
  });
  for (const path of storedIn(project)) project.write(path, codec.encode(project.read(path), 1));
  return project.use({ CORFORM_PASSPHRASE: OLD });
}

/** The state and its older versions. */
function storedIn(project: Project): readonly string[] {
  const backups = readdirSync(project.path(`${STATE}.backups`));
  return [STATE, ...backups.map((name) => join(`${STATE}.backups`, name))];
}

/** What was told names the code, and none of the passphrases. */
function expectRefusal(result: Ended, code: string): void {
  expect(result.stderr).toContain(code);
  expect(result.stdout + result.stderr).not.toMatch(/canary/);
}

describe('with a passphrase', () => {
  test('state, backups and saved plan are encrypted, and everything works as without', async () => {
    const { project, cor } = await openProject({ CORFORM_PASSPHRASE: OLD });
    await project.init();
    const planned = await project.expect(0, ['plan', '--out', 'plan.json']);
    expect(isEnvelope(project.read('plan.json'))).toBe(true);
    await project.expect(0, ['show', 'plan.json']);
    await project.expect(0, ['apply', 'plan.json']);
    expect(cor.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');

    const stored = storedIn(project);
    expect(stored.length).toBeGreaterThan(3);
    for (const path of stored) {
      const text = project.read(path);
      expect(isEnvelope(text)).toBe(true);
      expect(text).not.toMatch(/OKTA|canary/);
    }
    expect(planned.stdout + planned.stderr).not.toContain(OLD);
  });

  test('from a file works the same', async () => {
    const { project } = await openProject({ CORFORM_PASSPHRASE_FILE: 'secret.txt' });
    project.write('secret.txt', `${OLD}\n`);
    await project.init();
    const env = { CORFORM_PASSPHRASE_FILE: '', CORFORM_PASSPHRASE: OLD };
    await project.expect(0, ['plan'], { env });
  });

  test('another one, a short one and none are refused, each with its reason', async () => {
    const project = await openEncrypted();
    const before = project.read(STATE);
    const without = async (passphrase: string): Promise<Ended> =>
      project.expect(1, ['apply', '--auto-approve'], { env: { CORFORM_PASSPHRASE: passphrase } });
    expectRefusal(await without(NEW), 'CF735');
    expectRefusal(await without('canary'), 'CF730');
    expectRefusal(await without(''), 'CF734');
    expect(project.read(STATE)).toBe(before);
  });

  test('a state that was changed is refused, and a good version named', async () => {
    const project = await openEncrypted();
    const { data } = JSON.parse(project.read(STATE)) as { readonly data: string };
    const changed = `${data.startsWith('A') ? 'B' : 'A'}${data.slice(1)}`;
    project.write(STATE, project.read(STATE).replace(data, changed));
    const { stderr } = await project.expect(1, ['plan']);
    expect(stderr).toMatch(/CF737[\s\S]*newest good version/);
  });

  test('a hostile key derivation is refused without being run', async () => {
    const project = await openEncrypted();
    project.write(STATE, project.read(STATE).replace('"n":16384', '"n":1073741824'));
    expectRefusal(await project.expect(1, ['plan']), 'CF739');
  });
});

describe('`encryption: required`', () => {
  test('needs a passphrase before anything is written', async () => {
    const { project } = await openProject();
    project.write('corform.yaml', 'version: 1\nencryption: required\n');
    expectRefusal(await project.expect(1, ['init']), 'CF733');
    expect(() => project.read(STATE)).toThrow();
  });

  test('refuses a plain state and a plain plan, until the state is rotated', async () => {
    const { project } = await openProject();
    await project.init();
    await project.expect(0, ['plan', '--out', 'plain.json']);
    project.use({ CORFORM_PASSPHRASE: OLD, CORFORM_ENCRYPTION: 'required' });
    expectRefusal(await project.expect(1, ['plan']), 'CF736');
    expectRefusal(await project.expect(1, ['apply', 'plain.json']), 'CF736');

    const rotated = await project.expect(0, ['state', 'rotate'], {
      env: { CORFORM_ENCRYPTION: 'auto' },
    });
    expect(rotated.stderr).toContain('CF751');
    expect(isEnvelope(project.read(STATE))).toBe(true);
    await project.expect(0, ['plan']);
  });

  test('`off` goes back to plain text', async () => {
    const project = await openEncrypted();
    await project.expect(0, ['apply', '--auto-approve'], { env: { CORFORM_ENCRYPTION: 'off' } });
    expect(project.read(STATE)).toContain('corform-state');
    await project.expect(0, ['plan'], { env: { CORFORM_PASSPHRASE: '' } });
  });
});

describe('a rotation', () => {
  test('changes the passphrase and voids what was approved before', async () => {
    const project = await openEncrypted();
    await project.expect(0, ['plan', '--out', 'approved.json']);
    project.use({ CORFORM_PASSPHRASE: NEW, CORFORM_PASSPHRASE_PREVIOUS: OLD });
    await project.expect(0, ['state', 'rotate']);
    await project.expect(4, ['apply', 'approved.json']);
    project.use({ CORFORM_PASSPHRASE_PREVIOUS: '' });
    await project.expect(0, ['apply', '--auto-approve']);
    const old = await project.expect(1, ['plan'], { env: { CORFORM_PASSPHRASE: OLD } });
    expectRefusal(old, 'CF735');
  });

  test('killed at any time leaves a state that one of its two passphrases reads', async () => {
    const project = await openEncrypted();
    const both = { CORFORM_PASSPHRASE: NEW, CORFORM_PASSPHRASE_PREVIOUS: OLD };
    for (const delay of [300, 600]) {
      const rotating = project.start(['state', 'rotate'], both);
      const end = new Promise((resolve) => rotating.once('close', resolve));
      setTimeout(() => rotating.kill('SIGKILL'), delay);
      await end;
      expect(['old', 'new']).toContain(await whoReads(project));
    }
    // However the kills fell: a rotation that runs to its end ends all doubt.
    await project.expect(0, ['state', 'rotate'], { env: both });
    expect(await whoReads(project)).toBe('new');
  });

  test('without a passphrase renews the key of the digests alone', async () => {
    const { project } = await openProject();
    await project.init();
    const before = JSON.parse(project.read(STATE)) as { digest_key: string; lineage: string };
    await project.expect(0, ['state', 'rotate']);
    const after = JSON.parse(project.read(STATE)) as { digest_key: string; lineage: string };
    expect(after.lineage).toBe(before.lineage);
    expect(after.digest_key).not.toBe(before.digest_key);
  });
});

/** Which passphrase alone reads the state. */
async function whoReads(project: Project): Promise<string> {
  for (const [name, passphrase] of [['old', OLD] as const, ['new', NEW] as const]) {
    const { code } = await project.run(['state', 'list'], {
      env: { CORFORM_PASSPHRASE: passphrase, CORFORM_PASSPHRASE_PREVIOUS: '' },
    });
    if (code === 0) return name;
  }
  return 'nobody';
}

test('a recovery file is encrypted, and `state push` takes it', async () => {
  let breakState = (): void => undefined;
  const cor = await openSandbox({ latency: 300, onRequest: () => breakState() });
  const users = usersYaml(['A', 'B'].map((id) => ({ id, phone: PHONE })));
  const project = new Project({ 'users.yaml': users }).use(credentialsFor(cor));
  await initEncrypted(project);
  // After the first of two PUTs a folder takes the place of the state: the end can't be stored.
  breakState = () => {
    renameSync(project.path(STATE), project.path('aside.json'));
    mkdirSync(project.path(STATE));
    breakState = () => undefined;
  };
  const apply = ['apply', '--auto-approve', '--concurrency', '1'];
  expectRefusal(await project.expect(6, apply), 'CF721');
  rmdirSync(project.path(STATE));
  renameSync(project.path('aside.json'), project.path(STATE));

  const name = readdirSync(project.folder).find((file) => file.startsWith('corform-recovery-'))!;
  expect(isEnvelope(project.read(name))).toBe(true);
  await project.expect(0, ['state', 'push', name]);
  expect((await project.expect(0, ['plan'])).stdout).toContain('No changes.');
  expect((await project.expect(0, ['state', 'push', name])).stdout).toContain('already stored');
  expect((await project.expect(0, ['state', 'pull'])).stdout).toContain(PHONE);
});
