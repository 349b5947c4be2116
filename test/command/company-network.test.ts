import { describe, expect, it, onTestFinished } from 'vitest';
import { openSandbox, Project, usersYaml, type Environment } from '../support/command.js';
import {
  CA_FILE,
  openCompanyNetwork,
  PROXY_PASSWORD,
  type CompanyNetwork,
} from '../support/company-network.js';
import { startHttpStateServer } from '../support/http-state-server.js';
import { startS3Server } from '../support/s3-server.js';

const USERS = usersYaml([{ id: 'OKTA-1', first_name: 'Ana' }]);
const COR: Environment = {
  COR_INTEGRATIONS_URL: 'https://cor.example.test',
  COR_API_URL: 'https://cor.example.test/v1',
  COR_API_KEY: 'canary-key',
  COR_CLIENT_SECRET: 'canary-secret',
};
const APPLY = ['apply', '--auto-approve'];

interface Company {
  readonly network: CompanyNetwork;
  readonly project: Project;
}

/** COR behind the proxy of a company, and a project whose state is on this machine. */
async function company(hosts: Readonly<Record<string, number>> = {}): Promise<Company> {
  const cor = await openSandbox();
  const network = await openCompanyNetwork({ 'cor.example.test': cor.port, ...hosts });
  const project = new Project({ 'users.yaml': USERS }).use({
    ...COR,
    HTTPS_PROXY: `me:${PROXY_PASSWORD}@${network.proxy}`,
    NODE_EXTRA_CA_CERTS: CA_FILE,
  });
  return { network, project };
}

const portOf = (url: string): number => Number(new URL(url).port);

describe('in a company network, with a proxy and a CA of its own', () => {
  it('COR and an http state are reached', async () => {
    const server = await startHttpStateServer({ style: 'gitlab' });
    onTestFinished(server.close);
    const { network, project } = await company({ 'state.example.test': portOf(server.url) });
    const address = `https://state.example.test${new URL(server.url).pathname}`;
    project.use({
      CORFORM_STATE_BACKEND: 'http',
      CORFORM_STATE_ADDRESS: address,
      CORFORM_STATE_LOCK_ADDRESS: `${address}/lock`,
      CORFORM_STATE_LOCK_METHOD: 'POST',
      CORFORM_STATE_UNLOCK_METHOD: 'DELETE',
      CORFORM_HTTP_USERNAME: server.credentials.username,
      CORFORM_HTTP_PASSWORD: server.credentials.password,
    });
    await project.init();
    expect((await project.expect(0, APPLY)).stdout).toContain('1 added');
    expect((await project.expect(0, ['plan'])).stdout).toContain('No changes');
    expect(new Set(network.asked)).toEqual(
      new Set(['state.example.test:443', 'cor.example.test:443']),
    );
  });

  it('an s3 state is reached', async () => {
    const server = await startS3Server();
    onTestFinished(server.close);
    const { project } = await company({ 's3.example.test': portOf(server.endpoint) });
    project.use({
      CORFORM_STATE_BACKEND: 's3',
      CORFORM_STATE_ENDPOINT: 'https://s3.example.test',
      CORFORM_STATE_REGION: server.region,
      CORFORM_STATE_BUCKET: server.bucket,
      CORFORM_STATE_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: server.credentials.sessionToken ?? undefined,
    });
    await project.init();
    expect((await project.expect(0, APPLY)).stdout).toContain('1 added');
  });

  it('no CA, no proxy and a proxy that is gone are named, for the token, for COR and for the state', async () => {
    const token = { COR_API_KEY: undefined, COR_CLIENT_SECRET: undefined };
    const address = 'https://cor.example.test/state';
    const asks: readonly (readonly [code: number, args: readonly string[], env: Environment])[] = [
      [7, APPLY, {}],
      [3, APPLY, { ...token, COR_ACCESS_TOKEN: 'canary-token' }],
      [1, ['plan'], { CORFORM_STATE_BACKEND: 'http', CORFORM_STATE_ADDRESS: address }],
    ];
    const troubles: readonly (readonly [env: Environment, words: readonly string[]])[] = [
      [
        { NODE_EXTRA_CA_CERTS: undefined },
        ['certificate of the server is not trusted', 'NODE_EXTRA_CA_CERTS'],
      ],
      [{ HTTPS_PROXY: undefined }, ['host name was not found', 'HTTPS_PROXY']],
      [
        { HTTPS_PROXY: 'http://127.0.0.1:1' },
        ['The proxy could not be reached (PROXY_ECONNREFUSED)', 'NO_PROXY'],
      ],
    ];
    // Each waits a few seconds between its attempts, so they wait side by side.
    await Promise.all(
      troubles.map(async ([trouble, words]) => {
        const { project } = await company();
        await project.init();
        for (const [code, args, env] of asks) {
          const { stderr } = await project.expect(code, args, { env: { ...trouble, ...env } });
          const text = stderr.replace(/\s+/g, ' ');
          for (const word of words) expect(text).toContain(word);
          expect(text).not.toContain('canary');
        }
      }),
    );
  });

  it('a wrong password, and a host that the proxy refuses, are named', async () => {
    const { network, project } = await company();
    await project.init();
    const wrong = { HTTPS_PROXY: `http://me:canary-wrong@${network.proxy}` };
    const { stderr } = await project.expect(7, APPLY, { env: wrong });
    expect(stderr).toContain('The proxy asks for a user name and a password (PROXY_HTTP_407)');
    expect(stderr).not.toContain('canary');
    const other = { COR_API_URL: 'https://other.example.test/v1' };
    const refused = await project.expect(7, APPLY, { env: other });
    expect(refused.stderr).toContain('The proxy refused the connection (PROXY_HTTP_403)');
  });

  it('a SOCKS proxy is refused only if something is to be reached through it', async () => {
    const { project } = await company();
    project.use({ HTTPS_PROXY: 'socks5://me:canary@127.0.0.1:1080' });
    await project.init();
    await project.expect(0, ['plan']);
    const { stderr } = await project.expect(64, APPLY);
    expect(stderr).toContain('CF508');
    expect(stderr).toContain('corform must use it to reach cor.example.test');
    expect(stderr).not.toContain('canary');
    const direct = { NO_PROXY: '.example.test' };
    expect((await project.expect(7, APPLY, { env: direct })).stderr).toContain('not found');
  });
});

describe('settings of Node', () => {
  it('NODE_DEBUG is refused, because Node would print credentials', async () => {
    const { project } = await company();
    for (const debug of ['http', 'stream,net,tls,undici']) {
      const env = { NODE_DEBUG: debug };
      const { stdout, stderr } = await project.expect(64, APPLY, { env });
      expect(stderr).toContain('CF620');
      expect(stdout + stderr).not.toContain('canary');
    }
  });

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 is warned about', async () => {
    const { project } = await company();
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: undefined };
    await project.init();
    const { stderr } = await project.expect(0, APPLY, { env });
    expect(stderr).toContain('CF621');
    expect(stderr).toContain('no certificate is checked');
  });

  it('an address of 3,000 characters is refused before anything is done', async () => {
    const { project } = await company();
    await project.init();
    const env = { COR_INTEGRATIONS_URL: `https://cor.example.test/${'a'.repeat(3000)}` };
    expect((await project.expect(64, APPLY, { env })).stderr).toContain('CF505');
  });
});
