/** Texts for differential fuzzing: the same seed gives the same text, whatever machine. */

/** A random number below `below`. */
export type Draw = (below: number) => number;

/** Mulberry32: 32 bits of state, good enough to pick cases. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function pick<T>(draw: Draw, items: readonly T[]): T {
  return items[draw(items.length)]!;
}

/** A text that is a users file, or was one before it was damaged, or never was one. */
export function randomYaml(draw: Draw, seeds: readonly string[]): string {
  switch (draw(8)) {
    case 0:
      return noise(draw);
    case 1:
    case 2:
    case 3:
      return mutate(draw, excerpt(draw, pick(draw, seeds)));
    case 4:
      return mutate(draw, draw(3) === 0 ? flowFile(draw) : usersFile(draw));
    case 5:
      return flowFile(draw);
    default:
      return usersFile(draw);
  }
}

const KEYS = [
  'id',
  'first_name',
  'role_id',
  'daily_hours',
  'protected',
  'phone',
  'lead designer',
  'Diseñador',
  'constructor',
  'toString',
  'a.b/c-d',
  'true',
  'null',
  '_',
  '"id"',
  "'role_id'",
  'k' + 'e'.repeat(30) + 'y',
];
const ODD_KEYS = [
  '__proto__',
  '1',
  '01',
  '"a b" ',
  '"1"',
  '"a\\x41"',
  'a ',
  '-',
  '? a',
  '<<',
  '~',
  'a#b',
  'a #b',
];

const VALUES = [
  'Designer',
  'Lead Developer',
  'OKTA-USER-12345',
  'Inés',
  '美咲',
  'a#b',
  'x:y',
  'http://example.com/a?b=c',
  '-5',
  '-0',
  '0',
  '3',
  '7.5',
  '7.50',
  '24',
  '123456789012345',
  '2025-01-15',
  'true',
  'False',
  'no',
  '(x)',
  '/etc',
  '.hidden',
  '_x',
  '-x',
  '--x',
  '=x',
  '?x',
  "O'Brien",
  'a "b" c',
  'a, b',
  'a [b] {c}',
  'a & b * c',
  '"+1 555-0100"',
  '"a: b # c"',
  '"\\u00e9\\xe9\\"\\\\\\/"',
  '"\\ud83d\\ude00"',
  "'it''s'",
  "''''",
  '""',
  "''",
  '" a "',
  '[]',
  '{}',
  '[a, 1, "b"]',
  '{ position: Designer, role_id: 4 }',
  '{department: "R, D", daily_hours: 8}',
  '{"id":"a","role_id":3,"position":"x: y"}',
  '{"id": "a","protected":true, phone: b}',
  '[a,b,"c",1]',
];
const ODD_VALUES = [
  '',
  '~',
  'null',
  'Null',
  '+1555',
  '010',
  '0x1F',
  '0o17',
  '1e3',
  '.5',
  '5.',
  '.inf',
  '-.INF',
  '.nan',
  '-',
  '- a',
  '--- a',
  '...',
  '?',
  ': a',
  ':a',
  'a: b',
  'a:',
  'a :b',
  '&a b',
  '*a',
  '!!str a',
  '|',
  '>-',
  '%a',
  '@a',
  '`a',
  '=',
  '1_000',
  '12345678901234567890',
  '1.2.3',
  '-1-2',
  '+',
  '"open',
  "'open",
  '"a" b',
  '"a"#b',
  '"\\n"',
  '"\\q"',
  '"\\x4"',
  '{a: b',
  '{a: b,}',
  '{a: b, a: c}',
  '{a}',
  '{a: }',
  '{a:b}',
  '{a: [b]}',
  '{"a" :1}',
  '{"1":1}',
  '{"a\\x41":1}',
  '{"":1}',
  '{"a":}',
  '{"a"}',
  '{"a":b:c}',
  '{"a":1,,"b":2}',
  '{a: b,c:d}',
  '{"a":-1,"b":- 1}',
  '{ a: b } c',
  '[a: b]',
  '[a, ]',
  '[[a]]',
  '{a: b c , d: e#f}',
  '{a: b #c}',
  '{1: a}',
  '{a: -}',
  '{a: -1, b: ~}',
  '\tx',
  'x\ty',
  '\u00a0x',
  'x\u0085y',
  '\u2028',
  '\ufeffx',
  'x'.repeat(300),
];

function usersFile(draw: Draw): string {
  const odd = draw(3) === 0 ? 25 : 0;
  const key = (): string => pick(draw, odd > 0 && draw(odd) === 0 ? ODD_KEYS : KEYS);
  const value = (): string => pick(draw, odd > 0 && draw(odd) === 0 ? ODD_VALUES : VALUES);
  const end = (): string =>
    pick(draw, ['', '', '', '', '', ' ', ' # c', '\t', '\t# c', '  # é:\t"', odd > 0 ? '#x' : '']) +
    '\n';
  const between = (): string =>
    pick(draw, ['', '', '', '', '', '', '\n', '# c\n', '   # - a: b\n', '  \n', '\t\n']);
  const indent = (columns: number): string =>
    ' '.repeat(odd > 0 && draw(odd * 3) === 0 ? draw(7) : columns);
  /** Now and then a list or a map below a key, which no users file has there. */
  const below = (columns: number): string | undefined => {
    if (draw(25) > 0) return undefined;
    const start = `\n${' '.repeat(columns + pick(draw, [0, 2]))}`;
    const items = Array.from({ length: 1 + draw(3) }, () =>
      pick(draw, [`- ${value()}`, `- ${key()}: ${value()}`, `- - ${value()}`]),
    );
    return draw(3) === 0
      ? `\n${' '.repeat(columns + 2)}${key()}: ${value()}\n`
      : `${start}${items.join(start)}\n`;
  };
  /** A value that goes on further in on the next line, as programs break what is longer than 80 characters. */
  const folded = (columns: number): string => {
    const text = value();
    if (draw(5) > 0) return text;
    return text.replace(' ', pick(draw, ['\n', '\\\n', ' \n', '\n\n']) + indent(columns + draw(5)));
  };
  const entries = (columns: number, first: string): string => {
    // Keys written twice are for the mutations: they end the case for the quick reader.
    const keys = new Set(Array.from({ length: 1 + draw(5) }, key));
    return [...keys]
      .map(
        (name, at) =>
          `${at === 0 ? first : indent(columns)}${name}:${below(columns) ?? ` ${folded(columns)}${end()}`}${between()}`,
      )
      .join('');
  };
  let text = `${between()}${pick(draw, ['', '', '', '---\n', '--- # c\n', odd > 0 ? '--- a\n' : ''])}`;
  text += `version: 1${end()}${between()}source: ${value()}${end()}`;
  if (draw(2) === 0) text += `defaults:${end()}${entries(2, '  ')}`;
  if (draw(2) === 0) text += `profiles:${end()}  ${key()}:${end()}${entries(4, '    ')}`;
  const dash = pick(draw, [0, 2, 2, 2, 4]);
  text += `users:${end()}${between()}`;
  for (let at = 0, count = draw(12) === 0 ? 0 : 1 + draw(4); at < count; at += 1) {
    const gap = pick(draw, [1, 1, 1, 3]);
    const start = `${indent(dash)}-${' '.repeat(gap)}`;
    text += draw(8) === 0 ? `${start}${value()}${end()}` : entries(dash + 1 + gap, start);
  }
  if (draw(4) === 0) text += `more: ${value()}${end()}`;
  return draw(6) === 0 ? text.trimEnd() : text;
}

/** A document in flow style, such as JSON, broken into lines anywhere. */
function flowFile(draw: Draw): string {
  const odd = draw(3) === 0 ? 30 : 0;
  const isJson = draw(2) === 0;
  const breaks = pick(draw, [[''], [' '], ['', ' ', '\n', '\n  ', '\n\t', ' # c\n ', '\n\n']]);
  const gap = (): string => pick(draw, breaks);
  const text = (known: readonly string[], others: readonly string[]): string => {
    const plain = pick(draw, odd > 0 && draw(odd) === 0 ? others : known);
    const isPlain = !isJson || /^(["'{[]|true$|-?\d+$)/.test(plain);
    return (isPlain ? plain : JSON.stringify(plain)).replace(' ', draw(6) === 0 ? '\n  ' : ' ');
  };
  const list = (items: readonly string[], brackets: string): string =>
    `${brackets.charAt(0)}${gap()}${items.map((item) => item + gap()).join(`,${gap()}`)}${brackets.charAt(1)}`;
  const map = (depth: number): string => {
    const keys = new Set(Array.from({ length: 1 + draw(4) }, () => text(KEYS, ODD_KEYS)));
    return list(
      Array.from(keys, (key) => `${key}:${isJson ? gap() : ' '}${value(depth)}`),
      '{}',
    );
  };
  const value = (depth: number): string => {
    if (depth > 0 || draw(12) > 0) return text(VALUES, ODD_VALUES);
    return draw(2) === 0 ? list([value(1), value(1)], '[]') : map(1);
  };
  const users = Array.from({ length: draw(5) }, () => (draw(8) === 0 ? value(0) : map(0)));
  const head = draw(3) > 0 ? [`"version":${gap()}1`, `"source": ${text(VALUES, ODD_VALUES)}`] : [];
  const more = draw(3) === 0 ? [`"more": ${value(0)}`] : [];
  return `${gap()}${list([...head, `"users":${gap()}${list(users, '[]')}`, ...more], '{}')}${gap()}`;
}

/** Some lines of a text that is too long to be parsed a million times. */
function excerpt(draw: Draw, text: string): string {
  const lines = text.split('\n');
  if (lines.length < 30) return text;
  const from = draw(lines.length);
  const head = draw(2) === 0 ? 'version: 1\nsource: OKTA\nusers:\n' : '';
  return head + lines.slice(from, from + 1 + draw(25)).join('\n');
}

const CHARACTERS = [
  ...Array.from(' \n:-#\'"{}[],&*!|>%@`?~.+\\/_=<0129aeExnZ\t\r'),
  'é',
  '美',
  '\u{1f600}',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  ': ',
  ' #',
  '- ',
  '\n  ',
  '\n    ',
  '\n- ',
  '---\n',
  '...\n',
  '<<: ',
  "''",
  '\\u00e9',
];

function noise(draw: Draw): string {
  let text = draw(2) === 0 ? 'version: 1\n' : '';
  for (let count = draw(40); count > 0; count -= 1) text += pick(draw, CHARACTERS);
  return text;
}

function mutate(draw: Draw, original: string): string {
  let text = original;
  for (let count = 1 + draw(4); count > 0; count -= 1) {
    const at = draw(text.length + 1);
    switch (draw(6)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + 1 + draw(3));
        break;
      case 1:
      case 2:
        text = text.slice(0, at) + pick(draw, CHARACTERS) + text.slice(at);
        break;
      case 3:
        text = text.slice(0, at) + pick(draw, CHARACTERS) + text.slice(at + 1);
        break;
      case 4:
        text = text.slice(0, at) + pick(draw, [...VALUES, ...ODD_VALUES]) + text.slice(at);
        break;
      default:
        text = mutateLine(draw, text);
    }
  }
  return text;
}

function mutateLine(draw: Draw, text: string): string {
  const lines = text.split('\n');
  const at = draw(lines.length);
  const line = lines[at]!;
  const replacement = pick(draw, [
    [],
    [line, line],
    [` ${line}`],
    [line.slice(1)],
    [line, '# c'],
    [line, pick(draw, lines)],
    [`${line} ${pick(draw, VALUES)}`],
  ]);
  lines.splice(at, 1, ...replacement);
  return lines.join('\n');
}
