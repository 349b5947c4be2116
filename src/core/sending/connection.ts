/** Says in words why no connection was made, and which setting helps. */
import type { ApiError } from '../ports/cor.js';

export interface ConnectionTrouble {
  /** A complete sentence, with the system's word in brackets. */
  readonly cause: string;
  /** What to do about it. */
  readonly fix: string;
}

const BY_WORD: Readonly<Record<string, ConnectionTrouble>> = {
  ENOTFOUND: {
    cause: 'The host name was not found',
    fix: 'Check the address. If this network needs a proxy, set HTTPS_PROXY.',
  },
  EAI_AGAIN: {
    cause: 'The name server did not answer',
    fix: 'Check the network, then try again. If this network needs a proxy, set HTTPS_PROXY.',
  },
  ECONNREFUSED: {
    cause: 'The connection was refused',
    fix: 'Check the host and the port of the address, and check that the server is running.',
  },
  ECONNRESET: {
    cause: 'The connection broke before anything was sent',
    fix: 'Check the address. A firewall may block it, or a proxy may be needed (HTTPS_PROXY).',
  },
  CERT_HAS_EXPIRED: {
    cause: 'The TLS certificate of the server has expired',
    fix: 'Check the clock of this machine. If it is right, the server needs a new certificate.',
  },
  CERT_NOT_YET_VALID: {
    cause: 'The TLS certificate of the server is not valid yet',
    fix: 'Check the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    cause: 'The TLS certificate of the server is for another host name',
    fix: 'Check the host name of the address.',
  },
  PROXY_HTTP_407: {
    cause: 'The proxy asks for a user name and a password',
    fix: 'Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT, with special characters of the password percent-encoded.',
  },
  PROXY_UNUSABLE: {
    cause: 'The proxy setting does not name an HTTP proxy',
    fix: 'Set HTTPS_PROXY to an address like http://proxy.example.com:3128, unset it, or name the host in NO_PROXY.',
  },
};

const NO_ROUTE: ConnectionTrouble = {
  cause: 'The connection timed out',
  fix: 'Check the network. If it needs a proxy, set HTTPS_PROXY.',
};
const NOT_TRUSTED: ConnectionTrouble = {
  cause: 'The TLS certificate of the server is not trusted',
  fix: 'If your company inspects TLS or has its own CA, set NODE_EXTRA_CA_CERTS to the file with its root certificate (PEM).',
};
const NO_TLS: ConnectionTrouble = {
  cause: 'The server does not speak a TLS version that corform supports',
  fix: 'Check the port of the address. A proxy or firewall may be answering instead of the server.',
};
const TUNNEL_REFUSED: ConnectionTrouble = {
  cause: 'The proxy refused the connection',
  fix: 'Allow the host on the proxy, or name it in NO_PROXY if it can be reached without a proxy.',
};
const PROXY_GONE: ConnectionTrouble = {
  cause: 'The proxy could not be reached',
  fix: 'Check HTTPS_PROXY. If the host can be reached without a proxy, name it in NO_PROXY.',
};
const UNKNOWN: ConnectionTrouble = {
  cause: 'No connection could be made',
  fix: 'Check the address and the network.',
};

/** Explains the `code` of an error of class `unreachable`. Null says nothing more than that. */
export function explainConnection(code: string | null): ConnectionTrouble {
  if (code === null) return { ...UNKNOWN, cause: `${UNKNOWN.cause}.` };
  const { cause, fix } = BY_WORD[code] ?? byPattern(code);
  return { cause: `${cause} (${code}).`, fix };
}

/** Adds to an error's `fix` why COR was unreachable, if that is what is wrong. */
export function explainUnreachable(
  error: ApiError,
  fix: string,
): { readonly detail?: string; readonly fix: string } {
  if (error.class !== 'unreachable' || error.code === null) return { fix };
  const { cause, fix: first } = explainConnection(error.code);
  return { detail: cause, fix: `${first} Then run the command again.` };
}

/** Node has some thirty words for a certificate that it doesn't trust, and OpenSSL more for broken TLS. */
function byPattern(code: string): ConnectionTrouble {
  if (code.startsWith('PROXY_HTTP_')) return TUNNEL_REFUSED;
  if (code.startsWith('PROXY_')) return PROXY_GONE;
  if (/CERT|VERIFY|SELF_SIGNED|ISSUER/.test(code)) return NOT_TRUSTED;
  if (/^(ERR_SSL_|EPROTO$)/.test(code)) return NO_TLS;
  if (/TIMEOUT|TIMEDOUT|UNREACH/.test(code)) return NO_ROUTE;
  return UNKNOWN;
}
