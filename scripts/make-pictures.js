/**
 * The pictures of README.md, from real output: `node scripts/make-pictures.js`. The terminal becomes SVG; the
 * pull request comment is rendered by cmark-gfm and photographed by Chromium, both from Debian.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'corform-pictures-'));

/** @typedef {{ background: string, text: string, dim: string, colours: Readonly<Record<string, string>> }} Theme */

/** @type {Readonly<Record<string, Theme>>} */
const THEMES = {
  light: {
    background: '#ffffff',
    text: '#1f2328',
    dim: '#59636e',
    colours: { 31: '#cf222e', 32: '#1a7f37', 33: '#9a6700', 36: '#0969da' },
  },
  dark: {
    background: '#0d1117',
    text: '#e6edf3',
    dim: '#8b949e',
    colours: { 31: '#ff7b72', 32: '#3fb950', 33: '#d29922', 36: '#58a6ff' },
  },
};

/** Of whom the links of the comment are. Nobody clicks on a picture. */
const REPOSITORY = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'OWNER/people' };

/** @param {...string} args */
function corform(...args) {
  const env = { PATH: process.env['PATH'], HOME: folder, FORCE_COLOR: '1', ...REPOSITORY };
  const program = join(root, 'bin/run.js');
  return execFileSync(process.execPath, [program, ...args], { cwd: folder, env, encoding: 'utf8' });
}

/** A small agency in which one person is promoted, one works less and one leaves. */
function makePlan() {
  copyFileSync(join(root, 'users.yaml'), join(folder, 'users.yaml'));
  corform('init');
  corform('baseline', '--auto-approve');
  corform('set', 'role_id=1', '--only', 'OKTA-USER-10005', '--write');
  corform('set', 'daily_hours=6', '--only', 'OKTA-USER-10012', '--write');
  corform('remove', '--only', 'OKTA-USER-10017', '--write');
  const commit = ['--commit', '0123456789abcdef0123456789abcdef01234567'];
  return corform('plan', ...commit, '--report', 'github-comment=comment.md');
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Terminal output as SVG: one `tspan` for each run of one colour.
 *
 * @param {string} output
 * @param {Theme} theme
 */
function toSvg(output, theme) {
  const lines = output.trimEnd().split('\n');
  const rows = lines.map((line, at) => {
    let fill = theme.text;
    let weight = 'normal';
    const runs = line.split(/(\u001b\[[0-9;]*m)/).map((part) => {
      const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
      if (codes === undefined) {
        return part === ''
          ? ''
          : `<tspan fill="${fill}" font-weight="${weight}">${escape(part)}</tspan>`;
      }
      for (const code of codes.split(';')) {
        if (code === '1') weight = 'bold';
        else if (code === '2') fill = theme.dim;
        else if (['0', '', '39', '22'].includes(code)) [fill, weight] = [theme.text, 'normal'];
        else fill = theme.colours[code] ?? fill;
      }
      return '';
    });
    return `<text x="16" y="${28 + at * 18}" xml:space="preserve">${runs.join('')}</text>`;
  });
  const height = 28 + lines.length * 18;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 ${height}" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="13">
<rect width="820" height="${height}" rx="8" fill="${theme.background}" stroke="${theme.dim}" stroke-opacity=".4"/>
${rows.join('\n')}
</svg>
`;
}

/** Makes GitHub's alerts of quotes that begin with `[!WARNING]`, as GitHub does. */
function showAlerts(/** @type {string} */ html) {
  return html.replace(
    /<blockquote>\s*<p>\[!(\w+)\]<\/p>/g,
    (_, /** @type {string} */ kind) =>
      `<blockquote class="${kind.toLowerCase()}"><p><b>${kind.charAt(0)}${kind.slice(1).toLowerCase()}</b></p>`,
  );
}

/** @param {string} html @param {'light' | 'dark'} scheme */
async function photograph(html, scheme) {
  const { background, text, dim, colours } = /** @type {Theme} */ (THEMES[scheme]);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 760, height: 100 } });
    await page.setContent(`<style>
      body { font: 14px/1.5 system-ui, sans-serif; color: ${text}; background: ${background}; margin: 0; padding: 16px }
      table { border-collapse: collapse } td, th { border: 1px solid ${dim}66; padding: 4px 10px; text-align: left }
      a { color: #4493f8; text-decoration: none } code { background: ${dim}26; padding: 2px 4px; border-radius: 4px; font-size: 12px }
      blockquote { margin: 0 0 14px; padding: 2px 14px; border-left: 4px solid ${dim} } blockquote p { margin: 4px 0 }
      .warning { border-color: ${colours[33]} } .warning b:first-child { color: ${colours[33]} } .note { border-color: ${colours[36]} }
      ul { margin: 6px 0; padding-left: 22px } details { margin: 8px 0 }
      pre { background: ${dim}1a; padding: 10px; border-radius: 6px; overflow: hidden } pre code { background: none }
    </style>${showAlerts(html)}`);
    await page.screenshot({
      path: join(root, `docs/pictures/comment-${scheme}.png`),
      fullPage: true,
    });
  } finally {
    await browser.close();
  }
}

try {
  const plan = makePlan();
  const comment = join(folder, 'comment.md');
  const html = execFileSync('cmark-gfm', ['--unsafe', '-e', 'table', comment], {
    encoding: 'utf8',
  });
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    const theme = /** @type {Theme} */ (THEMES[scheme]);
    writeFileSync(join(root, `docs/pictures/plan-${scheme}.svg`), toSvg(plan, theme));
    await photograph(html, scheme);
  }
} finally {
  rmSync(folder, { recursive: true });
}
