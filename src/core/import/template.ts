import { BAD_EXPRESSION } from '../errors/import.js';
import { refuse, type Outcome } from '../errors/diagnostic.js';

/** A step that changes the text of a column. */
export type Pipe =
  | { readonly kind: 'trim' | 'upper' | 'lower' | 'digits' }
  | { readonly kind: 'pad'; readonly width: number }
  | { readonly kind: 'before' | 'after'; readonly text: string };

/** A column within braces, with its pipes. */
export interface Hole {
  readonly reference: string;
  readonly pipes: readonly Pipe[];
}

/** An expression: texts and holes in turn. Without a hole it is a constant. */
export type Template = readonly (string | Hole)[];

/** A template together with the text that it was made from. */
export interface Expression {
  readonly text: string;
  readonly template: Template;
}

/** Reads an expression such as `OKTA-USER-{Legajo|pad:6}`; `{{` and `}}` are literal braces. */
export function parseExpression(text: string): Outcome<Expression> {
  const template: (string | Hole)[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ((char === '{' || char === '}') && text[at + 1] === char) {
      literal += char;
      at += 1;
    } else if (char === '}') {
      return misspelt(text, 'a brace closes but was never opened; write }} for a literal brace');
    } else if (char === '{') {
      const end = endOfHole(text, at + 1);
      if (end === -1) return misspelt(text, 'a brace is not closed; write {{ for a literal brace');
      const hole = parseHole(text.slice(at + 1, end));
      if (typeof hole === 'string') return misspelt(text, hole);
      if (literal !== '') template.push(literal);
      literal = '';
      template.push(hole);
      at = end;
    } else {
      literal += char;
    }
  }
  if (literal !== '') template.push(literal);
  return { value: { text, template }, diagnostics: [] };
}

/** The columns that an expression reads. */
export function referencesOf({ template }: Expression): readonly string[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [part.reference]));
}

/** The offset of the closing brace; -1 without one. Quoted keys of JSON may hold anything. */
function endOfHole(text: string, start: number): number {
  const inside = /(?:\["[^"]*"\]|[^{}])*/y;
  inside.lastIndex = start;
  inside.test(text);
  const end = inside.lastIndex;
  return text[end] === '}' ? end : -1;
}

function parseHole(text: string): Hole | string {
  const [reference = '', ...steps] = text.match(/(?:\["[^"]*"\]|[^|])+|(?<=\|)(?=\||$)/g) ?? [];
  if (reference.trim() === '') return 'the braces name no column';
  const pipes: Pipe[] = [];
  for (const step of steps) {
    const pipe = parsePipe(step);
    if (pipe === undefined) {
      return `"${step.trim()}" is not one of trim, upper, lower, digits, pad:N, before:X, after:X`;
    }
    pipes.push(pipe);
  }
  return { reference: reference.trim(), pipes };
}

function parsePipe(step: string): Pipe | undefined {
  const [, name = '', argument] = /^\s*([a-z]+)\s*(?::(.*))?$/s.exec(step) ?? [];
  switch (name) {
    case 'trim':
    case 'upper':
    case 'lower':
    case 'digits':
      return argument === undefined ? { kind: name } : undefined;
    case 'pad': {
      const width = Number(/^\s*(\d{1,3})\s*$/.exec(argument ?? '')?.[1]);
      return width > 0 && width <= 255 ? { kind: name, width } : undefined;
    }
    case 'before':
    case 'after':
      return argument === undefined || argument === '' ? undefined : { kind: name, text: argument };
    default:
      return undefined;
  }
}

function misspelt(text: string, why: string): Outcome<Expression> {
  return refuse(BAD_EXPRESSION, {
    summary: `The expression ${JSON.stringify(text)} is not understood: ${why}`,
  });
}
