/**
 * Lets the operations of one handle run one after another. A run asks `holds` while a commit is under
 * way; a handle has one connection or one private repository, and must not use it twice at a time.
 */
export class OperationQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `operation` after everything that was put in before it, whatever became of that. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    const next = this.#last.then(operation, operation);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
