import type { Command } from '@oclif/core/command';
import { error as fail } from '@oclif/core/errors';
import type * as Interfaces from '@oclif/core/interfaces';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly commands: Readonly<Record<string, Command.Cached>>;
}

/**
 * Makes the plugin that holds all commands, from the package.json and the manifest that the build wrote into `root`.
 * oclif's own class does the same, but looks for the files first and sorts by the rules of a language: bench/, `start`.
 */
export function openProgram(root: string): Interfaces.Plugin {
  const pjson = readJson(join(root, 'package.json')) as Interfaces.PJSON;
  const manifest = readJson(join(root, 'oclif.manifest.json')) as Manifest;
  const { name, version } = pjson;
  const { topics = {} } = pjson.oclif;
  const commandIDs = Object.keys(manifest.commands);

  const load = async (id: string): Promise<Command.Class> => {
    if (manifest.commands[id] === undefined) fail(`command ${id} not found`);
    const file = join(root, 'commands', `${id.replaceAll(':', '/')}.js`);
    const { default: command } = (await import(file)) as { readonly default: Command.Class };
    return Object.assign(command, { id, plugin: program });
  };

  const program: Interfaces.Plugin = {
    _base: name,
    alias: name,
    name,
    version,
    root,
    pjson,
    commandIDs,
    commands: Object.values(manifest.commands).map((command) => ({
      ...command,
      load: () => load(command.id),
    })),
    commandsDir: undefined,
    topics: Object.entries(topics).map(([topic, said]) => ({ ...said, name: topic })),
    hooks: {},
    options: { root },
    type: 'core',
    moduleType: 'commonjs',
    hasManifest: true,
    isRoot: true,
    valid: true,
    load: () => Promise.resolve(),
    findCommand: load,
  };
  return program;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
