import { describe, expect, it } from 'vitest';
import {
  escapeHtml,
  escapeJsonDocument,
  escapeLines,
  escapeMarkdown,
  escapeTerminal,
  escapeWorkflowData,
  escapeWorkflowProperty,
  fenceFor,
  hasLogCommand,
  quoteTerminal,
} from '../../../../src/core/render/escape.js';

describe('escapeTerminal', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['an 8-bit control', '\u009b2J', '\\u{9b}2J'],
    ['line breaks and tabs', 'a\r\n\tb', 'a\\u{d}\\u{a}\\u{9}b'],
    ['delete', '\u007f', '\\u{7f}'],
    ['bidi', '\u202eabc\u2066\u061c', '\\u{202e}abc\\u{2066}\\u{61c}'],
    ['zero width', 'a\u200b\u200d\ufeffb', 'a\\u{200b}\\u{200d}\\u{feff}b'],
    ['a joiner between letters of two scripts', 'a\u200cخ خ\u200dක', 'a\\u{200c}خ خ\\u{200d}ක'],
    ['a joiner at an end', '\u200cخ\u200d', '\\u{200c}خ\\u{200d}'],
    ['a selector behind a Latin letter', 'a\ufe00', 'a\\u{fe00}'],
    ['a selector of another script', '葛\u180b', '葛\\u{180b}'],
    ['a lone surrogate', 'a\ud83db', 'a\\u{d83d}b'],
    ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['tags', '\u{e0041}', '\\u{e0041}'],
    ['fillers', '\u3164\uffa0\u2800', '\\u{3164}\\u{ffa0}\\u{2800}'],
    ['look-alike spaces', 'a\u00a0b\u2003c', 'a\\u{a0}b\\u{2003}c'],
    ['private use and noncharacters', '\ue000\uffff', '\\u{e000}\\u{ffff}'],
    ['a mark that would land on the quote', '\u0301x', '\\u{301}x'],
    ['piled-up marks', `x${'\u0301'.repeat(5)}`, `x${'\\u{301}'.repeat(5)}`],
    ['a log command', 'x ##[error]y ##vso[task]z', 'x #\\u{23}[error]y #\\u{23}vso[task]z'],
  ])('shows %s', (_what, text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });

  it.each([
    'Ada Lovelace',
    'Zoë Müller-Ñandú',
    'e\u0301',
    'Ελένη',
    'می\u200cخواهم',
    'ක්\u200dෂ',
    'क्\u200cष',
    'مِ\u200cخ',
    '葛\u{e0100}城',
    'ᠠ\u180bᠠ',
    '辻\ufe00',
    'Дмитрий',
    '山田\u3000太郎',
    'محمد',
    'נועה',
    'अमित',
    '😀',
    '# 1 ## 2',
    '"\\',
  ])('leaves %j as it is', (text) => {
    expect(escapeTerminal(text)).toBe(text);
  });
});

describe('every character of the Basic Multilingual Plane', () => {
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

  it('is shown as its code point if nobody could see it', () => {
    const unseen =
      /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! |\u3000)\p{Zs}/u;
    const wrong = characters.filter(
      (character) => unseen.test(character) === escapeTerminal(`a${character}`).endsWith(character),
    );
    expect(wrong).toEqual([]);
  });

  it('is shown apart where it would join the text before it', () => {
    const wrong = characters.filter(
      (character) => /^\p{M}/u.test(character) && escapeTerminal(character) === character,
    );
    expect(wrong).toEqual([]);
  });
});

describe('quoteTerminal', () => {
  it("can't be mistaken: quotes and backslashes of the text are escaped", () => {
    expect(quoteTerminal('a"b\\u{1b}\u001b')).toBe('"a\\"b\\\\u{1b}\\u{1b}"');
  });
});

describe('workflow commands', () => {
  it('keep line breaks and percent signs as data', () => {
    expect(escapeWorkflowData('100%\r\n::error::x\u001b')).toBe('100%25%0D%0A::error::x\\u{1b}');
  });

  it("have properties that can't end early", () => {
    expect(escapeWorkflowProperty('a:b,c%\n')).toBe('a%3Ab%2Cc%25%0A');
  });
});

describe('escapeHtml', () => {
  it('escapes all five characters and shows what is invisible', () => {
    expect(escapeHtml(`<a href="x" t='y'>&\u202e`)).toBe(
      '&#60;a href=&#34;x&#34; t=&#39;y&#39;&#62;&#38;\\u{202e}',
    );
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['table cells and code', 'a|b`c', 'a&#124;b&#96;c'],
    ['HTML', '</code><b>&', '&#60;/code&#62;&#60;b&#62;&#38;'],
    ['mentions and e-mail addresses', '@all me@x.org', '&#64;<!-- -->all me&#64;<!-- -->x.org'],
    ['links', '[x](http://y) https://z', '&#91;x&#93;&#40;http&#58;//y&#41; https&#58;//z'],
    ['bare links', 'www.x.org WWW.y', 'www&#46;x.org WWW&#46;y'],
    ['references and formulas', '#12 $x$', '&#35;12 &#36;x&#36;'],
    ['emphasis and emoji', '*a* _b_ ~c~ :x:', '&#42;a&#42; &#95;b&#95; &#126;c&#126; &#58;x&#58;'],
    ['line breaks', 'a\nb', 'a&#92;u&#123;a&#125;b'],
  ])('makes %s plain text', (_what, text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

describe('fenceFor', () => {
  it('is longer than any run of backticks', () => {
    expect(fenceFor('plain')).toBe('```');
    expect(fenceFor('a ``` b `````')).toBe('``````');
  });
});

describe('escapeJsonDocument', () => {
  it('keeps the data and the line ends', () => {
    const data = { text: '\u009b\u202e\u{e0041}##[group]x é 😀' };
    const json = `{\n${JSON.stringify(data).slice(1)}\n`;
    const escaped = escapeJsonDocument(json);
    expect(JSON.parse(escaped)).toEqual(data);
    expect(escaped).toBe('{\n"text":"\\u009b\\u202e\\udb40\\udc41#\\u0023[group]x é 😀"}\n');
  });
});

describe('the text of a file', () => {
  it('is escaped line by line for a terminal', () => {
    expect(escapeLines('a\u202e\n  b\n')).toBe('a\\u{202e}\n  b\n');
  });

  it.each([
    ['name: ##vso[task.setvariable variable=X]1', true],
    ['name: ##[group]x', true],
    ['a\n::set-output name=x::1', true],
    ['a\n \t::error::x', true],
    ['name: "::error::x"', false],
    ['## A heading', false],
    ['', false],
  ])('%j: whether a CI system finds a command in it is %s', (text, found) => {
    expect(hasLogCommand(text)).toBe(found);
  });
});
