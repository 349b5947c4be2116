/** What is left of a size limit. */
export class SizeBudget {
  #left: number;
  readonly #measure: (text: string) => number;

  constructor(left: number, measure: (text: string) => number) {
    this.#left = left;
    this.#measure = measure;
  }

  /** Returns whether there was room for these texts, each with a line break; if so, it is taken. */
  take(...texts: readonly string[]): boolean {
    const needed = texts.reduce((sum, text) => sum + this.#measure(text) + 1, 0);
    if (needed > this.#left) return false;
    this.#left -= needed;
    return true;
  }

  /** Sets a share of what is left aside; what of it is not used goes back with `join`. */
  split(share: number): SizeBudget {
    const part = new SizeBudget(
      Number.isFinite(this.#left) ? Math.floor(this.#left * share) : Infinity,
      this.#measure,
    );
    if (Number.isFinite(this.#left)) this.#left -= part.#left;
    return part;
  }

  join(part: SizeBudget): void {
    this.#left += part.#left;
  }
}
