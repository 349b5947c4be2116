/**
 * The script of the page. Allowed by its hash, so every byte of it counts. It reads the inert data of the
 * page, makes elements and text nodes, never HTML, and asks nobody for anything. Changes are shown in
 * portions, because a plan may have 30,000 of them.
 */
export const SCRIPT = `
'use strict';
(() => {
  const PORTION = 100;
  const PRINTED = 1000;
  const NAMED = 12;
  const NAMED_OF_MORE = 8;
  const ROOMY = 15;
  const FEW = 4;
  const MARKS = { add: '+', change: '~', remove: '-' };

  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId('data').textContent);
  const { kinds, roles, departments, files, notes, findings, rows, changes } = data;
  const list = byId('rows');
  const more = byId('more');
  const search = byId('search');

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const number = (count) => String(count).replace(/\\B(?=(?:\\d{3})+$)/g, ',');

  // Without accents, so a search for jose finds José, and one for lukasz finds Łukasz.
  const LETTERS = { '\\u0142': 'l', '\\u00f8': 'o', '\\u0111': 'd', '\\u00df': 'ss', '\\u00e6': 'ae', '\\u0153': 'oe', '\\u0131': 'i' };
  const plain = (text) => /[^\\x00-\\x7f]/.test(text)
    ? text.normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase().replace(/[\\u0142\\u00f8\\u0111\\u00df\\u00e6\\u0153\\u0131]/g, (letter) => LETTERS[letter])
    : text.toLowerCase();
  const rowTexts = rows.map((row) => plain([row.field, row.before, row.after, row.note].join('\\n')));
  const departmentTexts = departments.map(plain);
  const fileTexts = files.map(({ name }) => plain(name));
  const noteTexts = notes.map(plain);
  // Made when they are searched, or before, while the browser has nothing else to do.
  const texts = new Array(changes.length);
  const textOf = (at) => {
    if (texts[at] === undefined) {
      const { id, name = '', dept, place, notes: said = [] } = changes[at];
      texts[at] = plain(id + '\\n' + name) + '\\n' + (departmentTexts[dept] || '') +
        (place ? '\\n' + fileTexts[place[0]] + ':' + place[1] : '') + said.map((note) => '\\n' + noteTexts[note]).join('');
    }
    return texts[at];
  };
  const prepare = (from) => {
    if (from >= changes.length) return;
    for (let at = from; at < Math.min(from + 2000, changes.length); at += 1) textOf(at);
    setTimeout(() => prepare(from + 2000));
  };

  // The filters. Each knows the values that a change has of it.
  const fields = [...new Set(rows.map((row) => row.field))];
  const fieldOf = rows.map((row) => fields.indexOf(row.field));
  const kindNames = Object.keys(kinds).filter((kind) => changes.some((change) => change.kind === kind));
  const roleNumbers = Object.keys(roles).map(Number).sort((a, b) => a - b);
  const risks = changes.map(() => []);
  findings.forEach(({ at }, finding) => { for (const change of at) risks[change].push(finding); });
  const facets = [
    { key: 'risk', title: 'Attention', names: findings.map(({ title }) => title.replace(/^[\\d,]+ (?:people|person) /, '')),
      ids: findings.map(({ code }) => code), values: risks },
    { key: 'kind', title: 'Change', names: kindNames.map((kind) => kinds[kind]), ids: kindNames,
      values: changes.map(({ kind }) => [kindNames.indexOf(kind)]) },
    { key: 'role', title: 'Role', names: roleNumbers.map((role) => roles[role]), ids: roleNumbers.map(String),
      values: changes.map(({ role }) => role === undefined ? [] : [roleNumbers.indexOf(role)]) },
    { key: 'field', title: 'Field', names: fields, ids: fields,
      values: changes.map((change) => [...new Set(change.rows.map((row) => fieldOf[row]))]) },
    { key: 'department', title: 'Department', names: departments, ids: departments,
      values: changes.map(({ dept }) => dept === undefined ? [] : [dept]) },
  ];
  for (const facet of facets) facet.chosen = new Set();
  const passes = ({ chosen, values }, at) => chosen.size === 0 || values[at].some((value) => chosen.has(value));
  const count = ({ counts, values }, at) => { for (const value of values[at]) counts[value] += 1; };
  const buttonsOf = (name) => [...document.querySelectorAll('[data-' + name + ']')].map((button) => [button, Number(button.dataset[name])]);
  const findingButtons = buttonsOf('finding');
  const groupButtons = buttonsOf('group');
  let group = null;
  let matches = [];
  let shown = 0;

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

  const showPlace = (change) => {
    if (!change.place) return '';
    const [file, line] = change.place;
    const text = files[file].name + ':' + line;
    if (!files[file].href) return make('bdi', '', text);
    const link = make('a', '', text);
    link.href = files[file].href + '#L' + line;
    link.rel = 'noreferrer';
    return link;
  };

  const showWho = (change) => {
    const id = make('span', 'id', change.id);
    return change.name === undefined ? [id] : [make('span', 'name', change.name), ' ', id];
  };

  const showDetails = (change) => {
    const parts = change.rows.map((at) => rows[at]).flatMap((row) => {
      const value = make('dd', '', showValue(row));
      for (const note of [row.numbers, row.note]) if (note) value.append(make('span', 'note', note));
      return [make('dt', '', make('span', 'mark ' + row.mark, MARKS[row.mark]), row.field), value];
    });
    const said = (change.notes || []).map((note) => make('p', 'faint', notes[note]));
    const cell = make('td', '', ...(parts.length > 0 ? [make('dl', 'fields', ...parts)] : []), ...said);
    cell.colSpan = 4;
    return make('tr', 'more-of', cell);
  };

  const showChange = (change) => {
    const open = make('button', 'open', '\\u25b8');
    open.type = 'button';
    open.setAttribute('aria-expanded', 'false');
    open.setAttribute('aria-label', 'Details of ' + (change.name || change.id));
    const what = make('td', 'what');
    if (change.kind !== 'update') what.append(make('span', 'badge ' + change.kind, kinds[change.kind]));
    for (const at of change.rows) {
      const row = rows[at];
      const field = make('span', 'field', make('span', 'key', row.field), showValue(row));
      if (row.note) field.append(make('span', 'note', row.note));
      what.append(field);
    }
    const line = make('tr', change.isRisk ? 'risk' : '',
      make('td', 'who', open, ...showWho(change)),
      make('td', 'dept', departments[change.dept] || ''),
      what,
      make('td', 'where', showPlace(change)));
    open.addEventListener('click', () => {
      const isOpen = open.getAttribute('aria-expanded') === 'true';
      if (isOpen) line.nextElementSibling.remove();
      else line.after(showDetails(change));
      open.setAttribute('aria-expanded', String(!isOpen));
      open.textContent = isOpen ? '\\u25b8' : '\\u25be';
    });
    return line;
  };

  const showMore = (count) => {
    const portion = matches.slice(shown, Math.max(shown, shown + count));
    list.append(...portion.map((at) => showChange(changes[at])));
    shown += portion.length;
    more.hidden = shown >= matches.length;
  };

  // The people of the risks, as far as they match.
  const showPeople = () => {
    const isMatch = new Uint8Array(changes.length);
    for (const at of matches) isMatch[at] = 1;
    findings.forEach(({ isListed, at }, finding) => {
      const people = byId('people-' + finding);
      if (!isListed) return;
      const matching = at.filter((change) => isMatch[change] === 1);
      const items = matching.slice(0, matching.length > NAMED ? NAMED_OF_MORE : NAMED).map((position) => {
        const change = changes[position];
        const item = make('li', '', ...showWho(change));
        if (change.dept !== undefined) item.append(' \\u00b7 ', make('span', 'dept', departments[change.dept]));
        const role = change.rows.map((row) => rows[row]).find(({ field }) => field === 'role_id');
        if (role) item.append(' ', showValue(role));
        else if (change.role !== undefined) item.append(' ', make('span', 'value', roles[change.role]));
        return item;
      });
      const rest = matching.length - items.length;
      if (rest > 0) {
        const all = make('button', 'plain', 'and ' + number(rest) + ' more: show all in the table');
        all.type = 'button';
        all.addEventListener('click', () => { facets[0].chosen = new Set([finding]); update(true); goToList(); });
        items.push(make('li', '', all));
      }
      if (items.length === 0) items.push(make('li', 'faint', 'Nobody who matches the search and the filters.'));
      people.replaceChildren(...items);
      people.hidden = false;
    });
  };

  const makeFacets = () => {
    const sets = facets.filter((facet) => facet.names.length > 0).map((facet) => {
      facet.boxes = facet.names.map((name, value) => {
        const box = make('input', '');
        box.type = 'checkbox';
        box.addEventListener('change', () => {
          if (box.checked) facet.chosen.add(value); else facet.chosen.delete(value);
          update(true);
        });
        const shownCount = make('span', 'count');
        return { box, shownCount, label: make('label', 'facet', box, make('span', 'dept', name), shownCount) };
      });
      return make('fieldset', '', make('legend', '', facet.title), ...facet.boxes.map(({ label }) => label));
    });
    byId('facets').append(...sets);
  };

  const filter = () => {
    const words = plain(search.value).split(/\\s+/).filter(Boolean);
    const rowsWith = words.map((word) => rowTexts.map((text) => text.includes(word)));
    for (const facet of facets) facet.counts = facet.names.map(() => 0);
    matches = [];
    for (let at = 0; at < changes.length; at += 1) {
      const change = changes[at];
      if (group !== null && change.group !== group) continue;
      if (!words.every((word, i) => textOf(at).includes(word) || change.rows.some((row) => rowsWith[i][row]))) continue;
      // A value is counted if all other filters let the change pass.
      const failed = facets.filter((facet) => !passes(facet, at));
      if (failed.length === 0) matches.push(at);
      for (const facet of failed.length === 0 ? facets : failed.length === 1 ? failed : []) count(facet, at);
    }
  };

  const update = (isStep) => {
    filter();
    const all = matches.length === changes.length;
    const people = (many) => number(many) + (many === 1 ? ' person' : ' people');
    byId('found').textContent = all ? people(changes.length) : number(matches.length) + ' of ' + people(changes.length);
    byId('reset').hidden = search.value === '' && group === null && facets.every(({ chosen }) => chosen.size === 0);
    for (const { boxes, counts, chosen } of facets) {
      for (const [value, { box, shownCount }] of (boxes || []).entries()) {
        box.checked = chosen.has(value);
        shownCount.textContent = number(counts[value]);
      }
    }
    for (const [button, at] of findingButtons) button.setAttribute('aria-pressed', String(facets[0].chosen.has(at)));
    for (const [button, at] of groupButtons) button.setAttribute('aria-pressed', String(at === group));
    showPeople();
    list.replaceChildren();
    shown = 0;
    showMore(PORTION);
    writeFragment(isStep);
  };

  // What is filtered is in the address, so a link shows it to others. The browser's Back undoes a click, not a letter.
  const writeFragment = (isStep) => {
    const params = new URLSearchParams();
    if (search.value) params.append('q', search.value);
    for (const { key, ids, chosen } of facets) for (const value of chosen) params.append(key, ids[value]);
    if (group !== null) params.append('group', String(group + 1));
    const fragment = params.toString();
    if (fragment !== location.hash.slice(1)) history[isStep ? 'pushState' : 'replaceState'](null, '', '#' + fragment);
  };

  const readFragment = () => {
    const params = new URLSearchParams(location.hash.slice(1));
    search.value = params.get('q') || '';
    for (const facet of facets) {
      const values = params.getAll(facet.key).map((id) => facet.ids.indexOf(id));
      facet.chosen = new Set(values.filter((value) => value >= 0));
    }
    const wanted = Number(params.get('group')) - 1;
    group = groupButtons.some(([, at]) => at === wanted) ? wanted : null;
    update(false);
  };

  // The table may be below what the window shows.
  const goToList = () => byId('tools').scrollIntoView({ block: 'start' });

  const reset = () => {
    group = null;
    search.value = '';
    for (const facet of facets) facet.chosen = new Set();
    update(true);
    search.focus();
  };

  search.addEventListener('input', () => update(false));
  for (const [button, finding] of findingButtons) {
    button.addEventListener('click', () => {
      const isChosen = facets[0].chosen.has(finding);
      facets[0].chosen = new Set(isChosen ? [] : [finding]);
      update(true);
      if (!isChosen) goToList();
    });
  }
  for (const [button, at] of groupButtons) {
    button.addEventListener('click', () => {
      group = at === group ? null : at;
      update(true);
      if (group !== null) goToList();
    });
  }
  byId('reset').addEventListener('click', reset);
  more.addEventListener('click', () => {
    const next = list.children[list.children.length - 1];
    showMore(PORTION);
    const first = next && next.nextElementSibling;
    if (first) first.querySelector('.open').focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      search.focus({ preventScroll: true });
      goToList();
    }
    if (event.key === 'Escape' && event.target === search) reset();
  });
  window.addEventListener('hashchange', readFragment);
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !more.hidden) showMore(PORTION);
  }, { rootMargin: '600px' }).observe(byId('end'));
  // On paper there is no scrolling: what matches is printed, up to what a browser can lay out in pages.
  window.addEventListener('beforeprint', () => {
    showMore(PRINTED - shown);
    byId('printed').textContent = matches.length > shown
      ? 'Printed: the first ' + number(shown) + '. Narrow the table to print others.'
      : '';
  });

  makeFacets();
  const wide = window.matchMedia('(min-width: 56.01rem)');
  const fit = () => { byId('filters').open = wide.matches; };
  wide.addEventListener('change', fit);
  fit();
  byId('tools').classList.toggle('roomy', changes.length <= ROOMY);
  byId('tools').classList.toggle('few', changes.length <= FEW);
  byId('tools').hidden = false;
  readFragment();
  setTimeout(() => prepare(0), 50);
})();
`;
