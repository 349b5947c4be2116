/** What a piece of text is, for those who read with colour. Colour never says what the text does not. */
export type Style = 'add' | 'change' | 'remove' | 'strong' | 'faint' | 'warning' | 'error';
export type Paint = (style: Style, text: string) => string;

const SGR: Readonly<Record<Style, number>> = {
  add: 32,
  change: 33,
  remove: 31,
  strong: 1,
  faint: 2,
  warning: 33,
  error: 31,
};

/** Wraps text in ANSI colours, or leaves it alone. The text must be escaped already. */
export function makePaint(color: boolean): Paint {
  return color ? (style, text) => `\u001b[${SGR[style]}m${text}\u001b[0m` : (_style, text) => text;
}
