/** What the parts of the benchmark hand to one another. */

/** Median and the two ends of a list of numbers. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export type Environment = Readonly<Record<string, string>>;

/** A command to run to its end. */
export interface Run {
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env: Environment;
  /** The exit code that is right; 0 by default. */
  readonly exit?: number;
  /** What stdout must say. */
  readonly expect?: RegExp;
}

/** A command that is measured in turn with others. */
export interface Variant extends Run {
  /** Not timed. */
  readonly before?: () => Promise<unknown>;
  /** Its result replaces the time, for what is better timed elsewhere. */
  readonly after?: (ms: number) => Promise<number>;
}

export interface User {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export type StateText = (endpoint: string, source: string, users: readonly User[]) => string;

/** What every case gets. */
export interface Bench {
  readonly quick: boolean;
  readonly folder: string;
  readonly node: string;
  readonly corform: readonly string[];
  readonly env: Environment;
  readonly parts: { readonly stateText: StateText; readonly sendLoop: string };
}

/** A folder that corform can be run in. */
export interface Project {
  readonly folder: string;
  /** The text of its state. */
  readonly state: string;
}

/** What the stand-in for COR saw since it was asked last. */
export interface Stats {
  readonly requests: number;
  /** From the first byte of the first PUT to the end of the last answer. */
  readonly spanMs: number;
  readonly maxInFlight: number;
}

export interface Server {
  readonly url: string;
  readonly takeStats: () => Promise<Stats>;
  readonly close: () => void;
}

export interface Memory {
  /** The peak in MB; null if it can't be measured here. */
  readonly ours: number | null;
  readonly theirs: number | null;
}

/** A row of the table: `what` of ours against `reference`. */
export interface MeasuredRow {
  readonly what: string;
  readonly ours: Summary;
  readonly reference: string;
  readonly theirs: Summary;
  /** Ours to theirs, or with `faster` theirs to ours. Without the ends if there was one round. */
  readonly ratio: { readonly median: number; readonly min?: number; readonly max?: number };
  /** What ours and theirs count: ms by default, things a second, or answers. */
  readonly unit?: 'ms' | '/s' | '429';
  readonly goal?: { readonly most?: number; readonly least?: number } | undefined;
  readonly memory?: Memory;
  /** In MB. */
  readonly memoryGoal?: number;
  readonly faster?: boolean;
  readonly missing?: undefined;
}

/** A row that says why nothing could be measured. */
export interface MissingRow {
  readonly what: string;
  readonly reference: string;
  readonly missing: string;
}

export type Row = MeasuredRow | MissingRow;
