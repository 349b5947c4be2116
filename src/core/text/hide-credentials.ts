/**
 * Addresses as they may be shown: to people, in logs, in what is stored. An address is where a
 * credential hides best: as user and password, or as a token in the query.
 */

/** From the scheme to the end: of a user part everything up to the last `@`, whatever is in it. */
const USER_PART = /\b([a-z][a-z0-9+.-]*:\/\/)\S*@/gi;
const QUERY = /\b([a-z][a-z0-9+.-]*:\/\/[^\s?#'"]*)[?#][^\s'"]*/gi;

/** A user part that surely is one: it has a colon, or ends before any slash. */
const SURE_USER_PART = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/:@]*:\S*@|[^\s/@]*@)/gi;

/** The text without the user names and passwords of addresses in it. */
export function withoutUser(text: string): string {
  return text.includes('://') ? text.replaceAll(SURE_USER_PART, '$1') : text;
}

/** The text with user names, passwords and queries taken out of every address in it. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(USER_PART, '$1').replaceAll(QUERY, '$1?***');
}

/**
 * The value of a setting that is an address. It may be none, or a misspelt one, and still hold a
 * credential: what looks like `user:password@` or like a query goes away without a scheme as well.
 */
export function shownAddress(value: string): string {
  return withoutCredentials(value)
    .replace(/^(?!\w[\w+.-]*:\/\/)[^@]*:.*@/s, '')
    .replace(/[?#](?!\*\*\*$).*$/s, '?***');
}
