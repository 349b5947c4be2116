import { formatCount, sampleIds } from '../../text/phrase.js';
import { quoteTerminal } from '../escape.js';
import { keptNotes, notesOf, whatHappens } from '../text/change.js';
import { describeRole, showValue } from '../text/values.js';
import type { ChangeView, FieldView, ReleasedView, ViewValue } from '../view.js';

/**
 * One change as lines of a diff: `-` what is recorded, `+` what is sent, `!` what is sent without a
 * comparison, `#` remarks. Each line starts with one of these, never with text of users.yaml.
 */
export function diffBlock(change: ChangeView): string {
  const notes = notesOf(change);
  const where = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return [
    `# user ${quoteTerminal(change.id)} ${whatHappens(change)}${where}`,
    ...diffLines(change),
  ].join('\n');
}

/** Changes that read the same but for the user, as one. */
export function diffBlockOfMany(changes: readonly [ChangeView, ...ChangeView[]]): string {
  const [first] = changes;
  const ids = changes.map((change) => change.id);
  return [
    `# ${formatCount(changes.length)} users, each ${whatHappens(first)}`,
    `# ${sampleIds(ids, quoteTerminal)}`,
    ...diffLines(first),
  ].join('\n');
}

function diffLines(change: ChangeView): readonly string[] {
  const { set, released, protection, kind } = change;
  const names = [...set, ...released].map(({ field }) => field.length);
  const width = Math.max(0, ...names);
  return [
    ...set.flatMap((field) => setLines(field, width)),
    ...released.map((field) => releasedLine(field, width)),
    ...(protection === null
      ? []
      : [
          `! ${kind === 'add' ? 'protected' : `protected becomes ${protection}`}, in the state only`,
        ]),
    ...keptNotes(change).map((note) => `# (${note})`),
  ];
}

function setLines(change: FieldView, width: number): readonly string[] {
  const { field, reason, before, after } = change;
  const name = field.padEnd(width);
  const line = (mark: string, value: ViewValue, comment = ''): string =>
    `${mark} ${name} = ${showValue(value)}${describe(change, value)}${comment}`;
  if (reason === 'resend') return [line('!', after, '   # sent again, outcome unknown')];
  if (before === null) return [line('+', after)];
  if (after.kind === 'sensitive') return [line('!', after, '   # changes')];
  return [line('-', before), line('+', after)];
}

function describe({ field }: FieldView, value: ViewValue): string {
  const role = describeRole(field, value);
  return role === null ? '' : `   # ${role}`;
}

function releasedLine({ field, before }: ReleasedView, width: number): string {
  const value = before === null ? '(never confirmed)' : showValue(before);
  return `- ${field.padEnd(width)} = ${value}   # no longer managed, stays in COR`;
}
