/** One stable error code, as docs/errors.md shows it. */
export interface CatalogEntry {
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  readonly fix: string;
}
