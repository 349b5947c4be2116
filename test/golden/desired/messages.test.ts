import { expect, it } from 'vitest';
import { readDesired } from '../../../src/core/users/read-desired.js';
import { renderDiagnosticsText } from '../../../src/core/render/diagnostics/text.js';
import { createReadLine } from '../../../src/core/render/diagnostics/excerpt.js';
import { ENCODINGS, RULES, SHAPES, SYNTAX, VALUES } from './cases.js';

it.each(Object.entries({ ENCODINGS, SYNTAX, SHAPES, VALUES, RULES }))(
  'reports bad input in words that were read and approved: %s',
  async (kind, cases) => {
    const chapters = cases.map(({ name, files, required = [] }) => {
      const { diagnostics } = readDesired(files, { required });
      const text = renderDiagnosticsText(diagnostics, {
        excerpts: createReadLine(files),
        color: false,
      });
      return `## ${name}\n\n${text === '' ? '(nothing)\n' : text}`;
    });
    await expect(chapters.join('\n')).toMatchFileSnapshot(`${kind.toLowerCase()}.txt`);
  },
);
