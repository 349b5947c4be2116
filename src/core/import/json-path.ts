import type { NotACell, RawCell } from './table.js';

/** One step of a path: into a key, to a position of a list, to the first item with that value. */
export type JsonStep =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly where: readonly [key: string, value: string] };

const STEP = /^(?:\["([^"]*)"\]|\[(\d{1,4})\]|\[([^\][="]+)=([^\]]*)\]|\.?([^.[\]]+))/;

/** The steps of `profile.title`, `phoneNumbers[type=work].value` or `["urn:…:User"].department`; none of what is no path. */
export function parseJsonPath(text: string): readonly JsonStep[] {
  const steps: JsonStep[] = [];
  let rest = text;
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (found === null || (rest === text && rest.startsWith('.'))) return [];
    const [whole, quoted, index, key, value, plain] = found;
    if (index !== undefined) steps.push({ index: Number(index) });
    else if (key !== undefined) steps.push({ where: [key.trim(), String(value).trim()] });
    else steps.push({ key: quoted ?? String(plain) });
    rest = rest.slice(whole.length);
    if (rest.startsWith('.["')) rest = rest.slice(1);
  }
  return steps;
}

/** The value at a path; undefined if there is none. */
export function followPath(root: unknown, steps: readonly JsonStep[]): unknown {
  let value = root;
  for (const step of steps) {
    if ('index' in step)
      value = Array.isArray(value) ? (value as unknown[])[step.index] : undefined;
    else if ('where' in step) value = findItem(value, step.where);
    else value = member(value, step.key);
    if (value === undefined) return undefined;
  }
  return value;
}

function findItem(list: unknown, [key, wanted]: readonly [string, string]): unknown {
  if (!Array.isArray(list)) return undefined;
  return (list as readonly unknown[]).find((item) => textOf(member(item, key)) === wanted);
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** A value as the text of a cell. A list of one value stands for the value. */
export function textOf(value: unknown): RawCell {
  const not = (what: NotACell): RawCell => ({ not: what });
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return Number.isInteger(value) && !Number.isSafeInteger(value)
        ? not('number')
        : String(value);
    case 'object':
      if (value === null) return '';
      if (!Array.isArray(value)) return not('object');
      return value.length > 1 || Array.isArray(value[0]) ? not('list') : textOf(value[0]);
    default:
      return '';
  }
}
