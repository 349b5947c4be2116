import { parseJson } from '../text/parse-json.js';
import { BAD_EXPRESSION, UNKNOWN_COLUMN } from '../errors/import.js';
import { BAD_JSON, EXPORT_TOO_LARGE, NO_LIST, ONE_PAGE } from '../errors/export.js';
import { refuse, type Outcome } from '../errors/diagnostic.js';
import { createSuggest } from '../text/suggest.js';
import { MAX_ROWS } from './csv-table.js';
import { findJsonFault, itemOffsets, pathOffset } from './json-places.js';
import { followPath, parseJsonPath, textOf, type JsonStep } from './json-path.js';
import type { Column, Table } from './table.js';
import { placesIn } from './text-places.js';

/** Keys under which the APIs of directories put their list. */
const LIST_KEYS = ['value', 'Resources', 'users', 'employees'];

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a JSON: a list of objects, alone or in the envelope of an API that holds all of them. */
export function readJsonTable(file: string, text: string): Outcome<Table> {
  const locate = placesIn(file, text);
  const data = parseJson(text);
  if (data === undefined) {
    const at = findJsonFault(text);
    return refuse(BAD_JSON, {
      summary: at === text.length ? 'The JSON ends too early' : 'The text is not valid JSON here',
      place: locate(at),
    });
  }
  const found = findList(data);
  if (found === undefined) {
    return refuse(NO_LIST, {
      summary: `${file} has no list of people`,
      detail: 'A list of objects is expected, alone or as the only one in an object.',
      place: locate(0),
    });
  }
  const { rows, key } = found;
  const more = isData(data) ? moreToCome(data, rows.length) : undefined;
  if (more !== undefined) {
    return refuse(ONE_PAGE, {
      summary: `${file} is one page of a longer answer: ${more}`,
      detail: 'People on the other pages would look as if they had left.',
      place: locate(0),
    });
  }
  if (rows.length > MAX_ROWS) {
    return refuse(EXPORT_TOO_LARGE, {
      summary: `${file} has ${rows.length} entries; the limit is 200,000`,
    });
  }
  let offsets: readonly number[] | undefined;
  return {
    value: {
      ...createTable(file, rows),
      delimiter: null,
      listKey: key,
      placeOf: (row, column) => {
        offsets ??= itemOffsets(text, key);
        const steps = column === undefined ? [] : parseJsonPath(column.key);
        // The first of no entries stands where the text begins.
        const start = offsets[row] ?? 0;
        return locate(pathOffset(text, start, steps));
      },
    },
    diagnostics: [],
  };
}

function isData(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every(isData);
}

function findList(
  data: unknown,
): { readonly rows: readonly unknown[]; readonly key: string | null } | undefined {
  if (isListOfObjects(data)) return { rows: data, key: null };
  if (!isData(data)) return undefined;
  const lists = Object.entries(data).filter(([, value]) => isListOfObjects(value));
  const named = lists.filter(([key]) => LIST_KEYS.includes(key));
  const [only, second] =
    named.length > 0 ? named : lists.filter(([, value]) => String(value) !== '');
  if (only === undefined || second !== undefined) return undefined;
  return { rows: only[1] as readonly unknown[], key: only[0] };
}

const NEXT_KEY = /^(?:@odata\.)?next(?:_?(?:link|page|page_?token|cursor|url))?$/i;
const TOTAL_KEY = /^(?:@odata\.count|total|total_?(?:results|count|records|items|elements))$/i;
const MORE_KEY = /^has_?(?:more|next(?:_?page)?)$/i;
const PAGE_KEY = /^(?:current_?)?page(?:_?number)?$/i;
const LAST_PAGE_KEY = /^(?:total_?pages|last_?page|page_?count)$/i;

/**
 * What in an envelope says that more entries follow: a link, a flag, a total that is larger, or, if there is no
 * total, a later page.
 */
function moreToCome(envelope: JsonObject, rows: number): string | undefined {
  const entries = [envelope, ...Object.values(envelope).filter(isData)].flatMap(
    Object.entries<unknown>,
  );
  for (const [key, value] of entries) {
    const isSet = value !== null && value !== '' && value !== false;
    if (isSet && (NEXT_KEY.test(key) || MORE_KEY.test(key))) return `"${key}" is set`;
    const total = TOTAL_KEY.test(key) ? Number(value) : 0;
    if (total > rows) return `"${key}" is ${total}, and ${rows} are here`;
  }
  const numberOf = (wanted: RegExp): number =>
    Number(entries.find(([key]) => wanted.test(key))?.[1] ?? Number.NaN);
  if (!Number.isNaN(numberOf(TOTAL_KEY))) return undefined;
  const [page, last] = [numberOf(PAGE_KEY), numberOf(LAST_PAGE_KEY)];
  return page < last ? `it is page ${page} of ${last}` : undefined;
}

/** Entries from which the names of paths are gathered, for messages and counts. */
const SAMPLE = 100;

function createTable(
  file: string,
  rows: readonly unknown[],
): Omit<Table, 'placeOf' | 'delimiter' | 'listKey'> {
  const paths = new Set<string>();
  for (const row of rows.slice(0, SAMPLE)) for (const path of leafPaths(row, '')) paths.add(path);
  const columns = [...paths];
  const exists = (steps: readonly JsonStep[]): boolean =>
    rows.some((row) => followPath(row, steps) !== undefined);
  return {
    file,
    kind: 'json',
    rows: rows.length,
    columns,
    filled: () => 2,
    unread: (used) =>
      columns.filter((path) => !used.some(({ name }) => name.startsWith(path))).length,
    has: (reference) => {
      const steps = parseJsonPath(reference);
      return steps.length > 0 && exists(steps);
    },
    bind: (reference) => {
      const steps = parseJsonPath(reference);
      if (steps.length === 0 || reference.startsWith('#')) return badPath(reference);
      if (!exists(steps)) return unknownPath(file, reference, columns);
      return { value: columnOf(reference, steps, rows), diagnostics: [] };
    },
  };
}

function columnOf(name: string, steps: readonly JsonStep[], rows: readonly unknown[]): Column {
  return { name, key: name, cell: (row) => textOf(followPath(rows[row], steps)) };
}

function badPath(reference: string): Outcome<Column> {
  return refuse(BAD_EXPRESSION, {
    summary: `"${reference}" is not a path into JSON`,
    fix: 'Write keys with dots between them: {profile.title}, {phoneNumbers[type=work].value}, {["key.with.dots"].name}.',
  });
}

function unknownPath(file: string, reference: string, columns: readonly string[]): Outcome<Column> {
  const meant = createSuggest(columns)(reference);
  return refuse(UNKNOWN_COLUMN, {
    summary: `No entry of the export has "${reference}"`,
    place: { file, line: 1, column: 1 },
    detail: `The first entries have: ${columns.slice(0, 30).join(', ')}${columns.length > 30 ? ', …' : ''}.`,
    fix:
      meant === undefined ? 'Write the path as it is in the export.' : `Did you mean {${meant}}?`,
  });
}

/** The paths to all values of an entry; lists count as one value. */
function* leafPaths(value: unknown, above: string): Generator<string> {
  if (!isData(value)) {
    yield above;
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const step = /[.[\]]/.test(key) ? `["${key}"]` : key;
    yield* leafPaths(
      member,
      above === '' || step.startsWith('[') ? `${above}${step}` : `${above}.${step}`,
    );
  }
}
