// The HTML report in a real browser: Debian's Chromium.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from '../support/fast-check.js';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { renderPlanHtml } from '../../src/core/render/html/document.js';
import type { PlanReport } from '../../src/core/render/view.js';
import { largeReport, readScenario } from '../golden/scenarios.js';
import { anyHostileReport, MARK } from '../support/hostile-reports.js';
import { planOf, reportOf } from '../support/plan-states.js';

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const folder = mkdtempSync(join(tmpdir(), 'corform-html-'));
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: FLAGS.split(' '),
  });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The report in a page, with all that a browser complains about and asks for. */
async function open(
  report: PlanReport,
  options: { readonly dark?: boolean } = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const file = join(folder, 'report.html');
  writeFileSync(file, renderPlanHtml(report));
  const page = await browser.newPage({ colorScheme: options.dark === true ? 'dark' : 'light' });
  onTestFinished(() => page.close());
  const url = pathToFileURL(file).href;
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('#tools').waitFor();
  return { page, complaints };
}

const shownIds = (page: Page): Promise<readonly string[]> =>
  page.locator('.entry h3').allTextContents();

describe('hostile text in a browser', () => {
  const reports = fc
    .sample(anyHostileReport(6), { numRuns: 25, seed: 4711 })
    .filter((report) => report.plan.changes.length > 0);

  it('runs nothing, loads nothing, violates nothing, and is all there as text', async () => {
    for (const report of reports) {
      const { page, complaints } = await open(report);
      expect(await page.locator('.entry').count()).toBe(report.plan.changes.length);
      for (const id of await shownIds(page)) {
        expect(id.startsWith(MARK) && (id.endsWith(MARK) || id.endsWith(`${MARK}before`))).toBe(
          true,
        );
      }
      const active = 'img, svg, iframe, object, embed, link, a, form, style ~ style';
      expect(await page.locator(active).count()).toBe(0);
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.evaluate('window.owned')).toBeUndefined();
      expect(complaints).toEqual([]);
      await page.close();
    }
  });
});

describe('the page', () => {
  const grouped = readScenario('grouped');

  it('filters by field, kind and risk, and searches ids and values', async () => {
    const { page, complaints } = await open(grouped);
    const found = page.locator('#found');
    const all = grouped.plan.changes.length;
    expect(await found.textContent()).toBe(`${all} changed users`);

    await page.selectOption('#kind', 'forget');
    expect(await shownIds(page)).toEqual(['left-0', 'left-1', 'left-2', 'left-3']);
    await page.selectOption('#kind', '');
    await page.selectOption('#risk', 'role-raise');
    expect(await shownIds(page)).toEqual(['VIP']);
    await page.selectOption('#risk', '');
    await page.selectOption('#field', 'position');
    expect(await found.textContent()).toBe(`8 of ${all} changed users`);
    await page.fill('#search', '  POSITION p-3 ');
    expect(await shownIds(page)).toEqual(['P-3']);
    await page.click('#reset');
    expect(await found.textContent()).toBe(`${all} changed users`);
    expect(await page.locator('#reset').isHidden()).toBe(true);

    await page.fill('#search', 'nobody at all');
    expect(await found.textContent()).toBe(`0 of ${all} changed users`);
    expect(complaints).toEqual([]);
  });

  it('shows the users of one group, and one kind by its tile', async () => {
    const { page } = await open(grouped);
    await page.locator('.group', { hasText: '12 users' }).click();
    expect(await page.locator('.entry').count()).toBe(12);
    await page.locator('.group[aria-pressed="true"]').click();
    await page.locator('.tile', { hasText: 'to add' }).click();
    expect(await page.locator('.entry').count()).toBe(5);
    expect(await page.inputValue('#kind')).toBe('add');
  });

  it('works by keyboard alone', async () => {
    const { page } = await open(grouped);
    await page.keyboard.press('/');
    await page.keyboard.type('VIP');
    expect(await shownIds(page)).toEqual(['VIP']);
    await page.keyboard.press('Escape');
    expect(await page.inputValue('#search')).toBe('');
    // From the search the three selects follow.
    for (const id of ['field', 'kind', 'risk']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe(id);
    }
  });

  it('brings the list into view for who filters or searches', async () => {
    const { page } = await open(largeReport());
    const top = async (): Promise<number> => (await page.locator('#tools').boundingBox())!.y;
    await page.keyboard.press('/');
    expect(await top()).toBeLessThan(2);
    await page.evaluate('scrollTo(0, 0)');
    expect(await top()).toBeGreaterThan(100);
    await page.locator('.group').last().click();
    expect(await top()).toBeLessThan(2);
  });

  it('shows what is before what will be, also of names from right to left', async () => {
    const plan = planOf(
      [{ id: 'a', fields: { first_name: 'לוי' } }],
      [{ id: 'a', fields: { first_name: 'נועה' } }],
    );
    const { page } = await open(reportOf(plan));
    const old = (await page.locator('del.whole').boundingBox())!;
    const now = (await page.locator('ins.whole').boundingBox())!;
    expect(old.x + old.width).toBeLessThan(now.x);
  });

  it('marks the words that differ', async () => {
    const { page } = await open(readScenario('long-text'));
    expect(await page.locator('.value del').first().textContent()).not.toBe('');
    expect(await page.locator('.value ins').first().textContent()).not.toBe('');
  });

  it('is dark where the reader wants it dark', async () => {
    const background = async (dark: boolean): Promise<unknown> =>
      (await open(grouped, { dark })).page.evaluate(
        'getComputedStyle(document.body).backgroundColor',
      );
    expect(await background(false)).toBe('rgb(255, 255, 255)');
    expect(await background(true)).toBe('rgb(20, 24, 29)');
  });
});

describe('30,000 changes', () => {
  it('load, filter and grow by portions', async () => {
    const { page, complaints } = await open(largeReport());
    expect(await page.locator('#found').textContent()).toBe('30,000 changed users');
    expect(await page.locator('.entry').count()).toBeLessThan(1_000);
    await page.fill('#search', 'OKTA-12345');
    expect(await shownIds(page)).toEqual(['OKTA-12345']);
    await page.fill('#search', '');
    const before = await page.locator('.entry').count();
    await page.locator('#more').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.entry').count()).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
  });

  it('are printed up to a thousand, which is said', async () => {
    const { page } = await open(largeReport());
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.locator('.entry').count()).toBe(1_000);
    expect(await page.locator('#printed').textContent()).toContain('the first 1,000');
  });
});
