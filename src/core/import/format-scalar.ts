/** Begins with a letter, so that it is never a number or a date, and has no character that YAML cares about. */
const PLAIN = /^\p{L}[\p{L}\p{M}\d _./()&+@-]*$/u;
/** What YAML 1.1 or 1.2 reads as something else than text. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A value as YAML: plain only if YAML 1.2 and YAML 1.1 read it back as the same text. */
export function formatScalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return PLAIN.test(value) && !WORDS.test(value) && !value.endsWith(' ')
    ? value
    : JSON.stringify(value);
}
