/**
 * The validators as code: what ajv would generate at run time is generated here, from the same schemas
 * with the same options. test/unit/core/schema proves that both say the same.
 */
import { createRequire } from 'node:module';
import { loadSource } from './bundle-module.js';

/** @import {ValidatorSource} from '../../src/core/schema/validator.js' */

const require = createRequire(import.meta.url);

/** Which modules are replaced by generated code. */
export const VALIDATOR_MODULES = /src[\\/].*-validators\.ts$/;

/**
 * The text of a module that stands in for the `…-validators.ts` at `path`.
 *
 * @param {string} root
 * @param {string} path
 */
export function precompileSchemas(root, path) {
  const { createAjv, ...validators } = loadSource(
    root,
    `export * from ${JSON.stringify(path)};
     export { createAjv } from './src/core/schema/validator.ts';`,
  );
  return Object.entries(validators)
    .map(([name, { source }]) => wrap(name, generate(createAjv, source)))
    .join('\n');
}

/**
 * @param {typeof import('../../src/core/schema/validator.js').createAjv} createAjv
 * @param {ValidatorSource} source
 * @returns {string}
 */
function generate(createAjv, { schema, parts, options }) {
  const { _ } = require('ajv');
  const standalone = require('ajv/dist/standalone').default;
  const formats = _`require("ajv-formats/dist/formats").fullFormats`;
  const refersTo = (options.refersTo ?? []).map(withoutNotes);
  const ajv = createAjv({ ...options, refersTo }, { source: true, formats });
  if (parts === null) return standalone(ajv, ajv.compile(withoutNotes(schema)));
  ajv.addSchema(withoutNotes(schema));
  const { $id } = /** @type {{$id?: string}} */ (schema);
  const pointers = Object.entries(parts).map(([name, part]) => [name, `${$id}${part}`]);
  return standalone(ajv, Object.fromEntries(pointers));
}

/** Each is a function of its own, because the generated code has the same names in all. */
function wrap(/** @type {string} */ name, /** @type {string} */ code) {
  return `
    let ${name}Once;
    export function ${name}() {
      return ${name}Once ??= (() => {
        const module = { exports: {} };
        const { exports } = module;
        ${code}
        return module.exports;
      })();
    }`;
}

/** What is written for people and editors: it would go into the generated code, and nothing there reads it. */
const NOTES = new Set(['description', 'enumDescriptions', 'errorMessage', 'patternErrorMessage']);

function withoutNotes(/** @type {object} */ schema) {
  const text = JSON.stringify(schema, (key, value) =>
    key === 'examples' ||
    key === 'defaultSnippets' ||
    (NOTES.has(key) && (typeof value === 'string' || Array.isArray(value)))
      ? undefined
      : value,
  );
  return JSON.parse(text);
}

/** @returns {import('esbuild').Plugin} */
export function precompiledSchemas(/** @type {string} */ root) {
  return {
    name: 'precompiled-schemas',
    setup(esbuild) {
      esbuild.onLoad({ filter: VALIDATOR_MODULES }, ({ path }) => ({
        contents: precompileSchemas(root, path),
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}
