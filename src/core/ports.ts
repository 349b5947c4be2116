/**
 * What the app layer needs of the outside. Types only. Adapters implement them; contract tests in
 * test/contract hold every implementation to the same promises.
 */
import type { Diagnostic } from './errors/diagnostic.js';
import type { ExternalId, FieldName, UserFields } from './model.js';

/** Time. The only source of it. */
export interface Clock {
  /** Milliseconds since 1970, for records that people read. */
  now(): number;
  /** Milliseconds that never go back, for measuring. */
  monotonic(): number;
  /** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of chance. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string;
  uuid(): string;
}

// ---------------------------------------------------------------------------------------- COR

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

// ---------------------------------------------------------------------------------------- state

/** Who holds a lock. Terraform's LockInfo, with its spelling, so its tools can read it. */
export interface LockInfo {
  readonly ID: string;
  readonly Operation: string;
  /** JSON that says more about the holder: see core/state/lock-owner.ts. */
  readonly Info: string;
  /** `user@host`. */
  readonly Who: string;
  readonly Version: string;
  /** ISO 8601, UTC. */
  readonly Created: string;
  readonly Path: string;
}

/** Names one stored version for compare-and-swap: an object id, an ETag, a hash. Opaque. */
export type StateVersion = string;

export interface StoredState {
  /** Exactly the text that was committed. */
  readonly text: string;
  /** What really lies there, if that is another text because the store encrypts. */
  readonly sealed?: string;
  readonly version: StateVersion;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly version: StateVersion }
  /** Another version is stored, or our lock is gone. Nothing was written. */
  | { readonly kind: 'stale' };

/** An older version of the state that the backend still has. */
export interface StoredVersion {
  readonly serial: number;
  /** ISO 8601, UTC, or null if the backend does not know. */
  readonly at: string | null;
  /** How to name it to a person: a file name, a commit. */
  readonly label: string;
}

/** The text of the recorded state, in versions. Looks at nothing in the text. */
export interface StateStore {
  /** Null only if nothing was ever stored. */
  read(): Promise<StoredState | null>;
  /**
   * Stores `text` as `serial`, durably, if the stored version is still `expected` (null: if there is
   * none). Of two writers with the same `expected` at most one wins. Returns `stale`, too, if this handle
   * took the lock and somebody else has removed it.
   */
  commit(text: string, serial: number, expected: StateVersion | null): Promise<CommitResult>;
  /** Older versions, newest first; empty if the backend keeps none. */
  versions(): Promise<readonly StoredVersion[]>;
  /** The text of an older version; null if it is gone. */
  readVersion(serial: number): Promise<string | null>;
}

export type LockResult =
  | {
      readonly kind: 'held';
      /** The owner that it was taken from, who is provably gone. */
      readonly takenFrom: LockInfo | null;
    }
  | {
      readonly kind: 'busy';
      readonly owner: LockInfo;
      /** True if this machine sees the owner's process running, however still it is. */
      readonly isAlive: boolean;
    };

export type UnlockResult =
  | { readonly kind: 'unlocked' }
  | { readonly kind: 'not-locked' }
  | { readonly kind: 'not-owner'; readonly owner: LockInfo };

/** Lets one command at a time work on the state. */
export interface StateLock {
  /** Takes the lock, once, without waiting. */
  take(info: LockInfo): Promise<LockResult>;
  /** Gives the lock back if `id` holds it, whichever process asks. */
  release(id: string): Promise<UnlockResult>;
  /** Who holds the lock now, or null. */
  owner(): Promise<LockInfo | null>;
  /** Whether the lock is still ours. A run asks before it sends more. */
  holds(id: string): Promise<boolean>;
}

/** How a backend differs from others, as far as that matters to those who use it. */
export interface StateTraits {
  /** The place, for messages: a path, a remote and ref. One place has one; never carries a credential. */
  readonly location: string;
  /**
   * Whether a run keeps a journal beside the state, which is durable request by request. Without one the
   * state itself is committed in the middle of a run.
   */
  readonly keepsJournals: boolean;
  /** Whether older versions can be read through corform. */
  readonly keepsVersions: boolean;
  /** False if asking for the owner takes a free lock for a moment, so a mere reader must not ask. */
  readonly showsOwner: boolean;
  /** Whether a holder whose process is gone counts as none. Elsewhere a killed one looks like a living one. */
  readonly seesProcesses: boolean;
  /** How often to look whether a busy lock is free, in milliseconds. */
  readonly lockPollMs: number;
}

/**
 * The backend of the recorded state. It decides nothing about its content. Every method throws Failure with a
 * CF4xx code if the backend can't be reached or answers nonsense; a write whose answer is lost is first
 * settled by reading again.
 */
export interface StateBackend {
  readonly traits: StateTraits;
  readonly store: StateStore;
  readonly lock: StateLock;
  readonly journals: JournalStore;
  /** Proves that the backend can do all this (used by `init`). Throws Failure. */
  probe(): Promise<void>;
  /**
   * What a person should know of this place, found out by trying once there is a state (used by `init`).
   * Left out by backends that have nothing to find out.
   */
  remarks?(): Promise<readonly Diagnostic[]>;
  /** Releases connections. */
  close(): Promise<void>;
}

/**
 * The recorded state for a command that only looks: no lock can be taken and nothing stored through it. Every
 * StateBackend is one.
 */
export interface StateReader {
  readonly traits: StateTraits;
  readonly store: Pick<StateStore, 'read' | 'versions' | 'readVersion'>;
  readonly lock: Pick<StateLock, 'owner'>;
  readonly journals: Pick<JournalStore, 'read'>;
}

/**
 * Journals of runs: append-only text, one JSON record a line, one journal a run. Always empty, and
 * `create` refused, if `traits.keepsJournals` is false.
 */
export interface JournalStore {
  /** Makes the journal of a run durable, with its first lines. Refuses one that exists. */
  create(runId: string, lines: readonly string[]): Promise<JournalWriter>;
  /** The text of a run's journal, torn tail included; null if there is none. */
  read(runId: string): Promise<string | null>;
  /** Differs from what it was as soon as a run has written to its journal: a sign of life. */
  pulse(): Promise<string>;
  /** Removes every journal but that of `keepRunId`. */
  prune(keepRunId: string | null): Promise<void>;
}

export interface JournalWriter {
  /**
   * Appends lines (without line ends). Resolves once they are on the disk; concurrent appends share
   * one sync. After a failure every append rejects: a failed sync is never retried.
   */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------------------------------- files

/** The files that a command reads and the reports that it writes. */
export interface Files {
  /**
   * Reads a regular file as bytes. Throws Failure('invalid-input') with a CF44x code where it is
   * missing, not a regular file, unreadable or larger than `maxBytes`. `inside` refuses a file whose
   * real path lies outside that folder.
   */
  read(path: string, options: { maxBytes: number; inside?: string }): Promise<Uint8Array>;
  /** Replaces a file atomically and durably, with mode 0600 unless given another. Throws Failure. */
  write(path: string, text: string, options?: { mode?: number }): Promise<void>;
  /** Whether there is anything at the path, be it a link that leads nowhere. */
  exists(path: string): Promise<boolean>;
}

/** One file to replace, with what it held when it was read. */
export interface FileReplacement {
  readonly path: string;
  readonly expected: Uint8Array;
  readonly text: string;
}

/** The users files, where a command edits them. */
export interface EditableFiles {
  /**
   * Replaces files that still hold what is expected, and keeps their modes. All new texts are durable under
   * temporary names before the first file gets its own: what can fail fails before anything is changed. Throws Failure.
   */
  replaceAll(replacements: readonly FileReplacement[]): Promise<void>;
}

// ---------------------------------------------------------------------------------------- git

/** What corform asks of the git repository that users.yaml lives in. Outside git, all is null. */
export interface Revisions {
  /** The commit that is checked out (40 or 64 hex digits), or null outside git. */
  head(): Promise<string | null>;
  /**
   * How commit `a` stands to commit `b`. `unknown` where git does not have both, as in a shallow
   * clone.
   */
  relation(
    a: string,
    b: string,
  ): Promise<'same' | 'ancestor' | 'descendant' | 'diverged' | 'unknown'>;
  /** Returns the bytes of a file at a revision, or null if it is not there. Throws Failure if git can't read the revision. */
  fileAt(revision: string, path: string): Promise<Uint8Array | null>;
  /** Returns the paths of all files at a revision, as seen from the working folder. Throws Failure like `fileAt`. */
  filesAt(revision: string): Promise<readonly string[]>;
}

/**
 * Who last changed a line, and why; all members are null if the line is not committed yet. The texts are hostile
 * until escaped.
 */
export type BlamedLine =
  | {
      readonly commit: string;
      readonly author: string;
      /** ISO 8601, UTC. */
      readonly at: string;
      /** The first line of the message. */
      readonly summary: string;
    }
  | {
      readonly commit: null;
      readonly author: null;
      readonly at: null;
      readonly summary: null;
    };

/** Asks git who wrote the lines of a file, as it stands in the working folder. */
export interface LineHistory {
  /** By line number; without those that git knows nothing of, all of them outside git. Never throws. */
  blame(path: string, lines: readonly number[]): Promise<ReadonlyMap<number, BlamedLine>>;
}
