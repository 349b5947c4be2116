/** Reads CORFORM_POSTGRES_URL. It holds a password: nothing here repeats any part of it in an error. */
import { badSetting } from '../backend-failure.js';
import { isLoopback } from '../../http/loopback.js';

export interface PostgresAddress {
  /** A host name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  /** Null: no TLS, for this machine only. Otherwise the certificate and the host name are verified. */
  readonly tls: { readonly rootCertificatePath: string | null } | null;
}

const WHAT = 'CORFORM_POSTGRES_URL';

/**
 * `postgres://user:password@host:port/database`, or `postgres:///database?host=/folder&user=name` for a
 * Unix socket, with `sslmode` and `sslrootcert` as libpq has them. Any mode that does not verify the server is refused, but for a
 * server on this machine. Throws Failure.
 */
export function parsePostgresUrl(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw badSetting(`${WHAT} is not a postgres:// address`);
  }
  for (const name of url.searchParams.keys()) {
    if (!['host', 'user', 'sslmode', 'sslrootcert'].includes(name)) {
      throw badSetting(`${WHAT} has a parameter other than host, user, sslmode and sslrootcert`);
    }
  }
  const host = url.searchParams.get('host') ?? decode(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const database = decode(url.pathname.slice(1));
  const user = url.searchParams.get('user') ?? decode(url.username);
  if (host === '' || database === '' || user === '') {
    throw badSetting(`${WHAT} must name a host, a user and a database`);
  }
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user,
    password: url.password === '' ? null : decode(url.password),
    tls: tlsOf(url, host),
  };
}

function tlsOf(url: URL, host: string): PostgresAddress['tls'] {
  const mode = url.searchParams.get('sslmode');
  const rootCertificatePath = url.searchParams.get('sslrootcert');
  const local = host.startsWith('/') || isLoopback(host);
  if (local && mode !== 'verify-full') return null;
  // libpq's weaker modes would let whoever answers at that address have the password.
  if (mode !== null && mode !== 'verify-full') {
    throw badSetting(`${WHAT} must have sslmode=verify-full, or none, which means the same here`);
  }
  return { rootCertificatePath };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badSetting(`${WHAT} has a % that is not part of an escape: write it as %25`);
  }
}
