import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadSource } from './bundle-module.js';
import { pickManifestFields } from './oclif-in-bundle.js';

const require = createRequire(import.meta.url);

/**
 * What oclif's own `oclif manifest` writes: ids, flags and summaries of all commands, so that help and
 * dispatch need to load none of them.
 */
export async function makeManifest(root, packageJson, commands) {
  // oclif exports it to its own tool only.
  const oclif = dirname(require.resolve('@oclif/core'));
  const { cacheCommand } = require(join(oclif, 'util/cache-command.js'));
  const modules = loadSource(
    root,
    commands
      .map(({ path }, at) => `export { default as c${at} } from ${JSON.stringify(path)};`)
      .join('\n'),
  );
  const plugin = {
    ...pickManifestFields(packageJson),
    pjson: packageJson,
    alias: packageJson.name,
    root,
  };
  const entries = await Promise.all(
    commands.map(async ({ id, path }, at) => {
      const command = modules[`c${at}`];
      // Without these two oclif does not trust the manifest.
      Object.assign(command, { id, isESM: true, relativePath: [path] });
      return [id, await cacheCommand(command, plugin, false)];
    }),
  );
  return { commands: Object.fromEntries(entries), version: packageJson.version };
}
