import type { ExternalId } from '../core/model.js';
import type { FaultScript } from './fault-script.js';
import type { SeedUser } from './store.js';
import type { ReceivedRequest } from './log.js';
import type { SandboxAuth } from './tokens.js';

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Who exists, or `any` (the default): every external id exists. See `numberedIds`. */
  readonly users?: readonly (ExternalId | SeedUser)[] | 'any';
  /** The source that the seeded users belong to. Default OKTA. */
  readonly source?: string;
  /** The company whose users these are. Default 1234. */
  readonly companyId?: number;
  /** Default: any credential. */
  readonly auth?: SandboxAuth;
  /** How long a token works, in seconds. Default 3600. */
  readonly tokenLife?: number;
  /** Milliseconds before each answer to a PUT. Default 0. */
  readonly latency?: number;
  /** The most PUTs in any one second; more are answered with 429. Default: no limit. */
  readonly rateLimit?: { readonly perSecond: number; readonly retryAfter: string | null } | null;
  readonly faults?: FaultScript;
  /** Called for each request once it is over, answered or not. */
  readonly onRequest?: (entry: ReceivedRequest) => void;
  /** Milliseconds since 1970. Default Date.now: a test may make tokens expire. */
  readonly now?: () => number;
}
