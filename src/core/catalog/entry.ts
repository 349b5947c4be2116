/** One error code as docs/errors.md explains it. */
export interface CatalogEntry {
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  readonly fix: string;
}
