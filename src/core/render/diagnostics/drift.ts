import type { LeftAlone, WhyLeft } from '../../drift/accept-drift.js';
import { errorOf, noteOf, warningOf, type Diagnostic } from '../../errors/diagnostic.js';
import { LIST_INCOMPLETE } from '../../errors/api.js';
import {
  CHANGED_IN_COR,
  CHANGED_ON_BOTH_SIDES,
  LEAVER_STILL_VISIBLE,
  MISSING_IN_COR,
  NOT_ACCEPTED,
  ROLE_RAISED_IN_COR,
} from '../../errors/drift.js';
import type { Place } from '../../model.js';
import { describeError } from '../../sending/stop.js';
import { namePerson } from '../../text/person.js';
import { countOf, formatCount, sampleIds } from '../../text/phrase.js';
import type { DriftedField, DriftedView, DriftReport } from '../drift-view.js';
import { remarksOn } from '../text/drift.js';
import { showTransition } from '../text/values.js';
import { renderDiagnosticsGithub } from './github.js';

/** Drift as annotations of GitHub, at the lines of users.yaml that say otherwise. */
export function renderDriftGithub(report: DriftReport): string {
  return renderDiagnosticsGithub(describeDrift(report));
}

/** What differs as warnings, one a field. */
function describeDrift(report: DriftReport): readonly Diagnostic[] {
  return [
    ...(report.complete ? [] : [describeIncomplete(report)]),
    ...report.users.flatMap((user) =>
      user.fields.map((field) => describeField(user, field, placeOf(user, field, report))),
    ),
    ...report.missing.map((person) =>
      warningOf(MISSING_IN_COR, { summary: `${namePerson(person)} is missing in COR.` }),
    ),
    ...(report.leavers ?? []).map((person) =>
      noteOf(LEAVER_STILL_VISIBLE, {
        summary: `${namePerson(person)} has left and is visible in COR.`,
      }),
    ),
  ];
}

function describeField(
  user: DriftedView,
  field: DriftedField,
  place: Place | undefined,
): Diagnostic {
  const isRaise = user.isRaised && field.field === 'role_id';
  const entry =
    field.wanted !== null ? CHANGED_ON_BOTH_SIDES : isRaise ? ROLE_RAISED_IN_COR : CHANGED_IN_COR;
  const remarks = remarksOn(field);
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return warningOf(entry, {
    summary: `${namePerson(user)}: COR has ${field.field} ${showTransition(field)}${remark}`,
    place,
  });
}

function placeOf(
  { id, place }: DriftedView,
  { field }: DriftedField,
  { lines }: DriftReport,
): Place | undefined {
  if (place === null) return undefined;
  const line = Object.hasOwn(lines, id) ? lines[id]?.[field] : undefined;
  return line === undefined ? place : { ...place, line, column: 1 };
}

const WHY_LEFT: Readonly<Record<WhyLeft, string>> = {
  conflict: 'COR and users.yaml both changed it',
  'not-in-users': 'users.yaml does not have it any more',
  'not-valid': 'users.yaml may not hold what COR has',
};

/** Names the values that `--accept` left to a person, one warning a reason. */
export function describeLeft(left: readonly LeftAlone[]): readonly Diagnostic[] {
  const reasons = Object.keys(WHY_LEFT) as readonly WhyLeft[];
  return reasons.flatMap((why) => {
    const of = left.filter((one) => one.why === why).map(({ id, field }) => `${id}: ${field}`);
    if (of.length === 0) return [];
    return warningOf(NOT_ACCEPTED, {
      summary: `${countOf(of.length, 'value')} left alone, because ${WHY_LEFT[why]}: ${sampleIds(of)}`,
    });
  });
}

/** Says that COR's list could not be read completely. */
export function describeIncomplete({ list }: Pick<DriftReport, 'list'>): Diagnostic {
  const { read, claimed, error } = list;
  const of =
    claimed === null ? ', and COR does not say how many there are' : ` of ${formatCount(claimed)}`;
  const why = error === null ? '' : describeError(error);
  return errorOf(LIST_INCOMPLETE, {
    summary: `COR's list could not be read completely: ${countOf(read, 'user')}${of}${why}.`,
    fix: error === null ? undefined : 'Run `corform drift` again, once COR answers.',
  });
}
