import { describeNamed, samplePeople } from '../../text/person.js';
import { countPeople } from '../../text/phrase.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { keptNotes, notesOf, RELEASED, whatHappens, whySentAgain } from '../text/change.js';
import { describeRole, explainSameLook, showValue } from '../text/values.js';
import type { ChangeView, FieldView, ReleasedView, ViewValue } from '../view.js';

/**
 * Renders one change as lines of a diff: `-` what is recorded, `+` what is sent, `!` what is sent without a
 * comparison, `#` remarks. Each line starts with one of these, never with text of users.yaml.
 */
export function diffBlock(change: ChangeView): string {
  const person = escapeTerminal(describeNamed(change));
  const notes = [...(person === '' ? [] : [person]), ...notesOf(change)];
  const where = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return [
    `# user ${quoteTerminal(change.id)} ${whatHappens(change)}${where}`,
    ...diffLines(change),
  ].join('\n');
}

/** Renders changes that read the same but for the user as one. */
export function diffBlockOfMany(changes: readonly [ChangeView, ...ChangeView[]]): string {
  const [first] = changes;
  return [
    `# ${countPeople(changes.length)}, each ${whatHappens(first)}`,
    `# ${escapeTerminal(samplePeople(changes))}`,
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
  const line = (mark: string, value: ViewValue, comment: string | null = null): string => {
    const remarks = [describeRole(field, value), comment].filter((text) => text !== null);
    const shown = remarks.length === 0 ? '' : `   # ${remarks.join('; ')}`;
    return `${mark} ${name} = ${showValue(value)}${shown}`;
  };
  const again = whySentAgain(reason);
  if (again !== null) return [line('!', after, again)];
  if (before === null) return [line('+', after, explainSameLook(change))];
  if (after.kind === 'sensitive') return [line('!', after, 'changes')];
  return [line('-', before), line('+', after, explainSameLook(change))];
}

function releasedLine({ field, before }: ReleasedView, width: number): string {
  const value = before === null ? '(never confirmed)' : showValue(before);
  return `- ${field.padEnd(width)} = ${value}   # ${RELEASED}`;
}
