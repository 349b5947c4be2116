import type { Diagnostic } from '../diagnostic.js';
import type { ExternalId, Place } from '../model.js';
<<<<<<< HEAD
import type { ApiError } from '../ports.js';
import type { OpOutcome } from './outcome.js';

/** Whom an outcome concerns: the id, and where users.yaml has it. */
export interface OutcomeSubject {
  readonly id: ExternalId;
  readonly place: Place;
}

/** What a person should know and do about COR's documented errors. Source: COR's page of the call. */
const DOCUMENTED: Readonly<Record<string, readonly [meaning: string, fix: string]>> = {
  ZC001: [
    'COR does not know this external id',
    'Create the user in COR through the integration first, or correct the id.',
  ],
  UserNotFoundError: [
    'COR has no user with this external id for this source',
    'Create the user in COR through the integration first, or correct id or source.',
  ],
  ValidationError: ['COR finds the request not valid', 'Check dates and `source`.'],
  InvalidRoleError: ['COR does not know this role_id', 'Use one of 1 to 6.'],
  InvalidSourceError: ['COR does not know this source', 'Correct `source` in users.yaml.'],
};

/**
 * The diagnostic of an outcome that a person has to know about; null for one that went through as
 * sent. Carries no text of the server and no value.
 */
export function explainOutcome(subject: OutcomeSubject, outcome: OpOutcome): Diagnostic | null {
  const at = (code: string, summary: string, rest: Partial<Diagnostic>): Diagnostic => ({
    severity: 'error',
    code,
    summary: `user "${subject.id}": ${summary}`,
    place: subject.place,
    ...rest,
  });
  switch (outcome.kind) {
    case 'applied':
      if (outcome.echoDiffers.length === 0) return null;
      return at('CF543', `COR answered with another value for ${outcome.echoDiffers.join(', ')}`, {
        severity: 'warning',
        detail: 'COR acknowledged the change, so it is recorded as applied.',
        fix: 'Look at the user in COR: it may store the field in another form.',
      });
    case 'refused':
      return explainRefusal(at, outcome.error);
    case 'unknown':
      return at('CF542', `no conclusive answer${inBrackets(outcome.error)}`, {
        detail: 'COR may or may not have applied the change.',
        fix: 'Nothing: the next apply sends it again.',
      });
    case 'not-attempted':
      return null;
  }
}

function explainRefusal(
  at: (code: string, summary: string, rest: Partial<Diagnostic>) => Diagnostic,
  error: ApiError,
): Diagnostic {
  const field = error.field === null ? {} : { path: error.field };
  if (error.class === 'forbidden') {
    return at('CF541', `the credential may not change this user${inBrackets(error)}`, {
      ...field,
      fix: 'Give the integration the right to change this user, or remove the user from users.yaml.',
    });
  }
  const [meaning, fix] = DOCUMENTED[error.code ?? ''] ?? [
    'COR refused the change',
    "Look the code up in COR's documentation and correct the entry.",
  ];
  return at('CF540', `${meaning}${inBrackets(error)}`, { ...field, fix });
}

function inBrackets(error: ApiError | null): string {
  if (error === null) return '';
  const parts = [
    ...(error.status === null ? [error.class] : [`HTTP ${error.status}`]),
    ...(error.code === null ? [] : [error.code]),
    ...(error.requestId === null ? [] : [`request ${error.requestId}`]),
  ];
  return ` (${parts.join(', ')})`;
=======
import type { OpOutcome } from './outcome.js';
import { describeError } from './stop.js';

/**
 * What a person is told about one user; null where there is nothing to tell (applied as sent, or never
 * tried because the run ended before). Names fields and ids, never a value of a field.
 */
export function explainOutcome(
  id: ExternalId,
  outcome: OpOutcome,
  place: Place,
): Diagnostic | null {
  const user = `user "${id}"`;
  switch (outcome.kind) {
    case 'applied':
      if (outcome.echoDiffers.length === 0) return null;
      return {
        severity: 'warning',
        code: 'CF543',
        summary: `COR answered ${user} with another ${outcome.echoDiffers.join(', ')} than was sent.`,
        place,
        fix: 'Look at the user in COR; "corform drift" compares what can be read.',
      };
    case 'refused': {
      const field = outcome.error.field === null ? '' : `, field ${outcome.error.field}`;
      return {
        severity: 'error',
        code: 'CF540',
        summary: `COR refused ${user}${describeError(outcome.error)}${field}.`,
        place,
        fix: refusalFix(outcome.error.code),
      };
    }
    case 'unknown': {
      const why = outcome.error === null ? ' (abandoned)' : describeError(outcome.error);
      return {
        severity: 'error',
        code: 'CF541',
        summary: `It is unknown whether ${user} was updated${why}.`,
        place,
        fix: 'Run apply again: it sends the fields again, which does no harm.',
      };
    }
    case 'not-attempted':
      if (outcome.error === null) return null;
      return {
        severity: 'error',
        code: 'CF542',
        summary: `COR did not take the update of ${user}${describeError(outcome.error)}.`,
        place,
        fix: 'Run apply again to continue.',
      };
  }
}

/** COR's documented codes. Source: COR's page of `PUT /v2/integrations/users/{id}`. */
function refusalFix(code: string | null): string {
  switch (code) {
    case 'ZC001':
    case 'UserNotFoundError':
      return 'COR knows no user with this external id for this source: create it in COR first, or correct the id.';
    case 'InvalidRoleError':
      return 'Set role_id to one of COR’s roles, 1 to 6.';
    case 'InvalidSourceError':
      return 'Correct "source" in users.yaml.';
    default:
      return 'Correct the entry in users.yaml, then run apply again.';
  }
>>>>>>> h/sending
}
