/** Rows of measurements as a Markdown table. */

/** @import {MeasuredRow, Memory, MissingRow, Row} from './types.js' */

/**
 * A row: `what` of ours against `reference`; `ours` and `theirs` are summaries in ms or, with `unit: '/s'`,
 * a second, or with `unit: '429'` a number of answers; `ratio` is ours to theirs, or with `faster` theirs to ours; `goal` the `most` or `least` that it may be; `memory` the peaks in MB.
 * A row with `missing` says why nothing could be measured.
 *
 * @param {readonly Row[]} rows
 */
export function renderTable(rows) {
  const head = ['what', 'corform', 'against', 'that', 'ratio', 'spread', 'goal', 'peak memory'];
  const lines = rows.map((row) => (row.missing === undefined ? measured(row) : missing(row)));
  const widths = head.map((title, i) =>
    Math.max(title.length, ...lines.map((cells) => (cells[i] ?? '').length)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...lines.map(line)].join('\n');
}

/**
 * Whether each goal of a row is met; null if it has none.
 *
 * @param {Row} row
 */
export function judge(row) {
  if (row.missing !== undefined) return null;
  const { ratio, goal, memory, memoryGoal } = row;
  const ours = memory?.ours ?? null;
  /** @type {boolean[]} */
  const verdicts = [];
  if (goal?.most !== undefined) verdicts.push(ratio.median <= goal.most);
  if (goal?.least !== undefined) verdicts.push(ratio.median >= goal.least);
  if (memoryGoal !== undefined && ours !== null) verdicts.push(ours < memoryGoal);
  return verdicts.length === 0 ? null : verdicts.every(Boolean);
}

function measured(/** @type {MeasuredRow} */ row) {
  const { ours, theirs, ratio, unit } = row;
  return [
    row.what,
    amount(ours.median, unit),
    row.reference,
    amount(theirs.median, unit),
    row.faster ? `${times(ratio.median)} faster` : times(ratio.median),
    ratio.min === undefined || ratio.max === undefined
      ? ''
      : `${times(ratio.min)} … ${times(ratio.max)}`,
    goalText(row),
    memoryText(row.memory),
  ];
}

function missing(/** @type {MissingRow} */ { what, reference, missing: why }) {
  return [what, '', reference, '', why, '', '', ''];
}

function amount(/** @type {number} */ value, unit = 'ms') {
  if (unit === '/s') return `${Math.round(value).toLocaleString('en')}/s`;
  if (unit === '429') return value.toLocaleString('en');
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

function times(/** @type {number} */ ratio) {
  return ratio >= 20 ? `${Math.round(ratio)}×` : `${ratio.toFixed(2)}×`;
}

function goalText(/** @type {MeasuredRow} */ row) {
  const { goal, memoryGoal } = row;
  const limits = [
    ...(goal?.most === undefined ? [] : [`≤ ${goal.most}`]),
    ...(goal?.least === undefined ? [] : [`≥ ${goal.least}`]),
    ...(memoryGoal === undefined ? [] : [`< ${memoryGoal} MB`]),
  ];
  const verdict = judge(row);
  if (verdict === null) return '';
  return `${limits.join(', ')}: ${verdict ? 'met' : 'MISSED'}`;
}

function memoryText(/** @type {Memory | undefined} */ memory) {
  if (memory === undefined || memory.ours === null || memory.theirs === null) return '';
  return `${Math.round(memory.ours)} MB (${Math.round(memory.theirs)} MB)`;
}
