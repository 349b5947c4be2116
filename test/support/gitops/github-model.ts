/** What GitHub knows of a repository, as far as the stand-in holds it. */

export type Permissions = Readonly<Record<string, string>>;

export interface Pull {
  readonly number: number;
  readonly branch: string;
  /** The branch that it is to be merged into. */
  base: string;
  /** `owner/name` of the repository that the branch is in. */
  readonly repository: string;
  head: string;
  /** The names of the files that it changes. */
  files: readonly string[];
  merged: boolean;
  /** What it says; of those only that a job opened. */
  readonly body?: string;
  /** The commits of the base branch that came from it. */
  commits: readonly string[];
}

export type Artifact = Readonly<Record<string, Uint8Array>>;

export interface Run {
  readonly id: number;
  readonly workflow: string;
  readonly event: string;
  readonly headSha: string;
  readonly branch: string;
  readonly repository: string;
  conclusion: string;
  readonly artifacts: Map<string, Artifact>;
}

export interface Comment {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  body: string;
}

export interface Issue {
  readonly number: number;
  readonly login: string;
  title: string;
  body: string;
  state: string;
  labels: string[];
}

/** Whose token it is: that of a job, of an app, or of a person. */
export interface Identity {
  readonly kind: 'job' | 'app' | 'person';
  readonly login: string;
}

/** How GitHub misbehaves at the requests that match, until `times` are used up. */
export interface Trouble {
  readonly on: RegExp;
  readonly status: number;
  times: number;
}

export const REPOSITORY = 'faro/people';
