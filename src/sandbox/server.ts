/**
 * A local stand-in for COR: for the demo, the tests, the benchmarks, and anyone who tries corform out.
 * It does what COR's documentation says, keeps everything in memory, logs what it received, and can be
 * made to misbehave.
 */
import { SANDBOX_PORT_TAKEN } from '../core/errors/sandbox.js';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { ExternalId } from '../core/model.js';
import { failureOf } from '../core/errors/failure.js';
import type { ReceivedRequest } from './log.js';
import type { SandboxOptions } from './options.js';
import { API_PATH, StandIn } from './stand-in.js';
import type { HandMadeChange, SeedUser, StoredUser } from './store.js';

export interface Sandbox {
  readonly port: number;
  /** The value for COR_INTEGRATIONS_URL. */
  readonly integrationsUrl: string;
  /** The value for COR_API_URL. */
  readonly apiUrl: string;
  /** Every request so far, in order of arrival; an entry is filled in while its request goes on. */
  readonly requests: readonly ReceivedRequest[];
  user(id: ExternalId): StoredUser | undefined;
  users(): readonly StoredUser[];
  /** Changes somebody behind corform's back, as people do in COR by hand. */
  change(id: ExternalId, change: HandMadeChange): void;
  /** Adds somebody whom another system created. */
  add(user: ExternalId | SeedUser): StoredUser;
  remove(id: ExternalId): void;
  /** The most requests that were under way at the same time for one user. */
  maxInFlight(id: ExternalId): number;
  /** How many tokens were given out. */
  tokensIssued(): number;
  revokeTokens(): void;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** `OKTA-USER-00001` and so on: the ids of `count` users. */
export function numberedIds(count: number, prefix = 'OKTA-USER-'): readonly ExternalId[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(5, '0')}`);
}

/**
 * Listens on 127.0.0.1 and resolves once it does.
 * Throws Failure('error') CF521 where the port can't be had.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cor = new StandIn(options);
  const server = createServer((request, response) => void cor.handle(request, response));
  // A hanging fault must hang until the client gives up.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  const port = await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    integrationsUrl: origin,
    apiUrl: `${origin}${API_PATH}`,
    requests: cor.requests,
    user: (id) => cor.store.get(id),
    users: () => cor.store.all(),
    change: (id, change) => cor.store.change(id, change, cor.time()),
    add: (user) => cor.store.add(user, cor.time()),
    remove: (id) => cor.store.remove(id),
    maxInFlight: (id) => cor.maxInFlight(id),
    tokensIssued: () => cor.tokens.issued,
    revokeTokens: () => cor.tokens.revokeAll(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'The port is in use.' : (error.code ?? 'unknown');
      reject(
        failureOf(SANDBOX_PORT_TAKEN, {
          summary: `The sandbox can't listen on port ${port} of 127.0.0.1.`,
          detail: why,
          fix: 'Choose another port with --port, or 0 for any free one.',
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
