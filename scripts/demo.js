// The main job from end to end, against the sandbox: `npm run demo`. Every command is shown as typed, and
// after each apply what COR received. Needs nothing but Node. The folder with the reports stays, to be looked at.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'corform-demo-'));

/** What is set for a real COR, or for CI, must not reach the demo. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(CI$|COR_|CORFORM_)/.test(name)),
);

/** A heading between two steps. */
function say(/** @type {string} */ text) {
  const heading = process.stdout.isTTY
    ? `\u001b[1;36m\u2500\u2500 ${text}\u001b[0m`
    : `\u2500\u2500 ${text}`;
  process.stdout.write(`\n${heading}\n\n`);
}

/**
 * Runs corform as typed, and shows what it prints. Any other end than the expected one ends the demo.
 *
 * @param {number} expected
 * @param {...string} args
 */
async function corform(expected, ...args) {
  const child = start(args);
  const [code] = await once(child, 'exit');
  if (code !== expected) throw new Error(`corform ${args[0]} ended with ${code}`);
}

/** @param {readonly string[]} args */
function start(args) {
  process.stdout.write(`$ corform ${args.join(' ')}\n`);
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * Starts the sandbox; resolves with what it received so far once it listens.
 *
 * @returns {Promise<{child: import('node:child_process').ChildProcess, requests: () => string[]}>}
 */
function startSandbox() {
  const args = ['sandbox', '--port', '0', '--users', 'users.yaml'];
  process.stdout.write(`$ corform ${args.join(' ')} &\n`);
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env });
  let received = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (received += text));
  return new Promise((resolve, reject) => {
    let told = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the sandbox did not start: ${told}`)));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      told += text;
      if (!told.includes('Ctrl-C')) return;
      process.stdout.write(told);
      for (const [, name = '', value = ''] of told.matchAll(/export (\w+)=(\S+)/g))
        env[name] = value;
      resolve({ child, requests: () => received.split('\n').slice(0, -1) });
    });
  });
}

/**
 * Shows the PUTs that came after the first `seen`, at most three, as the sandbox logged them. The log may
 * lag behind the answer a little: `expected` is how many to wait for.
 *
 * @param {() => string[]} requests
 * @param {number} seen
 * @param {number} expected
 */
async function showReceived(requests, seen, expected) {
  for (let tries = 0; requests().length < seen + expected && tries < 500; tries += 1) {
    await sleep(10);
  }
  const puts = requests()
    .slice(seen)
    .map((line) => JSON.parse(line));
  process.stdout.write(`\nCOR received ${puts.length} PUT${puts.length === 1 ? '' : 's'}:\n`);
  for (const { path, body, status } of puts.slice(0, 3)) {
    process.stdout.write(`  PUT ${path}\n      ${JSON.stringify(body)}  -> ${status}\n`);
  }
  if (puts.length > 3) process.stdout.write(`  … and ${puts.length - 3} more\n`);
}

/**
 * Changes one line of users.yaml, and shows the change as a diff would.
 *
 * @param {string} before
 * @param {string} after
 */
function edit(before, after) {
  const path = join(folder, 'users.yaml');
  const text = readFileSync(path, 'utf8');
  if (!text.includes(before)) throw new Error(`users.yaml has no "${before}"`);
  writeFileSync(path, text.replace(before, after));
  process.stdout.write(`users.yaml\n  - ${before}\n  + ${after}\n\n`);
}

/**
 * Waits until the sandbox has received that many PUTs.
 *
 * @param {() => string[]} requests
 * @param {number} count
 */
async function received(requests, count) {
  for (let tries = 0; requests().length < count && tries < 500; tries += 1) await sleep(10);
}

let sandbox;
try {
  say('users.yaml describes the 20 people of an agency');
  process.stdout.write(`$ cp users.yaml ${folder}\n$ cd ${folder}\n`);
  copyFileSync(join(root, 'users.yaml'), join(folder, 'users.yaml'));

  say('A stand-in for COR, so nothing real is touched');
  sandbox = await startSandbox();
  const { requests } = sandbox;

  say('Once: make the recorded state and a settings file');
  await corform(0, 'init');

  say('The first apply takes all 20 people under management');
  await corform(0, 'apply', '--auto-approve', '--detail', 'counts');
  await showReceived(requests, 0, 20);

  say('A slip of the fingers is found before anything happens');
  edit('daily_hours: 7.5', 'daily_hous: 6');
  await corform(65, 'validate');
  edit('daily_hous: 6', 'daily_hours: 6');

  say('The plan shows exactly what changes, and for whom');
  await corform(
    0,
    'plan',
    '--out',
    'plan.json',
    '--report',
    'github-comment=comment.md',
    '--report',
    'html=report.html',
  );

  say('And exactly that field is sent');
  await corform(0, 'apply', 'plan.json', '--detail', 'ids');
  await showReceived(requests, 20, 1);

  say('Everybody gets other hours, and the apply is killed in the middle');
  edit('  daily_hours: 8', '  daily_hours: 7');
  const before = requests().length;
  const doomed = start([
    'apply',
    '--auto-approve',
    '--allow',
    'update=20',
    '--rate',
    '10',
    '--detail',
    'counts',
  ]);
  await received(requests, before + 4);
  doomed.kill('SIGKILL');
  await once(doomed, 'exit');
  process.stdout.write('\nKilled.\n');

  say('The next apply finds out what is left, and sends that');
  await corform(0, 'apply', '--auto-approve', '--allow', 'update=20', '--detail', 'counts');

  say('There is nothing left to do');
  await corform(0, 'plan');

  say('Look at what a reviewer saw');
  process.stdout.write(`The pull request comment: ${join(folder, 'comment.md')}\n`);
  process.stdout.write(`The HTML report:          ${join(folder, 'report.html')}\n`);
  say('Done. Next: README.md, or the folders in examples/');
} catch (error) {
  process.stderr.write(
    `The demo failed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
} finally {
  sandbox?.child.removeAllListeners('exit');
  sandbox?.child.kill('SIGINT');
}
