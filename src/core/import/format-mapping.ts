import type { FieldRule, RowRule, Written } from './mapping.js';
import type { ResolvedMapping } from './resolve-mapping.js';
import type { Expression } from './template.js';

/** The text of an import.yaml that says everything that was settled for one export. */
export function formatMapping(mapping: ResolvedMapping): string {
  const { applied, source, id, email, keep, left, drop, fields, file } = mapping;
  const { encoding, delimiter, decimal, dates, blanks } = mapping;
  const line = (key: string, value: string | null): readonly string[] =>
    value === null ? [] : [`${key}: ${JSON.stringify(value)}`];
  return [
    '# yaml-language-server: $schema=./schemas/import.v1.schema.json',
    'version: 1',
    ...(applied === null ? [] : [`preset: ${applied}`]),
    ...line('source', source),
    ...line('id', textOf(id)),
    ...line('email', textOf(email)),
    ...formatRows('keep', keep),
    ...formatRows('left', left),
    ...formatRows('drop', drop),
    ...formatRules(Object.entries(fields)),
    ...line('file', textOf(file)),
    ...line('encoding', encoding),
    ...line('delimiter', delimiter === '\t' ? 'tab' : delimiter),
    ...line('decimal', decimal),
    ...line('dates', dates),
    ...(blanks.size === 0 ? [] : [`empty: ${JSON.stringify([...blanks])}`]),
    '',
  ].join('\n');
}

function textOf(written: Written<Expression> | null): string | null {
  return written === null ? null : written.value.text;
}

function formatRows(key: string, rules: readonly RowRule[]): readonly string[] {
  if (rules.length === 0) return [];
  const lines = rules.map(
    ({ column, values }) => `  ${JSON.stringify(column.value)}: ${JSON.stringify([...values])}`,
  );
  return [`${key}:`, ...lines];
}

function formatRules(rules: readonly (readonly [string, FieldRule])[]): readonly string[] {
  return rules.length === 0 ? [] : ['fields:', ...rules.flatMap(formatRule)];
}

function formatRule([field, rule]: readonly [string, FieldRule]): readonly string[] {
  const { from, values, divide, multiply, round } = rule;
  const text = JSON.stringify(from.value.text);
  if (values === null && divide === null && multiply === null && round === null) {
    return [`  ${field}: ${text}`];
  }
  return [
    `  ${field}:`,
    `    from: ${text}`,
    ...(values === null ? [] : ['    values:']),
    ...Array.from(
      values ?? [],
      ([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    ),
    ...(divide === null ? [] : [`    divide: ${divide}`]),
    ...(multiply === null ? [] : [`    multiply: ${multiply}`]),
    ...(round === null ? [] : [`    round: ${round}`]),
  ];
}
