import { type Diagnostic, errorOf, warningOf } from '../errors/diagnostic.js';
import {
  LANDED_ELSEWHERE,
  OTHER_PERSON,
  OTHER_VALUE_ANSWERED,
  OUTCOME_UNKNOWN,
  UPDATE_NOT_TAKEN,
  USER_REFUSED,
} from '../errors/sending.js';
import type { ExternalId, Place } from '../model.js';
import { namePerson, type Person } from '../text/person.js';
import { shellWord } from '../text/shell-word.js';
import type { PutOutcome } from './outcome.js';
import { explainUnreachable } from './connection.js';
import { describeError } from './stop.js';

/**
 * Explains the outcome of one user to a person; null if there is nothing to say (applied as sent, or never
 * tried because the run ended before). Names fields and people; shows no other value of a field.
 */
export function explainOutcome(
  person: Person,
  outcome: PutOutcome,
  place: Place,
): Diagnostic | null {
  const user = person.name === null ? `user "${person.id}"` : namePerson(person);
  switch (outcome.kind) {
    case 'applied':
      if (outcome.echoDiffers.length === 0) return null;
      return warningOf(OTHER_VALUE_ANSWERED, {
        summary: `COR answered ${user} with a different ${outcome.echoDiffers.join(', ')} than corform sent.`,
        place,
      });
    case 'refused': {
      if (outcome.error.class === 'other-person') return otherPerson(user, person.id, place);
      if (outcome.error.class === 'other-company') return landedElsewhere(user, place);
      const field = outcome.error.field === null ? '' : `, field ${outcome.error.field}`;
      return errorOf(USER_REFUSED, {
        summary: `COR refused ${user}${describeError(outcome.error)}${field}.`,
        place,
        fix: refusalFix(outcome.error.code),
      });
    }
    case 'unknown': {
      const why =
        outcome.error === null
          ? ' (corform stopped waiting for the answer)'
          : describeError(outcome.error);
      return errorOf(OUTCOME_UNKNOWN, {
        summary: `The update of ${user} has an unknown outcome${why}.`,
        place,
      });
    }
    case 'not-attempted':
      if (outcome.error === null) return null;
      return errorOf(UPDATE_NOT_TAKEN, {
        summary: `COR did not apply the update of ${user}${describeError(outcome.error)}.`,
        ...explainUnreachable(outcome.error, 'Nothing to correct. The next apply tries again.'),
        place,
      });
  }
}

function otherPerson(user: string, id: ExternalId, place: Place): Diagnostic {
  const word = shellWord(id);
  return errorOf(OTHER_PERSON, {
    summary: `The external id of ${user} now belongs to somebody else: COR answered with another user than the recorded one.`,
    detail: 'That person may have the new values now. corform recorded nothing.',
    place,
    fix: `Compare both in COR (the recorded one: corform state show ${word}). If the new one is right: corform apply --accept-identity ${word}. To start again with this user: corform state rm ${word}.`,
  });
}

function landedElsewhere(user: string, place: Place): Diagnostic {
  return errorOf(LANDED_ELSEWHERE, {
    summary: `The update of ${user} landed in another company.`,
    detail: 'Nothing of it is recorded.',
    place,
  });
}

/** COR's documented codes. Source: COR's page of `PUT /v2/integrations/users/{id}`. */
function refusalFix(code: string | null): string {
  switch (code) {
    case 'ZC001':
    case 'UserNotFoundError':
      return 'COR has no user with this external id for this source. Create the user in COR first, or correct the id.';
    case 'InvalidRoleError':
      return 'Set role_id to a role of COR, 1 to 6.';
    case 'InvalidSourceError':
      return 'Correct "source" in users.yaml.';
    default:
      return 'Correct the entry in users.yaml.';
  }
}
