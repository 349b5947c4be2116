import { describeNamed, samplePeople, type Person } from '../../text/person.js';
import { countPeople, formatCount } from '../../text/phrase.js';
import {
  toChangeView,
  type DriftedField,
  type DriftedView,
  type DriftReport,
} from '../drift-view.js';
import { conflictAdvice, driftFacts, driftHeadline, raisedIn, waysOut } from '../drift-words.js';
import { escapeHtml } from '../escape.js';
import { placesOf } from '../links.js';
import { riskLine } from '../text/change.js';
import { nameStranger, remarksOn } from '../text/drift.js';
import { showValue } from '../text/values.js';
import { describeTarget } from '../words.js';
import { writePage, type Page } from './page.js';

/** A page stays quick with so many rows. */
const MOST_ROWS = 5_000;

/** Renders drift as one self-contained HTML file. Loads nothing, runs nothing, sends nothing. */
export function renderDriftHtml(report: DriftReport): string {
  const target = escapeHtml(describeTarget(report.target));
  const headline = escapeHtml(driftHeadline(report));
  const { missing, leavers, unmanaged } = report;
  return writePage({
    title: `${headline} · ${target}`,
    header: `<p class="target">corform drift in <bdi>${target}</bdi></p>
<h1>${headline}</h1>`,
    main: [
      showRaised(report.users),
      showTable(report),
      showList('missing', 'Missing in COR', missing.map(personText)),
      showList('leavers', 'Left, and still visible in COR', (leavers ?? []).map(personText)),
      showList('strangers', 'Not managed', (unmanaged.people ?? []).map(nameStranger)),
      showWaysOut(report),
    ].join('\n'),
    facts: factsOf(report),
  });
}

function personText(person: Person): string {
  return samplePeople([person]);
}

function showRaised(users: readonly DriftedView[]): string {
  const { raised, title } = raisedIn(users);
  if (raised.length === 0) return '';
  const items = raised
    .slice(0, MOST_ROWS)
    .map((user) => `<li>${escapeHtml(arrows(riskLine(toChangeView(user))))}</li>`);
  return `<section aria-labelledby="raised">
<h2 id="raised">Look at this first</h2>
<div class="finding warning">
<h3><span class="faint">Warning:</span> ${title}</h3>
<ul class="people">${items.join('')}</ul>
</div>
</section>`;
}

function arrows(text: string): string {
  return text.replaceAll(' -> ', ' → ');
}

function showTable(report: DriftReport): string {
  const { users } = report;
  if (users.length === 0) return '';
  const rest = users.length - MOST_ROWS;
  const rows = users.slice(0, MOST_ROWS).map((user) => showRow(user, report));
  const more =
    rest > 0 ? `<p class="remark">${formatCount(rest)} more: the JSON has them all.</p>` : '';
  return `<section aria-labelledby="drifted">
<h2 id="drifted">Changed in COR</h2>
<div class="roomy">
<table id="changes"><caption>Users whose values in COR differ from what was applied</caption>
<thead><tr><th scope="col">Who</th><th scope="col">Department</th><th scope="col">Recorded → in COR</th><th scope="col">Where</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</div>
${more}
</section>`;
}

function showRow(user: DriftedView, report: DriftReport): string {
  const name = escapeHtml(describeNamed({ ...user, department: null }));
  const who = `${name === '' ? '' : `<span class="name">${name}</span> `}<span class="id">${escapeHtml(user.id)}</span>`;
  const department = escapeHtml(user.department ?? '');
  const cells = [
    who,
    `<span class="dept">${department}</span>`,
    user.fields.map(showField).join('<br>'),
    showPlaces(user, report),
  ];
  return `<tr${user.isRaised ? ' class="risk"' : ''}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function showField(field: DriftedField): string {
  const { before, after } = field;
  const values =
    before === null || after.kind === 'sensitive'
      ? `<span class="value">${escapeHtml(showValue(after))}</span>`
      : `<del class="value">${escapeHtml(showValue(before))}</del><span class="arrow">→</span><ins class="value">${escapeHtml(showValue(after))}</ins>`;
  const notes = remarksOn(field).map(
    (note) => `<span class="note">${escapeHtml(arrows(note))}</span>`,
  );
  return `<span class="field"><span class="key">${field.field}</span>${values}${notes.join('')}</span>`;
}

function showPlaces(user: DriftedView, report: DriftReport): string {
  const fields = user.fields.map(({ field }) => field);
  return placesOf(user, report, fields)
    .map(({ line, address }, at) => {
      const text = escapeHtml(at === 0 ? `${user.place?.file}:${line}` : `:${line}`);
      return address === null ? text : `<a href="${escapeHtml(address)}">${text}</a>`;
    })
    .join(' ');
}

function showList(id: string, title: string, entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const rest = entries.length - MOST_ROWS;
  const items = entries.slice(0, MOST_ROWS).map((entry) => `<li>${escapeHtml(entry)}</li>`);
  const more = rest > 0 ? `<li>and ${formatCount(rest)} more</li>` : '';
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${title}: ${countPeople(entries.length)}</h2>
<ul class="people">${items.join('')}${more}</ul>
</section>`;
}

function showWaysOut(report: DriftReport): string {
  const items = waysOut(report).map(
    ({ what, command }) => `<li>${what}: <code>${escapeHtml(command)}</code></li>`,
  );
  const advice = conflictAdvice(report);
  const said = advice === null ? '' : `<p>${advice}</p>`;
  if (items.length === 0) return said;
  return `<section aria-labelledby="ways">
<h2 id="ways">Two ways out</h2>
<ul>${items.join('')}</ul>
${said}
</section>`;
}

function factsOf(report: DriftReport): Page['facts'] {
  return [
    ...driftFacts(report).map(({ label, text, people }) => {
      const who = people.length === 0 ? '' : ` ${samplePeople(people)}`;
      return [label, escapeHtml(`${text}${who}`)] as const;
    }),
    ...(report.commit === null
      ? []
      : [['Commit', `<code>${escapeHtml(report.commit)}</code>`] as const]),
    ['Endpoint', `<code>${escapeHtml(report.target.endpoint)}</code>`],
  ];
}
