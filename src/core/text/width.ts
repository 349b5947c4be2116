/** Two columns wide in a terminal: East Asian Wide and Fullwidth (Unicode TR 11), emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

/** Without a column of their own: marks on the letter before them, and joiners. */
const COMBINING = /[\p{Mn}\p{Me}\u200c\u200d]/u;

const ASCII = /^[ -~]*$/;

/** How many columns of a terminal a text takes that is one line and escaped already. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (!COMBINING.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
