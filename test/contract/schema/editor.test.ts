// users.yaml in an editor: the real yaml-language-server over stdio, as VS Code, Neovim and others start it,
// finds the schema through the first line of the file. Nothing is loaded from the network.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionItem,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { KNOWN_SOURCES, ROLE_NAMES } from '../../../src/core/model.js';
import { cleanEnvironment, Project } from '../../support/command.js';

const require = createRequire(import.meta.url);
const SERVER = join(
  dirname(require.resolve('yaml-language-server/package.json')),
  'bin/yaml-language-server',
);

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Editor {
  /** Opens a text as this file and waits until the server has checked it. */
  open(path: string, text: string): Promise<readonly Diagnostic[]>;
  complete(path: string, position: Position): Promise<readonly CompletionItem[]>;
  hover(path: string, position: Position): Promise<string>;
}

async function startEditor(folder: string): Promise<Editor> {
  const home = mkdtempSync(join(tmpdir(), 'corform-editor-'));
  const server = spawn(process.execPath, [SERVER, '--stdio'], {
    env: cleanEnvironment(home),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  onTestFinished(() => {
    connection.dispose();
    server.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });
  const waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    const { uri, diagnostics } = params as PublishDiagnosticsParams;
    waiting.get(uri)?.(diagnostics);
  });
  // Completion and hover are settings of the editor; the store of schemas is a site on the network.
  const settings = {
    completion: true,
    hover: true,
    validate: true,
    schemaStore: { enable: false },
  };
  connection.onRequest('workspace/configuration', (params) =>
    (params as { items: readonly { section?: string }[] }).items.map(({ section }) =>
      section === 'yaml' ? settings : {},
    ),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: { completionItem: { snippetSupport: false } } },
    },
  });
  await connection.sendNotification('initialized', {});
  const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

  return {
    async open(path, text) {
      const uri = uriOf(path);
      const checked = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text },
      });
      return checked;
    },
    async complete(path, position) {
      const answer = await connection.sendRequest<CompletionList | CompletionItem[] | null>(
        'textDocument/completion',
        { textDocument: { uri: uriOf(path) }, position },
      );
      return Array.isArray(answer) ? answer : (answer?.items ?? []);
    },
    async hover(path, position) {
      const answer = await connection.sendRequest<Hover | null>('textDocument/hover', {
        textDocument: { uri: uriOf(path) },
        position,
      });
      return JSON.stringify(answer?.contents ?? '');
    },
  };
}

const MODELINE = '# yaml-language-server: $schema=./schemas/users.v1.schema.json\n';
const HEAD = `${MODELINE}version: 1\nsource: OKTA\nusers:\n`;
const SCHEMA = readFileSync('schemas/users.v1.schema.json', 'utf8');

function project(): Project {
  return new Project({ 'schemas/users.v1.schema.json': SCHEMA });
}

it('offers the keys of a user and the ids of the roles', async () => {
  const editor = await startEditor(project().folder);
  await editor.open('users.yaml', `${HEAD}  - id: a\n    \n`);
  const keys = await editor.complete('users.yaml', { line: 5, character: 4 });
  const labels = keys.map(({ label }) => label);
  expect(labels).toEqual(
    expect.arrayContaining(['first_name', 'role_id', 'daily_hours', 'profile', 'protected']),
  );
  expect(labels).not.toContain('id');
  const roleKey = keys.find(({ label }) => label === 'role_id');
  expect(JSON.stringify(roleKey?.documentation)).toContain('Director');

  await editor.open('roles.yaml', `${HEAD}  - id: a\n    role_id: \n`);
  const roles = await editor.complete('roles.yaml', { line: 5, character: 13 });
  expect(roles.map(({ label }) => label)).toEqual(
    expect.arrayContaining([...Object.values(ROLE_NAMES), ...Object.keys(ROLE_NAMES)]),
  );
  expect(roles.find(({ label }) => label === '4')?.documentation).toBe('Collaborator');
});

it('offers every source that COR documents', async () => {
  const editor = await startEditor(project().folder);
  await editor.open('users.yaml', `${MODELINE}version: 1\nsource: \nusers: []\n`);
  const sources = await editor.complete('users.yaml', { line: 2, character: 8 });
  expect(sources.map(({ label }) => label)).toEqual(expect.arrayContaining([...KNOWN_SOURCES]));
});

it('explains a key under the pointer', async () => {
  const editor = await startEditor(project().folder);
  await editor.open(
    'users.yaml',
    `${HEAD}  - id: a\n    role_id: Director\n    protected: true\n    phone: "1"\n`,
  );
  const role = await editor.hover('users.yaml', { line: 5, character: 6 });
  for (const name of Object.values(ROLE_NAMES)) expect(role).toContain(name);
  const phone = await editor.hover('users.yaml', { line: 7, character: 6 });
  expect(phone).toContain('without them');
  expect(phone.match(/Example/g)).toHaveLength(1);
  expect(await editor.hover('users.yaml', { line: 6, character: 6 })).toMatch(/remov/i);
});

it('marks a wrong type, a role that does not exist and an unknown key, and nothing else', async () => {
  const editor = await startEditor(project().folder);
  const good = `${HEAD}  - id: a\n    phone: "+1 555"\n    role_id: 3\n`;
  expect(await editor.open('good.yaml', good)).toEqual([]);
  const bad = `${HEAD}  - id: a\n    phone: 1555\n    role_id: 9\n    nam: x\n`;
  const found = await editor.open('bad.yaml', bad);
  expect(found.map(({ range }) => range.start.line).sort()).toEqual([5, 6, 7]);
  expect(found.find(({ range }) => range.start.line === 7)?.message).toContain('nam');
});

it('says what to write instead of showing a regular expression', async () => {
  const editor = await startEditor(project().folder);
  const text = `${HEAD}  - id: a\n    phone: " 1"\n    role_id: director\n    daily_hours: 8h\n    hourly_rate_effective_from: "1.2.2025"\n    seniority_id: 5\n`;
  const found = await editor.open('users.yaml', text);
  const byLine = Object.fromEntries(found.map(({ range, message }) => [range.start.line, message]));
  expect(byLine).toEqual({
    5: 'Write it on one line, without a space at either end.',
    6: expect.stringMatching(/^Write one of COR's roles .*2 Director/) as string,
    7: 'Write a number of hours without quotes, for example 7.5.',
    8: 'Write a day of the calendar in quotes, for example "2025-01-15".',
    9: expect.stringContaining('with quotes around a number') as string,
  });
});

it('says what to write in corform.yaml, in the words of the terminal', async () => {
  const made = new Project();
  await made.init();
  const editor = await startEditor(made.folder);
  const text = `${made.read('corform.yaml').split('\n')[0]}\nversion: 1\nlimits:\n  update: lots\n  forget: [5]\nstate:\n  update_method: post\n`;
  const found = await editor.open('corform.yaml', text);
  const byLine = Object.fromEntries(found.map(({ range, message }) => [range.start.line, message]));
  expect(byLine).toEqual({
    3: LIMIT,
    4: LIMIT,
    6: 'Write a method in capital letters, such as POST.',
  });
});

const LIMIT = 'Write a number of users, a percentage (0% to 100%, at most three decimals) or null.';

it('works for what `corform init` makes', async () => {
  const made = new Project();
  await made.init();
  expect(existsSync(made.path('schemas/users.v1.schema.json'))).toBe(true);
  const text = made.read('users.yaml');
  const editor = await startEditor(made.folder);
  expect(await editor.open('users.yaml', text)).toEqual([]);
  const found = await editor.open('other.yaml', text.replace('users: [\n', 'users: [{id: 7},\n'));
  expect(found).toHaveLength(1);
  expect(await editor.open('corform.yaml', made.read('corform.yaml'))).toEqual([]);
  const config = made.read('corform.yaml').replace('backend: local', 'backend: disk');
  expect(await editor.open('other-config.yaml', config)).toHaveLength(1);
});

it('knows the import.yaml that --save-mapping writes', async () => {
  const made = new Project({ 'people.csv': 'id,first_name,level\n1,Ana,2\n' });
  await made.init();
  await made.expect(0, [
    ...['import', 'people.csv', '--source', 'OKTA', '--id', '{id}', '--map', 'role_id={level}'],
    ...['--save-mapping', 'import.yaml'],
  ]);
  const text = made.read('import.yaml');
  const editor = await startEditor(made.folder);
  expect(await editor.open('import.yaml', text)).toEqual([]);
  expect(await editor.open('other.yaml', `${text}colour: red\n`)).toHaveLength(1);
});
