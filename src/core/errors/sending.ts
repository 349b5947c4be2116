/** Codes of the sending of changes to COR: how a run, or the update of one user, ended. */
import type { ErrorEntry } from './entry.js';

export const RUN_INTERRUPTED = {
  code: 'CF530',
  kind: 'error',
  title: 'Run interrupted',
  meaning: 'A signal ended the run. What COR acknowledged is recorded, the rest was not sent.',
  fix: 'Run apply again to continue.',
} as const satisfies ErrorEntry;

export const CREDENTIAL_NO_LONGER_ACCEPTED = {
  code: 'CF531',
  kind: 'not-authorised',
  title: 'Credential no longer accepted',
  meaning: 'COR answered 401 during the run, also after a new token where one could be had.',
  fix: 'Check the COR credential, then run apply again to continue.',
} as const satisfies ErrorEntry;

export const USERS_IN_A_ROW_FAILED = {
  code: 'CF532',
  kind: 'incomplete',
  title: 'Users in a row failed alike',
  meaning:
    'Five users in a row failed in the same way (the same code, or no usable answer), so the run stopped rather than fail for everybody.',
  fix: 'Resolve what they have in common, or leave them out with --exclude, then run apply again.',
} as const satisfies ErrorEntry;

export const FAILURE_LIMIT_REACHED = {
  code: 'CF533',
  kind: 'incomplete',
  title: 'Limit of failures reached',
  meaning: 'As many users failed as --max-failures allows.',
  fix: 'Look at the failures, then run apply again to continue.',
} as const satisfies ErrorEntry;

export const TIME_IS_OVER = {
  code: 'CF534',
  kind: 'incomplete',
  title: 'Time is over',
  meaning: 'The run lasted as long as --max-duration allows. Requests in flight were waited for.',
  fix: 'Run apply again to continue.',
} as const satisfies ErrorEntry;

export const LONG_PAUSE_ASKED = {
  code: 'CF535',
  kind: 'incomplete',
  title: 'COR asks for a long pause',
  meaning:
    'COR’s Retry-After is longer than 120 seconds, or it has throttled every request for that long.',
  fix: 'Run apply again after that time to continue.',
} as const satisfies ErrorEntry;

export const TOO_MANY_REPEATS = {
  code: 'CF536',
  kind: 'incomplete',
  title: 'Too many repeated requests',
  meaning:
    'COR failed so often that more than a fifth of the requests (and over 100) would have been repetitions.',
  fix: 'Run apply again when COR is well.',
} as const satisfies ErrorEntry;

export const OUTCOME_NOT_RECORDED = {
  code: 'CF537',
  kind: 'error',
  title: 'An outcome could not be recorded',
  meaning:
    'Writing to the journal or the state backend failed, so nothing more was sent. What is known is in the recovery file.',
  fix: 'Make room or repair the disk or the backend, then run apply again.',
} as const satisfies ErrorEntry;

export const RUN_LOCK_LOST = {
  code: 'CF538',
  kind: 'conflict',
  title: 'The lock of the run is lost',
  meaning:
    'Another run has taken over the state, or somebody has removed the lock by hand. This run stopped at once and wrote nothing more.',
  fix: 'If another run is at work let it finish, then run apply again.',
} as const satisfies ErrorEntry;

export const USER_REFUSED = {
  code: 'CF540',
  kind: 'incomplete',
  title: 'COR refused a user',
  meaning: 'COR answered with an error that concerns this user. Nothing of it was applied.',
  fix: 'Correct the entry in users.yaml (or the user in COR), then run apply again.',
} as const satisfies ErrorEntry;

export const OUTCOME_UNKNOWN = {
  code: 'CF541',
  kind: 'unknown-outcomes',
  title: 'Outcome unknown',
  meaning: 'A request was sent and no conclusive answer came: COR may or may not have applied it.',
  fix: 'Run apply again: it sends the fields again, which does no harm.',
} as const satisfies ErrorEntry;

export const UPDATE_NOT_TAKEN = {
  code: 'CF542',
  kind: 'incomplete',
  title: 'Update not taken',
  meaning:
    'COR could not be reached for this user, or throttled each attempt. Nothing was applied.',
  fix: 'Run apply again to continue.',
} as const satisfies ErrorEntry;

export const OTHER_VALUE_ANSWERED = {
  code: 'CF543',
  kind: 'notice',
  title: 'COR answered with another value',
  meaning:
    'COR acknowledged the update, and its answer shows another value than was sent. It is recorded as applied.',
  fix: 'Look at the user in COR: it may store the field in another form.',
} as const satisfies ErrorEntry;

export const OTHER_COMPANY = {
  code: 'CF550',
  kind: 'conflict',
  title: 'The credential belongs to another company',
  meaning:
    'An answer of COR named another company than the recorded one, or than `company_id` of corform.yaml, so the run stopped at that answer. The update that it answered is not recorded.',
  fix: 'Use the credential of the recorded company. A state without users can be bound to another one.',
} as const satisfies ErrorEntry;

export const OTHER_PERSON = {
  code: 'CF551',
  kind: 'incomplete',
  title: 'The external id leads to somebody else',
  meaning:
    'COR answered with another user id than the one that is recorded for this external id. The record is left as it was.',
  fix: 'Look at both people in COR. `corform apply --accept-identity ID` records the new one, `corform state rm ID` forgets the old one.',
} as const satisfies ErrorEntry;

export const OTHER_COMPANY_CONFIGURED = {
  code: 'CF552',
  kind: 'conflict',
  title: 'The state belongs to another company',
  meaning: '`company_id` of corform.yaml is not the company that this state was applied to.',
  fix: 'Correct `company_id`, or use the state of that company.',
} as const satisfies ErrorEntry;
