/** What the app needs of COR: to update a user, and to read the list of users. Types only. */
import type { ExternalId, FieldName, UserFields } from '../model.js';

export interface UpdateRequest {
  readonly id: ExternalId;
  readonly source: string;
  /** The fields to set. Only these are updated. */
  readonly set: UserFields;
}

/**
 * What went wrong with one request. Made at the HTTP boundary and free of everything that could carry
 * a secret: no request, no response text, no cause.
 */
export interface ApiError {
  readonly class:
    | 'refused' // COR's documented error in a JSON answer
    | 'forbidden' // 403
    | 'unauthorised' // 401, after one new token
    | 'throttled' // 429
    | 'unreachable' // connection refused, name not found, TLS: nothing was sent
    | 'timeout'
    | 'reset'
    | 'server' // 408, 425, 5xx
    | 'redirect'
    | 'other-company' // a success, and the answer names another company than the recorded one
    | 'other-person' // a success, and the answer names another user than the recorded one
    | 'protocol'; // an answer that is not understood
  readonly status: number | null;
  /**
   * COR's code, `[A-Za-z0-9_.-]{1,64}`, e.g. `ZC001`. If COR was `unreachable`, the system's word for the
   * cause, e.g. `ENOTFOUND` (core/sending/connection.ts). Null if there is none.
   */
  readonly code: string | null;
  /** The field that COR names, where it names one of ours. */
  readonly field: FieldName | null;
  readonly requestId: string | null;
}

/** How one request ended. */
export type Attempt =
  /** COR said so. The ids are null if the answer has none; `echo` holds those sent fields that it repeats. */
  | {
      readonly kind: 'applied';
      readonly corId: number | null;
      readonly companyId: number | null;
      readonly echo: UserFields;
    }
  /** Surely not applied, and this user is the reason. Sending the same again is pointless. */
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** Surely not applied, and this user is not the reason (401, 429, never sent). */
  | {
      readonly kind: 'not-applied';
      readonly error: ApiError;
      readonly retryAfterMs: number | null;
    }
  /** The request was written and there is no conclusive answer. */
  | {
      readonly kind: 'unknown';
      readonly error: ApiError;
      readonly retryAfterMs: number | null;
      /** False if sending again can't help (a redirect, an answer that COR never gives). */
      readonly retryable: boolean;
    };

/** COR's integrations API. */
export interface UserApi {
  /**
   * Sends one `PUT /v2/integrations/users/{id}`, once, within the adapter's own deadline.
   * Never rejects: every end is an Attempt. `signal` abandons the request (its outcome is unknown
   * if it was already written).
   */
  update(request: UpdateRequest, signal: AbortSignal): Promise<Attempt>;
  /** Proves that the credential works, before a run is opened. Throws Failure('not-authorised'). */
  authorise(signal: AbortSignal): Promise<void>;
}

/** One user as COR's list shows them. */
export interface ListedUser {
  /** COR's own integer id. */
  readonly corId: number;
  readonly email: string | null;
  /** Those of LISTED_FIELDS that have a value. A number that came as text is a number here. */
  readonly fields: UserFields;
  readonly hidden: boolean;
}

/** What reading COR's list gave. */
export interface DirectoryListing {
  /** Hidden users included, each id once, sorted by id. From the last pass that showed the user. */
  readonly users: readonly ListedUser[];
  /**
   * Whether one pass read every page, found as many users as COR claims, and saw the same claim on
   * every page. If not, `users` is the union of all passes, and a user who is not in it may exist. Even
   * if so, one user can slip between two pages while another one joins: call nobody missing who is not
   * absent from two complete listings.
   */
  readonly complete: boolean;
  /** How many users COR claims to have; null if it never said so. */
  readonly claimed: number | null;
  /** Why a page of the last pass could not be read, or null. */
  readonly error: ApiError | null;
}

/** COR's list of users. It can't write: it knows no other request than reading a page. */
export interface UserDirectory {
  /**
   * Reads the whole list, up to three times while it moves. Throws Failure if COR does not take the
   * credential, or if not even the first page can be read. Rejects with the reason of `signal` if that aborts.
   */
  list(signal: AbortSignal): Promise<DirectoryListing>;
}
