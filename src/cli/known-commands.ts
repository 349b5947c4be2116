/** What oclif's manifest says of the commands, as far as reading a command line needs it. */
import type { Command } from '@oclif/core/command';

interface Described {
  /** The values that are allowed, or null if any is. */
  readonly options: readonly string[] | null;
  readonly description: string;
}

/** What the manifest says of one flag. */
export interface KnownFlag extends Described {
  readonly takesValue: boolean;
}

export interface KnownArg extends Described {
  readonly name: string;
  readonly required: boolean;
}

export interface KnownCommand {
  readonly summary: string;
  /** Whether it takes any number of words after its arguments. */
  readonly takesMore: boolean;
  readonly args: readonly KnownArg[];
  readonly flags: ReadonlyMap<string, KnownFlag>;
}

/** The commands by their words: `plan`, `state list`. */
export type KnownCommands = ReadonlyMap<string, KnownCommand>;

/** The commands of a manifest by their words. */
export function knownCommands(commands: readonly Command.Cached[]): KnownCommands {
  return new Map(
    commands.map(({ id, summary = '', strict, args, flags }) => [
      id.replaceAll(':', ' '),
      {
        summary,
        takesMore: strict === false,
        args: Object.values(args).map(({ name, required = false, options, description = '' }) => ({
          name,
          required,
          options: options ?? null,
          description,
        })),
        flags: new Map(Object.values(flags).map((flag) => [flag.name, knownFlag(flag)])),
      },
    ]),
  );
}

function knownFlag(flag: Command.Flag.Cached): KnownFlag {
  const takesValue = flag.type === 'option';
  const options = takesValue ? (flag.options ?? null) : null;
  return { takesValue, options, description: flag.description ?? '' };
}
