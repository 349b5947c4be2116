/** Texts that no person wrote: what templates, spreadsheets and wrong encodings leave behind. */
import { errorOf, warningOf, type Diagnostic, type FailureEntry } from '../errors/diagnostic.js';
import type { RegistryEntry } from '../errors/registry.js';
import {
  CHARACTER_NOT_ALLOWED,
  LEFT_BY_A_SPREADSHEET,
  PLACEHOLDER,
  QUOTES_IN_THE_VALUE,
  REPLACEMENT_CHARACTER,
  TEXT_DECODED_TWICE,
} from '../errors/users.js';
import { isFieldName, type FieldName } from '../model.js';
import { TWICE_DECODED_TEXT, SHEET_ERROR } from '../text/damage.js';
import { countOf } from '../text/phrase.js';
import { formatPath, type KeyPath } from '../yaml/key-path.js';
import type { ParsedYaml } from '../yaml/parse-yaml.js';

interface Damage {
  readonly entry: RegistryEntry;
  readonly looks: RegExp;
  /** Follows the name of the field and its value. */
  readonly what: string;
}

const DAMAGES: readonly Damage[] = [
  {
    entry: CHARACTER_NOT_ALLOWED,
    looks: /\p{Cs}/u,
    what: 'holds half of a surrogate pair',
  },
  {
    entry: REPLACEMENT_CHARACTER,
    looks: /\ufffd/,
    what: 'holds U+FFFD: a program replaced a letter that it could not read',
  },
  {
    entry: PLACEHOLDER,
    looks:
      /\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|<%.*%>|^\{\w+\}$|^\$[A-Za-z_]\w*$|^<\w[\w .-]*>$|^\[[\w .-]*(?:[Nn]ame|NAME|_)[\w .-]*\]$|^%[A-Z_]+%$|^__\w+__$|^\*+$|^ENC\[|^(?:n\/a|N\/A|REDACTED|undefined|null|\(null\)|NaN|\[object Object\]|TODO|TBD|FIXME)$/,
    what: 'looks like a placeholder that nothing was put in for',
  },
  {
    entry: LEFT_BY_A_SPREADSHEET,
    looks: new RegExp(`${SHEET_ERROR.source}|^=(?:"|[A-Z$]+[(\\d])|^[@+-][A-Z]+\\(`, 'i'),
    what: 'looks like an error or a formula of a spreadsheet',
  },
  {
    entry: QUOTES_IN_THE_VALUE,
    looks: /^(?:[“”„«‘].*[“”»’]|".*")$/,
    what: 'has quotation marks of its own around it',
  },
  {
    entry: TEXT_DECODED_TWICE,
    looks: TWICE_DECODED_TEXT,
    what: 'looks like UTF-8 that a program read as windows-1252',
  },
  {
    entry: TEXT_DECODED_TWICE,
    looks:
      /&(?:[a-z]{2,}|#\d+|#x[\da-f]+);|\\(?:u[\da-f]{4}|x[\da-f]{2}|[nrt](?!\w))|(?:%[\da-f]{2}){2}/i,
    what: 'holds a character that is still escaped',
  },
];

/** Whether a text is worth a closer look: one question for the many that are not. */
const SUSPECT =
  /[\p{Cs}\ufffd“”„«‘ÃÂâ"&\\]|\$[{(]|\{\{|<%|%[\dA-Fa-f]{2}%|^[#=%{$<[*@-]|^\+[A-Za-z]|^__|^ENC\[|^(?:n\/a|N\/A|REDACTED|undefined|null|\(null\)|NaN|TODO|TBD|FIXME)$|^\[object/u;

/** Different texts of one kind that are warned about one by one; the rest is counted. */
const MOST_NAMED = 20;

/** Texts that are alike are one warning, at the first of them. */
interface TextGroup {
  readonly damage: Damage;
  readonly text: string;
  readonly path: KeyPath;
  count: number;
}

/** Warns about every text of a file that no person wrote, and refuses those that hold no letter where one was. */
export function checkTexts(
  yaml: ParsedYaml,
  sensitive: readonly FieldName[],
): readonly Diagnostic[] {
  const groups = new Map<string, TextGroup>();
  visitTexts(yaml.data, [], (text, path) => {
    const damage = DAMAGES.find(({ looks }) => looks.test(text));
    if (damage === undefined) return;
    // Each error has a place to be mended at.
    const key = JSON.stringify([damage.what, isFailure(damage.entry) ? path : text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { damage, text, path: [...path], count: 1 });
    else group.count += 1;
  });
  return DAMAGES.flatMap((damage) => {
    const found = [...groups.values()].filter((group) => group.damage === damage);
    const named = isFailure(damage.entry) ? found : found.slice(0, MOST_NAMED);
    return named.map((group, at) => {
      const unnamed = at === named.length - 1 ? found.length - named.length : 0;
      return report(group, yaml, sensitive, unnamed);
    });
  });
}

function visitTexts(
  value: unknown,
  path: (string | number)[],
  visit: (text: string, path: KeyPath) => void,
): void {
  if (typeof value === 'string') {
    if (SUSPECT.test(value)) visit(value, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const parts = value as Readonly<Record<string | number, unknown>>;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    path.push(key);
    visitTexts(parts[key], path, visit);
    path.pop();
  }
}

function report(
  { damage, text, path, count }: TextGroup,
  yaml: ParsedYaml,
  sensitive: readonly FieldName[],
  unnamed: number,
): Diagnostic {
  const name = String(path.at(-1));
  const isHidden = isFieldName(name) && sensitive.includes(name);
  const { entry, what } = damage;
  const detail = [
    ...(count > 1 ? [`${countOf(count, 'value')} of this file are the same.`] : []),
    ...(unnamed > 0 ? [`${countOf(unnamed, 'more text')} of this kind are not listed.`] : []),
  ].join(' ');
  const found = {
    summary: `${name}${isHidden ? '' : ` ${JSON.stringify(text)}`} ${what}`,
    ...(detail !== '' && { detail }),
    place: yaml.placeOf(path, 'value'),
    path: formatPath(path),
  };
  return isFailure(entry) ? errorOf(entry, found) : warningOf(entry, found);
}

function isFailure(entry: RegistryEntry): entry is FailureEntry {
  return entry.kind !== 'notice';
}
