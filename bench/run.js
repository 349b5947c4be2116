/**
 * Measures corform side by side with floors and peers, and prints one table of ratios.
 *
 *     npm run bench [-- --quick] [--only start,plan,import,edit,apply,limit,peers] [--write]
 *
 * `--quick`: few rounds, small sizes. `--write`: puts the table into docs/performance.md.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureApply } from './cases/apply.js';
import { measureEdit } from './cases/edit.js';
import { measureImport } from './cases/import.js';
import { measureLimit } from './cases/limit.js';
import { measurePeers } from './cases/peers.js';
import { measurePlan } from './cases/plan.js';
import { measureStart } from './cases/start.js';
import { describeLoad, describeMachine, describeRevision } from './lib/machine.js';
import { cleanEnvironment } from './lib/measure.js';
import { buildParts } from './lib/parts.js';
import { judge, renderTable } from './lib/table.js';

/** @import {Bench, Row} from './lib/types.js' */

/** @type {Readonly<Record<string, (bench: Bench) => Promise<readonly Row[]>>>} */
const CASES = {
  start: measureStart,
  plan: measurePlan,
  import: measureImport,
  edit: measureEdit,
  apply: measureApply,
  limit: measureLimit,
  peers: measurePeers,
};
const PAGE = new URL('../docs/performance.md', import.meta.url);
const BEGIN = '<!-- begin of the table -->';
const END = '<!-- end of the table -->';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(CASES).join(',') },
    write: { type: 'boolean', default: false },
  },
});
const chosen = flags.only.split(',').map((name) => {
  const measure = CASES[name];
  if (measure === undefined) throw new Error(`no such case: ${name}`);
  return { name, measure };
});

const about = [
  `${describeMachine()}; ${describeLoad()}.`,
  `corform at ${describeRevision()}, ${new Date().toISOString().slice(0, 10)}${flags.quick ? ', a quick run' : ''}.`,
];
const folder = await mkdtemp(join(tmpdir(), 'corform-bench-'));
try {
  /** @type {Bench} */
  const bench = {
    quick: flags.quick,
    folder,
    node: process.execPath,
    corform: [process.execPath, new URL('../bin/run.js', import.meta.url).pathname],
    env: cleanEnvironment(folder),
    parts: await buildParts(),
  };
  /** @type {Row[]} */
  const rows = [];
  for (const { name, measure } of chosen) {
    process.stderr.write(`measuring: ${name}\n`);
    const measured = await measure(bench);
    // What was measured is not lost if a later case fails.
    process.stderr.write(`${renderTable(measured)}\n`);
    rows.push(...measured);
  }
  const text = [...about, '', renderTable(rows), '', verdict(rows), ''].join('\n');
  process.stdout.write(text);
  if (flags.write) await writePage(text);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function verdict(/** @type {readonly Row[]} */ rows) {
  const verdicts = rows.map(judge).filter((met) => met !== null);
  return `${verdicts.filter(Boolean).length} of ${verdicts.length} goals met.`;
}

async function writePage(/** @type {string} */ text) {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE.pathname} has no place for the table`);
  await writeFile(PAGE, `${before}${BEGIN}\n${text}${END}${after}`);
}
