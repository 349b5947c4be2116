/** The codes of adopting a tenant that is already full: CF640 to CF649. */
import type { ErrorEntry } from './entry.js';

export const COMPANY_NOT_KNOWN = {
  code: 'CF640',
  kind: 'notice',
  title: 'The company of a baseline is not known',
  meaning:
    "Neither the record nor corform.yaml names the company of these users, so the first answer of COR decides. With the credential of another company, the updates would go to that company's users with the same external ids.",
  fix: "Before the first apply, write COR's id of the company into corform.yaml: `company_id: 1234`. If you don't know the id, `corform apply --resend assumed --limit 1` learns it from one update, and `corform plan` shows it.",
} as const satisfies ErrorEntry;
