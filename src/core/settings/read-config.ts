import { type Diagnostic, errorOf, hasErrors, type Outcome } from '../errors/diagnostic.js';
import { INVALID_CONFIG, SECRET_IN_CONFIG } from '../errors/settings.js';
import { decodeYaml } from '../yaml/decode-text.js';
import type { ParsedYaml } from '../yaml/parse-yaml.js';
import { readYaml } from '../yaml/read-yaml.js';
import { createSuggest } from '../text/suggest.js';
import type { SourceFile } from '../yaml/source-file.js';
import { FIELD_NAMES } from '../model.js';
import { validateConfigDocument, type ConfigProblem } from './validate-config-document.js';
import { SETTINGS } from './definitions.js';
import type { ConfigDocument } from './settings.js';

/** Settings that carry the address of COR or a secret: never taken from a file of the repository. */
const NEVER_HERE = /url|token|secret|password|passphrase|api_key|username|access_key/i;

/** Reads corform.yaml: the same YAML rules as users.yaml, its own schema. Every problem at once. */
export function readConfig(file: SourceFile): Outcome<ConfigDocument> {
  const text = decodeYaml(file);
  if (text.value === undefined) return { value: undefined, diagnostics: text.diagnostics };
  const { yaml, diagnostics } = readYaml(file.name, text.value);
  if (yaml === undefined) return { value: undefined, diagnostics };
  const all = [
    ...diagnostics,
    ...validateConfigDocument(yaml.data).map((problem) => diagnose(problem, yaml)),
  ];
  return {
    value: hasErrors(all) ? undefined : (yaml.data as ConfigDocument),
    diagnostics: all,
  };
}

function diagnose({ path, at, message }: ConfigProblem, yaml: ParsedYaml): Diagnostic {
  const name = path.join('.');
  const secret = at === 'key' && NEVER_HERE.test(name);
  return errorOf(secret ? SECRET_IN_CONFIG : INVALID_CONFIG, {
    summary: `${name === '' ? 'corform.yaml' : name}: ${message}`,
    place: yaml.placeOf(path, at),
    path: name === '' ? undefined : name,
    fix: secret ? FROM_ENVIRONMENT : fixFor(path, at),
  });
}

const FROM_ENVIRONMENT =
  'Secrets and the addresses of COR come only from the environment, because a pull request can change this file.';

function fixFor(path: readonly string[], at: ConfigProblem['at']): string {
  const meant = at === 'key' ? suggestKey(path) : undefined;
  return meant === undefined
    ? 'Correct it. schemas/config.v1.schema.json lists every setting.'
    : `Did you mean ${meant}?`;
}

/** The setting beside which an unknown one stands that was probably meant. */
function suggestKey(path: readonly string[]): string | undefined {
  const parent = path.slice(0, -1).map((step) => `${step}.`);
  const start = parent.join('');
  const known = [
    'version',
    'allowed',
    'scopes',
    ...SETTINGS.filter(({ inFile }) => inFile).map(({ key }) => key),
    ...FIELD_NAMES.flatMap((field) => [`limits.fields.${field}`, `allowed.${field}`]),
  ];
  const beside = known.filter((key) => key.startsWith(start)).map((key) => key.split('.'));
  const names = new Set(beside.map((steps) => String(steps[parent.length])));
  return createSuggest(names)(String(path.at(-1)));
}
