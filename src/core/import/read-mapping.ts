import { BAD_EXPRESSION, MAPPING_INVALID } from '../errors/import.js';
import {
  errorOf,
  hasErrors,
  type Diagnostic,
  type Explanation,
  type Outcome,
} from '../errors/diagnostic.js';
import { FIELD_NAMES, FIELDS, isFieldName, isNumberField } from '../model.js';
import { ROLE_LIST, roleOfText } from '../users/roles.js';
import type { FieldName, FieldValue } from '../model.js';
import { createSuggest } from '../text/suggest.js';
import { checkDocument, type DocumentFault } from '../yaml/check-document.js';
import { formatPath, type KeyPath } from '../yaml/key-path.js';
import type { ParsedYaml } from '../yaml/parse-yaml.js';
import { parseFile } from '../yaml/read-yaml.js';
import type { SourceFile } from '../yaml/source-file.js';
import {
  comparable,
  EMPTY_MAPPING,
  type FieldRule,
  type Mapping,
  type RowRule,
  type Written,
} from './mapping.js';
import { importValidator } from './mapping-validators.js';
import type { PresetName } from './presets.js';
import type { DateOrder } from './read-dates.js';
import { parseExpression, type Expression } from './template.js';

type Scalar = string | number | boolean;
type WrittenRows = Readonly<Record<string, Scalar | readonly Scalar[]>>;

interface WrittenRule {
  readonly from: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly divide?: number;
  readonly multiply?: number;
  readonly round?: 'half';
}

/** import.yaml as its schema has it. */
interface MappingDocument {
  readonly preset?: PresetName | 'auto';
  readonly source?: string;
  readonly id?: string;
  readonly email?: string;
  readonly keep?: WrittenRows;
  readonly left?: WrittenRows;
  readonly drop?: WrittenRows;
  readonly fields?: Readonly<Partial<Record<FieldName, string | number | WrittenRule>>>;
  readonly file?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly dates?: DateOrder;
  readonly empty?: readonly string[];
}

/** Reads import.yaml: the YAML rules of users.yaml, its own schema, its expressions. Every problem at once. */
export function readMapping(file: SourceFile): Outcome<Mapping> {
  const { yaml, diagnostics } = parseFile(file);
  if (yaml === undefined) return { value: undefined, diagnostics };
  const inSchema = [...diagnostics, ...checkDocument(yaml, importValidator(), explain)];
  if (hasErrors(inSchema)) return { value: undefined, diagnostics: inSchema };
  const reader = new MappingReader(yaml);
  const value = reader.read(yaml.data as MappingDocument);
  return { value: reader.problems.length > 0 ? undefined : value, diagnostics: reader.problems };
}

function explain({ path, name, at, message }: DocumentFault): Explanation {
  const entry = MAPPING_INVALID;
  return at === 'key'
    ? { entry, summary: `${name} is not a key of import.yaml`, fix: suggestKey(path) }
    : { entry, summary: `${path.length === 0 ? 'import.yaml' : name} ${message}` };
}

const ROOT_KEYS = [
  ...['version', 'preset', 'source', 'id', 'email', 'keep', 'left', 'drop', 'fields', 'file'],
  ...['encoding', 'delimiter', 'decimal', 'dates', 'empty'],
];
const RULE_KEYS = ['from', 'values', 'divide', 'multiply', 'round'];

function suggestKey(path: KeyPath): string {
  // The schema closes these three maps, and no other.
  const known = [ROOT_KEYS, FIELD_NAMES, RULE_KEYS][path.length - 1] as readonly string[];
  const meant = createSuggest(known)(String(path.at(-1)));
  return meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`;
}

/** Turns a valid document into a mapping, and gathers what the schema can't see. */
class MappingReader {
  readonly problems: Diagnostic[] = [];
  readonly #yaml: ParsedYaml;

  constructor(yaml: ParsedYaml) {
    this.#yaml = yaml;
  }

  read(document: MappingDocument): Mapping {
    const { preset, source, id, email, file, encoding, delimiter, decimal, dates } = document;
    const rules = Object.entries(document.fields ?? {}) as [FieldName, string | WrittenRule][];
    return {
      preset: preset ?? EMPTY_MAPPING.preset,
      source: source ?? null,
      id: id === undefined ? null : this.#expression(['id'], id),
      email: email === undefined ? null : this.#expression(['email'], email),
      keep: this.#rows('keep', document.keep),
      left: this.#rows('left', document.left),
      drop: this.#rows('drop', document.drop),
      fields: Object.fromEntries(rules.map(([field, rule]) => [field, this.#rule(field, rule)])),
      file: file === undefined ? null : this.#file(file),
      encoding: encoding ?? null,
      delimiter: delimiter === 'tab' ? '\t' : (delimiter ?? null),
      decimal: decimal ?? null,
      dates: dates ?? null,
      blanks: new Set((document.empty ?? []).map(comparable)),
    };
  }

  #report(path: KeyPath, summary: string, fix: string): void {
    const place = this.#yaml.placeOf(path, 'value');
    this.problems.push(errorOf(MAPPING_INVALID, { summary, place, path: formatPath(path), fix }));
  }

  #expression(path: KeyPath, text: string): Written<Expression> {
    const origin = { name: formatPath(path), place: this.#yaml.placeOf(path, 'value') };
    const { value, diagnostics } = parseExpression(text);
    for (const { summary } of diagnostics) {
      const { name, place } = origin;
      this.problems.push(errorOf(BAD_EXPRESSION, { summary, place, path: name }));
    }
    return { value: value ?? { text, template: [] }, origin };
  }

  /** In `file:`, braces name fields of users.yaml, as they are. */
  #file(text: string): Written<Expression> {
    const written = this.#expression(['file'], text);
    for (const part of written.value.template) {
      if (typeof part === 'string') continue;
      if (isFieldName(part.reference) && part.pipes.length === 0) continue;
      this.#report(
        ['file'],
        `{${part.reference}} in file: is not a field of users.yaml`,
        `Fields: ${FIELD_NAMES.join(', ')}.`,
      );
    }
    return written;
  }

  #rows(key: 'keep' | 'left' | 'drop', rows: WrittenRows = {}): readonly RowRule[] {
    return Object.entries(rows).map(([column, values]) => ({
      column: {
        value: column,
        origin: {
          name: formatPath([key, column]),
          place: this.#yaml.placeOf([key, column], 'key'),
        },
      },
      values: new Set([values].flat().map((value) => comparable(String(value)))),
    }));
  }

  #rule(field: FieldName, written: string | number | WrittenRule): FieldRule {
    const path = ['fields', field];
    const rule = typeof written === 'object' ? written : { from: String(written) };
    const from = typeof written === 'object' ? [...path, 'from'] : path;
    const isScaled = [rule.divide, rule.multiply, rule.round].some((part) => part !== undefined);
    if (isScaled && FIELDS[field].type !== 'hours') {
      this.#report(
        path,
        `divide, multiply and round don't work for ${field}: they are for daily_hours only`,
        'Remove them.',
      );
    }
    return {
      from: this.#expression(from, rule.from),
      values: rule.values === undefined ? null : this.#values(field, rule.values),
      divide: rule.divide ?? null,
      multiply: rule.multiply ?? null,
      round: rule.round ?? null,
    };
  }

  #values(
    field: FieldName,
    values: Readonly<Record<string, string | number>>,
  ): ReadonlyMap<string, FieldValue> {
    const pairs = Object.entries(values).map(([key, value]): [string, FieldValue] => {
      const known = valueOf(field, value);
      if (known === undefined) {
        const path = ['fields', field, 'values', key];
        this.#report(
          path,
          `${JSON.stringify(value)} is not a value of ${field}`,
          expectedOf(field),
        );
      }
      return [comparable(key), known ?? value];
    });
    return new Map(pairs);
  }
}

/** The value of a field as users.yaml holds it; undefined for one of another kind. */
function valueOf(field: FieldName, value: string | number): FieldValue | undefined {
  if (FIELDS[field].type === 'role') return roleOfText(String(value));
  return typeof value === (isNumberField(field) ? 'number' : 'string') ? value : undefined;
}

function expectedOf(field: FieldName): string {
  if (FIELDS[field].type === 'role') {
    return `Write the number or the name of a role: ${ROLE_LIST}.`;
  }
  return isNumberField(field) ? 'Write a number of hours.' : 'Write a text. Put digits in quotes.';
}
