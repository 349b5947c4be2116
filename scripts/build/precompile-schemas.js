/**
 * The validators as code: what ajv would generate at run time is generated here, from the same schemas
 * with the same options. test/unit/build proves that both say the same.
 */
import { createRequire } from 'node:module';
import { loadSource } from './bundle-module.js';

const require = createRequire(import.meta.url);

/** The text of a module that stands in for src/core/schema/compile-schemas.ts. */
export function precompileSchemas(root) {
  const { _ } = require('ajv');
  const standalone = require('ajv/dist/standalone').default;
  const { createUsersAjv, createConfigAjv, USERS_PARTS, usersSchema, configSchema, importSchema } =
    loadSource(
      root,
      `export { createUsersAjv, createConfigAjv, USERS_PARTS } from './src/core/schema/compile-schemas.ts';
     export { default as usersSchema } from './schemas/users.v1.schema.json';
     export { default as configSchema } from './schemas/config.v1.schema.json';
     export { default as importSchema } from './schemas/import.v1.schema.json';`,
    );
  const formats = _`require("ajv-formats/dist/formats").fullFormats`;
  const usersAjv = createUsersAjv({ source: true, formats });
  usersAjv.addSchema(withoutNotes(usersSchema));
  const usersParts = Object.fromEntries(
    Object.entries(USERS_PARTS).map(([name, part]) => [name, `${usersSchema.$id}${part}`]),
  );
  const configAjv = createConfigAjv({ source: true });
  const importAjv = createConfigAjv({ source: true });
  // Each is a function of its own: the generated code has the same names in all of them.
  const wrap = (name, code) => `
    let ${name}Once;
    export function ${name}() {
      return ${name}Once ??= (() => {
        const module = { exports: {} };
        const { exports } = module;
        ${code}
        return module.exports;
      })();
    }`;
  return [
    wrap('usersValidators', standalone(usersAjv, usersParts)),
    wrap('configValidator', standalone(configAjv, configAjv.compile(withoutNotes(configSchema)))),
    wrap('importValidator', standalone(importAjv, importAjv.compile(withoutNotes(importSchema)))),
  ].join('\n');
}

/** Without what is written for people: it would go into the generated code, and nothing there reads it. */
function withoutNotes(schema) {
  const text = JSON.stringify(schema, (key, value) =>
    key === 'examples' || (key === 'description' && typeof value === 'string') ? undefined : value,
  );
  return JSON.parse(text);
}

export function precompiledSchemas(root) {
  return {
    name: 'precompiled-schemas',
    setup(esbuild) {
      esbuild.onLoad({ filter: /src[\\/]core[\\/]schema[\\/]compile-schemas\.ts$/ }, () => ({
        contents: precompileSchemas(root),
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}
