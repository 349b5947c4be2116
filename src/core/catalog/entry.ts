/** One line of docs/errors.md: a code, what it means, and what to do about it. */
export interface CatalogEntry {
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  readonly fix: string;
}
