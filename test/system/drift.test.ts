// Drift as a page in a real browser (Debian's Chromium), and as Markdown in GitHub's own parser (Debian's cmark-gfm).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderDriftHtml } from '../../src/core/render/html/drift.js';
import { renderDriftMarkdown } from '../../src/core/render/markdown/drift.js';
import type { DriftReport } from '../../src/core/render/drift-view.js';
import { anyHostileDrift, driftReport } from '../support/drift.js';
import fc from '../support/fast-check.js';
import { MARK } from '../support/hostile-reports.js';
import { CMARK_STRUCTURE, parseWithCmark } from '../support/cmark.js';
import { expectInert } from '../support/markdown-rules.js';

const folder = mkdtempSync(join(tmpdir(), 'corform-drift-html-'));
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page, with all that the browser complains about and asks for. */
async function open(report: DriftReport, options: Parameters<Browser['newContext']>[0] = {}) {
  const file = join(folder, 'drift.html');
  writeFileSync(file, renderDriftHtml(report));
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

const [hostile] = fc.sample(
  anyHostileDrift.filter(({ users, missing }) => users.length > 4 && missing.length > 0),
  { numRuns: 1, seed: 4711 },
);
const REPORTS: readonly DriftReport[] = [
  hostile!,
  driftReport({ record: [], cor: [] }),
  driftReport(
    {
      record: [
        {
          id: 'OKTA-1',
          cor_id: 1,
          fields: { first_name: 'Ada', department: 'Design', role_id: 4 },
        },
        { id: 'OKTA-2', cor_id: 2, fields: { first_name: 'Bo', daily_hours: 8 } },
      ],
      cor: [{ corId: 1, fields: { first_name: 'Ada', role_id: 1 } }],
      absent: [2],
    },
    { commit: '33415f0', links: { folder: 'https://github.com/acme/people/blob/33415f0/' } },
  ),
];

it('Hostile text runs nothing, loads nothing, violates nothing, and is all there as text', async () => {
  const { page, complaints, close } = await open(hostile!);
  expect(await page.locator('#changes tbody tr').count()).toBe(hostile!.users.length);
  for (const id of await page.locator('#changes .id').allTextContents()) {
    expect(id.startsWith(MARK) && id.endsWith(MARK)).toBe(true);
  }
  expect(await page.locator('script, img, iframe, object, embed, link, form').count()).toBe(0);
  for (const link of await page.locator('a').all()) {
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/github\.com\/acme\/people\/blob\//);
  }
  expect(await page.evaluate('window.owned')).toBeUndefined();
  expect(complaints).toEqual([]);
  await close();
});

it.each([
  ['wide and light', 1280, 'light'],
  ['wide and dark', 1280, 'dark'],
  ['on a phone', 390, 'light'],
  ['on a phone in the dark', 390, 'dark'],
] as const)('has nothing that axe objects to, and fits: %s', async (_name, width, colorScheme) => {
  for (const report of REPORTS) {
    // The policy of the page lets no script in, axe neither.
    const viewport = { width, height: 800 };
    const { page, close } = await open(report, { bypassCSP: true, colorScheme, viewport });
    await page.evaluate(axe.source);
    expect(
      await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))'),
    ).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await close();
  }
});

it('GitHub sees nothing but code in hostile text', () => {
  fc.assert(
    fc.property(anyHostileDrift, (report) => {
      const nodes = parseWithCmark(renderDriftMarkdown(report));
      expect(nodes.length).toBeGreaterThan(10);
      expectInert(nodes, CMARK_STRUCTURE);
    }),
    { numRuns: 60 },
  );
});
