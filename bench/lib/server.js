import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** @import {Server, Stats} from './types.js' */

const PROGRAM = new URL('../server/server.js', import.meta.url).pathname;

/**
 * Starts a stand-in for COR as a process of its own, on the last core where the machine lets us choose.
 * `takeStats()` tells what it saw since it was asked last.
 *
 * @param {number} latency in ms
 * @returns {Promise<Server>}
 */
export async function startServer(latency) {
  const server = [process.execPath, PROGRAM, '--latency', String(latency)];
  const [file = '', ...args] = [...pinning(), ...server];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = /** @type {[string]} */ (await once(createInterface(child.stdout), 'line'));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    takeStats: async () => {
      const answer = await fetch(`${url}/bench/stats`);
      return /** @type {Stats} */ (await answer.json());
    },
    close: () => child.kill(),
  };
}

/** The words that put a program on the last core; none where that can't be done. */
function pinning() {
  const cores = spawnSync('nproc', { encoding: 'utf8' }).stdout;
  const last = Number(cores) - 1;
  const pin = ['taskset', '-c', String(last)];
  return last > 0 && spawnSync('taskset', ['-c', String(last), 'true']).status === 0 ? pin : [];
}
