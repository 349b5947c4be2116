import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../../src/adapters/cor/credentials.js';
import type { Credentials } from '../../../../src/adapters/cor/credentials.js';
import { parseEndpoint } from '../../../../src/adapters/cor/endpoint.js';
import { Secret } from '../../../../src/adapters/system/secret.js';
import { userUrl } from '../../../../src/adapters/cor/user-api.js';
import type { Outcome } from '../../../../src/core/errors/diagnostic.js';
import { secretFile } from '../../../support/secret-file.js';

const CANARY = 'canary-3fa9';

function codes(outcome: Outcome<unknown>): readonly string[] {
  expect(inspect(outcome, { depth: Infinity })).not.toContain('canary');
  expect(JSON.stringify(outcome)).not.toContain('canary');
  expect(outcome.value === undefined).toBe(outcome.diagnostics.length > 0);
  return outcome.diagnostics.map((diagnostic) => diagnostic.code);
}

function reveal(credentials: Credentials | undefined): readonly string[] {
  if (credentials === undefined) return [];
  return credentials.kind === 'access-token'
    ? [credentials.token.reveal()]
    : [credentials.apiKey.reveal(), credentials.clientSecret.reveal()];
}

describe('a credential', () => {
  it('is a token, or a key and a secret, from the environment or from files', async () => {
    const read = async (env: Record<string, string>) => reveal((await readCredentials(env)).value);
    expect(await read({ COR_ACCESS_TOKEN: CANARY })).toEqual([CANARY]);
    expect(await read({ COR_ACCESS_TOKEN_FILE: secretFile(`${CANARY}\n`) })).toEqual([CANARY]);
    expect(await read({ COR_ACCESS_TOKEN_FILE: secretFile(`${CANARY}\r\n`) })).toEqual([CANARY]);
    expect(await read({ COR_API_KEY: 'k', COR_CLIENT_SECRET: 's:s' })).toEqual(['k', 's:s']);
    const mixed = { COR_API_KEY_FILE: secretFile('k'), COR_CLIENT_SECRET: 's' };
    expect(await read(mixed)).toEqual(['k', 's']);
    expect(await read({ COR_ACCESS_TOKEN: 'x'.repeat(8192) })).toEqual(['x'.repeat(8192)]);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['none', {}, ['CF500']],
    ['half', { COR_API_KEY: CANARY }, ['CF501']],
    ['the other half', { COR_CLIENT_SECRET_FILE: '/x' }, ['CF501']],
    ['token and key', { COR_ACCESS_TOKEN: CANARY, COR_API_KEY: CANARY }, ['CF502']],
    ['value and file', { COR_ACCESS_TOKEN: CANARY, COR_ACCESS_TOKEN_FILE: '/x' }, ['CF502']],
    ['empty', { COR_ACCESS_TOKEN: '' }, ['CF503']],
    ['a line end', { COR_ACCESS_TOKEN: `${CANARY}\n` }, ['CF503']],
    ['a header', { COR_ACCESS_TOKEN: `${CANARY}\r\nx: y` }, ['CF503']],
    ['a space', { COR_ACCESS_TOKEN: `${CANARY} ${CANARY}` }, ['CF503']],
    ['in quotes', { COR_ACCESS_TOKEN: `"${CANARY}"` }, ['CF503']],
    ['in single quotes', { COR_API_KEY: `'${CANARY}'`, COR_CLIENT_SECRET: CANARY }, ['CF503']],
    ['a line of an env file', { COR_ACCESS_TOKEN: `COR_ACCESS_TOKEN=${CANARY}` }, ['CF503']],
    ['JSON', { COR_ACCESS_TOKEN: `{"access_token":"${CANARY}"}` }, ['CF503']],
    ['not replaced', { COR_ACCESS_TOKEN: '${TOKEN}' }, ['CF503']],
    ['a mask', { COR_API_KEY: '***', COR_CLIENT_SECRET: '<secret>' }, ['CF503', 'CF503']],
    ['not ASCII', { COR_ACCESS_TOKEN: `${CANARY}é` }, ['CF503']],
    ['10 KB', { COR_ACCESS_TOKEN: CANARY.repeat(1000) }, ['CF503']],
    ['a colon in the key', { COR_API_KEY: `${CANARY}:`, COR_CLIENT_SECRET: CANARY }, ['CF503']],
    ['both bad', { COR_API_KEY: ` ${CANARY}`, COR_CLIENT_SECRET: '' }, ['CF503', 'CF503']],
    ['no file', { COR_ACCESS_TOKEN_FILE: join(import.meta.dirname, 'no-such-file') }, ['CF504']],
    ['a folder', { COR_ACCESS_TOKEN_FILE: tmpdir() }, ['CF504']],
  ])('is refused and not repeated: %s', async (_, env, expected) => {
    expect(codes(await readCredentials(env))).toEqual(expected);
  });

  it.each([
    ['empty', ''],
    ['just a line end', '\n'],
    ['two lines', `${CANARY}\n${CANARY}\n`],
    ['a BOM', `\ufeff${CANARY}`],
    ['binary', Buffer.from([0x63, 0xff, 0x00])],
    ['huge', 'canary'.repeat(100_000)],
  ])('is refused in a file: %s', async (_, content) => {
    expect(codes(await readCredentials({ COR_ACCESS_TOKEN_FILE: secretFile(content) }))).toEqual([
      'CF503',
    ]);
  });
});

describe('a secret', () => {
  it('shows itself nowhere', () => {
    const held = { secret: new Secret(CANARY) };
    const shown = [
      inspect(held, { showHidden: true, depth: Infinity }),
      JSON.stringify(held),
      String(held.secret),
      JSON.stringify(Object.entries(held.secret)),
    ];
    expect(shown.join(' ')).not.toContain(CANARY);
  });
});

describe('an endpoint', () => {
  it.each([
    ['https://integrations.projectcor.com', 'https://integrations.projectcor.com'],
    ['https://API.projectcor.com/v1/', 'https://api.projectcor.com/v1'],
    ['https://cor.example:8443/a//', 'https://cor.example:8443/a'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:1/v1', 'http://localhost:1/v1'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('%s becomes %s', (text, endpoint) => {
    expect(parseEndpoint(text, 'COR_API_URL')).toEqual({ value: endpoint, diagnostics: [] });
    expect(userUrl(endpoint, 'a b')).toBe(`${endpoint}/v2/integrations/users/a%20b`);
  });

  it.each([
    ['', 'CF505'],
    ['canary', 'CF505'],
    ['cor.example', 'CF505'],
    ['file:///etc/canary', 'CF505'],
    ['javascript:canary', 'CF505'],
    ['http://canary.example', 'CF506'],
    ['http://localhost.canary.example', 'CF506'],
    ['http://127.0.0.1.canary.example', 'CF506'],
    ['http://0.0.0.0/canary', 'CF506'],
    ['https://user:canary@cor.example', 'CF507'],
    ['https://cor.example/?token=canary', 'CF507'],
    ['https://cor.example/#canary', 'CF507'],
    ['https://cor.example?', 'CF507'],
    [`https://cor.example/${'canary'.repeat(400)}`, 'CF505'],
  ])('%j is refused', (text, code) => {
    expect(codes(parseEndpoint(text, 'COR_INTEGRATIONS_URL'))).toEqual([code]);
  });
});
