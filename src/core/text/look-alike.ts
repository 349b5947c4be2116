/** Letters of other scripts that most fonts draw like Latin ones, and the Latin letters in the same order. */
const FOREIGN = 'аеорсухіјѕһԁԛԝАВЕКМНОРСТУХЅІЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ';
const LATIN = 'aeopcyxijshdqwABEKMHOPCTYXSIJoABEZHIKMNOPTYX';

const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Array.from(FOREIGN, (letter, at) => [letter, LATIN.charAt(at)]),
);

/** Drawn like a hyphen. */
export const DASHES = /[\u2010-\u2012\u2212\ufe63\uff0d]/g;

const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
];

/** The most code points of either text that are named. */
const MOST_NAMED = 4;

/**
 * Returns in words how two texts differ that a reader takes for the same: other scripts, other
 * normalisation, invisible characters. Null if they are equal, or visibly different. Plain ASCII.
 */
export function explainLookAlike(before: string, after: string): string | null {
  if (before === after || appearance(before) !== appearance(after)) return null;
  const [old, now] = differingParts(Array.from(before), Array.from(after));
  return `looks alike: ${nameCodePoints(old)} -> ${nameCodePoints(now)}`;
}

/** Where a Latin letter stands next to one of another script that looks like one. */
const MIXED = `\\p{Script=Latin}\\p{M}*[${FOREIGN}]|[${FOREIGN}]\\p{M}*\\p{Script=Latin}`;
const ASCII = /^[\0-\x7f]*$/;

/**
 * Returns in words that a text mixes Latin letters with others that look like them, as no language does. Null
 * if it does not.
 */
export function explainMixedScripts(text: string): string | null {
  if (ASCII.test(text) || !new RegExp(MIXED, 'u').test(text)) return null;
  const foreign = Array.from(text).filter((character) => LOOKS_LIKE.has(character));
  return `mixes scripts: ${nameCodePoints([...new Set(foreign)])}`;
}

/**
 * Returns what to say behind each of these texts to tell it from another one that looks the same: the code
 * points beyond ASCII. Nothing for those that look like no other.
 */
export function tellApart(texts: Iterable<string>): ReadonlyMap<string, string> {
  const seen = new Map<string, string[]>();
  for (const text of new Set(texts)) {
    const look = appearance(text);
    seen.set(look, [...(seen.get(look) ?? []), text]);
  }
  const alike = [...seen.values()].filter((same) => same.length > 1).flat();
  return new Map(
    alike.flatMap((text) => {
      const odd = Array.from(text).filter((character) => character > '\u007f');
      return odd.length === 0 ? [] : [[text, nameCodePoints(odd)] as const];
    }),
  );
}

function appearance(text: string): string {
  // The same as below, for texts of which a plan may have a hundred thousand.
  if (ASCII.test(text)) return text.replace(/[\0- \x7f]+/g, ' ').trim();
  const visible = text
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\p{Zs}\p{Cc}]+/gu, ' ')
    .replace(DASHES, '-');
  return toLatin(visible).trim();
}

/** Replaces the letters of other scripts that are drawn like Latin ones. */
export function toLatin(text: string): string {
  return Array.from(text, (character) => LOOKS_LIKE.get(character) ?? character).join('');
}

/** What is left of both without their common beginning and end. */
function differingParts(
  before: readonly string[],
  after: readonly string[],
): readonly [readonly string[], readonly string[]] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

function nameCodePoints(characters: readonly string[]): string {
  if (characters.length === 0) return 'nothing';
  const named = characters.slice(0, MOST_NAMED).map(nameCodePoint).join(' ');
  return characters.length > MOST_NAMED ? `${named} and more` : named;
}

function nameCodePoint(character: string): string {
  const hex = Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0');
  const script = SCRIPTS.find(([, letters]) => letters.test(character))?.[0];
  return script === undefined ? `U+${hex}` : `${script} U+${hex}`;
}
