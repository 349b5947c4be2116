declare const schema: Readonly<Record<string, unknown>>;
export default schema;
