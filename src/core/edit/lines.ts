/** The offset of the first character of the line that `at` is on. */
export function lineStartOf(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset of the line end at or behind `from`, or the end of the text. */
export function lineEndFrom(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Whether there are only spaces before `at` on its line. */
export function startsLine(text: string, at: number): boolean {
  return text.slice(lineStartOf(text, at), at).trim() === '';
}
