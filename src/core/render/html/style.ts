/** The style of the page. Allowed by its hash: every byte of it counts. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f7f8fa; --line: #dfe3e8; --edge: #7d8792; --text: #1c2128; --faint: #5c6570;
  --accent: #2f5f9e; --focus: #2f6fd0;
  --add: #17692f; --add-back: #e3f4e7; --change: #7d5200; --change-back: #fbf0d9;
  --remove: #a3222c; --remove-back: #fbe6e7; --risk: #8a3b00; --risk-back: #fdebdc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --card: #1b2027; --line: #313842; --edge: #6f7b88; --text: #dfe4ea; --faint: #98a2ae;
    --accent: #86b4ee; --focus: #86b4ee;
    --add: #78cf8f; --add-back: #17301f; --change: #e2b75e; --change-back: #332a16;
    --remove: #f08d92; --remove-back: #3a1d20; --risk: #f0a875; --risk-back: #38230f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem;
  background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
code, .value, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code, .value, .id, .where { overflow-wrap: anywhere; }
/* Each by itself: between two names from right to left, the browser would show the new one first. */
code, .value, .id, .whole { unicode-bidi: isolate; }
h1 { margin: 0; font-size: 1.05rem; font-weight: 600; color: var(--faint); }
h2 { margin: 2rem 0 .6rem; font-size: 1.05rem; }
.headline { margin: .2rem 0 1.1rem; font-size: 1.5rem; line-height: 1.3; font-weight: 650; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1.1rem 0 0; color: var(--faint); font-size: .9rem; }
.facts dt { font-weight: 500; }
.facts dd { margin: 0; color: var(--text); }
.facts code { user-select: all; }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; }
.tile {
  min-width: 6.6rem; padding: .5rem .85rem; text-align: left; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
}
button.tile { cursor: pointer; }
.tile b { display: block; font-size: 1.35rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile span { color: var(--faint); font-size: .85rem; }
.tile[aria-pressed="true"], .group[aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.remark { margin: .55rem 0; padding: .6rem .9rem; border-left: .28rem solid var(--line); background: var(--card); border-radius: 0 .4rem .4rem 0; }
.remark p { margin: 0; overflow-wrap: anywhere; }
.remark p + p { color: var(--faint); font-size: .92rem; }
.remark.warning { border-color: var(--change); }
.remark.error { border-color: var(--remove); }
.remark .code { float: right; margin-left: 1rem; color: var(--faint); font-size: .8rem; }
.groups { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.groups li + li { border-top: 1px solid var(--line); }
.group { display: flex; gap: .9rem; width: 100%; padding: .5rem .85rem; border: 0; text-align: left; font: inherit; color: inherit; background: none; cursor: pointer; }
.group:hover, button.tile:hover { background: var(--card); }
.group b { flex: none; min-width: 8.5rem; font-variant-numeric: tabular-nums; }
.tools {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem; align-items: end;
  margin: 0 -.5rem; padding: .7rem .5rem; background: var(--page); border-bottom: 1px solid var(--line);
}
.tools label { display: grid; gap: .15rem; color: var(--faint); font-size: .8rem; }
.tools .search { flex: 1 1 14rem; }
input, select, .plain {
  min-height: 2.2rem; padding: .3rem .6rem; font: inherit; font-size: .95rem; color: var(--text);
  background: var(--page); border: 1px solid var(--edge); border-radius: .4rem;
}
.plain { cursor: pointer; }
.plain:hover { background: var(--card); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.found { margin: .8rem 0; color: var(--faint); font-variant-numeric: tabular-nums; }
.entry { margin: .6rem 0; padding: .65rem .9rem .75rem; border: 1px solid var(--line); border-radius: .5rem; content-visibility: auto; contain-intrinsic-size: auto 7rem; }
.entry header { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
.entry h3 { margin: 0; font-size: 1rem; font-weight: 600; }
.badge { padding: 0 .5rem; border-radius: 1rem; font-size: .8rem; white-space: nowrap; background: var(--card); color: var(--faint); }
.badge.add { background: var(--add-back); color: var(--add); }
.badge.update, .badge.resend { background: var(--change-back); color: var(--change); }
.badge.forget { background: var(--remove-back); color: var(--remove); }
.badge.risk { background: var(--risk-back); color: var(--risk); font-weight: 600; }
.notes { margin-left: auto; color: var(--faint); font-size: .85rem; overflow-wrap: anywhere; }
table { width: 100%; margin-top: .45rem; border-collapse: collapse; }
th, td { padding: .18rem .6rem .18rem 0; text-align: left; vertical-align: top; font-weight: 400; }
th { width: 1%; white-space: nowrap; color: var(--faint); }
th .mark { display: inline-block; width: 1.1em; font-weight: 700; }
.mark.add { color: var(--add); } .mark.change { color: var(--change); } .mark.remove { color: var(--remove); }
del { color: var(--remove); background: var(--remove-back); text-decoration: line-through; border-radius: .2rem; }
ins { color: var(--add); background: var(--add-back); text-decoration: underline; text-underline-offset: .18em; border-radius: .2rem; }
.whole { padding: 0 .25rem; text-decoration: none; }
.arrow { color: var(--faint); padding: 0 .35rem; }
.note { color: var(--faint); font-size: .88rem; padding-left: .5rem; }
#printed { display: none; }
.more { display: block; margin: 1rem auto; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .notes { margin-left: 0; width: 100%; } body { padding: 1rem .8rem 3rem; } }
@media print {
  :root { --page: #fff; --card: #fff; --line: #bbb; --text: #000; --faint: #444; --add: #0a5a20; --remove: #8a1119; --change: #5e3d00; --risk: #6d2e00;
    --add-back: #fff; --remove-back: #fff; --change-back: #fff; --risk-back: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .tools, .more, .screen { display: none !important; }
  .entry { content-visibility: visible; break-inside: avoid; }
  #printed { display: block; }
  .remark { break-inside: avoid; }
}
`;
