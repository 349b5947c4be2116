import { BAD_EXPRESSION, BAD_IMPORT_FLAG } from '../errors/import.js';
import { errorOf, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { FIELD_NAMES } from '../model.js';
import { createSuggest } from '../text/suggest.js';
import { comparable, plainRule, type Mapping, type RowRule, type Written } from './mapping.js';
import type { PresetName } from './presets.js';
import { parseExpression, type Expression } from './template.js';

/** The flags of import that say how rows are read; what is not given is undefined. */
export interface MappingFlags {
  readonly preset?: PresetName | 'auto' | undefined;
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  readonly map?: readonly string[] | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly drop?: readonly string[] | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly decimal?: string | undefined;
  readonly dates?: string | undefined;
}

const DATE_ORDERS: Readonly<Record<string, Mapping['dates']>> = {
  dmy: 'dmy',
  'dd/mm/yyyy': 'dmy',
  mdy: 'mdy',
  'mm/dd/yyyy': 'mdy',
};

/** The mapping with the flags on top. Every problem at once. */
export function overrideMapping(mapping: Mapping, flags: MappingFlags): Outcome<Mapping> {
  const diagnostics: Diagnostic[] = [];
  const refuse = (flag: string, summary: string, fix: string): null => {
    diagnostics.push(errorOf(BAD_IMPORT_FLAG, { summary: `--${flag}: ${summary}`, fix }));
    return null;
  };
  const choose = <T>(flag: string, text: string, choices: Readonly<Record<string, T>>): T | null =>
    Object.hasOwn(choices, text)
      ? (choices[text] as T)
      : refuse(
          flag,
          `${JSON.stringify(text)} is unknown`,
          `One of ${Object.keys(choices)
            .filter((choice) => choice !== '\t')
            .map((choice) => JSON.stringify(choice))
            .join(', ')}.`,
        );
  const expression = (name: string, text: string): Written<Expression> | null => {
    const read = parseExpression(text);
    for (const { summary } of read.diagnostics) {
      diagnostics.push(errorOf(BAD_EXPRESSION, { summary: `${name}: ${summary}` }));
    }
    return read.value === undefined ? null : { value: read.value, origin: { name } };
  };
  const rows = (flag: 'keep' | 'drop'): readonly RowRule[] => {
    const given = (flags[flag] ?? []).flatMap((text) => {
      const rule = parseRows(flag, text);
      if (rule === undefined)
        refuse(
          flag,
          `${JSON.stringify(text)} is not COLUMN=VALUE,VALUE`,
          `Write for example --${flag} status=ACTIVE`,
        );
      return rule ?? [];
    });
    const names = new Set(given.map(({ column }) => column.value));
    return [...mapping[flag].filter(({ column }) => !names.has(column.value)), ...given];
  };
  const mapped = (flags.map ?? []).flatMap((text) => {
    const [, name = '', from = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const field = FIELD_NAMES.find((known) => known === name.trim());
    if (field === undefined) {
      refuse('map', `${JSON.stringify(text)} is not FIELD=EXPR`, suggestField(name));
      return [];
    }
    const written = expression(`--map ${field}`, from);
    return written === null ? [] : [[field, plainRule(written)] as const];
  });
  const { preset, source, id, encoding, delimiter, decimal, dates } = flags;
  const value: Mapping = {
    ...mapping,
    preset: preset ?? mapping.preset,
    source: source ?? mapping.source,
    id: id === undefined ? mapping.id : expression('--id', id),
    keep: rows('keep'),
    drop: rows('drop'),
    fields: { ...mapping.fields, ...Object.fromEntries(mapped) },
    encoding: encoding ?? mapping.encoding,
    delimiter:
      delimiter === undefined
        ? mapping.delimiter
        : choose('delimiter', delimiter, DELIMITER_CHOICES),
    decimal:
      decimal === undefined
        ? mapping.decimal
        : choose('decimal', decimal, { '.': '.', ',': ',' } as const),
    dates: dates === undefined ? mapping.dates : choose('dates', dates.toLowerCase(), DATE_ORDERS),
  };
  return { value: diagnostics.length > 0 ? undefined : value, diagnostics };
}

const DELIMITER_CHOICES = { ',': ',', ';': ';', tab: '\t', '\t': '\t', '|': '|' };

function parseRows(flag: string, text: string): RowRule | undefined {
  const [, column = '', values = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (column.trim() === '') return undefined;
  return {
    column: { value: column.trim(), origin: { name: `--${flag}` } },
    values: new Set(values.split(',').map(comparable)),
  };
}

function suggestField(name: string): string {
  const meant = createSuggest(FIELD_NAMES)(name);
  return meant === undefined ? `Fields: ${FIELD_NAMES.join(', ')}.` : `Did you mean ${meant}?`;
}
