import type { ExternalId } from '../core/model.js';
import type { FaultKind } from './fault-action.js';

/** One request that the sandbox received. Never carries the Authorization header. */
export interface ReceivedRequest {
  /** Counts from 1, in order of arrival. */
  readonly number: number;
  /** ISO 8601, UTC: when its head arrived. */
  readonly at: string;
  readonly method: string;
  /** Path and query as sent, still encoded. */
  readonly path: string;
  /** The external id, for a PUT of a user. */
  readonly id: ExternalId | null;
  /** The parsed body; its text if it is not JSON; null if there is no body or it was not read. */
  readonly body: unknown;
  readonly fault: FaultKind | null;
  /** Whether the update was carried out, whatever was answered. */
  readonly applied: boolean;
  /** The status that was answered; null if nothing was (yet). */
  readonly status: number | null;
  /** The JSON that COR would have answered; null if it was not worked out. */
  readonly answer: unknown;
}

/** The entry while its request is under way. */
export type OpenEntry = { -readonly [K in keyof ReceivedRequest]: ReceivedRequest[K] };

/** One line of a log file. */
export function formatLogLine(entry: ReceivedRequest): string {
  return `${JSON.stringify(entry)}\n`;
}
