import { inspect } from 'node:util';

/**
 * A value that must not be seen. It has no readable property, so printing, logging, serialising or
 * inspecting whatever holds it shows a placeholder. Only `reveal` gives the value, for a header.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '(secret)';
  }

  toJSON(): string {
    return '(secret)';
  }

  [inspect.custom](): string {
    return '(secret)';
  }
}
