/**
 * JSON with one spelling for each value: object keys sorted by UTF-16 code units, no white space,
 * strings and numbers as JSON.stringify writes them (RFC 8785, but a lone surrogate is written as an
 * escape). Equal data gives equal bytes. Takes plain JSON data only: no `undefined`, no class.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
