import { hasErrors, type Explanation, type Outcome } from '../errors/diagnostic.js';
import { INVALID_CONFIG, SECRET_IN_CONFIG } from '../errors/settings.js';
import { checkDocument, type DocumentFault } from '../yaml/check-document.js';
import type { KeyPath } from '../yaml/key-path.js';
import { parseFile } from '../yaml/read-yaml.js';
import { createSuggest } from '../text/suggest.js';
import type { SourceFile } from '../yaml/source-file.js';
import { FIELD_NAMES } from '../model.js';
import { configValidator } from './config-validators.js';
import { SETTINGS, SHAPE_WORDS } from './definitions.js';
import type { ConfigDocument } from './settings.js';

/** Settings that carry the address of COR or a secret: never taken from a file of the repository. */
const NEVER_HERE = /url|token|secret|password|passphrase|api_key|username|access_key/i;

/** Reads corform.yaml: the same YAML rules as users.yaml, its own schema. Every problem at once. */
export function readConfig(file: SourceFile): Outcome<ConfigDocument> {
  const { yaml, diagnostics } = parseFile(file);
  if (yaml === undefined) return { value: undefined, diagnostics };
  const all = [...diagnostics, ...checkDocument(yaml, configValidator(), explain)];
  return {
    value: hasErrors(all) ? undefined : (yaml.data as ConfigDocument),
    diagnostics: all,
  };
}

function explain({ path, name, at, message, definition = '' }: DocumentFault): Explanation {
  if (at === 'key') {
    return NEVER_HERE.test(name)
      ? {
          entry: SECRET_IN_CONFIG,
          summary: `${name} can't be set in corform.yaml`,
          detail: FROM_ENVIRONMENT,
        }
      : {
          entry: INVALID_CONFIG,
          summary: `${name} is not a setting`,
          fix: suggestKey(path),
        };
  }
  const words = SHAPE_WORDS[definition];
  return {
    entry: INVALID_CONFIG,
    summary: `${path.length === 0 ? 'corform.yaml' : name} ${words === undefined ? message : `must be ${words}`}`,
  };
}

const FROM_ENVIRONMENT =
  'Secrets and the addresses of COR come only from the environment, because a pull request can change this file.';

/** Suggests the setting that was probably meant, among those beside which the unknown one stands. */
function suggestKey(path: KeyPath): string | undefined {
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
  const meant = createSuggest(names)(String(path.at(-1)));
  return meant && `Did you mean ${meant}?`;
}
