import type { KeyPath } from '../yaml/key-path.js';

/** One value that violates the schema, with what a message may show of it. */
export interface Offence {
  readonly path: KeyPath;
  /** The last key of the path, or the whole path of a list's item. */
  readonly label: string;
  readonly value: unknown;
  /** The value as it is written without quotes; undefined too where it must not be shown. */
  readonly plainText: string | undefined;
  /** False for values of sensitive fields: they must not reach a message. */
  readonly showable: boolean;
}

/** Why `null` and `""` are refused. Source: neither is documented by COR. */
export const UNKNOWN_TO_COR =
  'COR does not document what it does with an empty value, so corform never sends one.';
