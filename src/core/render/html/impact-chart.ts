import type { Impact } from '../../plan/impact.js';
import { countPeople, formatNumber } from '../../text/phrase.js';
import { escapeHtml } from '../escape.js';
import { nameDepartments, passageLines, signed } from '../impact.js';
import { roleName } from '../words.js';

/** The most departments of which a chart has bars. */
const MOST_BARS = 12;

/** One line of a chart: two bars over each other, and the numbers, which say all of it. */
interface Bar {
  readonly label: string;
  readonly before: number;
  readonly after: number;
}

/** The impact as small charts, empty if nothing changes. A chart is a table with bars in it. */
export function drawImpact(impact: Impact): string {
  const charts = [showCapacity(impact), showRoles(impact)].filter((text) => text !== '');
  const passages = passageLines(impact).map(
    ({ label, text }) => `<p><b>${label}:</b> ${escapeHtml(text)}</p>`,
  );
  if (charts.length + passages.length === 0) return '';
  const parts = ['<div class="charts">', ...charts, '</div>', ...passages];
  return `<section class="impact" aria-labelledby="impact">\n<h2 id="impact">What it means</h2>\n${parts.join('\n')}\n</section>`;
}

function showCapacity({ capacity }: Impact): string {
  if (capacity === null) return '';
  const { before, after, users, departments } = capacity;
  if (before === after && departments.length === 0) return '';
  const names = nameDepartments(departments);
  const rest = departments.length - MOST_BARS;
  const bars = departments.slice(0, MOST_BARS).map((d, at) => ({
    label: String(names[at]),
    before: d.before,
    after: d.after,
  }));
  const total = `${formatNumber(before)} → ${formatNumber(after)} hours a day (${signed(after - before)})`;
  const of = `of ${countPeople(users)} whose hours are managed${rest > 0 ? `; ${rest} more departments change less` : ''}`;
  return showChart({ title: 'Capacity', total, of, head: 'Department', bars });
}

function showRoles({ roles }: Impact): string {
  if (roles.every(({ before, after }) => before === after)) return '';
  const bars = roles.map(({ role, before, after }) => ({ label: roleName(role), before, after }));
  const people = roles.reduce((sum, { before }) => sum + before, 0);
  const of = `of ${countPeople(people)} whose role is managed before and after`;
  return showChart({
    title: 'Roles',
    total: 'How many people have each role',
    of,
    head: 'Role',
    bars,
  });
}

function showChart(chart: {
  readonly title: string;
  readonly total: string;
  readonly of: string;
  readonly head: string;
  readonly bars: readonly Bar[];
}): string {
  const { title, total, of, head, bars } = chart;
  const most = Math.max(1, ...bars.flatMap(({ before, after }) => [before, after]));
  const rows = bars.map((bar) => showBar(bar, most));
  const table =
    bars.length === 0
      ? ''
      : `<table><thead><tr><th scope="col">${head}</th><td></td><th scope="col">Before</th><th scope="col">After</th><th scope="col">Change</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
  return `<div class="chart"><h3>${title}</h3><p><b>${total}</b> <span class="faint">${of}</span></p>${table}</div>`;
}

/** What stays in one colour, and behind it what is lost or gained, wide enough to be seen. */
function showBar({ label, before, after }: Bar, most: number): string {
  const direction = after < before ? 'less' : after > before ? 'more' : 'same';
  const kept = (Math.min(before, after) / most) * 100;
  const moved = after === before ? 0 : Math.max(1, (Math.abs(after - before) / most) * 100);
  const start = Math.min(kept, 100 - moved);
  const svg = `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="same" width="${start.toFixed(1)}" height="10"/><rect class="${direction}" x="${start.toFixed(1)}" width="${moved.toFixed(1)}" height="10"/></svg>`;
  const change = after === before ? '' : signed(after - before);
  return `<tr><th scope="row">${escapeHtml(label)}</th><td class="bars">${svg}</td><td>${formatNumber(before)}</td><td>${formatNumber(after)}</td><td class="${direction}">${change}</td></tr>`;
}
