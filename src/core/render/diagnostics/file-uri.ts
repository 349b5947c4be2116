/**
 * A file name as a relative URI reference with `/` between its segments, as SARIF and GitLab want it.
 * Lone surrogates, which no URI can carry, become U+FFFD.
 */
export function fileUri(name: string): string {
  return normalizeFileName(name)
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
}

/** `./users.yaml` and `users\a.yaml` as every platform writes them. */
export function normalizeFileName(name: string): string {
  return name
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '');
}
