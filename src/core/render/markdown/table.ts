import { isSentAgain } from '../../plan/classify.js';
import { countPeople } from '../../text/phrase.js';
import type { ChangeGroup } from '../group.js';
import { nameRoles, explainSameLook, showTransition } from '../text/values.js';
import type { ChangeView, FieldView, PlanReport } from '../view.js';
import { KIND_LABELS } from '../words.js';
import { showPerson, showPlaces, showSample } from './people.js';
import { codeSpan } from './text.js';

/** The most fields of one user, and characters of one value or old id, that a row shows. */
const MOST_FIELDS = 5;
const MOST_OF_VALUE = 200;
const MOST_OF_ID = 160;

export const TABLE_HEAD = '| Who | What changes | Where |\n| :-- | :-- | :-- |';

/** Renders a row of the table: one person, or the people of one group. */
export function tableRow({ changes, sameValues }: ChangeGroup, report: PlanReport): string {
  const [first] = changes;
  const isOne = changes.length === 1;
  const who = isOne
    ? showPerson(first)
    : `**${countPeople(changes.length)}**: ${showSample(changes)}`;
  const fields = roleFirst(first.set).map(({ field }) => field);
  const place = isOne ? showPlaces(first, report, first.kind === 'add' ? [] : fields) : '';
  return `| ${who} | ${whatChanges(first, sameValues)} | ${place} |`;
}

function whatChanges(change: ChangeView, withValues: boolean): string {
  const { set, released, protection, movedFrom, kind, risk } = change;
  const isRisk = risk !== null && risk !== 'resend';
  const words = [
    ...(kind === 'update' && !isRisk ? [] : [`${isRisk ? '⚠️ ' : ''}**${KIND_LABELS[kind]}**`]),
    ...(kind === 'forget' ? ['nothing is sent, stays in COR as it is'] : []),
    ...roleFirst(set).map((field) => setWords(field, withValues)),
    ...released.map(({ field }) => `${field} no longer managed`),
    ...(protection === null ? [] : [protection ? 'protected' : 'no longer protected']),
    ...(movedFrom === null ? [] : [`moved from ${codeSpan(movedFrom, MOST_OF_ID)}`]),
  ];
  const more = words.length - MOST_FIELDS - 1;
  const shown = more > 0 ? [...words.slice(0, MOST_FIELDS + 1), `and ${more} more`] : words;
  return shown.join('<br>');
}

/** The role before other fields: it is what makes a change risky. */
function roleFirst(set: readonly FieldView[]): readonly FieldView[] {
  const isRole = ({ field }: FieldView): boolean => field === 'role_id';
  return [...set.filter(isRole), ...set.filter((field) => !isRole(field))];
}

function setWords(change: FieldView, withValue: boolean): string {
  const again = isSentAgain(change.reason) ? ', sent again' : '';
  if (!withValue) return `${change.field} (values differ)${again}`;
  const value = codeSpan(showTransition(change), MOST_OF_VALUE);
  const remarks = [nameRoles(change)?.replace('->', '→'), explainSameLook(change)];
  const shown = remarks.filter((text) => text !== null && text !== undefined);
  return [`${change.field} ${value}`, ...shown].join(' ') + again;
}
