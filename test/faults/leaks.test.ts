/**
 * Canaries and hostile text in every input (values and ids of users.yaml, names of files, COR's answers,
 * the environment), and a look at every output: both streams, reports, plan files, journals, lock files.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApply, startCli, type CliOptions } from '../support/faults/cli.js';
import type { Reaction } from '../support/faults/cor-server.js';
import { CANARY, History, type YamlUser } from '../support/faults/history.js';
import { chanceOf, type Chance } from '../support/faults/seeded.js';

const HOSTILE = [
  '\u202eevil\u202c',
  '\u2066isolated\u2069',
  'zero\u200bwidth\ufeff',
  '::error file=x::owned',
  '::add-mask::e',
  '::set-output name=a::b',
  '##[group]owned',
  '%0A::warning::x',
  '`backtick` **bold** @mention',
  '<script>alert(1)</script>',
  '| pipe | pipe |',
  '$(touch owned)',
  '\u2028::error::line separator',
  'é\u0301\u0301\u0301\u0301',
] as const;

/** What no line of an output may hold, whatever went in. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|^::|^##\[/mu;

let history: History;

beforeEach(async () => {
  history = await History.start();
});
afterEach(() => history.end());

function hostileUsers(chance: Chance): readonly YamlUser[] {
  return HOSTILE.map((text, i) => ({
    id: `${i}-${text}`,
    first_name: chance.pick(HOSTILE),
    position: `${chance.pick(HOSTILE)} ${chance.pick(HOSTILE)}`,
    phone: `+1 canary ${i}`,
    role_id: 4,
  }));
}

/** COR repeats what it was sent, the token included, in every place that an answer has. */
function spitefulAnswer(chance: Chance): Reaction {
  const text = `\u001b[31m${CANARY} ::error::x\r\n\u202e`;
  const body = { code: text, name: text, message: text, field: text, error: text, errors: [text] };
  const status = chance.pick([200, 400, 403, 417, 404]);
  return { kind: 'answer', status, applied: false, body, headers: { 'x-request-id': CANARY } };
}

function expectHarmless(name: string, text: string): void {
  expect(text.includes(CANARY), `${name}: ${text}`).toBe(false);
  expect(FORBIDDEN.exec(text), `${name}: ${JSON.stringify(text)}`).toBeNull();
}

async function runAndLook(args: readonly string[], options: CliOptions = {}): Promise<void> {
  const start = args[0] === 'apply' ? startApply : startCli;
  const cli = start(history, args[0] === 'apply' ? args.slice(1) : args, options);
  await cli.ended;
  expectHarmless(`${args.join(' ')}: stdout`, cli.stdout);
  expectHarmless(`${args.join(' ')}: stderr`, cli.stderr);
}

/** Every file that a command wrote, but for the state and its versions, which hold the values. */
function writtenFiles(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    // Versions of the state, and the program's own compiled code, which is no text.
    const isLeftOut = name.endsWith('.backups') || name === '.cache';
    if (statSync(path).isDirectory()) return isLeftOut ? [] : writtenFiles(path);
    return ['users.yaml', 'state.json'].includes(name) ? [] : [path];
  });
}

test.each([1, 2, 3])('hostile users and a spiteful COR, seed %i', async (seed) => {
  const chance = chanceOf(seed);
  history.write(hostileUsers(chance));
  await runAndLook(['validate']);
  await runAndLook(['validate', '--format', 'json']);
  await runAndLook(['plan', '--detail', 'full', '--out', 'plan.out']);
  await runAndLook([
    'plan',
    '--json',
    '--report',
    'json=report.json',
    '--report',
    'text=report.txt',
  ]);
  history.server.react = () => spitefulAnswer(chance);
  await runAndLook(['apply', '--max-failures', '9']);
  await runAndLook(['apply', '--json', '--max-failures', '9']);
  history.server.react = () => ({ kind: 'apply' });
  await runAndLook(['apply']);
  history.write(hostileUsers(chance).map((user) => ({ ...user, phone: '+2 canary' })));
  await runAndLook(['plan', '--json']);
  await runAndLook(['show', 'plan.out']);
  await runAndLook(['state', 'list']);
  await runAndLook(['state', 'history']);
  for (const path of writtenFiles(history.folder)) {
    expectHarmless(path, readFileSync(path, 'utf8'));
  }
});

describe('files that are not valid', () => {
  test.each([
    ['an unknown key', '{version: 1, source: OKTA, users: [{id: A, "\\e[31mhostile": 1}]}'],
    ['a lone surrogate', '{version: 1, source: OKTA, users: [{id: "\\ud800"}]}'],
    ['a phone that is no text', '{version: 1, source: OKTA, users: [{id: A, phone: [canary]}]}'],
    [
      'a phone with a control character',
      '{"version": 1, "source": "OKTA", "users": [{"id": "A", "phone": "canary\\u0007"}]}',
    ],
    ['workflow commands as keys', '{version: 1, source: OKTA, "::error::x": 1, users: []}'],
  ])('%s', async (_name, text) => {
    writeFileSync(join(history.folder, 'users.yaml'), text);
    // In CI no excerpt may be shown: it could hold a secret.
    const env = { CI: 'true' };
    await runAndLook(['validate'], { env });
    await runAndLook(['validate', '--format', 'json'], { env });
    await runAndLook(['plan'], { env });
  });
});

test('names of files', async () => {
  const name = '\u202e::error::\u001b[31m.yaml';
  writeFileSync(
    join(history.folder, name),
    '{version: 1, source: OKTA, users: [{id: A, nope: 1}]}',
  );
  await runAndLook(['validate', name]);
  await runAndLook(['plan', name]);
  await runAndLook(['apply', name]);
  await runAndLook(['plan', 'no-such-\u001b[31m.yaml']);
  await runAndLook(['plan', '--report', `nope=${name}`]);
});

test.each([
  ['a line end', `${CANARY}\nx-evil: 1`],
  ['spaces', `${CANARY} ${CANARY}`],
  ['other than ASCII', `${CANARY}é\u202e`],
  ['nothing', ''],
  ['10 KB', CANARY.repeat(1_700)],
])('a token with %s: refused, and not repeated', async (_name, token) => {
  history.write([{ id: 'A', role_id: 4 }]);
  const cli = startApply(history, [], { env: { COR_ACCESS_TOKEN: token } });
  expect((await cli.ended).code).toBe(7);
  expectHarmless('stdout', cli.stdout);
  expectHarmless('stderr', cli.stderr);
  expect(history.server.received).toEqual([]);
});

test.each(['COR_INTEGRATIONS_URL', 'COR_API_URL', 'HTTPS_PROXY', 'CORFORM_PASSPHRASE'])(
  'a secret in %s',
  async (name) => {
    history.write([{ id: 'A', role_id: 4 }]);
    const env = { [name]: `https://user:${CANARY}@\u001b[31mhost name/` };
    await runAndLook(['plan'], { env });
    await runAndLook(['config'], { env });
    await runAndLook(['apply'], { env });
  },
);
