/**
 * Lets `tsc` see the schema without taking it for a source file: it lies outside `rootDir`, and from
 * `src/core/schema` and `dist/core/schema` alike the same relative path leads to it.
 */
declare const schema: Readonly<Record<string, unknown>>;
export default schema;
