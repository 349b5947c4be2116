/** Pieces of JSON Schemas that are written in code: those that nobody outside reads. */

type Members = Readonly<Record<string, object>>;

/** An object with all of `required`, any of `optional`, and nothing else. */
export function exactObject(required: Members, optional: Members = {}): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

/** An object of one of several kinds, whose member `tag` says which. */
export function objectOfKind(tag: string, kinds: readonly object[]): object {
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string' } },
    discriminator: { propertyName: tag },
    oneOf: kinds,
  };
}

export function listOf(items: object): object {
  return { type: 'array', items };
}

/** A whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): object {
  return { type: 'integer', minimum, maximum };
}
