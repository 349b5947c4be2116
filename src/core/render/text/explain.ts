import type { EarlierValue } from '../../explain/earlier-values.js';
import type {
  FieldExplanation,
  Pending,
  RecordedValue,
  UserExplanation,
  WantedValue,
} from '../../explain/explanation.js';
import { ROLE_NAMES, type FieldName, type FieldValue } from '../../model.js';
import { describeNamed, type Person } from '../../text/person.js';
import { describeTime } from '../../text/describe-time.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';

/** `corform explain ID`: everything that is known of one user. */
export function renderExplanation(user: UserExplanation): string {
  const named = escapeTerminal(describeNamed(user.person));
  const facts = [
    user.place === null ? 'not in users.yaml' : placeText(user.place),
    ...(user.isProtected.wanted === true || user.isProtected.recorded === true
      ? ['protected']
      : []),
    user.corId === null ? 'COR id not known' : `COR id ${user.corId}`,
  ];
  return [
    `user ${quoteTerminal(user.id)}${named === '' ? '' : `   # ${named}`}\n`,
    `${facts.join(' · ')}\n`,
    ...actionOf(user).map((line) => `${line}\n`),
    ...(user.fields.length === 0 ? ['\nNo field is managed.\n'] : []),
    ...user.fields.map((field) => `\n${renderField(field, user.isPlannable)}`),
  ].join('');
}

/** `corform explain --name TEXT`: who was found. */
export function renderMatches(people: readonly Person[]): string {
  return people
    .map((person) => {
      const named = escapeTerminal(describeNamed(person));
      return `${quoteTerminal(person.id)}   # ${named}\n`;
    })
    .join('');
}

function actionOf({ isPlannable, action, movedFrom }: UserExplanation): readonly string[] {
  if (!isPlannable) return ['No plan can be made, so nobody knows what the next apply does.'];
  const moved =
    movedFrom === null
      ? []
      : [`The next apply moves the record of ${quoteTerminal(movedFrom)} here.`];
  switch (action) {
    case 'add':
      return ['The next apply adds this user to the record and sends all fields.'];
    case 'forget':
      return ['The next apply forgets this user: nothing is sent, COR keeps everything.'];
    case 'update':
    case 'record':
      return moved;
    case null:
      return ['The next apply changes nothing.'];
  }
}

function renderField(explained: FieldExplanation, isPlannable: boolean): string {
  const { field, wanted, recorded, before, pending, isListed } = explained;
  const blame = wanted?.blame ?? null;
  const rows = [
    ['wanted', wanted === null ? 'not managed' : describeWanted(wanted, explained)],
    ...(blame === null ? [] : [['line', describeBlame(blame)]]),
    ['recorded', recorded === null ? 'nothing' : describeRecorded(recorded, explained)],
    ...(before === null ? [] : [['before', describeBefore(before, explained)]]),
    ...(isPlannable ? [['pending', describePending(pending)]] : []),
    ['in COR', isListed ? "COR's list of users shows it" : 'COR does not let us read it'],
  ];
  return `${field}\n${rows.map(([name, text]) => `  ${String(name).padEnd(8)}  ${String(text)}\n`).join('')}`;
}

type Shown = Pick<FieldExplanation, 'field' | 'isSensitive'>;

function showValue(value: FieldValue | null, { field, isSensitive }: Shown): string {
  if (value === null) return '(not recorded)';
  if (isSensitive) return '(sensitive value)';
  return typeof value === 'string' ? quoteTerminal(value) : `${value}${roleOf(field, value)}`;
}

function roleOf(field: FieldName, value: number): string {
  const role = field === 'role_id' ? ROLE_NAMES[value] : undefined;
  return role === undefined ? '' : ` (${role})`;
}

function describeWanted(wanted: WantedValue, shown: Shown): string {
  const { layer, profile, place } = wanted;
  const from = profile === null ? layer : `profile ${quoteTerminal(profile)}`;
  return `${showValue(wanted.value, shown)} · ${from}, ${placeText(place)}`;
}

function placeText({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${escapeTerminal(file)}:${line}`;
}

function describeBlame({ commit, author, at, summary }: NonNullable<WantedValue['blame']>): string {
  if (commit === null) return 'not committed yet';
  return `${commit.slice(0, 12)} ${escapeTerminal(author)}, ${describeTime(at)}: ${quoteTerminal(summary)}`;
}

function describeRecorded(recorded: RecordedValue, shown: Shown): string {
  const known = [
    recorded.class === 'unknown' ? 'unknown: the last update has no known outcome' : recorded.class,
    ...(recorded.at === null ? [] : [describeTime(recorded.at)]),
    ...(recorded.run === null ? [] : [`run ${recorded.run}`]),
    ...(recorded.commit === null ? [] : [`commit ${recorded.commit.slice(0, 12)}`]),
  ];
  return `${showValue(recorded.value, shown)} · ${escapeTerminal(known.join(', '))}`;
}

function describeBefore({ value, serial, at }: EarlierValue, shown: Shown): string {
  const stored = at === null ? '' : `, ${escapeTerminal(describeTime(at))}`;
  return `${showValue(value, shown)} · state with serial ${serial}${stored}`;
}

const REASONS: Readonly<Record<Extract<Pending, { kind: 'send' }>['reason'], string>> = {
  new: 'sent by the next apply: not recorded yet',
  changed: 'sent by the next apply: users.yaml has another value',
  resend: 'sent again by the next apply: outcome unknown',
  asked: 'sent again by the next apply: asked for',
};

function describePending(pending: Pending | null): string {
  if (pending === null) return 'nothing';
  return pending.kind === 'send'
    ? REASONS[pending.reason]
    : 'no longer managed after the next apply; COR keeps the value';
}
