/**
 * The floor of an apply: a given list of PUTs, so many in flight, and nothing else. An answer counts when
 * its status is 200 and its body parses. No retries, no time limit, no record of what was sent.
 *
 *     node bench/floor/put-loop.js CLIENT URL CHANGES.json IN_FLIGHT
 *
 * CLIENT is `undici` (its `request` on a pool) or `fetch` (Node's own).
 */
import { readFileSync } from 'node:fs';

const [client, url = '', file = '', inFlight] = process.argv.slice(2);
/** @type {{source: string, changes: {id: string, set: object}[]}} */
const { source, changes } = JSON.parse(readFileSync(file, 'utf8'));
const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };
const send = client === 'undici' ? await undiciClient() : sendByFetch;

let next = 0;
await Promise.all(Array.from({ length: Number(inFlight) }, work));
process.exit(0);

async function work() {
  for (let change = changes[next++]; change !== undefined; change = changes[next++]) {
    const { id, set } = change;
    const path = `/v2/integrations/users/${encodeURIComponent(id)}`;
    await send(path, JSON.stringify({ metadata: { source }, ...set }));
  }
}

async function undiciClient() {
  const { Pool } = await import('undici');
  const pool = new Pool(url, { connections: Number(inFlight) });
  return async (/** @type {string} */ path, /** @type {string} */ body) => {
    const response = await pool.request({ method: 'PUT', path, headers, body });
    await response.body.json();
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
  };
}

/**
 * @param {string} path
 * @param {string} body
 */
async function sendByFetch(path, body) {
  const response = await fetch(url + path, { method: 'PUT', headers, body });
  await response.json();
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
}
