import fc from '../../support/fast-check.js';
import { describe, expect, it } from 'vitest';
import {
  escapeHtml,
  escapeJsonDocument,
  escapeMarkdown,
  escapeTerminal,
  escapeWorkflowData,
  escapeWorkflowProperty,
  fenceFor,
  quoteTerminal,
} from '../../../src/core/render/escape.js';
import { renderGithubComment } from '../../../src/core/render/markdown/github-comment.js';
import { renderPlanHtml } from '../../../src/core/render/html/document.js';
import { renderPlanJson } from '../../../src/core/render/json/plan.js';
import { renderPlanMarkdown } from '../../../src/core/render/markdown/whole-plan.js';
import { DETAILS, renderPlanText } from '../../../src/core/render/text/plan.js';
import { diffWords } from '../../../src/core/render/word-diff.js';
import { planOf, reportOf, type DesiredSketch } from '../../support/plan-states.js';
import { anyDesired, anyRecorded, anyText } from '../../support/plan-arbitraries.js';

const hostile = fc.oneof(anyText, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

/** Control, format, surrogate and separator characters: none of them may reach a medium. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('any text', () => {
  it('is one visible line in a terminal, without a log command', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const shown of [escapeTerminal(text), quoteTerminal(text)]) {
          expect(shown).not.toMatch(ACTIVE);
          expect(shown).not.toMatch(/##\w*\[/);
        }
        expect(quoteTerminal(text)).toMatch(/^"(?:[^"\\]|\\.)*"$/u);
      }),
    );
  });

  it('is told apart from other text in quotes', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        if (a !== b) expect(quoteTerminal(a)).not.toBe(quoteTerminal(b));
      }),
    );
  });

  it('is one line of data in a workflow command', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeWorkflowData(text)).not.toMatch(ACTIVE);
        expect(escapeWorkflowProperty(text)).not.toMatch(/[:,\r\n]|%(?!25|0A|0D|3A|2C)/);
      }),
    );
  });

  it('has no markup in HTML and Markdown', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!#\d+;)/);
        expect(escapeHtml(text)).not.toMatch(ACTIVE);
        const inline = escapeMarkdown(text).replaceAll('<!-- -->', '');
        expect(inline).not.toMatch(/[<>"'`|*_~[\]()!$:{}@\\]|&(?!#\d+;)|w\./i);
        expect(inline).not.toMatch(ACTIVE);
      }),
    );
  });

  it("can't close its fence", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n') }), (text) => {
        const fence = fenceFor(text);
        expect(fence.length).toBeGreaterThanOrEqual(3);
        expect(text).not.toContain(fence);
      }),
    );
  });

  it('is the same data in an escaped JSON document', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = escapeJsonDocument(JSON.stringify({ [text]: text }));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
        expect(json).not.toMatch(ACTIVE);
      }),
    );
  });

  it('is whole in a comparison word by word', () => {
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        const runs = diffWords(before, after);
        fc.pre(runs !== null);
        const join = (without: string): string =>
          runs
            .filter((run) => run.kind !== without)
            .map((run) => run.text)
            .join('');
        expect(join('added')).toBe(before);
        expect(join('removed')).toBe(after);
      }),
    );
  });
});

describe('the text of a plan', () => {
  const details = fc.constantFrom(...DETAILS);

  it('has no control character, and no line that untrusted text begins', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, hostile, details, (wanted, have, note, detail) => {
        const placed: readonly DesiredSketch[] = wanted.map((user) => ({
          ...user,
          place: { file: note, line: 1, column: 1 },
        }));
        const report = { ...reportOf(planOf(placed, have)), notes: [note] };
        const text = renderPlanText(report, { detail, color: false });
        for (const line of text.split('\n')) {
          expect(line).not.toMatch(ACTIVE);
          expect(line).toMatch(
            /^(?:$|corform will|COR · |Plan:|Also:|No changes|Digest:|\d[\d,]* request|Nothing is sent|(?:Note|Warning): | +(?:[~+.-] |# |\}$|and \d|["(\p{L}\p{N}]| {5}_))/u,
          );
        }
      }),
    );
  });

  it('shows no sensitive value, in no format', () => {
    const secret = 'canary-4711';
    fc.assert(
      fc.property(anyDesired, anyRecorded, (wanted, have) => {
        const phone = (n: number) => ({ phone: `${secret}-${n}` });
        const plan = planOf(
          wanted.map((user, i) => ({
            ...user,
            fields: { ...user.fields, ...(i % 3 && phone(i)) },
          })),
          have.map((user, i) => ({ ...user, fields: { ...user.fields, ...(i % 2 && phone(1)) } })),
        );
        const report = reportOf(plan, ['phone']);
        expect(renderPlanText(report, { detail: 'full', color: true })).not.toContain(secret);
        for (const render of [
          renderPlanJson,
          renderPlanMarkdown,
          renderGithubComment,
          renderPlanHtml,
        ]) {
          expect(render(report)).not.toContain(secret);
        }
      }),
    );
  });
});
