/** A server for Terraform's http state protocol, in the strict form and in GitLab's, that can misbehave. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Fault {
  /** `GET`, `POST`, `LOCK`, `UNLOCK`, whatever methods stand for them. */
  readonly on: 'GET' | 'POST' | 'LOCK' | 'UNLOCK';
  /** How many requests of that kind go well first. */
  readonly after?: number;
  /** How often (default once). */
  readonly times?: number;
  /** Happens when the request has arrived. */
  readonly meanwhile?: () => void;
  readonly kind:
    | { readonly reset: 'before' | 'after' }
    | {
        readonly status: number;
        readonly body?: string;
        readonly apply?: boolean;
        readonly location?: string;
      }
    | { readonly hang: true }
    /** Nothing is wrong with it: for what happens meanwhile. */
    | { readonly asUsual: true };
}

export interface HttpStateServer {
  readonly url: string;
  readonly lockUrl: string;
  readonly credentials: { readonly username: string; readonly password: string };
  /** The stored text. */
  state: string | null;
  /** The LockInfo as it was sent. */
  lock: Record<string, string> | null;
  /** What was received: `POST ?ID=x`. */
  readonly log: string[];
  readonly faults: Fault[];
  readonly close: () => Promise<void>;
}

export interface HttpStateServerOptions {
  readonly style: 'terraform' | 'gitlab';
  /** A server that grants every lock. */
  readonly lax?: boolean;
  /** A server that keeps the JSON data of a text, as most of the small ones do. */
  readonly keepsData?: boolean;
  /** A server that takes writes from whoever asks. */
  readonly unfenced?: boolean;
}

type Reply = readonly [status: number, body?: string];

const ALL_FIELDS = ['ID', 'Operation', 'Info', 'Who', 'Version', 'Created', 'Path'];

/** Starts it on a port of its own. */
export async function startHttpStateServer(
  options: HttpStateServerOptions,
): Promise<HttpStateServer> {
  const seen = new Map<Fault, number>();
  const credentials = { username: 'ci', password: 'p4ss-canary' };
  const token = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');

  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const url = new URL(request.url ?? '/', 'http://localhost');
      const what = operation(request.method ?? '', url.pathname);
      state.log.push(`${what}${url.search}`);
      if (request.headers.authorization !== `Basic ${token}`) {
        response.writeHead(401).end('HTTP Basic: Access denied');
        return;
      }
      const fault = nextFault(what);
      if (fault !== null && 'hang' in fault) return;
      if (fault !== null && 'reset' in fault && fault.reset === 'before') {
        request.socket.destroy();
        return;
      }
      if (fault !== null && 'status' in fault && fault.apply !== true) {
        const headers = fault.location === undefined ? {} : { location: fault.location };
        response.writeHead(fault.status, headers).end(fault.body);
        return;
      }
      const [status, text] = handle(what, url.searchParams.get('ID'), body);
      if (fault !== null && 'reset' in fault) {
        request.socket.destroy();
        return;
      }
      if (fault !== null && 'status' in fault) response.writeHead(fault.status).end(fault.body);
      else response.writeHead(status).end(text);
    })();
  });

  function nextFault(what: string): Fault['kind'] | null {
    for (const fault of state.faults) {
      if (fault.on !== what) continue;
      const count = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, count);
      const after = fault.after ?? 0;
      if (count > after && count <= after + (fault.times ?? 1)) {
        fault.meanwhile?.();
        return fault.kind;
      }
    }
    return null;
  }

  function handle(what: string, id: string | null, body: string): Reply {
    if (what === 'GET') return read();
    if (what === 'POST') return write(id, body);
    return what === 'LOCK' ? take(body) : release(id, body);
  }

  function read(): Reply {
    if (state.state !== null) return [200, state.state];
    // GitLab knows of a state as soon as it was locked.
    return options.style === 'gitlab' && state.lock !== null ? [204] : [404, '{"message":"404"}'];
  }

  function write(id: string | null, body: string): Reply {
    if (options.keepsData === true) {
      state.state = JSON.stringify(JSON.parse(body));
      return [200];
    }
    if (options.unfenced === true) {
      state.state = body;
      return [200];
    }
    if (options.style === 'gitlab') {
      if ((state.lock?.['ID'] ?? null) !== id) return [409, '{"message":"409 Conflict"}'];
      const serial = serialOf(body);
      if (serial === null) return [400, '{"message":"serial"}'];
      const taken = state.state === null ? null : serialOf(state.state);
      if (taken === serial && state.state !== body) return [422, '{"message":"Version taken"}'];
    } else if (state.lock !== null && state.lock['ID'] !== id) {
      return [423, JSON.stringify(state.lock)];
    }
    state.state = body;
    return [200];
  }

  function take(body: string): Reply {
    const info = JSON.parse(body) as Record<string, string>;
    if (ALL_FIELDS.some((name) => typeof info[name] !== 'string')) return [400, 'missing field'];
    if (state.lock === null || options.lax === true) {
      state.lock = info;
      return [200, body];
    }
    if (options.style === 'terraform') return [423, JSON.stringify(state.lock)];
    // GitLab keeps three of the owner's fields and fills in the others from the request.
    const kept = { ID: state.lock['ID'], Who: 'gitlab-user', Created: '2025-01-15T10:00:00.000Z' };
    return [409, JSON.stringify({ ...info, ...kept })];
  }

  function release(id: string | null, body: string): Reply {
    const wanted = id ?? (JSON.parse(body === '' ? '{}' : body) as Record<string, string>)['ID'];
    if (state.lock !== null && wanted !== undefined && state.lock['ID'] !== wanted) {
      return [409, JSON.stringify(state.lock)];
    }
    state.lock = null;
    return [200];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}/api/v4/projects/1/terraform/state/users`;
  const state: HttpStateServer = {
    url: base,
    lockUrl: `${base}/lock`,
    credentials,
    state: null,
    lock: null,
    log: [],
    faults: [],
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return state;
}

function operation(method: string, path: string): 'GET' | 'POST' | 'LOCK' | 'UNLOCK' {
  if (!path.endsWith('/lock')) return method === 'GET' ? 'GET' : 'POST';
  return method === 'LOCK' || method === 'POST' ? 'LOCK' : 'UNLOCK';
}

function serialOf(text: string): number | null {
  const { serial } = JSON.parse(text) as { serial?: unknown };
  return typeof serial === 'number' && Number.isInteger(serial) ? serial : null;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
