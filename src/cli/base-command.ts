import { INVALID_SWITCH } from '../core/errors/command.js';
import { SETTINGS_FILE_MISNAMED } from '../core/errors/settings.js';
import { errorOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type * as Interfaces from '@oclif/core/interfaces';
import { dirname, join, relative, sep } from 'node:path';
import { checkDesired, type CheckedDesired } from '../app/plan/load-desired.js';
import { loadTeamRules } from '../app/plan/load-team-rules.js';
import { Failure, failureOf, requireValue } from '../core/errors/failure.js';
import type { DesiredState } from '../core/model.js';
import { renderDiagnosticsText } from '../core/render/diagnostics/text.js';
import { createReadLine } from '../core/render/diagnostics/excerpt.js';
import type { ConfigDocument } from '../core/settings/settings.js';
import type { ResolvedSettings } from '../core/settings/resolve-settings.js';
import { resolveSettings } from '../core/settings/resolve-settings.js';
import { type Settings } from '../core/settings/settings.js';
import { checkVariables, parseSwitch } from '../core/settings/environment.js';
import { suggestAmong } from '../core/text/suggest.js';
import type { TeamRules } from '../core/users/team-rules.js';
import { isCi } from './ci.js';
import { columnsOf, wantsColor } from './color.js';
import { EXIT } from './exit-codes.js';
import { withVariables } from './flags.js';
import { processConsole } from './process-console.js';
import { wantsJson } from './wants-json.js';
import { SilentEnd } from './silent-end.js';
import { inFolder, namesIn } from './paths.js';
import {
  findUnlisted,
  findUsersFiles,
  requireUsersFiles,
  rootOf,
  type UsersFiles,
} from './users-files.js';
import { localFiles } from './wire.js';

const CONFIG_FILE = 'corform.yaml';
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Whether a file was meant to be the settings: another ending, a dot before it, a slip of the fingers. */
function isMisnamed(name: string): boolean {
  if (name === CONFIG_FILE) return false;
  const isEnding = /^\.?corform\.(ya?ml|json)(\.txt)?$/i.test(name);
  return isEnding || (/\.ya?ml$/i.test(name) && suggestAmong(name, [CONFIG_FILE]) !== undefined);
}

/** Settings under a name that nobody reads would leave out every limit in them. Throws Failure. */
function refuseMisnamed(): void {
  // Another command may have made the right one since this one looked for it.
  const found = namesIn('').find(isMisnamed);
  if (found === undefined) return;
  throw failureOf(SETTINGS_FILE_MISNAMED, {
    summary: `${found} is not read: the settings file is called corform.yaml.`,
    fix: `Rename it, or name it: --config ${found}`,
  });
}

/** The folder that a settings file must lie in, links followed: the working folder, or its own elsewhere. */
function folderOfFile(path: string): string {
  return rootOf(dirname(path));
}

/**
 * Takes switches that are off out of the environment of this process: to oclif one that is there counts as given,
 * and would contradict other flags. Throws Failure for one that is neither on nor off.
 */
function settleSwitches(flags: Interfaces.FlagInput): void {
  const problems = Object.values(flags).flatMap(({ type, env: name }) => {
    const text = type === 'boolean' && name !== undefined ? process.env[name] : undefined;
    if (name === undefined || text === undefined) return [];
    const isOn = parseSwitch(text);
    if (isOn === undefined) {
      return [errorOf(INVALID_SWITCH, { summary: `${name} is neither true nor false.` })];
    }
    if (isOn) process.env[name] = 'true';
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- undefined would become a text
    else delete process.env[name];
    return [];
  });
  if (problems.length > 0) throw new Failure(problems);
}

// oclif's Command, loaded above, listens for errors of stdout and throws them.
processConsole.listen();

/**
 * What all commands share: where settings come from and how diagnostics are shown. A command's `run`
 * returns its exit code; failures are thrown and explained in `main`.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = withVariables(
    {
      config: Flags.string({
        description:
          'The settings file. Default: corform.yaml in the working folder, if it exists.',
      }),
    },
    'GLOBAL',
  );

  /** Every command returns its exit code. */
  abstract override run(): Promise<number>;

  /**
   * Reads arguments and flags. What the environment says is made ready for oclif first: it takes any text of a
   * switch for false, and gives a repeatable flag as one text, while there a value stands on a line of its
   * own, since ids, globs and paths may hold anything else.
   */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const twins = this.config.commands.flatMap(({ flags }) =>
      Object.values(flags).flatMap(({ env }) => env ?? []),
    );
    this.showDiagnostics(checkVariables(process.env, twins));
    settleSwitches(options?.flags ?? {});
    const parsed = await super.parse<F, B, A>(options, argv);
    const flags = parsed.flags as Record<string, unknown>;
    const definitions = (options?.flags ?? {}) as Interfaces.FlagInput;
    for (const [name, definition] of Object.entries(definitions)) {
      const value = flags[name];
      const isRepeatable = definition.type === 'option' && definition.multiple === true;
      if (isRepeatable && typeof value === 'string') {
        flags[name] = value.split(/\r?\n/).filter((line) => line !== '');
      }
    }
    return parsed;
  }

  /** The settings file that the flags name, or the usual one, whether it exists or not. */
  protected configPath(flags: { readonly config?: string | undefined }): string {
    return flags.config ?? CONFIG_FILE;
  }

  /** Flag over environment over corform.yaml over default. Throws Failure. */
  protected async resolveSettings(
    flags: Readonly<Record<string, unknown>>,
  ): Promise<ResolvedSettings> {
    const named = flags['config'] as string | undefined;
    const file = await this.readConfigFile(named);
    // Only text can set a setting; flags of other types are the command's own.
    const texts = Object.fromEntries(
      Object.entries(flags).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : undefined,
      ]),
    );
    const resolved = resolveSettings({ flags: texts, env: process.env, file });
    return this.#settlePaths(requireValue(resolved), this.settingsFolder({ config: named }));
  }

  /** The folder of the settings file, seen from the working folder; '' for the working folder itself. */
  protected settingsFolder(flags: { readonly config?: string | undefined }): string {
    const folder = dirname(this.configPath(flags));
    return folder === '.' ? '' : folder;
  }

  /** Paths of the settings file and of the defaults are relative to it, those of flags and variables are not. */
  #settlePaths({ settings, rows }: ResolvedSettings, folder: string): ResolvedSettings {
    const isOwn = (key: string): boolean =>
      rows.some(
        ({ key: name, origin }) => name === key && ['flag', 'environment'].includes(origin),
      );
    const { state } = settings;
    return {
      rows,
      settings: {
        ...settings,
        files: isOwn('files') ? settings.files : settings.files.map((f) => inFolder(folder, f)),
        state:
          state.backend === 'local' && !isOwn('state.path')
            ? { ...state, path: inFolder(folder, state.path) }
            : state,
      },
    };
  }

  /** The users files that a command names, or else those of the settings. Throws Failure if one is missing. */
  protected async usersFiles(
    named: readonly string[] | undefined,
    settings: Settings,
    flags: { readonly config?: string | undefined },
  ): Promise<UsersFiles> {
    const files = this.usersFilesSoFar(named, settings, flags);
    await requireUsersFiles(files);
    return files;
  }

  /** The same for a command that can make them. */
  protected usersFilesSoFar(
    named: readonly string[] | undefined,
    settings: Settings,
    flags: { readonly config?: string | undefined },
  ): UsersFiles {
    return findUsersFiles(named, { files: settings.files, folder: this.settingsFolder(flags) });
  }

  /** Reads users files by the rules of the team, and remarks on files that nobody reads. */
  protected async readUsersFiles(
    files: UsersFiles,
    settings: Settings,
    flags: { readonly config?: string | undefined },
  ): Promise<CheckedDesired> {
    const { required, sensitive } = settings;
    const team = await this.teamRules(settings, flags);
    const read = await checkDesired(localFiles, { ...files, required, sensitive, team });
    return { ...read, diagnostics: [...read.diagnostics, ...findUnlisted(files)] };
  }

  /** Shows diagnostics on stderr. Excerpts of files only to a person at a terminal, never in CI. */
  protected showDiagnostics(
    diagnostics: readonly Diagnostic[],
    sources: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [],
  ): void {
    if (diagnostics.length === 0) return;
    processConsole.note(
      renderDiagnosticsText(diagnostics, {
        color: wantsColor(process.stderr),
        columns: columnsOf(process.stderr),
        excerpts: process.stderr.isTTY && !isCi() ? createReadLine(sources) : null,
      }),
    );
  }

  /** The rules of the team, whose paths are relative to the settings file. Throws Failure. */
  protected teamRules(
    settings: Settings,
    flags: { readonly config?: string | undefined },
  ): Promise<TeamRules> {
    const folder = dirname(this.configPath(flags));
    return loadTeamRules(localFiles, settings.team, {
      resolve: (file) => join(folder, file),
      pathOf: (file) => relative(folder, file).split(sep).join('/'),
      root: folderOfFile(this.configPath(flags)),
    });
  }

  /** The desired state, or the end of the command with every problem of it. */
  protected requireValid(read: CheckedDesired): DesiredState {
    if (read.value !== undefined) return read.value;
    if (wantsJson()) throw new SilentEnd(EXIT.invalidInput, read.diagnostics);
    this.showDiagnostics(read.diagnostics, read.sources);
    throw new SilentEnd(EXIT.invalidInput);
  }

  /** `corform VERSION`, for records. */
  protected get writer(): string {
    return `corform ${this.config.version}`;
  }

  /** Reads and checks the settings file. Empty if no file is named and none exists. Throws Failure. */
  protected async readConfigFile(named: string | undefined): Promise<ConfigDocument> {
    const path = named ?? CONFIG_FILE;
    if (named === undefined && !(await localFiles.exists(path))) {
      refuseMisnamed();
      return {};
    }
    const bytes = await localFiles.read(path, {
      maxBytes: MAX_CONFIG_BYTES,
      inside: folderOfFile(path),
    });
    const { readConfig } = await import('../core/settings/read-config.js');
    return requireValue(readConfig({ name: path, bytes }));
  }
}
