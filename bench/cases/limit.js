import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ratios, runOnce, summary } from '../lib/measure.js';
import { makeUsers, toYaml, writeProject } from '../lib/workload.js';

/** @import {Bench, MeasuredRow, Row} from '../lib/types.js' */

const PER_SECOND = 50;

/**
 * An apply against a COR that lets 50 requests a second through and answers 429 to the others, without a
 * word on when to come back: how near the run gets to the ideal time, and how often it is refused. One
 * round: it takes as long as the limit lets it.
 *
 * @param {Bench} bench
 */
export async function measureLimit(bench) {
  const count = bench.quick ? 500 : 2_000;
  await writeFile(join(bench.folder, 'limited.yaml'), toYaml(makeUsers(count)));
  const sandbox = await startLimitedSandbox(bench);
  try {
    const { folder } = await writeProject(join(bench.folder, 'limit'), {
      desired: makeUsers(count, () => ({ daily_hours: 7 })),
      recorded: makeUsers(count),
      endpoint: sandbox.url,
      stateText: bench.parts.stateText,
    });
    const { ms } = await runOnce({
      command: [...bench.corform, 'apply', '--auto-approve', '--allow', `update=${count}`],
      cwd: folder,
      env: {
        ...bench.env,
        COR_INTEGRATIONS_URL: sandbox.url,
        COR_API_URL: `${sandbox.url}/v1`,
        COR_ACCESS_TOKEN: 'sandbox',
      },
      expect: new RegExp(`Apply complete! Resources: 0 added, ${count} changed, 0 destroyed`),
    });
    return rowsOf(count, ms, sandbox.answers);
  } finally {
    sandbox.close();
  }
}

/**
 * @param {number} count
 * @param {number} ms
 * @param {{all: number, refused: number}} answers
 * @returns {readonly Row[]}
 */
function rowsOf(count, ms, { all, refused }) {
  const ideal = (count / PER_SECOND) * 1_000;
  const what = `apply of ${count.toLocaleString('en')} under ${PER_SECOND} requests a second`;
  /** @type {(unit: MeasuredRow['unit'], ours: number, reference: string, theirs: number, most: number) => Row} */
  const row = (unit, ours, reference, theirs, most) => ({
    what,
    ...(unit !== undefined && { unit }),
    ours: summary([ours]),
    reference,
    theirs: summary([theirs]),
    ratio: { median: ratios([ours], [theirs]).median },
    goal: { most },
  });
  return [
    row('ms', ms, 'the time that the limit asks for', ideal, 1.3),
    row('429', refused, 'all answers', all, 0.05),
  ];
}

/** The stand-in for COR as a process of its own. `answers` counts what it answered to PUTs. */
async function startLimitedSandbox(/** @type {Bench} */ { corform, env, folder: cwd }) {
  const [file, ...args] = [...corform, 'sandbox', '--port', '0', '--users', 'limited.yaml'];
  const child = spawn(file, [...args, '--rate-limit', String(PER_SECOND)], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const answers = { all: 0, refused: 0 };
  createInterface(child.stdout).on('line', (line) => {
    /** @type {{method: string, status: number}} */
    const { method, status } = JSON.parse(line);
    if (method !== 'PUT') return;
    answers.all += 1;
    if (status === 429) answers.refused += 1;
  });
  const [hello] = /** @type {[string]} */ (await once(createInterface(child.stderr), 'line'));
  const port = /127\.0\.0\.1:(\d+)/.exec(hello)?.[1];
  if (port === undefined) throw new Error(`the sandbox does not start: ${hello}`);
  return { url: `http://127.0.0.1:${port}`, answers, close: () => child.kill() };
}
