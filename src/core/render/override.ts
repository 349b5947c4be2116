import type { Diagnostic } from '../errors/diagnostic.js';

/** What the message of an exceeded limit says would let the plan pass. */
const OVERRIDE = /--allow (\w+=\d+)$/;

/** Returns what `--allow` must say for a plan to pass all limits that it exceeds, or null. */
export function overrideOf(limits: readonly Diagnostic[]): string | null {
  const overrides = limits.flatMap(({ fix }) => OVERRIDE.exec(fix ?? '')?.[1] ?? []);
  return overrides.length === 0 ? null : overrides.join(',');
}

/** Returns the whole command that applies a plan in spite of its limits. */
export function overrideCommand(digest: string, override: string): string {
  return `corform apply --expect ${digest} --allow ${override}`;
}

/** More lines than this name people, and the report names them elsewhere. */
const MOST_LINES = 3;

/** Returns what is said of an exceeded limit, without the people, whom the report lists as risks. */
export function linesOfLimit({ detail = '' }: Diagnostic): readonly string[] {
  const lines = detail.split('\n').filter((line) => line !== '');
  return lines.slice(0, lines.length > MOST_LINES ? 1 : MOST_LINES);
}
