/** How files start that are no text, as bytes. */
const STARTS: readonly (readonly [kind: string, ...bytes: number[]])[] = [
  ['an Excel workbook (.xlsx) or another zip archive', 0x50, 0x4b, 0x03, 0x04],
  ['an Excel workbook (.xls)', 0xd0, 0xcf, 0x11, 0xe0],
  ['a gzip archive', 0x1f, 0x8b],
  ['a PDF', 0x25, 0x50, 0x44, 0x46],
];

/** A tag, a comment or a declaration. Neither a merge key of YAML (`<<:`) nor a mark of an unresolved merge. */
const MARKUP = /^\ufeff?\s*<[a-z!?]/i;

/** Returns what a file is that is no text of data, or undefined. */
export function kindOfOther(bytes: Uint8Array): string | undefined {
  const found = STARTS.find(([, ...start]) => start.every((code, at) => bytes[at] === code));
  if (found !== undefined) return found[0];
  const head = new TextDecoder().decode(bytes.subarray(0, 64));
  return MARKUP.test(head) ? 'a web page or XML' : undefined;
}
