import { widthOf } from './width.js';

/**
 * The spaces at which a text may be broken: before a word, because some CI systems take the beginning of a line for a
 * command (`::error`, `##[group]`), but not within `67 more`.
 */
const BREAKS = / (?=[\p{L}\p{N}("`])(?!(?<=\d )more\b)/u;

/**
 * Breaks a text at spaces into lines of at most `width` columns. A longer word has a line of its own, and
 * what is no word stays behind the one before it. A command in backticks is one word, so it can be copied.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of splitWords(text)) {
    const longer: string = line === null ? word : `${line} ${word}`;
    if (line !== null && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, String(line)];
}

function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let isInside = false;
  for (const piece of text.split(BREAKS)) {
    if (isInside) words.push(`${String(words.pop())} ${piece}`);
    else words.push(piece);
    if (piece.split('`').length % 2 === 0) isInside = !isInside;
  }
  return words;
}
