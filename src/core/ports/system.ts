/** What the app needs of the machine: time, chance, files. Types only. */

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

/** The files that a command reads and the reports that it writes. */
export interface Files {
  /**
   * Reads a regular file as bytes. Throws Failure('invalid-input') with a CF44x code if it is missing,
   * unreadable, no regular file or larger than `maxBytes`. With `inside`, a file whose real path lies outside
   * that folder is refused.
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

/** Variables of an environment. An empty one counts as not set, because CI systems can't unset one. */
export type Environment = Readonly<Record<string, string | undefined>>;
