import { countOf, sampleIds } from '../../text/phrase.js';
import type { ChangeGroup } from '../group.js';
import { codeSpan } from './text.js';
import { explainRole, showTransition } from '../text/values.js';
import type { ChangeView, FieldView } from '../view.js';
import { KIND_LABELS, RISK_LABELS } from '../words.js';

/** The most fields of one user, and characters of one id or value, that a row shows. */
const MOST_FIELDS = 5;
const MOST_OF_ID = 160;
const MOST_OF_VALUE = 200;

export const TABLE_HEAD = '| Change | User | What changes | Where |\n| :-- | :-- | :-- | :-- |';

/** A row of the table: one user, or the users of one group. */
export function tableRow({ changes, sameValues }: ChangeGroup): string {
  const [first] = changes;
  const ids = changes.map((change) => change.id);
  const quote = (id: string): string => codeSpan(id, MOST_OF_ID);
  const isOne = changes.length === 1;
  const user = isOne
    ? quote(first.id)
    : `**${countOf(changes.length, 'user')}**: ${sampleIds(ids, quote)}`;
  const place = isOne && first.place !== null ? showPlace(first.place) : '';
  return `| ${showKind(first)} | ${user} | ${whatChanges(first, sameValues)} | ${place} |`;
}

function showKind({ kind, risk }: ChangeView): string {
  return risk === null ? KIND_LABELS[kind] : `⚠️ ${RISK_LABELS[risk]}`;
}

function showPlace({ file, line }: { readonly file: string; readonly line: number }): string {
  return codeSpan(`${file}:${line}`, MOST_OF_ID);
}

function whatChanges(change: ChangeView, withValues: boolean): string {
  const { set, released, protection, movedFrom } = change;
  const words = [
    ...(change.kind === 'forget' ? ['nothing is sent, stays in COR as it is'] : []),
    ...roleFirst(set).map((field) => setWords(field, withValues)),
    ...released.map(({ field }) => `${field} no longer managed`),
    ...(protection === null ? [] : [protection ? 'protected' : 'no longer protected']),
    ...(movedFrom === null ? [] : [`recorded as ${codeSpan(movedFrom, MOST_OF_ID)} until now`]),
  ];
  const more = words.length - MOST_FIELDS;
  const shown = more > 0 ? [...words.slice(0, MOST_FIELDS), `and ${more} more`] : words;
  return shown.join('<br>');
}

/** The role before other fields: it is what makes a change risky. */
function roleFirst(set: readonly FieldView[]): readonly FieldView[] {
  const isRole = ({ field }: FieldView): boolean => field === 'role_id';
  return [...set.filter(isRole), ...set.filter((field) => !isRole(field))];
}

function setWords(change: FieldView, withValue: boolean): string {
  const again = change.reason === 'resend' ? ', sent again' : '';
  if (!withValue) return `${change.field} (values differ)${again}`;
  const role = explainRole(change);
  const value = codeSpan(showTransition(change), MOST_OF_VALUE);
  return `${change.field} ${value}${role === null ? '' : ` ${role.replace('->', '→')}`}${again}`;
}
