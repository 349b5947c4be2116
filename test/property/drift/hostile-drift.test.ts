import { expect, it } from 'vitest';
import { renderDriftGithub } from '../../../src/core/render/diagnostics/drift.js';
import { renderDriftHtml } from '../../../src/core/render/html/drift.js';
import { renderDriftJson } from '../../../src/core/render/json/drift.js';
import { renderDriftText } from '../../../src/core/render/text/drift.js';
import { anyHostileDrift } from '../../support/drift.js';
import fc from '../../support/fast-check.js';

/** Control, format, surrogate and separator characters, but for line breaks. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

it('Hostile text in drift moves no terminal, starts no workflow command and no element of a page', () => {
  fc.assert(
    fc.property(anyHostileDrift, (report) => {
      const text = renderDriftText(report, { color: false });
      expect(text).not.toMatch(ACTIVE);
      expect(text).not.toMatch(/^\s*(?:::|##\[)/m);
      const github = renderDriftGithub(report);
      expect(github).not.toMatch(ACTIVE);
      for (const line of github.trimEnd().split('\n')) {
        expect(line).toMatch(
          /^::(?:warning|notice) (?:file=[^,:]+,line=\d+,col=\d+,)?title=CF\d+::/,
        );
      }
      const page = renderDriftHtml(report);
      expect(page).not.toMatch(ACTIVE);
      expect(page).not.toMatch(/<(?:script|img|svg|iframe)|\son\w+=["']/i);
      const json = renderDriftJson(report);
      expect(json).not.toMatch(ACTIVE);
      const { resource_drift: drifted } = JSON.parse(json) as {
        readonly resource_drift: readonly { readonly index: string }[];
      };
      expect(drifted.map(({ index }) => index)).toEqual(report.users.map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
