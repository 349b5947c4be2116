import * as Flags from '@oclif/core/flags';
import { EXIT } from '../cli/exit-codes.js';
import { jsonFlag, withVariables } from '../cli/flags.js';
import { processConsole } from '../cli/process-console.js';
import { StateCommand } from '../cli/state-command.js';
import { clock } from '../cli/wire.js';
import { requireValue } from '../core/errors/failure.js';
import { renderStatusCsv } from '../core/render/csv/status.js';
import { renderStatusJson } from '../core/render/json/status.js';
import { renderStatusMarkdown } from '../core/render/markdown/status.js';
import type { NameOf } from '../core/render/status-tables.js';
import { renderStatus } from '../core/render/text/status.js';
import type { FieldName, RecordedState } from '../core/model.js';
import { namePerson, personFrom } from '../core/text/person.js';
import { checkEvidence, parseEvidenceLimits } from '../core/state/check-evidence.js';
import {
  GROUPINGS,
  summarizeEvidence,
  type EvidenceStatus,
  type Grouping,
} from '../core/state/summarize-evidence.js';

const FORMATS = ['text', 'json', 'markdown', 'csv'] as const;

export default class Status extends StateCommand {
  static override summary = 'Show how corform knows what COR holds: confirmed, or only assumed.';
  static override description =
    'Reads the recorded state, without its lock. Needs no credential and never calls COR.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --stale 90d --by field',
    '<%= config.bin %> <%= command.id %> --max-age 180d --max-assumed 5%',
  ];
  static override flags = {
    ...withVariables({
      stale: Flags.string({
        description:
          'Counts what COR was not heard of for this long: 90d, 2w, 36h, or since a time.',
      }),
      by: Flags.string({
        description: 'A table by field, user or run besides.',
        options: GROUPINGS,
      }),
      'max-age': Flags.string({ description: 'Exit code 2 if a field is older, e.g. 180d.' }),
      'max-assumed': Flags.string({
        description: 'Exit code 2 if more fields are assumed, e.g. 100 or 5%.',
      }),
      format: Flags.string({
        description: 'How it is written.',
        options: FORMATS,
        default: 'text',
      }),
    }),
    ...jsonFlag,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Status);
    const { settings } = await this.resolveSettings(flags);
    const now = clock.now();
    const limits = requireValue(parseEvidenceLimits(flags, now));
    const { recorded } = await this.readState(settings);
    const status = summarizeEvidence(recorded, {
      staleBefore: limits.staleBefore,
      by: (flags.by as Grouping | undefined) ?? null,
    });
    const nameOf = naming(recorded, settings.sensitive);
    processConsole.result(render(flags.json ? 'json' : flags.format, status, { now, nameOf }));
    const exceeded = checkEvidence(recorded, status, limits);
    this.showDiagnostics(exceeded);
    return exceeded.length > 0 ? EXIT.changes : EXIT.done;
  }
}

function naming({ users }: RecordedState, sensitive: readonly FieldName[]): NameOf {
  const hidden = new Set(sensitive);
  const fields = new Map(users.map((user) => [user.id, user.fields]));
  return (id) => namePerson(personFrom(id, fields.get(id) ?? {}, hidden));
}

function render(
  format: string,
  status: EvidenceStatus,
  options: { readonly now: number; readonly nameOf: NameOf },
): string {
  switch (format) {
    case 'json':
      return renderStatusJson(status);
    case 'markdown':
      return renderStatusMarkdown(status, options.nameOf);
    case 'csv':
      return renderStatusCsv(status);
    default:
      return renderStatus(status, options);
  }
}
