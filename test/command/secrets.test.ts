// Canaries for each thing that must stay where it is: the credential in the environment, the values of
// sensitive fields in users.yaml and the state. Every command runs, and everything that it wrote is
// searched: both streams, and every file but users.yaml and the state with its older versions.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import { openSandbox, Project, usersYaml, type Environment } from '../support/command.js';

const TOKEN = 'canary-token-8f3b1c';
const SECRET = 'canary-secret-77aa01';
const KEY = 'canary-key-1190ee';
const PHONE = '+1 555-0142-canary-phone';

const user = (id: string, more: object = {}): Record<string, unknown> => ({
  id,
  first_name: 'Ana',
  phone: PHONE,
  role_id: 4,
  ...more,
});

/** Each command once, in an order in which it has something to show. */
const RUNS: readonly (readonly string[])[] = [
  ['init'],
  ['config'],
  ['config', '--json'],
  ['validate'],
  ['plan', '--out', 'plan.json', '--report', 'json=report.json', '--report', 'html=report.html'],
  ['plan', '--json', '--detail', 'full'],
  ['show', 'plan.json', '--json'],
  ['apply'],
  ['apply', '--auto-approve', '--report', 'json=apply.json'],
  ['apply', 'plan.json'],
  ['plan', '--detail', 'full'],
  ['apply', '--auto-approve', '--json'],
  ['status'],
  ['explain', 'OKTA-1'],
  ['drift'],
  ['baseline'],
  ['set', 'phone=+1 555-0143-canary-phone', '--only', 'OKTA-1'],
  ['state', 'list'],
  ['state', 'show'],
  ['state', 'show', 'OKTA-1'],
  ['state', 'history'],
  ['state', 'mv', 'OKTA-1', 'OKTA-9'],
  ['state', 'rm', 'OKTA-9'],
  ['state', 'unlock'],
  ['schema'],
  ['--version'],
  ['plan', '--nonsense'],
];

/** The commands that use a credential. */
const ASKING_COR: readonly (readonly string[])[] = [
  ['init'],
  ['config', '--json'],
  ['apply', '--auto-approve', '--report', 'json=apply.json'],
  ['apply', '--auto-approve', '--json'],
  ['drift'],
  ['baseline', '--verify'],
];

/** All files of a project that anybody may read on: no users file, no state and its versions. */
function otherFiles(folder: string, at = folder): readonly string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    if (statSync(path).isDirectory()) return otherFiles(folder, path);
    const own = relative(folder, path);
    return /^users\.yaml$|^\.corform\/state\.json($|\.backups)/.test(own) ? [] : [path];
  });
}

async function search(project: Project, runs: readonly (readonly string[])[], env: Environment) {
  for (const args of runs) {
    const { stdout, stderr } = await project.run(args, { env, input: 'no\n' });
    expect(`${stdout}${stderr}`, args.join(' ')).not.toMatch(/canary/);
    expect(`${stdout}${stderr}`, args.join(' ')).not.toContain('CF600');
  }
  for (const path of otherFiles(project.folder)) {
    expect(readFileSync(path, 'latin1'), path).not.toMatch(/canary/);
  }
}

describe('secrets and sensitive values', () => {
  it.each<[what: string, where: string, env: Environment, runs: readonly (readonly string[])[]]>([
    ['a token', 'any command', { COR_ACCESS_TOKEN: TOKEN }, RUNS],
    [
      'a key and a secret',
      'commands that ask COR',
      { COR_API_KEY: KEY, COR_CLIENT_SECRET: SECRET },
      ASKING_COR,
    ],
  ])('with %s are in no output of %s', async (_, __, credential, runs) => {
    const { value: faults } = parseFaults(
      JSON.stringify({
        version: 1,
        faults: [
          // What COR echoes may hold all of it: an error message, and another phone than was sent.
          {
            when: { id: 'OKTA-2' },
            count: null,
            then: {
              kind: 'answer',
              status: 400,
              body: { code: 'ValidationError', message: `${PHONE} ${TOKEN} ${SECRET} ${KEY}` },
            },
          },
          { when: { id: 'OKTA-3' }, count: null, then: { kind: 'reset' } },
          { when: { id: 'OKTA-4' }, then: { kind: 'echo-differs' } },
        ],
      }),
    );
    const sandbox = await openSandbox({ faults: faults! });
    const env = {
      ...credential,
      COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
      COR_API_URL: sandbox.apiUrl,
    };
    const users = ['OKTA-1', 'OKTA-2', 'OKTA-3', 'OKTA-4'].map((id) => user(id));
    const project = new Project({ 'users.yaml': usersYaml(users) });
    await search(project, runs, env);
    expect(sandbox.requests.length).toBeGreaterThan(5);
  });

  it('of a malformed users.yaml are in no output in CI', async () => {
    const text = usersYaml([
      user('OKTA-1', { phone: `${PHONE}\u0007` }),
      { id: 'OKTA-2', phone: 5 },
    ]);
    const project = new Project({ 'users.yaml': `${text}  - {id: OKTA-3, phone: "${PHONE}\n` });
    const formats = ['text', 'json', 'github', 'sarif', 'codequality'];
    await search(
      project,
      formats.map((format) => ['validate', '--format', format]),
      { CI: 'true' },
    );
  });
});
