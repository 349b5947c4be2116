import { randomBytes } from 'node:crypto';

/** Who may use the sandbox. `any`: every credential is good, as long as there is one. */
export type SandboxAuth =
  | 'any'
  | {
      readonly apiKey: string;
      readonly clientSecret: string;
      /** Tokens that work without having been asked for, and never expire by time. */
      readonly accessTokens: readonly string[];
    };

/** The tokens that the sandbox gave out, and until when each works. */
export class TokenDesk {
  readonly #auth: SandboxAuth;
  readonly #lifeMs: number;
  readonly #endings = new Map<string, number>();
  #revoked = false;
  /** How many tokens were given out. */
  issued = 0;

  constructor(auth: SandboxAuth, lifeMs: number) {
    this.#auth = auth;
    this.#lifeMs = lifeMs;
  }

  /** A new token for the `Authorization: Basic` header of a token request, or null. */
  issue(header: string | undefined, now: number): string | null {
    const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header ?? '') ?? [];
    if (encoded === undefined || !this.#knows(Buffer.from(encoded, 'base64').toString()))
      return null;
    const token = `sandbox-${randomBytes(16).toString('hex')}`;
    this.#endings.set(token, now + this.#lifeMs);
    this.issued += 1;
    return token;
  }

  /** Whether the `Authorization: Bearer` header of a request is good now. */
  accepts(header: string | undefined, now: number): boolean {
    const [, token] = /^Bearer (\S+)$/.exec(header ?? '') ?? [];
    if (token === undefined) return false;
    const ends = this.#endings.get(token);
    if (ends !== undefined) return now < ends;
    if (this.#revoked) return false;
    return this.#auth === 'any' || this.#auth.accessTokens.includes(token);
  }

  /** Every token that worked until now stops working; new ones can be had. */
  revokeAll(): void {
    for (const token of this.#endings.keys()) this.#endings.set(token, Number.NEGATIVE_INFINITY);
    this.#revoked = true;
  }

  #knows(pair: string): boolean {
    return this.#auth === 'any' || pair === `${this.#auth.apiKey}:${this.#auth.clientSecret}`;
  }
}
