import { type Diagnostic } from '../errors/diagnostic.js';
import { type SettingDefinition, type SettingValue } from './definitions.js';
import { parseSwitch } from './environment.js';
import { badText } from './problems.js';

/** Reads a setting from text: a flag or a variable, called `name`. Reports what it can't be, and returns the default. */
export function parseSetting(
  definition: SettingDefinition,
  text: string,
  name: string,
  diagnostics: Diagnostic[],
): SettingValue {
  const refuse = (expected: string): SettingValue => {
    diagnostics.push(badText(name, `\`${text}\` is not ${expected}`));
    return definition.default;
  };
  switch (definition.kind) {
    case 'text':
      if (definition.choices?.includes(text) === false) {
        return refuse(`one of ${definition.choices.join(', ')}`);
      }
      return text;
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    case 'switch':
      return parseSwitch(text) ?? refuse('`true` or `false`');
    case 'count': {
      const { max } = definition;
      return /^[1-9]\d{0,6}$/.test(text) && Number(text) <= (max ?? Infinity)
        ? Number(text)
        : refuse(
            max === undefined ? 'a whole number of at least 1' : `a whole number from 1 to ${max}`,
          );
    }
    case 'rate':
      if (text === 'none') return null;
      return /^\d{1,6}(\.\d+)?$/.test(text) && Number(text) > 0
        ? Number(text)
        : refuse('a positive number of requests a second, or `none`');
    case 'limit':
      if (text === 'none') return null;
      if (/^\d{1,7}$/.test(text)) return Number(text);
      return /^\d{1,3}(\.\d+)?%$/.test(text)
        ? text
        : refuse('a number of users, a percentage such as `30%`, or `none`');
  }
}
