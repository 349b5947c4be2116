/** The offset of the first character of the line that `at` is on. */
export function lineStartOf(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Whether there are only spaces before `at` on its line. */
export function startsLine(text: string, at: number): boolean {
  return text.slice(lineStartOf(text, at), at).trim() === '';
}
