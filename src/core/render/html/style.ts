/** The style of the page. Allowed by its hash: every byte of it counts. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f6f7f9; --line: #dfe3e8; --edge: #7d8792; --text: #1c2128; --faint: #59626c;
  --accent: #24568f; --focus: #2f6fd0; --bar: #b9c2cd;
  --add: #17692f; --add-back: #e3f4e7; --change: #7d5200; --change-back: #fbf0d9;
  --remove: #a3222c; --remove-back: #fbe6e7; --risk: #8a3b00; --risk-back: #fdebdc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --card: #1b2027; --line: #313842; --edge: #6f7b88; --text: #dfe4ea; --faint: #9ba5b1;
    --accent: #8fbaf0; --focus: #86b4ee; --bar: #49535f;
    --add: #78cf8f; --add-back: #17301f; --change: #e2b75e; --change-back: #332a16;
    --remove: #f08d92; --remove-back: #3a1d20; --risk: #f0a875; --risk-back: #38230f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.25rem 3rem;
  background: var(--page); color: var(--text);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
code, .value { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; }
/* Each by itself: between two names from right to left, the browser would show the new one first. */
code, .value, .whole, .name, .id, .dept, bdi { unicode-bidi: isolate; overflow-wrap: anywhere; }
h1 { margin: .1rem 0 .2rem; font-size: 1.6rem; line-height: 1.25; font-weight: 650; }
h2 { margin: 1.6rem 0 .5rem; font-size: 1.1rem; }
h3 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: 0; }
.target { font-weight: 600; color: var(--accent); }
.next { font-size: 1.02rem; }
.remark code { overflow-wrap: anywhere; }
.faint { color: var(--faint); }
a { color: var(--accent); }
button { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.remark { margin: .55rem 0; padding: .5rem .9rem; border-left: .28rem solid var(--edge); background: var(--card); overflow-wrap: anywhere; }
.remark.error { border-color: var(--remove); background: var(--remove-back); }
.remark ul { margin: .2rem 0; columns: 22rem; }
.finding { margin: .5rem 0; padding: .45rem .9rem .55rem; border-left: .28rem solid var(--edge); background: var(--card); }
.finding.warning { border-color: var(--risk); background: var(--risk-back); }
.finding button[data-finding] { padding: 0; border: 0; background: none; text-align: left; font-weight: 600; cursor: pointer; text-decoration: underline; text-underline-offset: .2em; text-decoration-color: var(--edge); }
.finding button[aria-pressed="true"] { text-decoration: underline 2px; }
.finding .faint { color: var(--text); font-weight: 400; }
.finding li .value { white-space: nowrap; }
.people { margin: .3rem 0 0; padding: 0; list-style: none; columns: 26rem; column-gap: 2rem; }
.people li { break-inside: avoid; padding: .05rem 0; overflow-wrap: anywhere; }
.impact > p { margin-top: .4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: .8rem; align-items: start; }
.chart { padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .4rem; }
.chart table { width: 100%; margin-top: .4rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.chart th, .chart td { padding: .1rem .35rem; text-align: right; font-weight: 400; white-space: nowrap; }
.chart thead th { color: var(--faint); }
.chart th:first-child { text-align: left; padding-left: 0; min-width: 7.8rem; max-width: 13rem; white-space: normal; overflow-wrap: anywhere; }
.chart .bars { width: 45%; }
.chart svg { display: block; width: 100%; height: .8rem; }
.chart rect.same { fill: var(--bar); } .chart rect.less { fill: var(--remove); } .chart rect.more { fill: var(--add); }
.chart td.less { color: var(--remove); font-weight: 600; } .chart td.more { color: var(--add); font-weight: 600; }
.groups { margin: 0; padding: 0; list-style: none; }
.group { display: flex; gap: .9rem; width: 100%; padding: .25rem .5rem; border: 1px solid transparent; border-bottom-color: var(--line); text-align: left; background: none; cursor: pointer; }
.group:hover { background: var(--card); }
.group[aria-pressed="true"] { border-color: var(--accent); background: var(--card); }
.group b { flex: none; min-width: 7.5rem; font-variant-numeric: tabular-nums; }
.tools { display: grid; grid-template-columns: 14.5rem minmax(0, 1fr); gap: 0 1.2rem; align-items: start; }
.bar { grid-column: 1 / -1; position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; padding: .5rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
.bar label { display: grid; gap: .1rem; color: var(--faint); font-size: .85rem; flex: 0 1 26rem; }
#found { padding-bottom: .3rem; font-variant-numeric: tabular-nums; }
input[type="search"], .plain { min-height: 2rem; padding: .2rem .6rem; font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--edge); border-radius: .4rem; }
.plain { cursor: pointer; }
.plain:hover { background: var(--card); }
.filters { position: sticky; top: 4.2rem; max-height: calc(100vh - 5rem); overflow-y: auto; padding: .5rem .3rem 1rem 0; }
.filters summary { display: none; }
fieldset { margin: 0 0 .7rem; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; font-weight: 600; }
.facet { display: flex; gap: .4rem; align-items: baseline; padding: .03rem 0; cursor: pointer; }
.facet span:first-of-type { flex: 1; overflow-wrap: anywhere; }
.facet .count { color: var(--faint); font-variant-numeric: tabular-nums; }
.facet input { margin: 0; transform: translateY(.1em); accent-color: var(--accent); }
.few .filters { display: none; } .few.tools { display: block; }
#changes { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .94rem; line-height: 1.35; }
#changes caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
#changes th { padding: .35rem .5rem .25rem 0; text-align: left; color: var(--faint); font-weight: 500; border-bottom: 1px solid var(--edge); }
#changes th:nth-child(1) { width: 30%; } #changes th:nth-child(2) { width: 14%; } #changes th:nth-child(4) { width: 8.5rem; }
#changes td { padding: .02rem .5rem .02rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
#changes tr:not(.more-of) td { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.roomy #changes tr td { white-space: normal; overflow-wrap: anywhere; }
#changes tr.risk td:first-child { box-shadow: inset .2rem 0 var(--risk); padding-left: .5rem; }
.open { width: 1.3rem; padding: 0; border: 0; background: none; color: var(--faint); cursor: pointer; }
.name { font-weight: 600; }
.id { color: var(--faint); font-size: .92em; }
.badge { padding: 0 .4rem; margin-right: .35rem; border-radius: .7rem; font-size: .88em; background: var(--card); color: var(--faint); }
.badge.add { background: var(--add-back); color: var(--add); }
.badge.resend { background: var(--change-back); color: var(--change); }
.badge.forget { background: var(--remove-back); color: var(--remove); }
.field { margin-right: .9rem; }
.roomy .field { display: inline-block; }
.field .key { color: var(--faint); margin-right: .3rem; }
del { color: var(--remove); background: var(--remove-back); text-decoration: line-through; border-radius: .2rem; }
ins { color: var(--add); background: var(--add-back); text-decoration: underline; text-underline-offset: .18em; border-radius: .2rem; }
.whole { padding: 0 .2rem; text-decoration: none; }
.facts .whole { padding: 0; user-select: all; }
.arrow { color: var(--faint); padding: 0 .25rem; }
.note { color: var(--faint); padding-left: .4rem; }
#changes .more-of td { padding: .2rem 0 .6rem 1.6rem; background: var(--card); }
.fields { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .9rem; margin: .2rem 0; }
.fields dt { color: var(--faint); } .fields dd { margin: 0; overflow-wrap: anywhere; }
.mark { display: inline-block; width: 1.1em; font-weight: 700; }
.mark.add { color: var(--add); } .mark.change { color: var(--change); } .mark.remove { color: var(--remove); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; margin: 2rem 0 0; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--faint); }
.facts dd { margin: 0; color: var(--text); }
#printed { display: none; }
.load { display: block; margin: 1rem auto; }
[hidden] { display: none !important; }
@media (min-width: 64rem) { .first { display: grid; grid-template-columns: minmax(0, 1.55fr) minmax(0, 1fr); gap: 0 1.4rem; align-items: start; } }
@media (max-width: 56rem) {
  .tools { grid-template-columns: minmax(0, 1fr); }
  .filters { position: static; max-height: none; padding: .4rem 0; }
  .filters summary { display: list-item; cursor: pointer; padding: .3rem 0; }
  #facets { columns: 12rem; } fieldset { break-inside: avoid; }
}
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 2rem; }
  #changes, #changes tbody, #changes tr { display: block; } #changes thead { display: none; }
  #changes td, #changes tr:not(.more-of) td { display: block; border: 0; white-space: normal; overflow-wrap: anywhere; }
  #changes tr { padding: .35rem 0; border-bottom: 1px solid var(--line); }
  #changes td.dept:empty { display: none; }
  .field, .roomy .field { display: block; margin-right: 0; }
  .chart { padding: .6rem; } .chart .bars { width: 20%; } .chart th, .chart td { padding: .1rem .25rem; }
}
@media print {
  :root { --page: #fff; --card: #fff; --line: #bbb; --text: #000; --faint: #444; --add: #0a5a20; --remove: #8a1119; --change: #5e3d00; --risk: #6d2e00;
    --add-back: #fff; --remove-back: #fff; --change-back: #fff; --risk-back: #fff; --bar: #bbb; --accent: #234; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .tools { display: block; } .bar, .filters, .load, .open { display: none !important; }
  #changes tr:not(.more-of) td { white-space: normal; overflow-wrap: anywhere; }
  #changes tr, .finding li, .chart { break-inside: avoid; }
  #printed { display: block; }
}
`;
