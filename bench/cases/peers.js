import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave, ratios, runOnce, summary } from '../lib/measure.js';
import { startServer } from '../lib/server.js';
import { makeUsers, restoreState, writeProject } from '../lib/workload.js';

/**
 * @import {Bench, Environment, Project, Row, Server} from '../lib/types.js'
 *
 * @typedef {{bench: Bench, server: Server, project: Project, count: number}} Setting
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {readonly string[]} needs Programs.
 * @property {(setting: Setting) => readonly string[]} command
 * @property {number} [rounds]
 * @property {number} [requests] How many it sends; one for each user by default.
 * @property {(setting: Setting) => string} [cwd]
 * @property {(setting: Setting) => Promise<() => Promise<void>>} [prepare] Returns what resets it.
 * @property {{least: number}} [goal]
 */

const PEERS = new URL('../peers/', import.meta.url).pathname;
/** A call to COR over the internet takes several times as long. */
const LATENCY = 20;

/**
 * One field of one of 1,000 users has changed: how long it takes until COR has it, with corform and with
 * what people use today, against the same server. The loops don't know what has changed and send everybody.
 *
 * @param {Bench} bench
 */
export async function measurePeers(bench) {
  const server = await startServer(LATENCY);
  try {
    const count = bench.quick ? 100 : 1_000;
    /** @type {(index: number) => Record<string, number>} */
    const changed = (i) => (i === 7 ? { daily_hours: 7 } : {});
    const project = await writeProject(join(bench.folder, 'peers'), {
      desired: makeUsers(count, changed),
      recorded: makeUsers(count),
      endpoint: server.url,
      stateText: bench.parts.stateText,
    });
    const setting = { bench, server, project, count };
    /** @type {Row[]} */
    const rows = [];
    for (const peer of PEERS_TODAY) rows.push(await measurePeer(setting, peer));
    return rows;
  } finally {
    server.close();
  }
}

/** @type {readonly Peer[]} */
const PEERS_TODAY = [
  { name: 'Node script, one at a time', ...everybody(1), goal: { least: 50 } },
  { name: 'Node script, 8 in flight', ...everybody(8) },
  {
    name: 'bash, curl and jq',
    needs: ['bash', 'curl', 'jq'],
    // Half a minute and more.
    rounds: 1,
    command: ({ server }) => [`${PEERS}curl-loop.sh`, server.url, 'users.json'],
  },
  {
    name: 'Ansible, uri in a loop',
    needs: ['ansible-playbook'],
    // About half a second a user.
    rounds: 1,
    command: ({ server, project }) => [
      ...['ansible-playbook', '-i', 'localhost,', '-e', `url=${server.url}`],
      ...['-e', `users_file=${project.folder}/users.json`, `${PEERS}playbook.yml`],
    ],
  },
  { name: 'OpenTofu', needs: ['tofu', 'curl'], ...terraform('tofu') },
  { name: 'Terraform', needs: ['terraform', 'curl'], ...terraform('terraform') },
];

/** @returns {Pick<Peer, 'needs' | 'command'>} */
function everybody(/** @type {number} */ inFlight) {
  return {
    needs: [],
    command: ({ bench, server }) => [
      ...[bench.node, `${PEERS}put-everybody.js`, server.url, 'users.json', String(inFlight)],
    ],
  };
}

/**
 * Knows what was applied, as corform does; so it must have applied everything once, which isn't timed.
 *
 * @param {string} program
 * @returns {Omit<Peer, 'name' | 'needs'>}
 */
function terraform(program) {
  const folderOf = (/** @type {Setting} */ { project }) => join(project.folder, program);
  const variables = (/** @type {Setting} */ { server }, /** @type {string} */ users) => [
    ...['-input=false', '-no-color', '-var', `url=${server.url}`, '-var', `users_file=${users}`],
  ];
  return {
    requests: 1,
    cwd: folderOf,
    async prepare(setting) {
      const { project, count } = setting;
      const cwd = folderOf(setting);
      await mkdir(cwd);
      await cp(`${PEERS}opentofu/main.tf`, join(cwd, 'main.tf'));
      const before = JSON.stringify({ source: 'OKTA', users: makeUsers(count) });
      await writeFile(join(cwd, 'before.json'), before);
      await cp(join(project.folder, 'users.json'), join(cwd, 'after.json'));
      const env = peerEnvironment(setting);
      await runOnce({ command: [program, 'init', '-input=false'], cwd, env });
      const apply = [program, 'apply', '-auto-approve', ...variables(setting, 'before.json')];
      await runOnce({ command: apply, cwd, env });
      const state = await readFile(join(cwd, 'terraform.tfstate'));
      return () => writeFile(join(cwd, 'terraform.tfstate'), state);
    },
    command: (setting) => [
      ...[program, 'apply', '-auto-approve', ...variables(setting, 'after.json')],
    ],
  };
}

/** @returns {Environment} */
function peerEnvironment(/** @type {Setting} */ { bench }) {
  return { ...bench.env, COR_ACCESS_TOKEN: 'bench' };
}

/**
 * @param {Setting} setting
 * @param {Peer} peer
 * @returns {Promise<Row>}
 */
async function measurePeer(setting, peer) {
  const { bench, server, project, count } = setting;
  const what = `apply, one of ${count.toLocaleString('en')} users changed, ${LATENCY} ms`;
  const absent = peer.needs.filter((program) => !isInstalled(program, bench.env));
  if (absent.length > 0) {
    return { what, reference: peer.name, missing: `${absent.join(', ')}: not on this machine` };
  }
  const reset = await peer.prepare?.(setting);
  const env = {
    ...peerEnvironment(setting),
    COR_INTEGRATIONS_URL: server.url,
    COR_API_URL: server.url,
  };
  const check = (/** @type {number} */ requests) => async (/** @type {number} */ ms) => {
    const seen = await server.takeStats();
    if (seen.requests !== requests) throw new Error(`${seen.requests} requests, not ${requests}`);
    return ms;
  };
  const variants = {
    corform: {
      command: [...bench.corform, 'apply', '--auto-approve'],
      cwd: project.folder,
      env,
      expect: /Apply complete! Resources: 0 added, 1 changed, 0 destroyed/,
      before: async () => {
        await restoreState(project);
        await server.takeStats();
      },
      after: check(1),
    },
    peer: {
      command: peer.command(setting),
      cwd: peer.cwd?.(setting) ?? project.folder,
      env,
      before: async () => {
        await reset?.();
        await server.takeStats();
      },
      after: check(peer.requests ?? count),
    },
  };
  const times = await interleave(variants, bench.quick ? 1 : (peer.rounds ?? 3));
  return {
    what,
    ours: summary(times.corform),
    reference: peer.name,
    theirs: summary(times.peer),
    ratio: ratios(times.peer, times.corform),
    goal: bench.quick ? undefined : peer.goal,
    faster: true,
  };
}

/**
 * @param {string} program
 * @param {Environment} env
 */
function isInstalled(program, env) {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { env }).status === 0;
}
