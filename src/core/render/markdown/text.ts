import { escapeMarkdown } from '../escape.js';

/** How much of one text a reader of a report takes in, in characters after escaping. */
const MOST_SHOWN = 300;

/**
 * A word that means nothing to Markdown or GitHub: letters, or a number in groups of three. No dot, slash,
 * `@` or `#` inside, so no link, mention or reference; at most six of the letters that a commit id has.
 */
const PLAIN_WORD =
  /^\(?(?!(?:[a-f]{7,}))(?:[a-z]+(?:-[a-z]+)?(?:'[a-z]{1,2})?|\d{1,3}(?:,\d{3})*%?)\)?[,;:.]?$/i;

/** Any text as code: GitHub acts on nothing in it. What is too long ends in an ellipsis. */
export function codeSpan(text: string, most = MOST_SHOWN): string {
  return `<code>${clip(text, most)}</code>`;
}

/**
 * A remark of ours that may name what users.yaml holds: it reads as prose up to the first word that could
 * be more than a word, and from there on as code to its end, so no name in it can pass for prose.
 */
export function prose(text: string, most = MOST_SHOWN): string {
  const words = text.slice(0, most).split(' ');
  const firstOdd = words.findIndex((word) => !PLAIN_WORD.test(word));
  if (firstOdd < 0 && text.length <= most) return text;
  const plain = words.slice(0, firstOdd < 0 ? words.length - 1 : firstOdd);
  const start = plain.reduce((length, word) => length + word.length + 1, 0);
  return `${plain.map((word) => `${word} `).join('')}${codeSpan(text.slice(start), most - start)}`;
}

function clip(text: string, most: number): string {
  const whole = escapeMarkdown(text);
  if (whole.length <= most) return whole;
  // Escaping never shortens, so no more than `most` characters can fit; by halves from there.
  const characters = Array.from(text.slice(0, most));
  let fits = 0;
  let tooMany = characters.length + 1;
  while (tooMany - fits > 1) {
    const tried = Math.floor((fits + tooMany) / 2);
    const length = escapeMarkdown(characters.slice(0, tried).join('')).length;
    if (length < most) fits = tried;
    else tooMany = tried;
  }
  return `${escapeMarkdown(characters.slice(0, fits).join(''))}…`;
}
