/**
 * Runs the packed tarball on other versions of Node: `node scripts/smoke-nodes.js [22 24 26]`. The versions
 * come from the registry (`node@24`), so this is no part of `npm test`, which does it for its own.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'corform-smoke-'));
/** @type {(command: string, args: readonly string[], options?: object) => string} */
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', ...options });

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  run('npm', ['init', '--yes']);
  run('npm', ['install', '--silent', '--no-audit', join(folder, tarball)]);
  cpSync(join(root, 'users.yaml'), join(folder, 'users.yaml'));
  const program = join(folder, 'node_modules/corform/bin/run.js');
  for (const version of process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26']) {
    const corform = (/** @type {string[]} */ ...args) =>
      run('npx', ['--yes', '--package', `node@${version}`, 'node', program, ...args], {
        env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    // Twice: the second one starts from the compiled code of the first.
    const plans = [corform('plan'), corform('plan')];
    const isRight = plans.every((plan) => plan.includes('Plan: 20 to add'));
    console.log(`${corform('--version').trim()}: ${isRight ? 'plans 20 users' : plans.join('\n')}`);
    if (!isRight) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
