import { errorOf, type Diagnostic, type Explanation } from '../errors/diagnostic.js';
import {
  CHARACTER_NOT_ALLOWED,
  EMPTY_TEXT,
  NOT_A_DATE,
  NOT_HALF_HOURS,
  NUMBER_OUT_OF_RANGE,
  SPACE_AT_AN_END,
  TEXT_TOO_LONG,
  UNKNOWN_USERS_VERSION,
} from '../errors/users.js';
import { UNUSUAL_NUMBER } from '../errors/yaml.js';
import { isFieldName, type FieldName } from '../model.js';
import { validateUsersDocument } from './validate-users-document.js';
import type { SchemaProblem } from './validate-users-document.js';
import { explainMissingKey, explainUnknownKey } from './explain-key.js';
import { explainRole } from './explain-role.js';
import { explainType } from './explain-type.js';
import { formatPath } from '../yaml/key-path.js';
import type { KeyPath } from '../yaml/key-path.js';
import { UNKNOWN_TO_COR, type Offence } from './offence.js';
import type { ParsedYaml } from '../yaml/parse-yaml.js';

/**
 * Checks one file against the schema and promises a diagnostic for each violation, at the key or value
 * that causes it. Values of `sensitive` fields are in none of the texts.
 */
export function validateDocument(
  yaml: ParsedYaml,
  sensitive: readonly FieldName[],
): readonly Diagnostic[] {
  const holes = new Set(yaml.holes.map((path) => JSON.stringify(path)));
  const offending = new Set<string>();
  const diagnostics: Diagnostic[] = [];

  const report = (path: KeyPath, what: 'key' | 'value', found: Explanation): void => {
    const { entry, ...parts } = found;
    const place = yaml.placeOf(path, what);
    diagnostics.push(errorOf(entry, { ...parts, place, path: formatPath(path) }));
  };

  for (const problem of validateUsersDocument(yaml.data)) {
    const target = 'key' in problem ? [...problem.path, problem.key] : problem.path;
    if (holes.has(JSON.stringify(target))) continue;
    offending.add(JSON.stringify(target));
    switch (problem.rule) {
      case 'unknown-key':
        report(target, 'key', explainUnknownKey(problem.path, problem.key));
        break;
      case 'missing-key':
        report(target, 'value', explainMissingKey(problem.key));
        break;
      case 'bad-key':
        report(target, 'key', BAD_PROFILE_NAME);
        break;
      default:
        report(target, 'value', explainValue(problem, describe(yaml, target, sensitive)));
    }
  }
  for (const path of yaml.oddNumbers) {
    if (offending.has(JSON.stringify(path))) continue;
    report(path, 'value', explainOddNumber(describe(yaml, path, sensitive)));
  }
  return diagnostics;
}

type ValueProblem = Exclude<SchemaProblem, { readonly key: string }>;

function describe(yaml: ParsedYaml, path: KeyPath, sensitive: readonly FieldName[]): Offence {
  const last = path.at(-1);
  const showable = !sensitive.some((field) => field === last);
  return {
    path,
    label: labelOf(path),
    value: valueAt(yaml.data, path),
    plainText: showable ? yaml.plainTextOf(path) : undefined,
    showable,
  };
}

function labelOf(path: KeyPath): string {
  const last = path.at(-1) ?? 'the file';
  return typeof last === 'string' ? last : formatPath(path);
}

function valueAt(data: unknown, path: KeyPath): unknown {
  return path.reduce(
    (value, step) => (value as Readonly<Record<string | number, unknown>>)[step],
    data,
  );
}

function explainValue(problem: ValueProblem, offence: Offence): Explanation {
  switch (problem.rule) {
    case 'type':
      return explainType(problem.expected, offence);
    case 'constant':
      return explainVersion(offence);
    case 'too-short':
      return explainEmptyText(offence);
    case 'too-long':
      return {
        entry: TEXT_TOO_LONG,
        summary: `${offence.label} is longer than 255 characters`,
      };
    case 'characters':
      return explainCharacters(offence);
    case 'below':
    case 'above':
      return explainRange(offence);
    case 'role':
      return explainRole(offence);
    case 'step':
      return {
        entry: NOT_HALF_HOURS,
        summary: `${offence.label} is not a multiple of half an hour`,
      };
    case 'date':
      return {
        entry: NOT_A_DATE,
        summary: `${offence.label} is not a date`,
      };
  }
}

const BAD_PROFILE_NAME: Explanation = {
  entry: CHARACTER_NOT_ALLOWED,
  summary:
    'the name of a profile is empty, longer than 255 characters, or has characters that are not allowed',
  fix: 'Give the profile a plain name, for example designer.',
};

function explainVersion({ value }: Offence): Explanation {
  return {
    entry: UNKNOWN_USERS_VERSION,
    summary:
      typeof value === 'number' ? `version ${value} is unknown` : 'version must be the number 1',
  };
}

function explainEmptyText({ label }: Offence): Explanation {
  const managed = isFieldName(label);
  return {
    entry: EMPTY_TEXT,
    summary: `${label} is empty`,
    ...(managed && { detail: UNKNOWN_TO_COR }),
    fix: managed ? undefined : 'Write a value, or delete the line.',
  };
}

function explainCharacters({ label, value }: Offence): Explanation {
  const text = String(value);
  if (text.trim() !== text && !/[\r\n]/.test(text)) {
    return {
      entry: SPACE_AT_AN_END,
      summary: `${label} starts or ends with a space`,
    };
  }
  return {
    entry: CHARACTER_NOT_ALLOWED,
    summary: `${label} has a control character, a line break or half of a surrogate pair`,
  };
}

function explainRange({ label, value, showable }: Offence): Explanation {
  const is = showable ? `is ${String(value)}` : 'is out of range';
  return {
    entry: NUMBER_OUT_OF_RANGE,
    summary: `${label} ${is}, it must be 0 to 24`,
  };
}

function explainOddNumber({ label, value, showable }: Offence): Explanation {
  return {
    entry: UNUSUAL_NUMBER,
    summary: `${label} is a number in a notation that other tools may read differently`,
    fix: showable ? `Write ${label}: ${String(value)}.` : undefined,
  };
}
