/**
 * What two names of columns are compared by: decorations such as `[Required]`, `(READ ONLY)` in brackets
 * and `*` are no part of a name, nor are case and white space.
 */
export function columnKey(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/[*]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ ?:$/, '')
    .toLowerCase();
}
