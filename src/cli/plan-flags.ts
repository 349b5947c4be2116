import * as Flags from '@oclif/core/flags';
import { Failure } from '../core/errors/failure.js';
import { parseAllow, type Allowance } from '../core/plan/limits.js';
import type { Selection } from '../core/plan/select.js';
import { DETAILS } from '../core/render/text/plan.js';

/** Flags that choose a part of the changes. */
export const selectionFlags = {
  only: Flags.string({
    description: 'Only users whose id matches this glob (* and ?). Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_ONLY',
    helpGroup: 'SELECTION',
  }),
  exclude: Flags.string({
    description: 'No users whose id matches this glob. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_EXCLUDE',
    helpGroup: 'SELECTION',
  }),
  where: Flags.string({
    description: 'Only users with this field, e.g. department=Design. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_WHERE',
    helpGroup: 'SELECTION',
  }),
  limit: Flags.integer({
    description: 'At most this many changes, in order of id.',
    min: 1,
    env: 'CORFORM_LIMIT',
    helpGroup: 'SELECTION',
  }),
};

/** Flags that plan and apply share besides. */
export const planningFlags = {
  allow: Flags.string({
    description: 'Allows a limit to be exceeded up to a number, e.g. update=1200. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_ALLOW',
  }),
  concurrency: Flags.string({ description: 'The most requests in flight.' }),
  rate: Flags.string({ description: 'The most requests a second.' }),
  'integrations-url': Flags.string({
    description: "COR's integrations API (COR_INTEGRATIONS_URL).",
  }),
  'api-url': Flags.string({ description: "COR's main API, which gives out tokens (COR_API_URL)." }),
  detail: Flags.string({
    description: 'How much of each change is shown.',
    options: DETAILS,
    default: 'auto',
    env: 'CORFORM_DETAIL',
  }),
  report: Flags.string({
    description: 'Writes a report to a file: FORMAT=PATH. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_REPORT',
  }),
  json: Flags.boolean({ description: 'Machine-readable output.', env: 'CORFORM_JSON' }),
};

/** The selection that the flags ask for. */
export function selectionOf(flags: {
  readonly only?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly where?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}): Selection {
  return {
    only: flags.only ?? [],
    exclude: flags.exclude ?? [],
    where: flags.where ?? [],
    limit: flags.limit ?? null,
  };
}

/** The numbers of `--allow`. Throws Failure('usage'). */
export function allowanceOf(texts: readonly string[] | undefined): Allowance {
  const { value, diagnostics } = parseAllow(texts ?? []);
  if (value === undefined) throw new Failure(diagnostics);
  return value;
}
