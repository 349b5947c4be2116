import type { Writable } from 'node:stream';

/** Characters that are written at once: a line each would be a system call each. */
const PIECE = 65_536;

/**
 * The two streams of a command: stdout carries the result, stderr everything else. Writing never
 * throws and a closed or full stream never stops a run. `lost()` reports what was lost.
 *
 * Last line of defence: secrets that were announced with `protect` are blotted out of both streams,
 * whatever code wrote them. The first line is that no code is given a secret to write.
 */
export class Console {
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  readonly #secrets = new Set<string>();
  #lost: NodeJS.ErrnoException | null = null;
  #isOnRecord = false;

  constructor(stdout: Writable, stderr: Writable) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.listen();
  }

  /**
   * Makes this console the only one that hears of errors of the two streams. To be called again after
   * libraries were loaded: oclif listens too, and throws what is not EPIPE.
   */
  listen(): void {
    this.#stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
      this.#lost ??= error;
    });
    this.#stderr.removeAllListeners('error').on('error', () => {
      // There is nowhere left to report it.
    });
  }

  /** Blots `secret` out of everything that is written from now on. Short strings are ignored. */
  protect(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= 4) this.#secrets.add(secret);
  }

  /** Writes a part of the result to stdout, as it is (no line end is added). */
  result(text: string): void {
    if (this.#lost === null) this.#stdout.write(this.#filter(text));
  }

  /** Writes a large result piece by piece, so it is never in memory as a whole. */
  results(lines: Iterable<string>): void {
    let piece = '';
    for (const line of lines) {
      piece += line;
      if (piece.length < PIECE) continue;
      this.result(piece);
      piece = '';
    }
    this.result(piece);
  }

  /** Writes progress or a diagnostic to stderr, as it is. */
  note(text: string): void {
    if (!this.#stderr.destroyed) this.#stderr.write(this.#filter(text));
  }

  /**
   * Everything printed from here on is already recorded, like the end of an apply in the state. Failing to
   * print it is not a failure.
   */
  resultIsOnRecord(): void {
    this.#isOnRecord = true;
  }

  get isOnRecord(): boolean {
    return this.#isOnRecord;
  }

  /** Returns the first error of stdout if the result was not written completely, or null. */
  lost(): NodeJS.ErrnoException | null {
    return this.#lost;
  }

  /** Resolves once both streams have handed over what was written, or have failed. */
  async flush(): Promise<void> {
    await Promise.all([drain(this.#stdout), drain(this.#stderr)]);
  }

  #filter(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '***');
    return clean;
  }
}

function drain(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded || stream.errored) {
      // Its listeners may not have got the error that ended it yet.
      setImmediate(resolve);
      return;
    }
    stream.once('error', () => {
      resolve();
    });
    stream.write('', () => {
      resolve();
    });
  });
}
