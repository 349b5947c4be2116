export type TransportFailure =
  /** No connection, or given up before there was one. */
  | 'unreachable'
  | 'timeout'
  | 'reset'
  /** What came is not HTTP. */
  | 'malformed'
  | 'too-long';

/**
 * Why there is no (whole) answer. Carries no cause: undici's errors know addresses, and through the
 * request the token.
 */
export class TransportError extends Error {
  readonly failure: TransportFailure;
  /** False only if surely not one byte of the request was written. */
  readonly sent: boolean;
  /** Why there was no connection, in the system's word (see core/sending/connection.ts), or null. */
  readonly code: string | null;

  constructor(failure: TransportFailure, sent: boolean, code: string | null = null) {
    super(`HTTP exchange failed: ${failure}`);
    this.name = 'TransportError';
    this.failure = failure;
    this.sent = sent;
    this.code = code;
  }
}
