/** users.yaml as the common programs write it, with the same users in each. */
import { SOURCE } from './workload.js';

const asEntries = (users) => users.map(({ id, fields }) => ({ id, ...fields }));
const asDocument = (users) => ({ version: 1, source: SOURCE, users: asEntries(users) });

/** What YAML takes for text without quotes, of what the workload has. */
const isPlain = (value) => typeof value === 'number' || /^[\p{L}=+-][\p{L}\d=+' -]*$/u.test(value);

/** A value as PyYAML writes it by default: what is not ASCII is escaped. */
function asPython(value) {
  if (isPlain(value) && /^[ -~]*$/.test(value)) return String(value);
  const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(/[^ -~]/g, escape);
}

/** Breaks a line at the first space behind column 80, as PyYAML does. */
function fold(line, indent) {
  const at = line.indexOf(' ', 80);
  if (at === -1) return line;
  return `${line.slice(0, at)}\n${fold(indent + line.slice(at + 1), indent)}`;
}

const sorted = (entry) => Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1));

/** `yaml.dump(users)` of PyYAML: sorted keys, folded lines, lists as far left as their keys. */
function pythonBlock(users) {
  const items = asEntries(users).map((entry) => {
    const lines = sorted(entry).map(([key, value]) => fold(`  ${key}: ${asPython(value)}`, '    '));
    return `-${lines.join('\n').slice(1)}`;
  });
  return `source: ${SOURCE}\nusers:\n${items.join('\n')}\nversion: 1\n`;
}

/** `yaml.dump(users, default_flow_style=True)`: one flow collection on many lines. */
function pythonFlow(users) {
  const items = asEntries(users).map((entry) => {
    const parts = sorted(entry).map(([key, value]) => `${key}: ${asPython(value)}`);
    return fold(`    {${parts.join(', ')}}`, '      ');
  });
  return `{source: ${SOURCE}, users: [\n${items.join(',\n')}], version: 1}\n`;
}

/** As yq and others keep the quotes of JSON in block style. */
function quoted(users) {
  const items = asEntries(users).map((entry) =>
    Object.entries(entry)
      .map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`)
      .join('\n')
      .replace('   ', '  -'),
  );
  return `"version": 1\n"source": "${SOURCE}"\n"users":\n${items.join('\n')}\n`;
}

/** By hand, each user with a comment behind a tab. */
function tabs(users) {
  const items = asEntries(users).map(({ id, ...fields }) =>
    [
      `  - id: ${id}\t# a\tb`,
      ...sorted(fields).map(
        ([key, value]) => `    ${key}: ${isPlain(value) ? value : JSON.stringify(value)}`,
      ),
    ].join('\n'),
  );
  return `version: 1\nsource: ${SOURCE}\nusers:\n${items.join('\n')}\n`;
}

export const STYLES = {
  PyYAML: pythonBlock,
  'PyYAML, flow style': pythonFlow,
  JSON: (users) => JSON.stringify(asDocument(users)),
  'indented JSON': (users) => JSON.stringify(asDocument(users), null, 2),
  'keys and values in quotes': quoted,
  'tabs in comments': tabs,
};

/** Fields that bring out what a style does with long values and odd first characters. */
export const changeForStyles = (index) => ({
  position:
    index % 3 === 0
      ? `Vice President of a Department with a Long Name that Needs More than One Line ${index}`
      : index % 3 === 1
        ? `--position ${index}`
        : `=position ${index}`,
});
