/** Rows of measurements as a Markdown table. */

/**
 * A row: `what` of ours against `reference`; `ours` and `theirs` are summaries in ms or, with `unit: '/s'`,
 * a second, or with `unit: '429'` a number of answers; `ratio` is ours to theirs, or with `faster` theirs to ours; `goal` the `most` or `least` that it may be; `memory` the peaks in MB.
 * A row with `missing` says why nothing could be measured.
 */
export function renderTable(rows) {
  const head = ['what', 'corform', 'against', 'that', 'ratio', 'spread', 'goal', 'peak memory'];
  const lines = rows.map((row) => (row.missing === undefined ? measured(row) : missing(row)));
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((l) => l[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...lines.map(line)].join('\n');
}

/** Whether each goal is met: the rows that have one. */
export function judge({ ratio, goal, memory, memoryGoal }) {
  const verdicts = [];
  if (goal?.most !== undefined) verdicts.push(ratio.median <= goal.most);
  if (goal?.least !== undefined) verdicts.push(ratio.median >= goal.least);
  if (memoryGoal !== undefined && memory?.ours !== null) verdicts.push(memory.ours < memoryGoal);
  return verdicts.length === 0 ? null : verdicts.every(Boolean);
}

function measured(row) {
  const { ours, theirs, ratio, unit } = row;
  return [
    row.what,
    amount(ours.median, unit),
    row.reference,
    amount(theirs.median, unit),
    row.faster ? `${times(ratio.median)} faster` : times(ratio.median),
    ratio.min === undefined ? '' : `${times(ratio.min)} … ${times(ratio.max)}`,
    goalText(row),
    memoryText(row.memory),
  ];
}

function missing({ what, reference, missing: why }) {
  return [what, '', reference, '', why, '', '', ''];
}

function amount(value, unit = 'ms') {
  if (unit === '/s') return `${Math.round(value).toLocaleString('en')}/s`;
  if (unit === '429') return value.toLocaleString('en');
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

function times(ratio) {
  return ratio >= 20 ? `${Math.round(ratio)}×` : `${ratio.toFixed(2)}×`;
}

function goalText(row) {
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

function memoryText(memory) {
  if (memory === undefined || memory.ours === null) return '';
  return `${Math.round(memory.ours)} MB (${Math.round(memory.theirs)} MB)`;
}
