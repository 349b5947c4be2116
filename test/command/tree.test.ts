// The command tree: ids, flags, arguments, environment twins. A change of this file is a change of what
// scripts rely on: read the difference before you accept it with UPDATE_GOLDEN=1.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/core/settings/definitions.js';

const ROOT = join(import.meta.dirname, '../..');

/** The manifest of the built program: what it knows of its commands before it loads one. */
function commands(): readonly Command.Cached[] {
  const path = join(ROOT, 'dist/oclif.manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly commands: Readonly<Record<string, Command.Cached>>;
  };
  return Object.values(manifest.commands).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function describeFlag(flag: Command.Flag.Any): string {
  const { name, char, type, env, required, hidden } = flag;
  const options = type === 'option' ? (flag.options ?? []) : [];
  const value = type === 'boolean' ? '' : ` <${options.length > 0 ? options.join('|') : 'value'}>`;
  return [
    `  --${name}${value}`,
    ...(char === undefined ? [] : [`-${char}`]),
    ...(type === 'option' && flag.multiple === true ? ['repeatable'] : []),
    ...(required === true ? ['required'] : []),
    ...(hidden === true ? ['hidden'] : []),
    ...(env === undefined ? [] : [env]),
  ].join('  ');
}

function describeCommand({ id, args, flags, strict }: Command.Cached): string {
  const more = strict === false ? ' …' : '';
  const names = Object.values(args).map(({ name, required, options }) => {
    const shown = options === undefined ? name : `${name}:${options.join('|')}`;
    return required === true ? ` ${shown}` : ` [${shown}]`;
  });
  const lines = Object.values(flags)
    .map(describeFlag)
    .toSorted((a, b) => (a < b ? -1 : 1));
  return [`${id.replaceAll(':', ' ')}${names.join('')}${more}`, ...lines, ''].join('\n');
}

describe('the command tree', () => {
  it('is what scripts rely on', async () => {
    const tree = commands().map(describeCommand).join('\n');
    await expect(tree).toMatchFileSnapshot('../golden/command-tree.txt');
  });

  it('takes no argument from stdin, and says of each argument and flag what it is', async () => {
    for (const { id, flags, summary } of commands()) {
      // The manifest leaves `ignoreStdin` out, so it is asked of the command itself.
      const path = join(ROOT, 'src/commands', `${id.replaceAll(':', '/')}.ts`);
      const { args } = ((await import(path)) as { readonly default: typeof Command }).default;
      expect(summary, id).toMatch(/\.$/);
      for (const arg of Object.values(args)) {
        expect(arg, id).toMatchObject({
          ignoreStdin: true,
          description: expect.any(String) as string,
        });
      }
      for (const flag of Object.values(flags)) {
        expect(flag.description ?? flag.summary, `${id} --${flag.name}`).toMatch(/\.$|\)$/);
      }
    }
  });

  it('gives plan and apply the flag of each setting that has one, and every other flag a twin in the environment', () => {
    const ofSettings = SETTINGS.flatMap(({ flag }) => flag ?? []);
    for (const { id, flags } of commands()) {
      if (id === 'plan' || id === 'apply') {
        expect(Object.keys(flags), id).toEqual(expect.arrayContaining(ofSettings));
      }
      for (const { name, env } of Object.values(flags)) {
        if (!ofSettings.includes(name)) expect(env, `${id} --${name}`).toMatch(/^CORFORM_/);
      }
    }
  });
});
