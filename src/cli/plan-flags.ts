import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { parseIdList } from '../core/edit/parse-arguments.js';
import { Failure, requireValue } from '../core/errors/failure.js';
import type { ExternalId } from '../core/model.js';
import { parseAllow, type Allowance } from '../core/plan/limits.js';
import { describeSelector, parseSelector, type ResendSelector } from '../core/plan/resend.js';
import type { Selection } from '../core/plan/select.js';
import { endpointFlags, jsonFlag, repeatable, withVariables } from './flags.js';
import { clock, localFiles, readStdin } from './wire.js';
import { MAX_FILE_BYTES } from '../core/yaml/decode-text.js';
import { DETAILS } from '../core/render/text/plan.js';

const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** What `--report` of a plan can write. */
export const REPORT_FORMATS = [
  'text',
  'json',
  'markdown',
  'github-comment',
  'job-summary',
  'html',
  'gitlab-terraform',
  'counts',
] as const;

/** The flag of a command that writes reports. */
export function reportFlag(formats: readonly string[]) {
  return repeatable(
    `Writes a report to a file: FORMAT=PATH. Repeatable. Formats: ${formats.join(', ')}.`,
  );
}

/** Flags that choose a part of the changes. */
export const selectionFlags = withVariables(
  {
    'ids-from': Flags.string({
      description: 'Only users whose id is in this file, one id per line. Use - for stdin.',
    }),
    only: repeatable('Only users whose id matches this glob (* and ?). Repeatable.'),
    exclude: repeatable('Leaves out users whose id matches this glob. Repeatable.'),
    where: repeatable(
      'Only users with this value of a field, for example department=Design. Repeatable.',
    ),
    limit: Flags.integer({ description: 'At most this many changes, ordered by id.', min: 1 }),
  },
  'SELECTION',
);

/** Flags that plan and apply share besides. */
export const planningFlags = {
  ...withVariables({
    resend: repeatable(
      'Sends recorded fields again: GLOB, GLOB:FIELD, assumed, older:90d, drifted:FILE. Repeatable.',
    ),
    allow: repeatable('Raises a limit for this plan, for example update=1200. Repeatable.'),
    detail: Flags.string({
      description: 'How much of each change is shown.',
      options: DETAILS,
      default: 'auto',
    }),
    report: reportFlag(REPORT_FORMATS),
  }),
  ...jsonFlag,
  ...endpointFlags,
  concurrency: Flags.string({ description: 'The highest number of requests in flight.' }),
  rate: Flags.string({ description: 'The highest number of requests per second.' }),
};

/** The selection that the flags ask for. Reads the file of --ids-from. Throws Failure. */
export async function selectionOf(flags: InferredFlags<typeof selectionFlags>): Promise<Selection> {
  return {
    ids: await readIds(flags['ids-from']),
    only: flags.only ?? [],
    exclude: flags.exclude ?? [],
    where: flags.where ?? [],
    limit: flags.limit ?? null,
  };
}

/** The ids of --ids-from; null without the flag. Throws Failure. */
async function readIds(path: string | undefined): Promise<ReadonlySet<ExternalId> | null> {
  if (path === undefined) return null;
  const bytes =
    path === '-'
      ? await readStdin(MAX_FILE_BYTES)
      : await localFiles.read(path, { maxBytes: MAX_FILE_BYTES });
  return new Set(requireValue(parseIdList({ name: path === '-' ? 'stdin' : path, bytes })));
}

/** What `--resend` asks for, and how it is said above the plan, ages turned into times. Throws Failure. */
export async function resendOf(
  texts: readonly string[] | undefined,
): Promise<{ readonly selectors: readonly ResendSelector[]; readonly notes: readonly string[] }> {
  const read = async (path: string): Promise<string> =>
    new TextDecoder().decode(await localFiles.read(path, { maxBytes: MAX_REPORT_BYTES }));
  const given = texts ?? [];
  const outcomes = await Promise.all(given.map((text) => parseSelector(text, clock.now(), read)));
  const diagnostics = outcomes.flatMap((outcome) => outcome.diagnostics);
  if (diagnostics.length > 0) throw new Failure(diagnostics);
  const selectors = outcomes.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const asked = selectors.map((selector, at) => describeSelector(given[at] ?? '', selector));
  const notes = asked.map((text) => `Sends again, as asked: --resend ${text}`);
  return { selectors, notes };
}

/** The numbers of `--allow`. Throws Failure('usage'). */
export function allowanceOf(texts: readonly string[] | undefined): Allowance {
  return requireValue(parseAllow(texts ?? []));
}
