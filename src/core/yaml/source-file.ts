/** One file as it was read: the name to show in messages, and its bytes, untouched. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
