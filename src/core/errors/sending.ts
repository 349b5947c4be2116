/** Codes of the sending of changes to COR: how a run, or the update of one user, ended. */
import type { ErrorEntry } from './entry.js';

export const RUN_INTERRUPTED = {
  code: 'CF530',
  kind: 'error',
  title: 'Run interrupted',
  meaning:
    'A signal ended the run. corform recorded what COR acknowledged and did not send the rest.',
  fix: 'Run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const CREDENTIAL_NO_LONGER_ACCEPTED = {
  code: 'CF531',
  kind: 'not-authorised',
  title: 'Credential no longer accepted',
  meaning:
    'COR answered 401 during the run. If corform could get a new token, COR refused that one too.',
  fix: 'Check the COR credential, then run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const USERS_IN_A_ROW_FAILED = {
  code: 'CF532',
  kind: 'incomplete',
  title: 'Several users in a row failed in the same way',
  meaning:
    'Five users in a row failed with the same code or without a usable answer. The run stopped, because the other users would probably fail too.',
  fix: 'Solve the problem that they have in common, or leave them out with --exclude, then run `corform apply` again.',
} as const satisfies ErrorEntry;

export const FAILURE_LIMIT_REACHED = {
  code: 'CF533',
  kind: 'incomplete',
  title: 'The limit of failures is reached',
  meaning: 'The number of failed users reached --max-failures.',
  fix: 'Check the failures, then run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const TIME_IS_OVER = {
  code: 'CF534',
  kind: 'incomplete',
  title: 'The time limit is reached',
  meaning: 'The run reached --max-duration. corform waited for the requests that were in flight.',
  fix: 'Run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const LONG_PAUSE_ASKED = {
  code: 'CF535',
  kind: 'incomplete',
  title: 'COR asks for a long pause',
  meaning:
    'COR sent a Retry-After of more than 120 seconds, or throttled every request for that long.',
  fix: 'Run `corform apply` again after that time to continue.',
} as const satisfies ErrorEntry;

export const TOO_MANY_REPEATS = {
  code: 'CF536',
  kind: 'incomplete',
  title: 'Too many retries',
  meaning:
    'COR failed so often that more than a fifth of the requests, and more than 100, would have been retries.',
  fix: 'Run `corform apply` again when COR has recovered.',
} as const satisfies ErrorEntry;

export const OUTCOME_NOT_RECORDED = {
  code: 'CF537',
  kind: 'error',
  title: 'An outcome could not be recorded',
  meaning:
    'Writing to the journal or the state backend failed, so corform sent nothing more. The known outcomes are in the recovery file.',
  fix: 'Free some disk space, or repair the disk or the backend, then run `corform apply` again. It finds out what to send again.',
} as const satisfies ErrorEntry;

export const RUN_LOCK_LOST = {
  code: 'CF538',
  kind: 'conflict',
  title: 'The run lost its lock',
  meaning:
    'Another run took over the state, or somebody removed the lock by hand. This run stopped at once and wrote nothing more.',
  fix: 'If another run is at work, let it finish, then run `corform apply` again.',
} as const satisfies ErrorEntry;

export const USER_REFUSED = {
  code: 'CF540',
  kind: 'incomplete',
  title: 'COR refused a user',
  meaning: 'COR answered with an error for this user. None of the fields were applied.',
  fix: 'Correct the entry in users.yaml (or the user in COR), then run `corform apply` again.',
} as const satisfies ErrorEntry;

export const OUTCOME_UNKNOWN = {
  code: 'CF541',
  kind: 'unknown-outcomes',
  title: 'Outcome unknown',
  meaning:
    'corform sent a request and got no conclusive answer, so COR may or may not have applied it.',
  fix: 'Run `corform apply` again. It sends the same fields again, which does no harm.',
} as const satisfies ErrorEntry;

export const UPDATE_NOT_TAKEN = {
  code: 'CF542',
  kind: 'incomplete',
  title: 'An update was not applied',
  meaning:
    'corform could not reach COR for this user, or COR throttled every attempt. Nothing was applied.',
  fix: 'Run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const OTHER_VALUE_ANSWERED = {
  code: 'CF543',
  kind: 'notice',
  title: 'COR answered with another value',
  meaning:
    'COR acknowledged the update, but its answer shows a different value than corform sent. corform records the update as applied.',
  fix: 'Check the user in COR. It may store the field in another form.',
} as const satisfies ErrorEntry;

export const OTHER_COMPANY = {
  code: 'CF550',
  kind: 'conflict',
  title: 'The credential belongs to another company',
  meaning:
    'An answer from COR named another company than the recorded one, or than `company_id` in corform.yaml. The run stopped at that answer and did not record the update.',
  fix: 'Use the credential of the recorded company. Only a state without users can change its company.',
} as const satisfies ErrorEntry;

export const OTHER_PERSON = {
  code: 'CF551',
  kind: 'incomplete',
  title: 'The external id leads to somebody else',
  meaning:
    'COR answered with another user id than the one recorded for this external id. corform did not change the record.',
  fix: 'Compare both people in COR. `corform apply --accept-identity ID` records the new one, `corform state rm ID` forgets the old one.',
} as const satisfies ErrorEntry;

export const OTHER_COMPANY_CONFIGURED = {
  code: 'CF552',
  kind: 'conflict',
  title: 'The state belongs to another company',
  meaning: '`company_id` of corform.yaml is not the company to which this state was applied.',
  fix: 'Correct `company_id`, or use the state of that company.',
} as const satisfies ErrorEntry;

export const LANDED_ELSEWHERE = {
  code: 'CF553',
  kind: 'incomplete',
  title: 'The update landed in another company',
  meaning:
    'The answer to this update named another company than the recorded one. A user of that company with the same external id may have the new values now; the record is left as it was.',
  fix: 'Correct the fields in that company, then run apply with the credential of the recorded one.',
} as const satisfies ErrorEntry;
