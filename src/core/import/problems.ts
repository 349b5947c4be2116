import type { Diagnostic } from '../errors/diagnostic.js';

/** Problems of one kind, reported once with their number. */
interface ProblemGroup {
  count: number;
  readonly make: (count: number) => Diagnostic;
}

/** Collects problems while rows are read. Reports those of one kind once, at the first of them. */
export class Problems {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #groups = new Map<string, ProblemGroup>();

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#diagnostics.push(diagnostic);
  }

  /** Counts a problem among those with this key; `make` is called in the end, for the first one. */
  count(key: string, make: (count: number) => Diagnostic): void {
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { count: 1, make });
    else group.count += 1;
  }

  isEmpty(): boolean {
    return this.#diagnostics.length === 0 && this.#groups.size === 0;
  }

  all(): readonly Diagnostic[] {
    const groups = Array.from(this.#groups.values(), ({ count, make }) => make(count));
    return [...this.#diagnostics, ...groups];
  }
}
