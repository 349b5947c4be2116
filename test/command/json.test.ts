// What programs read: results and errors of commands that were asked for JSON.
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, usersYaml } from '../support/command.js';

const DIAGNOSTIC = {
  type: 'object',
  required: ['severity', 'code', 'summary', 'detail'],
  properties: {
    severity: { enum: ['error', 'warning', 'info'] },
    code: { type: 'string', pattern: '^CF[0-9]{3}$' },
  },
};
const isErrors = new Ajv().compile({
  type: 'object',
  additionalProperties: false,
  required: ['diagnostics', 'exit_code'],
  properties: {
    diagnostics: { type: 'array', minItems: 1, items: DIAGNOSTIC },
    exit_code: { type: 'integer', minimum: 1 },
  },
});

const ANA = { id: 'OKTA-1', first_name: 'Ana', phone: '+1 555-0100', role_id: 4 };

describe('errors of a command with --json', () => {
  it.each<[string, number, readonly string[], string]>([
    ['users.yaml is not valid', 65, ['plan', '--json'], 'version: 1\nsource: OKTA\nusers: [{}]\n'],
    ['users.yaml is not there', 65, ['plan', '--json', 'nobody.yaml'], ''],
    ['there is no state', 1, ['state', 'show', '--json'], ''],
    ['a flag is not known', 64, ['plan', '--json', '--what'], ''],
    [
      'a value makes no sense',
      64,
      ['plan', '--json', '--allow', 'x'],
      'version: 1\nsource: OKTA\nusers: []\n',
    ],
    ['a plan file is none', 1, ['show', '--json', 'users.yaml'], 'version: 1\n'],
  ])('are one document on stdout: %s', async (_name, code, argv, text) => {
    const project = new Project({ 'users.yaml': text });
    const { stdout } = await project.expect(code, argv);
    const errors = JSON.parse(stdout) as { readonly exit_code: number };
    isErrors(errors);
    expect(isErrors.errors).toBeNull();
    expect(errors.exit_code).toBe(code);
  });

  it('of apply are events', async () => {
    const project = new Project({ 'users.yaml': 'version: 1\nusers: [{}]\n' });
    const { stdout } = await project.expect(65, ['apply', '--json', '--auto-approve']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string });
    expect(events.length).toBeGreaterThan(1);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['diagnostic']));
  });

  it('are for people without it', async () => {
    const project = new Project({ 'users.yaml': '' });
    const { stdout, stderr } = await project.expect(1, ['state', 'show']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error\[CF\d{3}\]/);
  });
});

describe('results with --json', () => {
  it('are there for init, state show, state show ID, state history', async () => {
    const sandbox = await openSandbox();
    const project = new Project({ 'users.yaml': usersYaml([ANA]) }).use(credentialsFor(sandbox));
    const read = async (...argv: string[]): Promise<unknown> =>
      JSON.parse((await project.expect(0, [...argv, '--json'])).stdout);
    expect(await read('init')).toMatchObject({
      steps: expect.arrayContaining([{ made: false, what: 'users.yaml' }]) as unknown,
    });
    await project.expect(0, ['apply', '--auto-approve']);
    expect(await read('state', 'show')).toMatchObject({
      users: 1,
      open_run: null,
      last_run: { end: 'complete' },
    });
    expect(await read('state', 'show', 'OKTA-1')).toMatchObject({
      id: 'OKTA-1',
      fields: { first_name: 'Ana', phone: null, role_id: 4 },
      sensitive: ['phone'],
    });
    expect(await read('state', 'history')).toMatchObject({
      runs: [{ end: 'complete', counts: { added: 1 } }],
    });
    expect(await read('state', 'history', '--versions')).toMatchObject({
      versions: expect.any(Array) as unknown,
    });
    expect(await read('state', 'list')).toEqual(['OKTA-1']);
  });
});
