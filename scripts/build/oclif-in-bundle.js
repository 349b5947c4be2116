/**
 * oclif finds package.json, its manifest and each command as files on disk. In the bundle the commands
 * are functions that load them, and package.json is data.
 */
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The commands by id (`state:list`), with the path of their module below the root. */
export function findCommands(root) {
  return readdirSync(join(root, 'src/commands'), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => ({
      id: file.slice(0, -3).replaceAll('/', ':'),
      path: `./src/commands/${file}`,
    }));
}

/** What of package.json the program reads. oclif loads commands only where it is told of a folder. */
export function pickManifestFields({ name, version, type, oclif }) {
  return { name, version, type, oclif: { ...oclif, commands: './commands' } };
}

/** Gives `corform:start`, the entry of the bundle. */
export function oclifInBundle(root, packageJson, commands) {
  const table = commands.map(
    ({ id, path }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(path)})`,
  );
  const start = `
      import { main } from './src/cli/main.ts';
      import loader from 'corform:module-loader';
      loader.commands = { ${table.join(', ')} };
      void main({ root: __dirname, pjson: ${JSON.stringify(pickManifestFields(packageJson))} });`;
  const lib = dirname(createRequire(import.meta.url).resolve('@oclif/core'));
  return {
    name: 'oclif-in-bundle',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^corform:module-loader$/ }, () => ({
        path: join(realpathSync(lib), 'module-loader.js'),
      }));
      esbuild.onResolve({ filter: /^corform:start$/ }, () => ({
        path: 'start',
        namespace: 'corform',
      }));
      esbuild.onLoad({ filter: /.*/, namespace: 'corform' }, () => ({
        contents: start,
        resolveDir: root,
      }));
      esbuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]module-loader\.js$/ }, () => ({
        contents: `
          exports.loadWithDataFromManifest = async ({ id }) => ({
            filePath: '', isESM: true, module: await exports.commands[id](),
          });
          exports.load = exports.loadWithData = async (_, path) => {
            throw new Error('not in the bundle: ' + path);
          };`,
      }));
      // npm has compared the version of Node with ours; oclif would read a package to do it again.
      esbuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]index\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace('\ncheckNodeVersion();\n', '\n'),
      }));
      // It would look for TypeScript sources and settings.
      esbuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]ts-path\.js$/ }, () => ({
        contents: `exports.tsPath = async (root, target) => target && require('node:path').join(root, target);`,
      }));
    },
  };
}
