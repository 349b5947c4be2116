/** What the app needs of the git repository of the user. Types only. */

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
