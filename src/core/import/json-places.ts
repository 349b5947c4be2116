import type { JsonStep } from './json-path.js';
import { textOf } from './json-path.js';

const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The offset behind what `pattern` matches at `at`, or -1. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function skipSpace(text: string, at: number): number {
  return match(SPACE, text, at);
}

/** What may come next. */
type Expected = 'value' | 'first item' | 'first key' | 'key' | 'colon' | 'next';

/** The offset at which a text stops being JSON; its length where it only ends too early. */
export function findJsonFault(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const char = text[at];
    let end = at + 1;
    if (expected === 'colon') {
      if (char !== ':') return at;
      expected = 'value';
    } else if (expected === 'next') {
      const close = open.at(-1) === '{' ? '}' : ']';
      if (open.length === 0) return at;
      if (char === close) open.pop();
      else if (char === ',') expected = close === '}' ? 'key' : 'value';
      else return at;
    } else if (expected === 'key' || expected === 'first key') {
      if (char === '}' && expected === 'first key') {
        open.pop();
        expected = 'next';
      } else {
        end = match(STRING, text, at);
        if (end === -1) return at;
        expected = 'colon';
      }
    } else if (char === ']' && expected === 'first item') {
      open.pop();
      expected = 'next';
    } else if (char === '{' || char === '[') {
      open.push(char);
      expected = char === '{' ? 'first key' : 'first item';
    } else {
      end = match(char === '"' ? STRING : SCALAR, text, at);
      if (end === -1) return at;
      expected = 'next';
    }
    at = skipSpace(text, end);
  }
  return text.length;
}

interface Child {
  readonly key: string | number;
  /** Where the value starts. */
  readonly at: number;
}

/** The members or items of the object or list at `at`, in valid JSON. */
function childrenAt(text: string, start: number): readonly Child[] {
  const children: Child[] = [];
  const isMap = text[start] === '{';
  if (!isMap && text[start] !== '[') return children;
  let at = skipSpace(text, start + 1);
  for (let index = 0; text[at] !== '}' && text[at] !== ']'; index += 1) {
    let key: string | number = index;
    if (isMap) {
      const end = match(STRING, text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    children.push({ key, at });
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return children;
}

/** The offset behind the value at `start`, in valid JSON. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const char = text[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (char === '"') at = match(STRING, text, at);
    else if (depth > 0 || char === '}' || char === ']') at += 1;
    else at = match(SCALAR, text, at);
  } while (depth > 0);
  return at;
}

/** Where the items of a list stand: of the whole text, or of the one under a key. */
export function itemOffsets(text: string, listKey: string | null): readonly number[] {
  const steps = listKey === null ? [] : [{ key: listKey }];
  const list = pathOffset(text, skipSpace(text, 0), steps);
  return childrenAt(text, list).map(({ at }) => at);
}

/** Where the value at a path below `start` stands, or the nearest value above it. */
export function pathOffset(text: string, start: number, steps: readonly JsonStep[]): number {
  let at = start;
  for (const step of steps) {
    const found = childrenAt(text, at).find((child) => isMeant(text, child, step));
    if (found === undefined) break;
    ({ at } = found);
  }
  return at;
}

function isMeant(text: string, { key, at }: Child, step: JsonStep): boolean {
  if ('key' in step) return key === step.key;
  if ('index' in step) return key === step.index;
  const [name, value] = step.where;
  const member = childrenAt(text, at).find((child) => child.key === name);
  if (member === undefined) return false;
  return textOf(JSON.parse(text.slice(member.at, skipValue(text, member.at)))) === value;
}
