/**
 * oclif finds package.json, its manifest and each command as files on disk. In the bundle the commands
 * are functions that load them, and package.json is data.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

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

/** What of package.json the program reads. */
export function pickManifestFields({ name, version, type, oclif }) {
  return { name, version, type, oclif };
}

/** Gives `corform:start`, the entry of the bundle. */
export function oclifInBundle(root, packageJson, commands) {
  const table = commands.map(
    ({ id, path }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(path)})`,
  );
  const virtual = {
    start: `
      import { main } from './src/cli/main.ts';
      void main({ root: __dirname, pjson: ${JSON.stringify(pickManifestFields(packageJson))} });`,
    commands: `export const COMMANDS = { ${table.join(', ')} };`,
  };
  return {
    name: 'oclif-in-bundle',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^corform:/ }, ({ path }) => ({
        path: path.slice('corform:'.length),
        namespace: 'corform',
      }));
      esbuild.onLoad({ filter: /.*/, namespace: 'corform' }, ({ path }) => ({
        contents: virtual[path],
        resolveDir: root,
      }));
      esbuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]module-loader\.js$/ }, () => ({
        contents: `
          const { COMMANDS } = require('corform:commands');
          exports.loadWithDataFromManifest = async ({ id }) => ({
            filePath: '', isESM: true, module: await COMMANDS[id](),
          });
          exports.load = exports.loadWithData = async (_, path) => {
            throw new Error('not in the bundle: ' + path);
          };`,
        resolveDir: root,
      }));
      // It would look for TypeScript sources and settings.
      esbuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]ts-path\.js$/ }, () => ({
        contents: `exports.tsPath = async (root, target) => target && require('node:path').join(root, target);`,
      }));
    },
  };
}
