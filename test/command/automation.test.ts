// docs/automation.md is what scripts and agents rely on. It names each command of the tree, what it may change, and
// what its JSON holds: a command that is missing, or that says something else, fails here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, usersYaml } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');

interface Flag {
  readonly options?: readonly string[];
}

const { commands } = JSON.parse(readFileSync(join(ROOT, 'dist/oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, Command>>;
};

interface Command {
  readonly flags: Readonly<Record<string, Flag>>;
  readonly args: Readonly<Record<string, Flag>>;
}

interface Row {
  readonly secret: string;
  readonly changes: string;
  readonly json: string;
}

const PAGE = readFileSync(join(ROOT, 'docs/automation.md'), 'utf8');
const ROWS = new Map(
  [...PAGE.matchAll(/^\| `([a-z ]+)` \| (.*?) \| (.*?) \| (.*) \|$/gm)].map(
    ([, name = '', secret = '', changes = '', json = '']): [string, Row] => [
      name.replaceAll(' ', ':'),
      { secret, changes, json },
    ],
  ),
);

function rowOf(id: string): Row {
  const row = ROWS.get(id);
  if (row === undefined) throw new Error(`docs/automation.md has no row of ${id}`);
  return row;
}

/** The names in backquotes behind the first colon, up to the next semicolon. */
function membersOf(json: string, part = 0): readonly string[] {
  const [, all = ''] = /: (.*)$/.exec(json) ?? [];
  return [...String(all.split(';')[part]).matchAll(/`([a-z_]+)`/g)].map(([, name]) => String(name));
}

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
for (const name of commands['schema']!.args['name']!.options!) {
  const schema = readFileSync(join(ROOT, `schemas/${name}.v1.schema.json`), 'utf8');
  ajv.addSchema(JSON.parse(schema) as object, name);
}

/** Holds a document to the schema that a row names, `plan` or `results#edits`, by its part. */
function expectSchema(document: unknown, json: string, part = 0): void {
  const named = [...json.matchAll(/(results)#([a-z_]+)|schema `([a-z]+)`/g)][part];
  const [, results, definition, name] = named ?? [];
  const ref = results === undefined ? String(name) : `results#/definitions/${String(definition)}`;
  const validate = ajv.getSchema(ref);
  expect(validate, `${json}: ${ref}`).toBeDefined();
  expect(validate?.(document), `${ref}: ${JSON.stringify(validate?.errors)}`).toBe(true);
}

describe('docs/automation.md', () => {
  it('has a row for each command of the tree, and no other', () => {
    expect([...ROWS.keys()].toSorted()).toEqual(Object.keys(commands).toSorted());
  });

  it.each(Object.keys(commands))('says how %s gives JSON', (id) => {
    const { json } = rowOf(id);
    const { flags } = commands[id]!;
    expect(json.includes('`--json`')).toBe('json' in flags);
    expect(json.includes('`--format json`')).toBe(
      flags['format']?.options?.includes('json') === true,
    );
  });

  it.each(Object.keys(commands))('says who can reach COR by %s', (id) => {
    const { secret, changes } = rowOf(id);
    const source = readFileSync(
      join(ROOT, 'src/commands', `${id.replaceAll(':', '/')}.ts`),
      'utf8',
    );
    const writes = /openApi\(|cli\/run-apply\.js/.test(source);
    expect(changes.includes('**COR**')).toBe(writes);
    expect(secret.startsWith('COR')).toBe(writes || source.includes('openDirectory('));
  });
});

it('docs/automation.md names each schema that there is', () => {
  const { name } = commands['schema']!.args;
  for (const schema of name!.options!) expect(PAGE).toContain(`\`${schema}\``);
});

describe('the JSON', () => {
  it('holds the members that docs/automation.md names', async () => {
    const sandbox = await openSandbox();
    const user = { id: 'OKTA-1', first_name: 'Ana', phone: '+1 555-0100', role_id: 4 };
    const project = new Project({
      'users.yaml': usersYaml([user]),
      'people.csv': 'ID,First\nOKTA-1,Ana\n',
    }).use(credentialsFor(sandbox));
    const read = async (...argv: string[]): Promise<unknown> =>
      JSON.parse((await project.expect(0, argv)).stdout);
    const expectMembers = async (id: string, argv: readonly string[], part = 0): Promise<void> => {
      const document = (await read(...id.split(':'), ...argv)) as object;
      const { json } = rowOf(id);
      expectSchema(
        document,
        id === 'set' || json.includes('schema') ? json : rowOf('set').json,
        part,
      );
      const first = (Array.isArray(document) ? document[0] : document) as object;
      expect(Object.keys(first).toSorted(), id).toEqual(membersOf(rowOf(id).json, part).toSorted());
    };
    await expectMembers('init', ['--json']);
    await expectMembers('validate', ['--format', 'json']);
    await expectMembers('config', ['--json']);
    await expectMembers('set', ['daily_hours=7', '--all', '--json']);
    await expectMembers('import', [
      ...['people.csv', '--update', '--id', '{ID}', '--map', 'first_name={First}', '--json'],
    ]);
    await expectMembers('plan', ['--json']);
    await project.expect(0, ['apply', '--auto-approve']);
    await expectMembers('state:show', ['--json']);
    await expectMembers('state:show', ['OKTA-1', '--json'], 1);
    await expectMembers('baseline', ['--auto-approve', '--json']);
    await expectMembers('status', ['--json']);
    await expectMembers('explain', ['OKTA-1', '--json']);
    await expectMembers('drift', ['--json']);
    await expectMembers('state:history', ['--json']);
    await expectMembers('state:history', ['--versions', '--json'], 1);
    const ids = await read('state', 'list', '--json');
    expect(ids).toEqual(['OKTA-1']);
    expectSchema(ids, rowOf('state:list').json);
    const failed = await project.expect(64, ['plan', '--frobnicate', '--json']);
    expectSchema(JSON.parse(failed.stdout), 'results#errors');
  });

  it('of apply is a stream of the types that docs/automation.md names', async () => {
    const sandbox = await openSandbox();
    const users = [1, 2].map((n) => ({ id: `OKTA-${n}`, role_id: 4 }));
    const project = new Project({ 'users.yaml': usersYaml(users) }).use(credentialsFor(sandbox));
    await project.init();
    const { stdout } = await project.expect(0, ['apply', '--auto-approve', '--json']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string });
    for (const event of events) expectSchema(event, rowOf('apply').json);
    const types = events.map(({ type }) => type);
    const [, named = ''] = /a stream of (.*)$/.exec(rowOf('apply').json) ?? [];
    for (const type of new Set(types)) expect(named).toContain(`\`${type}\``);
  });
});
