import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import { createHash } from 'node:crypto';
import { FIELD_NAMES } from '../../model.js';
import { RISKS, type ChangeKind } from '../../plan/classify.js';
import { countOf, formatCount } from '../../text/phrase.js';
import { escapeHtml } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { forecastLine, headline, leftOutLine } from '../headline.js';
import { fieldWords } from '../text/change.js';
import type { ChangeView, PlanReport, PlanView } from '../view.js';
import { KIND_GOALS, KIND_LABELS, RISK_LABELS, SEVERITY_LABELS } from '../words.js';
import { pageData, type PageData } from './page-data.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** More changed users than this are grouped above the list, as in the text of a plan. */
const SHOWN_ONE_BY_ONE = 20;

const KINDS = Object.keys(KIND_GOALS) as ChangeKind[];

/**
 * The plan as one self-contained HTML file: its own style and script, allowed by their hashes, and nothing
 * else; the changes are data that the script turns into text. Loads nothing, sends nothing.
 */
export function renderPlanHtml(report: PlanReport): string {
  const { plan } = report;
  const groups = plan.changes.length > SHOWN_ONE_BY_ONE ? largeGroups(plan.changes) : [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(headline(plan))} corform</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>corform plan for <code>${escapeHtml(plan.target.source)}</code></h1>
<p class="headline">${escapeHtml(headline(plan))}</p>
${showTiles(plan)}
${showFacts(report)}
</header>
<main>
${showRemarks(report)}
${showGroups(groups)}
${plan.changes.length === 0 ? '' : showList(plan.changes)}
</main>
${plan.changes.length === 0 ? '' : showData(pageData(plan.changes, groups))}
</body>
</html>
`;
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Trusted types: a browser that knows them refuses HTML made from strings, should a bug try. */
const POLICY = [
  "default-src 'none'",
  `style-src ${sha256(STYLE)}`,
  `script-src ${sha256(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

function showTiles({ counts, changes }: PlanView): string {
  const kinds = KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) =>
      `<button type="button" class="tile" data-kind="${kind}" aria-pressed="false"><b>${formatCount(counts[kind])}</b><span>${KIND_GOALS[kind]}</span></button>`,
  );
  const unchanged = `<div class="tile"><b>${formatCount(counts.unchanged)}</b><span>unchanged</span></div>`;
  return changes.length === 0 ? '' : `<div class="tiles">${[...kinds, unchanged].join('\n')}</div>`;
}

function showFacts({ plan, digest, commit, forecast }: PlanReport): string {
  const leftOut = leftOutLine(plan.leftOut);
  const facts: readonly (readonly [string, string])[] = [
    digest === null
      ? ['Digest', 'none: this plan can not be approved']
      : ['Digest', `<code>${escapeHtml(digest)}</code>`],
    ...(commit === null ? [] : [['Commit', `<code>${escapeHtml(commit)}</code>`] as const]),
    ['Target', `<code>${escapeHtml(plan.target.endpoint)}</code>`],
    ['State', `${countOf(plan.state.users, 'user')}, serial ${plan.state.serial}`],
    ['Sending', forecastLine(forecast, ', ')],
    ...(leftOut === null ? [] : [['Selection', leftOut] as const]),
  ];
  const items = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`);
  return `<dl class="facts">\n${items.join('\n')}\n</dl>`;
}

function showRemarks({ plan, limits, notes }: PlanReport): string {
  const shown = [
    ...limits.map(showRemark),
    ...notes.map((note) => `<div class="remark">${remarkLines('info', [note])}</div>`),
    ...plan.warnings.map(showRemark),
  ];
  if (shown.length === 0) return '';
  return `<section aria-label="Remarks">\n<h2>Look at this first</h2>\n${shown.join('\n')}\n</section>`;
}

function showRemark({ severity, code, summary, detail, fix }: Diagnostic): string {
  const lines = [summary, detail, fix].filter((line) => line !== undefined);
  return `<div class="remark ${severity}"><span class="code">${escapeHtml(code)}</span>${remarkLines(severity, lines)}</div>`;
}

/** Says in a word what the colour says: not everybody sees that, and no printer has to have it. */
function remarkLines(severity: Severity, lines: readonly string[]): string {
  const label = `<b>${SEVERITY_LABELS[severity]}:</b> `;
  return lines.map((line, at) => `<p>${at === 0 ? label : ''}${escapeHtml(line)}</p>`).join('');
}

function largeGroups(changes: readonly ChangeView[]): readonly ChangeGroup[] {
  return groupChanges(changes).groups;
}

function showGroups(groups: readonly ChangeGroup[]): string {
  if (groups.length === 0) return '';
  const items = groups.map(({ changes, sameValues }, at) => {
    const [first] = changes;
    const isOne = changes.length === 1;
    const who = isOne ? escapeHtml(first.id) : countOf(changes.length, 'user');
    const differ = sameValues ? '' : ' (values differ)';
    const risk =
      first.risk === null ? '' : ` <span class="badge risk">⚠ ${RISK_LABELS[first.risk]}</span>`;
    return `<li><button type="button" class="group" data-group="${at}" aria-pressed="false"><b class="${isOne ? 'id' : 'many'}">${who}</b><span><code>${escapeHtml(fieldWords(first, sameValues))}</code>${differ}${risk}</span></button></li>`;
  });
  return `<section>\n<h2>In short</h2>\n<ol class="groups">\n${items.join('\n')}\n</ol>\n</section>`;
}

function showList(changes: readonly ChangeView[]): string {
  const touched = new Set<string>(
    changes.flatMap(({ set, released }) => [...set, ...released].map(({ field }) => field)),
  );
  const fields = FIELD_NAMES.filter((field) => touched.has(field));
  const kinds = KINDS.filter((kind) => changes.some((change) => change.kind === kind));
  const risks = RISKS.filter((risk) => changes.some((change) => change.risk === risk));
  return `<section aria-label="Changes">
<h2>Changes</h2>
<noscript><p class="remark">The list of changes needs the script of this page.</p></noscript>
<div id="tools" class="tools" role="search" hidden>
<label class="search" for="search">Search users and values<input id="search" type="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
${showSelect('field', 'Field', [['', 'any'], ...fields.map((f) => [f, f] as const)])}
${showSelect('kind', 'Change', [['', 'any'], ...kinds.map((k) => [k, KIND_LABELS[k]] as const)])}
${showSelect('risk', 'Attention', [['', 'all'], ['any', 'risks only'], ...risks.map((r) => [r, RISK_LABELS[r]] as const)])}
<button id="reset" class="plain" type="button" hidden>Show all</button>
</div>
<p id="found" class="found" role="status"></p>
<p id="printed" class="found"></p>
<div id="changes"></div>
<button id="more" class="plain more" type="button" hidden>Show more</button>
<div id="end"></div>
</section>`;
}

function showSelect(
  id: string,
  label: string,
  options: readonly (readonly [string, string])[],
): string {
  const shown = options.map(([value, words]) => `<option value="${value}">${words}</option>`);
  return `<label for="${id}">${label}<select id="${id}">${shown.join('')}</select></label>`;
}

/** Data, not a script: nothing in it runs, and without `<` nothing in it ends the element. */
function showData(data: PageData): string {
  const json = JSON.stringify(data).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
  return `<script id="data" type="application/json">${json}</script>\n<script>${SCRIPT}</script>`;
}
