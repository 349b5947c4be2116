#!/usr/bin/env node
/**
 * Measures two goals of the sending, with real processes and a real server:
 *
 *  1. 2,000 PUTs under a limit of 50 a second that answers 429 end within 1.3 times the ideal time, and
 *     fewer than 5 % of the requests are refused.
 *  2. With the journal an apply reaches at least 0.7 of the throughput of the same loop without one.
 *
 * Not a test: it takes a minute, and its numbers are those of the machine. Needs `npm run build`.
 * Exit code 1 where a goal is missed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../dist/adapters/clock.js';
import { createHttpUserApi } from '../dist/adapters/http-user-api.js';
import { LocalBackend } from '../dist/adapters/local-backend.js';
import { readProxySettings } from '../dist/adapters/proxy.js';
import { systemRandom } from '../dist/adapters/random.js';
import { Secret } from '../dist/adapters/secret.js';
import { execute } from '../dist/app/execute.js';
import { JournalRecorder } from '../dist/app/run/journal-recorder.js';
import { JOURNAL_START, journalLines } from '../dist/core/state/journal-record.js';
import { newState } from '../dist/core/state/transitions.js';
import { startSandbox } from '../dist/sandbox/server.js';

const USERS = 2_000;
const PER_SECOND = 50;
const ROUNDS = 5;
const PROGRAM = new URL('../bin/run.js', import.meta.url).pathname;

const ids = Array.from({ length: USERS }, (_, i) => `OKTA-USER-${10_000 + i}`);
const folder = mkdtempSync(join(tmpdir(), 'corform-goals-'));

/** Runs corform in the folder and returns how long it took, in seconds. */
async function corform(sandbox, args) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      COR_ACCESS_TOKEN: 'sandbox',
      COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
      COR_API_URL: sandbox.apiUrl,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const since = performance.now();
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`corform ${args[0]} ended with ${code}`);
  return (performance.now() - since) / 1000;
}

/** The whole program against a COR that lets 50 requests a second through. */
async function underLimit() {
  let refused = 0;
  let requests = 0;
  const sandbox = await startSandbox({
    users: ids,
    rateLimit: { perSecond: PER_SECOND, retryAfter: null },
    onRequest: ({ status }) => {
      requests += 1;
      if (status === 429) refused += 1;
    },
  });
  const users = ids.map((id) => ({ id, role_id: 4 }));
  writeFileSync(join(folder, 'users.yaml'), JSON.stringify({ version: 1, source: 'OKTA', users }));
  await corform(sandbox, ['init']);
  const seconds = await corform(sandbox, ['apply', '--auto-approve', '--allow', `add=${USERS}`]);
  await sandbox.close();
  return { ratio: seconds / (USERS / PER_SECOND), refused: refused / requests, seconds };
}

function openApi(sandbox) {
  return createHttpUserApi({
    integrationsUrl: sandbox.integrationsUrl,
    apiUrl: sandbox.apiUrl,
    credentials: { kind: 'access-token', token: new Secret('sandbox') },
    proxy: readProxySettings({}).value,
    clock: systemClock,
    userAgent: 'corform/goals',
  });
}

/** A recorder on a state of its own, with its run open. */
async function openJournal() {
  const path = join(mkdtempSync(join(folder, 'state-')), 'state.json');
  const backend = new LocalBackend({ path, clock: systemClock, random: systemRandom });
  const lockId = 'goals';
  const texts = { Operation: '', Info: '', Who: '', Version: '', Created: '', Path: path };
  await backend.lock({ ID: lockId, ...texts });
  const ops = ids.map((id) => ({ id, set: { role_id: 3 }, protected: false }));
  const state = {
    ...newState({ lineage: 'goals', digestKey: '', writtenBy: '' }),
    run: { id: 'goals', ops },
  };
  const open = { type: 'open', lineage: 'goals', serial: 1, run: 'goals' };
  const { lines, end } = journalLines([open], JOURNAL_START);
  const writer = await backend.journals.create('goals', lines);
  return new JournalRecorder(
    { backend, writer, lockId, clock: systemClock },
    { state, position: end },
  );
}

/** Users a second of the sending loop alone. */
async function perSecond(sandbox, log) {
  const never = new AbortController().signal;
  const silent = () => undefined;
  const api = openApi(sandbox);
  const since = performance.now();
  const { outcomes } = await execute(
    ids.map((id) => ({ id, source: 'OKTA', set: { role_id: 3 } })),
    {
      api,
      clock: systemClock,
      random: systemRandom,
      log,
      observer: {
        sent: silent,
        returned: silent,
        settled: silent,
        paused: silent,
        adapted: silent,
      },
    },
    {
      concurrency: 8,
      rate: null,
      maxFailures: null,
      maxDurationMs: null,
      interrupts: { stopping: never, leaving: never },
      graceMs: 5_000,
    },
  );
  const seconds = (performance.now() - since) / 1000;
  await api.close();
  if (outcomes.some(({ kind }) => kind !== 'applied')) throw new Error('not all were applied');
  return USERS / seconds;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Side by side, in turns, so that a busy machine slows both down. */
async function compareJournal(latency) {
  const sandbox = await startSandbox({ users: ids, latency });
  const nothing = () => Promise.resolve();
  const [plain, journal] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(await perSecond(sandbox, { intend: nothing, record: nothing }));
    const recorder = await openJournal();
    journal.push(await perSecond(sandbox, recorder));
    await recorder.close();
  }
  await sandbox.close();
  return { plain: median(plain), journal: median(journal) };
}

let missed = false;
function report(isMet, text) {
  missed ||= !isMet;
  process.stdout.write(`${isMet ? 'met   ' : 'missed'}  ${text}\n`);
}

try {
  for (const latency of [0, 20]) {
    const { plain, journal } = await compareJournal(latency);
    const ratio = journal / plain;
    const rates = `${journal.toFixed(0)}/s of ${plain.toFixed(0)}/s`;
    report(
      ratio >= 0.7,
      `journal, ${latency} ms of latency: ${rates} = ${ratio.toFixed(2)} (goal 0.70)`,
    );
  }
  const { ratio, refused, seconds } = await underLimit();
  const time = `${seconds.toFixed(1)} s = ${ratio.toFixed(2)} of ideal`;
  report(ratio <= 1.3, `${USERS} PUTs at ${PER_SECOND}/s: ${time} (goal 1.30)`);
  report(refused < 0.05, `refused with 429: ${(100 * refused).toFixed(1)} % (goal 5 %)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;
