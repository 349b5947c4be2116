/** What the app needs of a backend of the recorded state. Types only; test/contract/state holds all backends to it. */
import type { Diagnostic } from '../errors/diagnostic.js';

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
