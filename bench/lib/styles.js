/** users.yaml as the common programs write it, with the same users in each. */
import { SOURCE } from './workload.js';

/** @import {User} from './types.js' */
/** @typedef {Readonly<Record<string, string | number>>} Entry */

/** @type {(users: readonly User[]) => readonly Entry[]} */
const asEntries = (users) => users.map(({ id, fields }) => ({ id, ...fields }));

/**
 * What YAML takes for text without quotes, of what the workload has.
 *
 * @param {string | number} value
 */
function isPlain(value) {
  return typeof value === 'number' || /^[\p{L}=+-][\p{L}\d=+' -]*$/u.test(value);
}

/**
 * A value as PyYAML writes it by default: what is not ASCII is escaped.
 *
 * @param {string | number} value
 */
function asPython(value) {
  if (isPlain(value) && /^[ -~]*$/.test(String(value))) return String(value);
  return JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Breaks a line at the first space behind column 80, as PyYAML does.
 *
 * @param {string} line
 * @param {string} indent
 * @returns {string}
 */
function fold(line, indent) {
  const at = line.indexOf(' ', 80);
  if (at === -1) return line;
  return `${line.slice(0, at)}\n${fold(indent + line.slice(at + 1), indent)}`;
}

/** @param {Entry} entry */
function sortedPairs(entry) {
  return Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * `yaml.dump(users)` of PyYAML: sorted keys, folded lines, lists as far left as their keys.
 *
 * @param {readonly User[]} users
 */
function writePython(users) {
  const items = asEntries(users).map((entry) => {
    const lines = sortedPairs(entry).map(([key, value]) =>
      fold(`  ${key}: ${asPython(value)}`, '    '),
    );
    return `-${lines.join('\n').slice(1)}`;
  });
  return `source: ${SOURCE}\nusers:\n${items.join('\n')}\nversion: 1\n`;
}

/**
 * `yaml.dump(users, default_flow_style=True)`: one flow collection on many lines.
 *
 * @param {readonly User[]} users
 */
function writePythonFlow(users) {
  const items = asEntries(users).map((entry) => {
    const parts = sortedPairs(entry).map(([key, value]) => `${key}: ${asPython(value)}`);
    return fold(`    {${parts.join(', ')}}`, '      ');
  });
  return `{source: ${SOURCE}, users: [\n${items.join(',\n')}], version: 1}\n`;
}

/** @type {(users: readonly User[], indent?: number) => string} */
const writeJson = (users, indent) =>
  JSON.stringify({ version: 1, source: SOURCE, users: asEntries(users) }, null, indent);

/**
 * As yq and others keep the quotes of JSON in block style.
 *
 * @param {readonly User[]} users
 */
function writeQuoted(users) {
  const items = asEntries(users).map((entry) =>
    Object.entries(entry)
      .map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`)
      .join('\n')
      .replace('   ', '  -'),
  );
  return `"version": 1\n"source": "${SOURCE}"\n"users":\n${items.join('\n')}\n`;
}

/**
 * By hand, each user with a comment that has tabs before and in it.
 *
 * @param {readonly User[]} users
 */
function writeTabs(users) {
  const items = users.map(({ id, fields }) => {
    const lines = Object.entries(fields).map(
      ([key, value]) => `    ${key}: ${isPlain(value) ? value : JSON.stringify(value)}`,
    );
    return [`  - id: ${id}\t# a\tb`, ...lines].join('\n');
  });
  return `version: 1\nsource: ${SOURCE}\nusers:\n${items.join('\n')}\n`;
}

/** @type {Readonly<Record<string, (users: readonly User[]) => string>>} */
export const STYLES = {
  PyYAML: writePython,
  'PyYAML, flow style': writePythonFlow,
  JSON: (users) => writeJson(users),
  'indented JSON': (users) => writeJson(users, 2),
  'keys and values in quotes': writeQuoted,
  'tabs in comments': writeTabs,
};

/**
 * Fields that bring out what a style does with long values and odd first characters.
 *
 * @param {number} index
 * @returns {User['fields']}
 */
export function changeForStyles(index) {
  const long = `Vice President of a Department with a Long Name that Needs More than One Line ${index}`;
  const positions = [long, `--position ${index}`, `=position ${index}`];
  return { position: positions[index % positions.length] ?? long };
}
