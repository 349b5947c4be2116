import { shellWord } from '../core/text/shell-word.js';
import { type Diagnostic, warningOf } from '../core/errors/diagnostic.js';
import { PLAIN_STATE_IN_GIT } from '../core/errors/state-operations.js';
import * as Flags from '@oclif/core/flags';
import { basename } from 'node:path';
import { importNew, type NewImport } from '../app/adopt/import-people.js';
import { initProject, type InitStep } from '../app/adopt/init-project.js';
import { MAPPING_FILE } from '../app/adopt/read-export.js';
import { EXIT } from '../cli/exit-codes.js';
import { jsonFlag, lockFlags, withVariables } from '../cli/flags.js';
import { inFolder } from '../cli/paths.js';
import {
  exportRequestOf,
  readingFlags,
  renderPeople,
  type ReadingFlags,
} from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { StateCommand } from '../cli/state-command.js';
import { explainMisnamed } from '../cli/users-files.js';
import { clock, localFiles, random, readStdin } from '../cli/wire.js';
import { escapeTerminal, writeJson } from '../core/render/escape.js';
import { formatMapping } from '../core/import/format-mapping.js';
import { readSchema } from '../core/schema/published-schemas.js';
import { EXAMPLE_USERS } from '../core/settings/project-files.js';
import { Failure } from '../core/errors/failure.js';
import type { Settings } from '../core/settings/settings.js';

export default class Init extends StateCommand {
  static override summary =
    'Create users.yaml, corform.yaml and the recorded state, if missing. Never overwrites.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from okta.csv --source OKTA --id "OKTA-USER-{employeeNumber}"',
  ];
  static override flags = {
    ...withVariables({
      from: Flags.string({
        description: 'Makes users.yaml from an export, CSV or JSON, with defaults and profiles.',
      }),
    }),
    ...lockFlags,
    ...jsonFlag,
    ...readingFlags,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Init);
    const { settings } = await this.resolveSettings({ config: flags.config });
    const usersFile = inFolder(this.settingsFolder(flags), 'users.yaml');
    const misnamed = await explainMisnamed(usersFile);
    if (misnamed !== null) throw new Failure(misnamed);
    const imported =
      flags.from === undefined
        ? null
        : await this.#import(flags.from, flags, { settings, usersFile });
    const makesUsers = imported !== null || settings.files.includes(usersFile);
    const { steps, encrypts } = await this.withBackend(settings, async (backend, { codec }) => {
      const steps = await initProject(
        { files: localFiles, backend, clock, random },
        {
          lock: await this.lockRequest(backend, flags, 'OperationTypeInit'),
          writtenBy: this.writer,
          schemas: {
            users: readSchema('users'),
            config: readSchema('config'),
            import: readSchema('import'),
          },
          folder: this.settingsFolder(flags),
          config: basename(this.configPath(flags)),
          users: makesUsers ? (imported?.text ?? EXAMPLE_USERS) : null,
          mapping:
            imported === null || flags.mapping !== undefined
              ? null
              : formatMapping(imported.mapping),
        },
        this.notice,
      );
      for (const remark of (await backend.remarks?.()) ?? []) this.notice(remark);
      return { steps, encrypts: codec.encrypts };
    });
    if (settings.state.backend === 'git' && !encrypts) this.notice(READABLE_BY_ALL);
    this.#tell(imported, steps, flags);
    return EXIT.done;
  }

  #tell(
    imported: NewImport | null,
    steps: readonly InitStep[],
    flags: Pick<ReadingFlags, 'mapping'> & {
      readonly json: boolean;
      readonly from?: string | undefined;
    },
  ): void {
    if (flags.json) {
      processConsole.result(writeJson({ steps, imported: imported?.people.users.length ?? null }));
      return;
    }
    for (const { what, made } of steps) {
      processConsole.result(`${made ? 'made  ' : 'exists'}  ${escapeTerminal(what)}\n`);
    }
    if (imported === null) {
      processConsole.result(`\ncorform is ready. Next: ${nextAfter(steps)}\n`);
    } else {
      processConsole.result(`\n${renderPeople(imported.people)}`);
      processConsole.result(`\n${escapeTerminal(nextAfterImport(imported, flags))}\n`);
    }
  }

  /** Reads the export before anything is made. Throws Failure. */
  async #import(
    from: string,
    flags: ReadingFlags,
    { settings, usersFile }: { readonly settings: Settings; readonly usersFile: string },
  ): Promise<NewImport> {
    const { sensitive, required } = settings;
    const imported = await importNew(
      { files: localFiles, readStdin },
      {
        ...exportRequestOf(from, flags, sensitive),
        required,
        to: usersFile,
        saveMapping: null,
        shared: true,
        check: true,
      },
    );
    this.showDiagnostics(imported.remarks);
    return imported;
  }
}

/** What to do next without an import: users who are there may be in COR, too. */
function nextAfter(steps: readonly InitStep[]): string {
  return steps.some(({ what, made }) => what === 'users.yaml' && made)
    ? 'write users.yaml, then corform plan.'
    : 'corform plan. If COR already has these people, run corform baseline first.';
}

/** What to do next. People are identified in COR's list by their e-mail, which the mapping finds in the export. */
function nextAfterImport(
  { mapping: { email } }: NewImport,
  { from, mapping }: Pick<ReadingFlags, 'mapping'> & { readonly from?: string | undefined },
): string {
  const people = from === undefined || from === '-' ? 'FILE' : shellWord(from);
  const own = mapping === undefined ? '' : ` --mapping ${shellWord(mapping)}`;
  const first =
    email === null
      ? `write email: "{COLUMN}" into ${mapping ?? MAPPING_FILE}, so corform can find people in COR; then `
      : '';
  return `Next: ${first}corform baseline --verify --people ${people}${own} records what COR has for these users. Then corform plan shows the differences.`;
}

/** Whether a remote is public can't be seen from here, so it is said of every one. */
const READABLE_BY_ALL: Diagnostic = warningOf(PLAIN_STATE_IN_GIT, {
  summary:
    'the state is not encrypted: whoever can read the git remote can read the data of all users',
  detail:
    'For a public repository, that is everybody. Whatever was pushed once stays in the history.',
});
