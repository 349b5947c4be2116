/** Reads CORFORM_POSTGRES_URL. It holds a password: nothing here repeats any part of it in an error. */
import { badSetting } from '../backend-failure.js';
import { isLoopback } from '../../../core/text/loopback.js';

export interface PostgresAddress {
  /** A host name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  /** What the server shows of us. */
  readonly applicationName: string;
  /** Null: no TLS, for this machine only. Otherwise the certificate and the host name are verified. */
  readonly tls: { readonly rootCertificatePath: string | null } | null;
}

const WHAT = 'CORFORM_POSTGRES_URL';

const UNDERSTOOD: ReadonlySet<string> = new Set([
  'host',
  'user',
  'sslmode',
  'sslrootcert',
  'application_name',
  // What providers add, and what changes nothing here: our own limits hold, and the certificate, which
  // channel binding is about, is always verified.
  'channel_binding',
  'connect_timeout',
  'gssencmode',
  'keepalives',
  'keepalives_idle',
  'pgbouncer',
  'sslnegotiation',
  'target_session_attrs',
]);

/**
 * `postgres://user:password@host:port/database`, or `postgres:///database?host=/folder&user=name` for a
 * Unix socket, with the parameters of libpq. Whatever `sslmode` asks for, a server on another machine is
 * verified in full. Throws Failure.
 */
export function parsePostgresUrl(text: string): PostgresAddress {
  // A fragment means nothing in such an address, but passwords have a `#` now and then.
  const address = text.replaceAll('#', '%23');
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw badSetting(`${WHAT} is not a postgres:// address`);
  }
  for (const name of url.searchParams.keys()) {
    if (!UNDERSTOOD.has(name)) throw unknownParameter(name);
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
    applicationName: url.searchParams.get('application_name') ?? 'corform',
    tls: tlsOf(url, host),
  };
}

function tlsOf(url: URL, host: string): PostgresAddress['tls'] {
  const mode = url.searchParams.get('sslmode');
  const rootCertificatePath = url.searchParams.get('sslrootcert');
  const local = host.startsWith('/') || isLoopback(host);
  if (local && mode !== 'verify-full') return null;
  // These modes would let whoever answers at that address have the password. The other ones ask for no
  // more than what we do in any case.
  if (mode !== null && ['disable', 'allow', 'prefer'].includes(mode)) {
    throw badSetting(
      `${WHAT} has sslmode=${mode}, which would send the password to any server that answers`,
      'Write sslmode=verify-full, or leave sslmode out.',
    );
  }
  return { rootCertificatePath };
}

/** Names the parameter, unless it may be something else that a stray `?` or `&` made one. */
function unknownParameter(name: string): Error {
  const known = /^[a-z_]{1,40}$/.test(name) ? `the parameter ${name}` : 'a parameter';
  return badSetting(
    `${WHAT} has ${known}, which corform does not know`,
    'Leave it out. If it is part of the password, write ? as %3F and & as %26.',
  );
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badSetting(`${WHAT} has a % that is not part of an escape: write it as %25`);
  }
}
