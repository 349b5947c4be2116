// The HTML report in a real browser: Debian's Chromium.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import fc from '../support/fast-check.js';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { renderPlanHtml } from '../../src/core/render/html/document.js';
import type { PlanReport } from '../../src/core/render/view.js';
import { largeReport, readScenario } from '../golden/scenarios.js';
import { anyHostileReport, MARK } from '../support/hostile-reports.js';
import { planOf, reportOf } from '../support/plan-states.js';
import { REPORT } from '../support/sample-reports.js';

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
  options: { readonly dark?: boolean; readonly fragment?: string; readonly width?: number } = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const file = join(folder, 'report.html');
  writeFileSync(file, renderPlanHtml(report));
  const page = await browser.newPage({
    colorScheme: options.dark === true ? 'dark' : 'light',
    viewport: { width: options.width ?? 1280, height: 960 },
  });
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
    if (request.url().split('#')[0] !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url + (options.fragment ?? ''));
  await page.locator('#tools').waitFor();
  return { page, complaints };
}

const shownIds = (page: Page): Promise<readonly string[]> =>
  page.locator('#rows .id').allTextContents();

/** The box of a filter, and the number beside it. */
const box = (page: Page, name: string) =>
  page.getByRole('checkbox', { name: new RegExp(`^${name}`) });
const countOf = async (page: Page, name: string): Promise<string> =>
  String(await page.locator('.facet', { hasText: name }).locator('.count').textContent());

describe('hostile text in a browser', () => {
  const reports = fc
    .sample(anyHostileReport(6), { numRuns: 25, seed: 4711 })
    .filter((report) => report.plan.changes.length > 0);

  it('runs nothing, loads nothing, violates nothing, and is all there as text', async () => {
    for (const report of reports) {
      const { page, complaints } = await open(report);
      expect(await page.locator('#rows > tr').count()).toBe(report.plan.changes.length);
      for (const id of await shownIds(page)) {
        expect(id.startsWith(MARK) && (id.endsWith(MARK) || id.endsWith(`${MARK}before`))).toBe(
          true,
        );
      }
      for (const button of await page.locator('.open').all()) await button.click();
      const active = 'img, iframe, object, embed, link, form, style ~ style';
      expect(await page.locator(active).count()).toBe(0);
      for (const link of await page.locator('a').all()) {
        expect(await link.getAttribute('href')).toMatch(
          /^https:\/\/github\.com\/acme\/people\/blob\/33415f0\/[\w.%/-]+#L\d+$/,
        );
      }
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.evaluate('window.owned')).toBeUndefined();
      expect(complaints).toEqual([]);
      await page.close();
    }
  });
});

describe('the page', () => {
  const grouped = readScenario('grouped');
  const all = grouped.plan.changes.length;

  it('filters by kind, risk, role, field and department, with counts that follow', async () => {
    const { page, complaints } = await open(grouped);
    const found = page.locator('#found');
    expect(await found.textContent()).toBe(`${all} people`);

    await box(page, 'no longer managed').click();
    expect(await shownIds(page)).toEqual(['left-0', 'left-1', 'left-2', 'left-3']);
    expect(await countOf(page, 'added')).toBe('5');
    expect(await countOf(page, 'position')).toBe('0');
    await box(page, 'no longer managed').click();
    await box(page, 'gets a more powerful role').click();
    expect(await shownIds(page)).toEqual(['VIP']);
    await page.click('#reset');
    await box(page, 'position').click();
    expect(await found.textContent()).toBe(`8 of ${all} people`);
    await page.fill('#search', '  POSITION p-3 ');
    expect(await shownIds(page)).toEqual(['P-3']);
    await page.click('#reset');
    await box(page, 'Design').click();
    await box(page, 'position').click();
    expect(await found.textContent()).toBe(`0 of ${all} people`);
    await page.click('#reset');
    expect(await found.textContent()).toBe(`${all} people`);
    expect(await page.locator('#reset').isHidden()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('keeps the filters in the address, so a link shows them', async () => {
    const { page } = await open(grouped);
    await box(page, 'added').click();
    await page.fill('#search', 'new-3');
    expect(await page.evaluate('location.hash')).toBe('#q=new-3&kind=add');
    const { page: other } = await open(grouped, {
      fragment: '#q=P-&kind=update&field=position&role=99',
    });
    expect(await other.locator('#found').textContent()).toBe(`8 of ${all} people`);
    expect(await box(other, 'changed').isChecked()).toBe(true);
    await other.evaluate("location.hash = '#kind=forget'");
    await other.locator('#found', { hasText: '4 of' }).waitFor();
    expect(await other.inputValue('#search')).toBe('');
  });

  it('undoes a filter with the Back of the browser, and stays on the page', async () => {
    const { page } = await open(grouped);
    const found = page.locator('#found');
    await box(page, 'added').click();
    await page.fill('#search', 'new-3');
    await box(page, 'role_id').click();
    await page.goBack();
    await page.waitForFunction("location.hash === '#q=new-3&kind=add'");
    expect(await box(page, 'role_id').isChecked()).toBe(false);
    await page.goBack();
    await found.filter({ hasText: `${all} people` }).waitFor();
    expect(await box(page, 'added').isChecked()).toBe(false);
    expect(await page.inputValue('#search')).toBe('');
    await page.goForward();
    await page.waitForFunction("location.hash === '#q=new-3&kind=add'");
    expect(await shownIds(page)).toEqual(['new-3']);
  });

  it('finds people by name and without accents, in the risks as in the table', async () => {
    const people = [
      ['OKTA-1', 'José', 'Núñez', 'Ingeniería'],
      ['OKTA-2', 'Łukasz', 'Nowak', 'Design'],
      ['OKTA-3', 'Ann', 'Lee', 'Design'],
    ] as const;
    const fields = (at: number, role_id: number) => {
      const [, first_name, last_name, department] = people[at]!;
      return { first_name, last_name, department, role_id };
    };
    const plan = planOf(
      people.map(([id], at) => ({ id, fields: fields(at, 1) })),
      people.map(([id], at) => ({ id, fields: fields(at, 4) })),
    );
    const { page } = await open(reportOf(plan));
    const risks = page.locator('#people-0 li');
    expect(await risks.count()).toBe(3);
    for (const [query, id] of [
      ['jose nunez', 'OKTA-1'],
      ['ingenieria', 'OKTA-1'],
      ['lukasz', 'OKTA-2'],
      ['NOWAK', 'OKTA-2'],
    ] as const) {
      await page.fill('#search', query);
      expect(await shownIds(page)).toEqual([id]);
      expect(await risks.locator('.id').allTextContents()).toEqual([id]);
    }
    await page.fill('#search', 'nobody');
    expect(await risks.allTextContents()).toEqual([
      'Nobody who matches the search and the filters.',
    ]);
  });

  it('leads from a remark to its people, and from a group to its', async () => {
    const { page } = await open(grouped);
    await page.getByRole('button', { name: '4 people are no longer managed' }).click();
    expect(await shownIds(page)).toEqual(['left-0', 'left-1', 'left-2', 'left-3']);
    expect((await page.locator('#tools').boundingBox())!.y).toBeLessThan(300);
    await page.getByRole('button', { name: '4 people are no longer managed' }).click();
    await page.locator('.group', { hasText: '12 people' }).click();
    expect(await page.locator('#rows > tr').count()).toBe(12);
    await page.locator('.group[aria-pressed="true"]').click();
    expect(await page.locator('#rows > tr').count()).toBe(all);
  });

  it('opens the details of a line, and links to its place', async () => {
    const { page } = await open(grouped, { fragment: '#q=VIP' });
    const button = page.getByRole('button', { name: 'Details of VIP' });
    await button.click();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('.more-of').textContent()).toContain('4 -> 1');
    await button.click();
    expect(await page.locator('.more-of').count()).toBe(0);
    expect(await page.locator('#rows a').getAttribute('href')).toMatch(
      /^https:\/\/github\.com\/acme\/people\/blob\/33415f0\/users\.yaml#L\d+$/,
    );
  });

  it('works by keyboard alone', async () => {
    const { page } = await open(grouped);
    await page.keyboard.press('/');
    await page.keyboard.type('VIP');
    expect(await shownIds(page)).toEqual(['VIP']);
    await page.keyboard.press('Escape');
    expect(await page.inputValue('#search')).toBe('');
    // From the search the filters follow, then the lines.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('.facet input').first().isChecked()).toBe(true);
    await page.locator('.open').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.more-of').count()).toBe(1);
  });

  it.each([
    ['wide and light', 1280, false],
    ['wide and dark', 1280, true],
    ['on a phone', 390, false],
    ['on a phone in the dark', 390, true],
  ])('has nothing that axe objects to: %s', async (_name, width, dark) => {
    for (const report of [
      grouped,
      REPORT,
      readScenario('no-changes'),
      readScenario('fresh-state'),
    ]) {
      const file = join(folder, 'report.html');
      writeFileSync(file, renderPlanHtml(report));
      // The policy of the page lets no other script in, axe neither.
      const context = await browser.newContext({
        bypassCSP: true,
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width, height: 800 },
      });
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      for (const button of (await page.locator('.open').all()).slice(0, 2)) await button.click();
      await page.evaluate(axe.source);
      expect(
        await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))'),
      ).toEqual([]);
      await context.close();
    }
  });

  it('fits a phone without scrolling sideways', async () => {
    for (const report of [grouped, REPORT, readScenario('long-text')]) {
      const { page } = await open(report, { width: 390 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect(await page.locator('#filters').getAttribute('open')).toBeNull();
    }
  });

  it('shows what is before what will be, also of names from right to left', async () => {
    const plan = planOf(
      [{ id: 'a', fields: { first_name: 'לוי' } }],
      [{ id: 'a', fields: { first_name: 'נועה' } }],
    );
    const { page } = await open(reportOf(plan));
    const old = (await page.locator('#rows del.whole').boundingBox())!;
    const now = (await page.locator('#rows ins.whole').boundingBox())!;
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
  const large = largeReport();

  it('open in under a second, and filter in under a tenth of one', async () => {
    const { page, complaints } = await open(large);
    expect(await page.locator('#found').textContent()).toBe('30,000 people');
    // Other tests may run beside this one: the best of three counts.
    const opened: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await page.reload();
      opened.push(
        Number(
          await page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd",
          ),
        ),
      );
    }
    expect(Math.min(...opened)).toBeLessThan(1_000);
    await page.waitForTimeout(500);
    const timed = async (query: string): Promise<number> =>
      Number(
        await page.evaluate(`(() => {
          const search = document.getElementById('search');
          search.value = ${JSON.stringify(query)};
          const begin = performance.now();
          search.dispatchEvent(new Event('input'));
          return performance.now() - begin;
        })()`),
      );
    for (const query of ['OKTA-12345', 'name b', 'designer', 'nothing at all']) {
      const times = [await timed(query), await timed(query), await timed(query)];
      expect(Math.min(...times)).toBeLessThan(100);
    }
    expect(complaints).toEqual([]);
  });

  it('show forty on a screen, and grow by portions', async () => {
    const { page } = await open(large, { fragment: '#field=position' });
    expect(await page.locator('#rows > tr').count()).toBeLessThan(1_000);
    await page.evaluate("document.getElementById('tools').scrollIntoView()");
    const heights = Number(
      await page.evaluate(
        "[...document.querySelectorAll('#rows > tr')].slice(0, 40).reduce((sum, row) => sum + row.getBoundingClientRect().height, 0)",
      ),
    );
    expect(heights).toBeLessThan(960);
    const before = await page.locator('#rows > tr').count();
    await page.locator('#more').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#rows > tr').count()).toBeGreaterThan(before);
  });

  it('are printed up to a thousand, which is said', async () => {
    const { page } = await open(large);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.locator('#rows > tr').count()).toBe(1_000);
    expect(await page.locator('#printed').textContent()).toContain('the first 1,000');
  });
});
