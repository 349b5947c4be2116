/** The codes of adopting a tenant that is already full: CF640 to CF649. */
import type { ErrorEntry } from './entry.js';

export const NO_BASELINE_FROM_PART = {
  code: 'CF640',
  kind: 'incomplete',
  title: "COR's list could not be read completely",
  meaning:
    'Three times in a row, the list changed while corform read it, or a page could not be read. corform records nothing from an incomplete list.',
  fix: 'Run the command again when nobody is changing users in COR.',
} as const satisfies ErrorEntry;

export const BASELINE_NEEDS_APPROVAL = {
  code: 'CF641',
  kind: 'usage',
  title: 'baseline needs an approval',
  meaning: "Without a terminal, corform can't ask anybody.",
  fix: 'Read what it would record at a terminal, or add `--auto-approve`.',
} as const satisfies ErrorEntry;

export const PEOPLE_NEED_VERIFY = {
  code: 'CF642',
  kind: 'usage',
  title: '--people without --verify',
  meaning:
    "The e-mail addresses of an export only serve to find people in COR's list, which --verify reads.",
  fix: 'Add `--verify`.',
} as const satisfies ErrorEntry;

export const MAPPING_NEEDS_PEOPLE = {
  code: 'CF644',
  kind: 'usage',
  title: '--mapping without --people',
  meaning: 'A mapping says how to read an export, and --people names the export.',
  fix: 'Add `--people FILE`, or leave out `--mapping`.',
} as const satisfies ErrorEntry;

export const LEAVERS_NEED_PEOPLE = {
  code: 'CF643',
  kind: 'usage',
  title: '--fail-on leavers without --people',
  meaning: 'Only an export of HR or of a directory says who has left.',
  fix: 'Add `--people FILE`.',
} as const satisfies ErrorEntry;
