/** What oclif's manifest says of the commands, as far as reading a command line needs it. */

/** What the manifest says of one flag. */
export interface KnownFlag {
  readonly takesValue: boolean;
  /** The values that are allowed, or null if any is. */
  readonly options: readonly string[] | null;
  readonly description: string;
}

export interface KnownArg {
  readonly name: string;
  readonly required: boolean;
  /** The values that are allowed, or null if any is. */
  readonly options: readonly string[] | null;
  readonly description: string;
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

/** What oclif's manifest says of a command, as far as it matters here. */
export interface ManifestCommand {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly args: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly required?: boolean;
        readonly options?: readonly string[];
        readonly description?: string;
      }
    >
  >;
  readonly flags: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly type: 'boolean' | 'option';
        readonly options?: readonly string[];
        readonly description?: string;
      }
    >
  >;
}

/** The commands of a manifest by their words. */
export function knownCommands(commands: readonly ManifestCommand[]): KnownCommands {
  return new Map(
    commands.map(({ id, summary, strict, args, flags }) => [
      id.replaceAll(':', ' '),
      {
        summary: summary ?? '',
        takesMore: strict === false,
        args: Object.values(args).map(({ name, required, options, description }) => ({
          name,
          required: required === true,
          options: options ?? null,
          description: description ?? '',
        })),
        flags: new Map(
          Object.values(flags).map(({ name, type, options, description }) => [
            name,
            {
              takesValue: type === 'option',
              options: options ?? null,
              description: description ?? '',
            },
          ]),
        ),
      },
    ]),
  );
}
