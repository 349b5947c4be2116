/** Outside ASCII, what terminals and logs act on or hide. JSON.stringify leaves these as they are. */
const UNSHOWABLE = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu;

/**
 * JSON that can be printed: equal to JSON.stringify but for format, bidi and C1 characters, which are
 * written as `\uXXXX`. They occur inside strings only, so that the parsed value is the same.
 */
export function stringifySafely(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSHOWABLE, escapeCodeUnits);
}

function escapeCodeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
