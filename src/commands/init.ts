import { type Diagnostic, warningOf } from '../core/errors/diagnostic.js';
import { PLAIN_STATE_IN_GIT } from '../core/errors/state-operations.js';
import * as Flags from '@oclif/core/flags';
import { importNew, type NewImport } from '../app/adopt/import-people.js';
import { initProject, type InitStep } from '../app/adopt/init-project.js';
import { EXIT } from '../cli/exit-codes.js';
import {
  exportRequestOf,
  readingFlags,
  renderPeople,
  type ReadingFlags,
} from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { jsonFlag, lockFlags, StateCommand } from '../cli/state-command.js';
import { clock, localFiles, random, readStdin } from '../cli/wire.js';
import { escapeTerminal } from '../core/render/escape.js';
import { renderResultJson } from '../core/render/json/state.js';
import { readSchema } from '../core/schema/published-schemas.js';
import { EXAMPLE_USERS } from '../core/settings/project-files.js';
import type { Settings } from '../core/settings/resolve-settings.js';

export default class Init extends StateCommand {
  static override summary =
    'Create users.yaml, corform.yaml and the recorded state, if missing. Never overwrites.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --from okta.csv --source OKTA --id "OKTA-USER-{employeeNumber}"',
  ];
  static override flags = {
    from: Flags.string({
      description: 'Makes users.yaml from an export, CSV or JSON, with defaults and profiles.',
      env: 'CORFORM_FROM',
    }),
    ...lockFlags,
    ...jsonFlag,
    ...readingFlags,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Init);
    const { settings } = await this.resolveSettings({ config: flags.config });
    const imported =
      flags.from === undefined ? null : await this.#import(flags.from, flags, settings);
    const makesUsers = imported !== null || settings.files.includes('users.yaml');
    const { steps, encrypts } = await this.withBackend(settings, async (backend, { codec }) => {
      const steps = await initProject(
        { files: localFiles, backend, clock, random },
        {
          lock: await this.lockRequest(backend, flags, 'OperationTypeInit'),
          writtenBy: this.writer,
          schemas: { users: readSchema('users'), config: readSchema('config') },
          users: makesUsers ? (imported?.text ?? EXAMPLE_USERS) : null,
        },
        this.notice,
      );
      for (const remark of (await backend.remarks?.()) ?? []) this.notice(remark);
      return { steps, encrypts: codec.encrypts };
    });
    if (settings.state.backend === 'git' && !encrypts) this.notice(READABLE_BY_ALL);
    this.#tell(imported, steps, flags.json);
    return EXIT.done;
  }

  #tell(imported: NewImport | null, steps: readonly InitStep[], asJson: boolean): void {
    if (asJson) {
      processConsole.result(
        renderResultJson({ steps, imported: imported?.people.users.length ?? null }),
      );
      return;
    }
    for (const { what, made } of steps) {
      processConsole.result(`${made ? 'made  ' : 'exists'}  ${escapeTerminal(what)}\n`);
    }
    if (imported === null) {
      processConsole.result('\ncorform is ready. Next: write users.yaml, then corform plan.\n');
    } else {
      processConsole.result(`\n${renderPeople(imported.people)}`);
      processConsole.result(NEXT_AFTER_IMPORT);
    }
  }

  /** Reads the export before anything is made. Throws Failure. */
  async #import(from: string, flags: ReadingFlags, settings: Settings): Promise<NewImport> {
    const { sensitive, required } = settings;
    const imported = await importNew(
      { files: localFiles, readStdin },
      {
        ...exportRequestOf(from, flags, sensitive),
        required,
        to: 'users.yaml',
        saveMapping: null,
        shared: true,
        check: true,
      },
    );
    this.showDiagnostics(imported.remarks);
    return imported;
  }
}

const NEXT_AFTER_IMPORT =
  '\nNext: corform baseline --verify records what COR has for these users. Then corform plan shows the differences.\n';

/** Whether a remote is public can't be seen from here, so that it is said of every one. */
const READABLE_BY_ALL: Diagnostic = warningOf(PLAIN_STATE_IN_GIT, {
  summary:
    'the state is not encrypted: whoever can read the git remote can read the data of all users',
  detail:
    'For a public repository, that is everybody. Whatever was pushed once stays in the history.',
  fix: 'Set CORFORM_PASSPHRASE and `encryption: required` in corform.yaml before the first apply, then: corform state rotate',
});
