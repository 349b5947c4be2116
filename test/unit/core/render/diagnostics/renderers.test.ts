import { describe, expect, it } from 'vitest';
import type { Diagnostic, Severity } from '../../../../../src/core/errors/diagnostic.js';
import { renderDiagnosticsCodequality } from '../../../../../src/core/render/diagnostics/codequality.js';
import { renderDiagnosticsGithub } from '../../../../../src/core/render/diagnostics/github.js';
import { renderDiagnosticsJson } from '../../../../../src/core/render/diagnostics/json.js';
import { renderDiagnosticsSarif } from '../../../../../src/core/render/diagnostics/sarif.js';
import { renderDiagnosticsText } from '../../../../../src/core/render/diagnostics/text.js';
import { createReadLine, excerptOf } from '../../../../../src/core/render/diagnostics/excerpt.js';

const HOSTILE = '\u001b[31m\u202e\u200b\ud800\r\n::error::x%0A`|<b>@all ##[add-mask]y';

function at(severity: Severity, line: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    severity,
    code: 'CF140',
    summary: `problem ${line}`,
    place: { file: 'users.yaml', line, column: 3 },
    ...more,
  };
}

const FULL = at('error', 2, {
  detail: 'first\nsecond',
  path: 'users[0].role_id',
  fix: 'Write 4.',
  related: [{ place: { file: 'b.yaml', line: 9, column: 1 }, message: 'the other' }],
});
const BARE: Diagnostic = { severity: 'info', code: 'CF162', summary: 'nothing there' };

const ALL_HOSTILE = at('warning', 1, {
  code: 'CF131',
  summary: HOSTILE,
  detail: HOSTILE,
  path: HOSTILE,
  fix: HOSTILE,
  place: { file: HOSTILE, line: 1, column: 1 },
  related: [{ place: { file: HOSTILE, line: 1, column: 1 }, message: HOSTILE }],
});

/** What must be in no output that a terminal, a log or a browser reads. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\p{Cs}]/u;

describe('text', () => {
  const files = [
    { name: 'users.yaml', bytes: new TextEncoder().encode('a: 1\r\n  role_id: 9\r\n') },
  ];

  it('shows the line with a caret, detail, related places and fix', () => {
    const text = renderDiagnosticsText([FULL, BARE], {
      excerpts: createReadLine(files),
      color: false,
    });
    expect(text).toBe(`error[CF140]: problem 2
  --> users.yaml:2:3 (users[0].role_id)
    |
  2 |   role_id: 9
    |   ^
  = first
  = second
  = the other: b.yaml:9:1
  = fix: Write 4.

info[CF162]: nothing there
`);
  });

  it('shows place and key path only where excerpts are not allowed', () => {
    const text = renderDiagnosticsText([at('error', 2)], { excerpts: null, color: false });
    expect(text).toBe('error[CF140]: problem 2\n  --> users.yaml:2:3\n');
  });

  it('goes without an excerpt where the file or the line is not known', () => {
    const excerpts = createReadLine(files);
    const unknown = at('error', 1, { place: { file: 'other', line: 1, column: 1 } });
    const text = renderDiagnosticsText([unknown, at('error', 99)], { excerpts, color: false });
    expect(text).not.toContain(' | ');
  });

  it('colours the head and the caret, and says the same without', () => {
    const options = { excerpts: createReadLine(files), color: true };
    const text = renderDiagnosticsText([at('warning', 2)], options);
    expect(text).toContain('\u001b[1;33mwarning[CF140]\u001b[0m');
    expect(text.replace(/\u001b\[[0-9;]*m/g, '')).toBe(
      renderDiagnosticsText([at('warning', 2)], { ...options, color: false }),
    );
  });

  it('breaks its lines for a terminal, but not within a command, and never for a log', () => {
    const long = {
      ...BARE,
      summary: 'words '.repeat(12).trim(),
      detail: 'more '.repeat(12).trim(),
      fix: `Run \`${'corform '.repeat(8).trim()}\` and try again.`,
    };
    const options = { color: false, excerpts: null };
    expect(renderDiagnosticsText([long], { ...options, columns: 40 })).toBe(
      [
        'info[CF162]: words words words words',
        '    words words words words',
        '    words words words words',
        '  = more more more more more more more',
        '    more more more more more',
        '  = fix: Run',
        `    \`${'corform '.repeat(8).trim()}\``,
        '    and try again.',
        '',
      ].join('\n'),
    );
    expect(renderDiagnosticsText([long], options).split('\n')).toHaveLength(4);
    const widest = renderDiagnosticsText([{ ...BARE, summary: 'word '.repeat(90) }], {
      ...options,
      columns: 300,
    });
    expect(Math.max(...widest.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('shows hostile text, and starts no line with it', () => {
    const hostileFile = { name: HOSTILE, bytes: new TextEncoder().encode(HOSTILE) };
    const text = renderDiagnosticsText([ALL_HOSTILE], {
      excerpts: createReadLine([hostileFile]),
      color: false,
    });
    expect(text).not.toMatch(UNSAFE);
    expect(text).toContain('\\u{1b}[31m\\u{202e}\\u{200b}\\u{d800}\\u{d}');
    expect(text).not.toContain('##[');
    for (const line of text.split('\n')) expect(line).toMatch(/^(warning\[CF131\]: | {2}|$)/);
  });

  it('says nothing for nothing', () => {
    expect(renderDiagnosticsText([], { excerpts: null, color: false })).toBe('');
  });
});

describe('very many problems', () => {
  const many = [
    ...Array.from({ length: 150 }, (_, n) => at('warning', n + 1)),
    ...Array.from({ length: 1_200 }, (_, n) => at('error', n + 1)),
    { ...BARE },
  ];

  it('show as the first hundred, the errors first, and the number of the others', () => {
    const text = renderDiagnosticsText(many, { excerpts: null, color: false });
    expect(text.match(/^error/gm)).toHaveLength(100);
    expect(text.split('\n\n').at(-1)).toBe(
      '… and 1,100 more errors and 150 more warnings and 1 more note.\n',
    );
  });

  it('name no kind of which none is left out', () => {
    const errors = many.filter(({ severity }) => severity === 'error').slice(0, 101);
    const text = renderDiagnosticsText(errors, { excerpts: null, color: false });
    expect(text.split('\n\n').at(-1)).toBe('… and 1 more error.\n');
  });

  it('keep their order and all of them up to a hundred', () => {
    const text = renderDiagnosticsText(many.slice(100, 200), { excerpts: null, color: false });
    expect(text).not.toContain('more');
    expect(text.startsWith('warning')).toBe(true);
  });

  it('are a thousand in documents for programs, with the true counts', () => {
    const document = JSON.parse(renderDiagnosticsJson(many)) as {
      readonly diagnostics: readonly { readonly severity: string }[];
    };
    expect(document).toMatchObject({ error_count: 1_200, warning_count: 150, left_out: 351 });
    expect(document.diagnostics.map(({ severity }) => severity)).toEqual(
      Array.from({ length: 1_000 }, () => 'error'),
    );
    const report = JSON.parse(renderDiagnosticsCodequality(many, 'users.yaml')) as unknown[];
    expect(report).toHaveLength(1_000);
  });
});

describe('excerpt', () => {
  it.each([
    ['ASCII', 'id: x', 5, 'id: x', 4],
    ['wide characters', '佐藤: x', 5, '佐藤: x', 6],
    ['combining characters', 'e\u0301: x', 5, 'e\u0301: x', 3],
    ['an emoji', '\u{1f600}: x', 5, '\u{1f600}: x', 4],
    ['an escaped character', '\u001b: x', 4, '\\u{1b}: x', 8],
    ['a tab', '\tx', 2, '\\u{9}x', 5],
    ['the end of the line', 'id:', 4, 'id:', 3],
    ['an empty line', '', 1, '', 0],
  ])('keeps the caret below the place: %s', (_, line, column, text, indent) => {
    expect(excerptOf(line, column)).toEqual({ text, indent });
  });

  it('clips a long line on both sides', () => {
    const line = `${'a'.repeat(5_000_000)}X${'b'.repeat(5_000_000)}`;
    const { text, indent } = excerptOf(line, 5_000_001);
    expect(text).toBe(`…${'a'.repeat(60)}X${'b'.repeat(59)}…`);
    expect(text[indent]).toBe('X');
  });

  it('never cuts a surrogate pair', () => {
    const smiles = '\u{1f600}'.repeat(200);
    for (const line of [smiles, `x${smiles}`]) {
      expect(excerptOf(line, 202).text).toMatch(/^…\u{1f600}+…$/u);
      expect(excerptOf(line, 201).text).toMatch(/^…\u{1f600}+…$/u);
    }
  });
});

describe('json', () => {
  it('has the shape of terraform validate -json', () => {
    expect(JSON.parse(renderDiagnosticsJson([FULL, BARE, at('warning', 3)]))).toEqual({
      format_version: '1.0',
      valid: false,
      error_count: 1,
      warning_count: 1,
      diagnostics: [
        {
          severity: 'error',
          code: 'CF140',
          summary: 'problem 2',
          detail: 'first\nsecond',
          range: { filename: 'users.yaml', start: { line: 2, column: 3 } },
          path: 'users[0].role_id',
          fix: 'Write 4.',
          related: [
            { message: 'the other', range: { filename: 'b.yaml', start: { line: 9, column: 1 } } },
          ],
        },
        { severity: 'info', code: 'CF162', summary: 'nothing there', detail: '' },
        {
          severity: 'warning',
          code: 'CF140',
          summary: 'problem 3',
          detail: '',
          range: { filename: 'users.yaml', start: { line: 3, column: 3 } },
        },
      ],
    });
    expect(renderDiagnosticsJson([])).toContain('"valid": true');
  });

  it('is printable, and parses to the same text', () => {
    const astral = `${HOSTILE}\u{e0001}`;
    const json = renderDiagnosticsJson([at('error', 1, { summary: astral })]);
    expect(json).not.toMatch(UNSAFE);
    const parsed = JSON.parse(json) as { diagnostics: { summary: string }[] };
    expect(parsed.diagnostics[0]?.summary).toBe(astral);
  });
});

describe('github', () => {
  it('writes one workflow command each', () => {
    expect(renderDiagnosticsGithub([FULL, BARE])).toBe(
      '::error file=users.yaml,line=2,col=3,title=CF140::users[0].role_id: problem 2%0Afirst%0Asecond%0Athe other: b.yaml:9%0AFix: Write 4.\n' +
        '::notice title=CF162::nothing there\n',
    );
  });

  it('gives the first ten of a kind, and says how many more there are', () => {
    const many = Array.from({ length: 25 }, (_, line) => at('error', line + 1));
    const lines = renderDiagnosticsGithub([...many, at('warning', 1)])
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[8]).not.toContain('more');
    expect(lines[9]).toContain('problem 10%0AAnd 15 more of this kind');
    expect(lines[10]).toMatch(/^::warning /);
  });

  it('lets hostile text neither end the command nor add a property', () => {
    const output = renderDiagnosticsGithub([ALL_HOSTILE]);
    expect(output.split('\n')).toHaveLength(2);
    expect(output).not.toMatch(UNSAFE);
    const [, properties] = output.split('::');
    expect(properties).toMatch(/^warning file=[^,:]*,line=1,col=1,title=CF131$/);
    expect(output).toContain('x%250A');
  });
});

describe('sarif', () => {
  const options = {
    version: '1.2.3',
    fallbackFile: './users.yaml',
  };
  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly unknown[];
        readonly relatedLocations?: readonly unknown[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    }[];
  }
  const render = (diagnostics: readonly Diagnostic[]): Sarif['runs'][number] => {
    const [run] = (JSON.parse(renderDiagnosticsSarif(diagnostics, options)) as Sarif).runs;
    if (run === undefined) throw new Error('no run');
    return run;
  };

  it('has rules with their help, levels, regions and related places', () => {
    const { tool, results } = render([FULL, at('warning', 3), BARE]);
    expect(tool.driver).toEqual({
      name: 'corform',
      version: '1.2.3',
      rules: [
        {
          id: 'CF140',
          shortDescription: { text: 'Number out of range' },
          fullDescription: { text: 'daily_hours is 0 to 24.' },
          help: { text: 'Write the hours of one day.' },
        },
        expect.objectContaining({ id: 'CF162' }),
      ],
    });
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
    expect(
      results.map(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
    ).toEqual([true, true, true]);
    expect(results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'users.yaml' },
          region: { startLine: 2, startColumn: 3 },
        },
      },
    ]);
    expect(results[0]?.relatedLocations).toHaveLength(1);
    // A problem without a place is one of the first file: GitHub wants a place for each.
    expect(results[2]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'users.yaml' },
          region: { startLine: 1, startColumn: 1 },
        },
      },
    ]);
  });

  it('has the errors first where there are more problems than GitHub shows', () => {
    const many = Array.from({ length: 5_002 }, (_, i) => at(i === 5_001 ? 'error' : 'warning', 1));
    const { results } = render(many);
    expect(results).toHaveLength(5_000);
    expect(results[0]?.level).toBe('error');
    expect(renderDiagnosticsSarif(many, options)).toContain('2 more problems were left out');
  });

  it('gives the same fingerprint after a move, another for another problem', () => {
    const print = (diagnostic: Diagnostic): string | undefined =>
      render([diagnostic]).results[0]?.partialFingerprints['corform/v1'];
    const moved = { ...FULL, place: { file: 'users.yaml', line: 77, column: 1 } };
    expect(print(moved)).toBe(print(FULL));
    for (const other of [{ summary: 'other' }, { path: 'users[1].role_id' }]) {
      expect(print({ ...FULL, ...other })).not.toBe(print(FULL));
    }
  });

  it('keeps hostile text from being a link, a placeholder or a path', () => {
    const place = { file: './dir\\a b#?\ud800.yaml', line: 1, column: 1 };
    const { results } = render([at('error', 1, { summary: '[x](1) {0} \u202e', place })]);
    expect(results[0]?.message.text).toBe('\\[x\\](1) {{0}} \\\\u{{202e}}');
    expect(JSON.stringify(results[0]?.locations)).toContain('"dir/a%20b%23%3F%EF%BF%BD.yaml"');
    expect(renderDiagnosticsSarif([ALL_HOSTILE], options)).not.toMatch(UNSAFE);
  });
});

describe('code quality', () => {
  interface Issue {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  const render = (diagnostics: readonly Diagnostic[]): Issue[] =>
    JSON.parse(renderDiagnosticsCodequality(diagnostics, './users.yaml')) as Issue[];

  it('has what GitLab requires of each, with a file for those without a place', () => {
    const issues = render([FULL, at('warning', 3), BARE]);
    expect(issues.map(({ severity }) => severity)).toEqual(['critical', 'minor', 'info']);
    expect(issues[0]).toMatchObject({
      description: 'problem 2. Fix: Write 4.',
      check_name: 'CF140',
      location: { path: 'users.yaml', lines: { begin: 2 } },
    });
    expect(issues[2]?.location).toEqual({ path: 'users.yaml', lines: { begin: 1 } });
  });

  it('tells equal problems apart', () => {
    const prints = render([BARE, BARE, FULL]).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
  });

  it('is printable with hostile text', () => {
    expect(renderDiagnosticsCodequality([ALL_HOSTILE], HOSTILE)).not.toMatch(UNSAFE);
  });
});
