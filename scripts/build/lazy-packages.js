/**
 * Packages that not every command needs become files of their own in dist/packages, loaded at the first
 * use of one of their exports; parts of Node likewise. The source imports them as usual: nothing there knows of this.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** By the specifier of the import. Some are used by oclif alone, for help and for development. */
const PACKAGES = [
  'yaml',
  'csv-parse/sync',
  'diff',
  'fast-json-patch',
  'ky',
  'undici',
  'pg',
  'aws4fetch',
  'ejs',
  'minimatch',
  'semver',
  'tinyglobby',
  'lilconfig',
  'cli-spinners',
  'wrap-ansi',
  'string-width',
  'widest-line',
  'clean-stack',
  'indent-string',
];

/** Parts of Node that take a millisecond or more to load. */
const BUILT_IN = [
  'child_process',
  'crypto',
  'http',
  'https',
  'readline',
  'readline/promises',
  'net',
  'tls',
  'zlib',
];

/** `plugin` for esbuild; once it has run, `files()` are the packages and `inputs()` the files they are made of. */
export function lazyPackages(dist) {
  const require = createRequire(import.meta.url);
  const made = new Map();

  const make = (specifier, resolveDir) => {
    const known = made.get(specifier);
    if (known !== undefined) return known;
    const file = `packages/${specifier}.js`;
    const { metafile } = buildSync({
      stdin: { contents: `module.exports = require(${JSON.stringify(specifier)})`, resolveDir },
      outfile: join(dist, file),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20.20',
      // A faster part of pg in C, used where somebody has installed it.
      external: ['pg-native'],
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
    });
    const entry = { file, inputs: Object.keys(metafile.inputs) };
    made.set(specifier, entry);
    return entry;
  };

  const plugin = {
    name: 'lazy-packages',
    setup(esbuild) {
      esbuild.onResolve(
        { filter: new RegExp(`^(?:${PACKAGES.join('|')})$`) },
        ({ path, resolveDir }) => ({
          path,
          namespace: 'lazy',
          pluginData: resolveDir,
        }),
      );
      esbuild.onResolve(
        { filter: new RegExp(`^(?:node:)?(?:${BUILT_IN.join('|')})$`) },
        ({ path, namespace }) =>
          namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
      );
      esbuild.onResolve({ filter: /^\.\/packages\// }, ({ path }) => ({ path, external: true }));
      esbuild.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path, pluginData }) => {
        if (pluginData === undefined) return { contents: lazyModule(path, require(path)) };
        const { file } = make(path, pluginData);
        return { contents: lazyModule(`./${file}`, require(join(dist, file))), resolveDir: dist };
      });
    },
  };
  return {
    plugin,
    inputs: () => [...made.values()].flatMap(({ inputs }) => inputs),
    files: () => [...made.values()].map(({ file }) => file).sort(),
  };
}

/**
 * A module whose exports are read from the real one when they are asked for. It is a function where the
 * default export is one: `import ky from 'ky'` takes the whole module for it, as Node does with CommonJS.
 */
function lazyModule(specifier, real) {
  const target = real.__esModule ? real.default : real;
  const getters = Object.keys(real)
    .filter(
      (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default' && name !== '__esModule',
    )
    .map((name) => `${name}: { enumerable: true, get: () => load().${name} }`);
  return `
    const load = () => require('${specifier}');
    const main = () => (load().__esModule ? load().default : load());
    module.exports = ${typeof target === 'function' ? '(...args) => main()(...args)' : '{}'};
    Object.defineProperties(module.exports, {
      __esModule: { value: true },
      default: { enumerable: true, get: main },
      ${getters.join(',\n')}
    });`;
}
