import { describe, expect, it } from 'vitest';
import { explainConnection, explainUnreachable } from '../../../../src/core/sending/connection.js';

describe('why there is no connection', () => {
  it.each([
    ['ENOTFOUND', 'The host name was not found (ENOTFOUND).', 'HTTPS_PROXY'],
    ['EAI_AGAIN', 'The name server did not answer (EAI_AGAIN).', 'HTTPS_PROXY'],
    ['ECONNREFUSED', 'The connection was refused (ECONNREFUSED).', 'port'],
    ['ETIMEDOUT', 'The connection timed out (ETIMEDOUT).', 'HTTPS_PROXY'],
    ['UND_ERR_CONNECT_TIMEOUT', 'The connection timed out', 'HTTPS_PROXY'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'is not trusted (SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ['CERT_HAS_EXPIRED', 'has expired', 'clock'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host name', 'host name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak a TLS version', 'port'],
    ['PROXY_HTTP_407', 'The proxy asks for a user name and a password', 'USER:PASSWORD'],
    ['PROXY_HTTP_403', 'The proxy refused the connection', 'NO_PROXY'],
    ['PROXY_ECONNREFUSED', 'The proxy could not be reached', 'HTTPS_PROXY'],
    ['EMFILE', 'No connection could be made (EMFILE).', 'network'],
    [null, 'No connection could be made.', 'network'],
  ])('%s names the cause and the setting that helps', (code, cause, setting) => {
    const explained = explainConnection(code);
    expect(explained.cause).toContain(cause);
    expect(explained.fix).toContain(setting);
  });
});

describe('an error that ends a command', () => {
  const unreachable = {
    class: 'unreachable',
    status: null,
    code: 'ENOTFOUND',
    field: null,
    requestId: null,
  } as const;

  it('says why COR was not reached, and what helps', () => {
    const explained = explainUnreachable(unreachable, 'Try again.');
    expect(explained.detail).toBe('The host name was not found (ENOTFOUND).');
    expect(explained.fix).toMatch(/HTTPS_PROXY.* Then run the command again\.$/);
  });

  it('keeps its own advice if COR was reached, or nothing is known', () => {
    for (const error of [
      { ...unreachable, class: 'server' },
      { ...unreachable, code: null },
    ] as const) {
      expect(explainUnreachable(error, 'Try again.')).toEqual({ fix: 'Try again.' });
    }
  });
});
