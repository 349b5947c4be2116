import { join } from 'node:path';
import { interleave, peakMemory, ratios, summary } from '../lib/measure.js';
import { startServer } from '../lib/server.js';
import { makeUsers, restoreState, writeProject } from '../lib/workload.js';

/** @import {Bench, MeasuredRow, Project, Row, Server, Summary, Variant} from '../lib/types.js' */

const PUT_LOOP = new URL('../floor/put-loop.js', import.meta.url).pathname;
const COUNT = 2_000;

/**
 * @typedef {Variant & {readonly whole: readonly number[]}} Loop
 * @typedef {'apply' | 'undici' | 'fetch' | 'journal' | 'no journal'} Name
 */

/**
 * Apply of 2,000 changes against a loop that only sends them. Judged is the time on the wire, from the
 * first request to the last answer as the server saw them: it doesn't depend on how long a program takes
 * to start. What the whole command takes stands in a row of its own, without a goal.
 *
 * @param {Bench} bench
 */
export async function measureApply(bench) {
  /** @type {Row[]} */
  const rows = [];
  for (const latency of [20, 0]) {
    const server = await startServer(latency);
    try {
      const project = await makeProject(bench, server);
      for (const inFlight of [8, 32]) {
        rows.push(...(await measureAt(bench, { server, project, latency, inFlight })));
      }
    } finally {
      server.close();
    }
  }
  return rows;
}

/**
 * @param {Bench} bench
 * @param {Server} server
 */
function makeProject(bench, server) {
  return writeProject(join(bench.folder, 'apply'), {
    desired: makeUsers(COUNT, () => ({ daily_hours: 7 })),
    recorded: makeUsers(COUNT),
    endpoint: server.url,
    stateText: bench.parts.stateText,
  });
}

/**
 * @param {Bench} bench
 * @param {{server: Server, project: Project, latency: number, inFlight: number}} setting
 * @returns {Promise<readonly Row[]>}
 */
async function measureAt(bench, { server, project, latency, inFlight }) {
  const { node } = bench;
  const { folder } = project;
  const common = { cwd: folder, before: () => server.takeStats() };
  /** @type {(name: string, command: readonly string[], more?: Partial<Variant>) => Loop} */
  const loop = (name, command, more = {}) => {
    /** @type {number[]} */
    const whole = [];
    const after = (/** @type {number} */ ms) => {
      whole.push(ms);
      return wireTime(server, name);
    };
    return { ...common, command, env: bench.env, after, whole, ...more };
  };
  const putLoop = (/** @type {string} */ client) =>
    loop(client, [node, PUT_LOOP, client, server.url, 'changes.json', String(inFlight)]);
  const sendLoop = (/** @type {string} */ name, /** @type {string} */ state) =>
    loop(name, [node, bench.parts.sendLoop, server.url, 'changes.json', String(inFlight), state]);
  const restored = async () => {
    await restoreState(project);
    await server.takeStats();
  };
  const env = { ...bench.env, COR_INTEGRATIONS_URL: server.url, COR_ACCESS_TOKEN: 'bench' };
  const flags = ['--auto-approve', '--allow', `update=${COUNT}`, '--concurrency', String(inFlight)];
  /** @type {Record<'apply' | 'undici' | 'journal' | 'no journal', Loop> & {fetch?: Loop}} */
  const variants = {
    apply: loop('apply', [...bench.corform, 'apply', ...flags], {
      env: { ...env, COR_API_URL: server.url },
      before: restored,
      expect: new RegExp(`Apply complete! Resources: 0 added, ${COUNT} changed, 0 destroyed`),
    }),
    undici: putLoop('undici'),
    ...(latency === 0 ? { fetch: putLoop('fetch') } : {}),
    journal: { ...sendLoop('journal', '.corform/state.json'), before: restored },
    'no journal': sendLoop('no journal', 'none'),
  };
  const times = await interleave(
    /** @type {Record<Name, Loop>} */ (variants),
    bench.quick ? 2 : latency === 0 ? 9 : 5,
  );
  const where = `${latency} ms, ${inFlight} in flight`;
  const rate = (/** @type {Name} */ name) => invert(summary(times[name]));
  /** Throughput of `ours` as a share of that of `theirs`. */
  /** @type {(what: string, ours: Name, theirs: keyof typeof REFERENCES, more?: Partial<MeasuredRow>) => MeasuredRow} */
  const row = (what, ours, theirs, more = {}) => ({
    what: `${what}, ${where}`,
    unit: '/s',
    ours: rate(ours),
    reference: REFERENCES[theirs],
    theirs: rate(theirs),
    ratio: ratios(times[theirs], times[ours]),
    ...more,
  });
  // Without the round that warms up, and before the runs that measure memory add theirs.
  const [wholeApply, wholeLoop] = [variants.apply.whole.slice(1), variants.undici.whole.slice(1)];
  const undici = {
    ...row('apply on the wire', 'apply', 'undici', goalAt(latency, inFlight, 20, 0.88)),
    memory: {
      ours: await peakMemory(variants.apply),
      theirs: await peakMemory(variants.undici),
    },
  };
  return [
    undici,
    ...(latency === 0
      ? [row('apply on the wire', 'apply', 'fetch', goalAt(latency, inFlight, 0, 0.5))]
      : []),
    row('sending alone, with journal', 'journal', 'no journal', { goal: { least: 0.7 } }),
    {
      what: `whole apply of ${COUNT.toLocaleString('en')}, ${where}`,
      ours: summary(wholeApply),
      reference: 'undici loop, whole program',
      theirs: summary(wholeLoop),
      ratio: ratios(wholeApply, wholeLoop),
    },
  ];
}

/**
 * The goal of a row at one latency. At 32 in flight there is none: COR's limits bound an apply long before.
 *
 * @param {number} latency
 * @param {number} inFlight
 * @param {number} at
 * @param {number} least
 */
function goalAt(latency, inFlight, at, least) {
  return latency === at && inFlight === 8 ? { goal: { least } } : {};
}

const REFERENCES = {
  undici: 'bare undici loop',
  fetch: 'bare fetch loop',
  'no journal': 'the same without a journal',
};

/**
 * @param {Server} server
 * @param {string} name
 */
async function wireTime(server, name) {
  const { requests, spanMs } = await server.takeStats();
  if (requests !== COUNT) throw new Error(`${name} sent ${requests} requests, not ${COUNT}`);
  return spanMs;
}

/** From the time for all to the number a second. */
function invert(/** @type {Summary} */ { median, min, max }) {
  const perSecond = (/** @type {number} */ ms) => (COUNT * 1_000) / ms;
  return { median: perSecond(median), min: perSecond(max), max: perSecond(min) };
}
