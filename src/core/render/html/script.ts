/**
 * The script of the page. Allowed by its hash, so every byte of it counts. It reads the inert data of the
 * page, makes elements and text nodes, never HTML, and asks nobody for anything. Changes are shown in
 * portions, because a plan may have 30,000 of them.
 */
export const SCRIPT = `
'use strict';
(() => {
  const PORTION = 60;
  const PRINTED = 1000;
  const MARKS = { add: '+', change: '~', remove: '-' };

  const byId = (id) => document.getElementById(id);
  const { rows, changes, kinds, risks } = JSON.parse(byId('data').textContent);
  const list = byId('changes');
  const more = byId('more');
  const search = byId('search');
  const selects = { field: byId('field'), kind: byId('kind'), risk: byId('risk') };
  const pressable = Array.from(document.querySelectorAll('[data-kind], [data-group]'));
  let group = null;
  let matches = [];
  let shown = 0;

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const textOf = (row) => [row.field, row.before, row.after, row.note].join('\\n').toLowerCase();
  const rowTexts = rows.map(textOf);
  const texts = changes.map((change) => [change.id, ...change.notes].join('\\n').toLowerCase());

  const showValue = (row) => {
    if (row.pieces) {
      const pieces = row.pieces.map(([kind, text]) =>
        kind === '=' ? text : make(kind === '-' ? 'del' : 'ins', '', text));
      return make('span', 'value', ...pieces);
    }
    if (row.after === undefined) return make('span', 'value', row.before);
    if (row.before === undefined) return make('span', 'value', row.after);
    return make('span', 'value', make('del', 'whole', row.before), make('span', 'arrow', '\\u2192'), make('ins', 'whole', row.after));
  };

  const showRow = (row) => {
    const head = make('th', '', make('span', 'mark ' + row.mark, MARKS[row.mark]), row.field);
    head.scope = 'row';
    const cell = make('td', '', showValue(row));
    if (row.note) cell.append(make('span', 'note', row.note));
    return make('tr', '', head, cell);
  };

  const showChange = (change) => {
    const header = make('header', '', make('h3', 'id', change.id), make('span', 'badge ' + change.kind, kinds[change.kind]));
    if (change.risk) header.append(make('span', 'badge risk', '\\u26a0 ' + risks[change.risk]));
    header.append(make('span', 'notes', change.notes.join(' \\u00b7 ')));
    const article = make('article', 'entry', header);
    if (change.rows.length > 0) {
      article.append(make('table', '', make('tbody', '', ...change.rows.map((at) => showRow(rows[at])))));
    }
    return article;
  };

  const showMore = (count) => {
    const portion = matches.slice(shown, Math.max(shown, shown + count));
    list.append(...portion.map((at) => showChange(changes[at])));
    shown += portion.length;
    more.hidden = shown >= matches.length;
  };

  const isWanted = (change, at, words) => {
    const { field, kind, risk } = selects;
    if (group !== null && change.group !== group) return false;
    if (kind.value && change.kind !== kind.value) return false;
    if (risk.value && (risk.value === 'any' ? !change.risk : change.risk !== risk.value)) return false;
    if (field.value && !change.rows.some((row) => rows[row].field === field.value)) return false;
    return words.every((word) => texts[at].includes(word) || change.rows.some((row) => rowTexts[row].includes(word)));
  };

  const number = (count) => String(count).replace(/\\B(?=(?:\\d{3})+$)/g, ',');

  const update = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    matches = [];
    changes.forEach((change, at) => { if (isWanted(change, at, words)) matches.push(at); });
    const all = matches.length === changes.length;
    byId('found').textContent = all
      ? number(changes.length) + ' changed ' + (changes.length === 1 ? 'user' : 'users')
      : number(matches.length) + ' of ' + number(changes.length) + ' changed users';
    byId('reset').hidden = all && group === null;
    for (const button of pressable) {
      const { kind, group: name } = button.dataset;
      button.setAttribute('aria-pressed', String(kind ? selects.kind.value === kind : Number(name) === group));
    }
    list.replaceChildren();
    shown = 0;
    showMore(PORTION);
  };

  // Who asks for something sees it: the list may be below what the window shows.
  const goToList = () => byId('tools').scrollIntoView({ block: 'start' });

  const press = (button) => {
    const { kind, group: name } = button.dataset;
    if (kind) selects.kind.value = selects.kind.value === kind ? '' : kind;
    else group = Number(name) === group ? null : Number(name);
    update();
    if (button.getAttribute('aria-pressed') === 'true') goToList();
  };

  const reset = () => {
    group = null;
    search.value = '';
    for (const select of Object.values(selects)) select.value = '';
    update();
    search.focus();
  };

  search.addEventListener('input', update);
  for (const select of Object.values(selects)) select.addEventListener('change', update);
  for (const button of pressable) button.addEventListener('click', () => press(button));
  byId('reset').addEventListener('click', reset);
  more.addEventListener('click', () => {
    const next = shown;
    showMore(PORTION);
    const first = list.children[next];
    if (first) { first.tabIndex = -1; first.focus(); }
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !typing) { event.preventDefault(); search.focus({ preventScroll: true }); goToList(); }
    if (event.key === 'Escape' && event.target === search) reset();
  });
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !more.hidden) showMore(PORTION);
  }, { rootMargin: '600px' }).observe(byId('end'));
  // On paper there is no scrolling: what matches is printed, up to what a browser can lay out in pages.
  window.addEventListener('beforeprint', () => {
    showMore(PRINTED - shown);
    byId('printed').textContent = matches.length > shown
      ? 'Printed: the first ' + number(shown) + '. Narrow the list to print others.'
      : '';
  });

  byId('tools').hidden = false;
  update();
})();
`;
