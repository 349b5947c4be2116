import type { Diagnostic } from '../../errors/diagnostic.js';
import type { Finding } from '../../plan/findings.js';
import { countOf, countPeople, formatCount } from '../../text/phrase.js';
import { escapeHtml } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { fieldWords } from '../text/change.js';
import type { ChangeView, PlanReport } from '../view.js';
import {
  describeTarget,
  forecastLine,
  headline,
  leftOutLine,
  nextStep,
  SEVERITY_LABELS,
} from '../words.js';
import { linesOfLimit, overrideCommand, overrideOf } from '../override.js';
import { drawImpact } from './impact-chart.js';
import { pageData, type PageData } from './page-data.js';
import { writePage, type Page } from './page.js';
import { SCRIPT } from './script.js';

/** More changed users than this are grouped above the table, as in the text of a plan. */
const SHOWN_ONE_BY_ONE = 20;

/** The most groups above the table. */
const MOST_GROUPS = 8;

/** Renders the plan as one self-contained HTML file. The changes are data that its script turns into text. */
export function renderPlanHtml(report: PlanReport): string {
  const { plan } = report;
  const groups = plan.changes.length > SHOWN_ONE_BY_ONE ? largeGroups(plan.changes) : [];
  const hasChanges = plan.changes.length > 0;
  const target = escapeHtml(describeTarget(plan.target));
  const title = escapeHtml(headline(report));
  return writePage({
    title: `${title} · ${target}`,
    header: `<p class="target">corform plan for <bdi>${target}</bdi></p>
<h1>${title}</h1>
<p class="next">${escapeHtml(nextStep(report, 'Merging or applying'))}</p>`,
    main: [
      showRemarks(report),
      sideBySide(showFindings(plan.findings), drawImpact(report.impact)),
      showGroups(groups),
      hasChanges ? TABLE : '',
    ].join('\n'),
    facts: factsOf(report),
    end: hasChanges ? `${showData(pageData(report, groups))}\n` : '\n',
    script: SCRIPT,
  });
}

/** On a wide screen, who is at risk and what the plan means are seen together. */
function sideBySide(risks: string, impact: string): string {
  return risks === '' || impact === ''
    ? risks + impact
    : `<div class="first">\n${risks}\n${impact}\n</div>`;
}

function factsOf({ plan, digest, commit, forecast }: PlanReport): Page['facts'] {
  const leftOut = leftOutLine(plan.leftOut);
  return [
    ...(digest === null
      ? []
      : [['Digest', `<code class="whole">${escapeHtml(digest)}</code>`] as const]),
    ...(commit === null ? [] : [['Commit', `<code>${escapeHtml(commit)}</code>`] as const]),
    ['Endpoint', `<code>${escapeHtml(plan.target.endpoint)}</code>`],
    [
      'Users',
      `${countOf(plan.state.users, 'recorded user')}, ${formatCount(plan.counts.unchanged)} unchanged`,
    ],
    ['Sending', forecastLine(forecast)],
    ...(leftOut === null ? [] : [['Selection', leftOut] as const]),
  ];
}

/** What stops an apply, and how the plan was made. */
function showRemarks({ limits, notes, digest }: PlanReport): string {
  const shown = [
    ...showLimits(limits, digest),
    ...notes.map((note) => `<div class="remark">${remarkLine(note)}</div>`),
  ];
  if (shown.length === 0) return '';
  return `<section aria-label="Remarks">\n${shown.join('\n')}\n</section>`;
}

/** All exceeded limits in one box, with the one command that lets the plan pass. */
function showLimits(limits: readonly Diagnostic[], digest: string | null): readonly string[] {
  if (limits.length === 0) return [];
  const override = overrideOf(limits);
  const how =
    override === null || digest === null
      ? ''
      : `<p>If that is what you want: <code>${escapeHtml(overrideCommand(digest, override))}</code></p>`;
  return [`<div class="remark error">${limits.map(showLimit).join('')}${how}</div>`];
}

function showLimit(limit: Diagnostic): string {
  const more = linesOfLimit(limit).map((line) => ` <span class="faint">${escapeHtml(line)}</span>`);
  return `<p><b>${SEVERITY_LABELS.error}:</b> ${escapeHtml(limit.summary)}.${more.join('')}</p>`;
}

/** Says in a word what the colour says: not everybody sees that, and no printer has to have it. */
function remarkLine(text: string): string {
  return `<p><b>${SEVERITY_LABELS.info}:</b> ${escapeHtml(text)}</p>`;
}

/** The remarks; the script puts the people into them. */
function showFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const shown = findings.map(({ severity, title, detail, fix }, at) => {
    const more = [detail, fix].filter((line) => line !== undefined).join(' ');
    return `<div class="finding ${severity}">
<h3><button type="button" data-finding="${at}" aria-pressed="false"><span class="faint">${SEVERITY_LABELS[severity]}:</span> ${escapeHtml(title)}</button></h3>
${more === '' ? '' : `<p class="faint">${escapeHtml(more)}</p>`}
<ul class="people" id="people-${at}" hidden></ul>
</div>`;
  });
  return `<section aria-labelledby="risks">\n<h2 id="risks">Look at this first</h2>\n${shown.join('\n')}\n</section>`;
}

function largeGroups(changes: readonly ChangeView[]): readonly ChangeGroup[] {
  return groupChanges(changes)
    .groups.filter((group) => group.changes.length > 1)
    .slice(0, MOST_GROUPS);
}

function showGroups(groups: readonly ChangeGroup[]): string {
  if (groups.length === 0) return '';
  const items = groups.map(({ changes, sameValues }, at) => {
    const [first] = changes;
    const differ = sameValues ? '' : ' (values differ)';
    return `<li><button type="button" class="group" data-group="${at}" aria-pressed="false"><b>${countPeople(changes.length)}</b> <span><code>${escapeHtml(fieldWords(first, sameValues))}</code>${differ}</span></button></li>`;
  });
  return `<section aria-labelledby="short">\n<h2 id="short">The same change for many</h2>\n<ol class="groups">\n${items.join('\n')}\n</ol>\n</section>`;
}

/** The script fills it in. */
const TABLE = `<section aria-labelledby="changes-title">
<h2 id="changes-title">Changes</h2>
<noscript><p class="remark">The list of changes needs the script of this page.</p></noscript>
<div id="tools" class="tools" hidden>
<div class="bar" role="search">
<label class="search" for="search"><span>Search people and values</span><input id="search" type="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<button id="reset" class="plain" type="button" hidden>Show all</button>
<p id="found" role="status"></p>
</div>
<details id="filters" class="filters"><summary>Filters</summary><div id="facets"></div></details>
<div class="list">
<table id="changes"><caption>Changed users, the riskiest first</caption>
<thead><tr><th scope="col">Who</th><th scope="col">Department</th><th scope="col">What changes</th><th scope="col">Where</th></tr></thead>
<tbody id="rows"></tbody></table>
<p id="printed" class="faint"></p>
<button id="more" class="plain load" type="button" hidden>Show more</button>
<div id="end"></div>
</div>
</div>
</section>`;

/** Data, not a script: nothing in it runs, and without `<` nothing in it ends the element. */
function showData(data: PageData): string {
  const json = JSON.stringify(data).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
  return `<script id="data" type="application/json">${json}</script>\n<script>${SCRIPT}</script>`;
}
