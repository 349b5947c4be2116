/**
 * A stand-in for COR that is as fast as node:http allows, in a process of its own, so it is the
 * client that is measured. Answers every PUT of a user like COR's page says, after `--latency` ms.
 *
 *     node bench/server/server.js [--latency MS]
 *
 * Prints its port. `GET /bench/stats` answers what it saw since it was asked last, and forgets it:
 * `{requests, spanMs, maxInFlight}`; `spanMs` from the first byte of the first PUT to the end of the last answer.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { latency: { type: 'string', default: '0' } } });
const latency = Number(values.latency);

const NOTHING = { requests: 0, first: 0, last: 0, maxInFlight: 0 };
let seen = { ...NOTHING };
let inFlight = 0;

const server = createServer((request, response) => {
  if (request.method !== 'PUT') {
    response.end(JSON.stringify(takeStats()));
    return;
  }
  if (seen.requests === 0) seen.first = performance.now();
  seen.requests += 1;
  inFlight += 1;
  seen.maxInFlight = Math.max(seen.maxInFlight, inFlight);
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (/** @type {string} */ chunk) => (body += chunk));
  request.on('end', () => {
    if (latency === 0) answer(request, response, body);
    else setTimeout(answer, latency, request, response, body);
  });
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} body
 */
function answer(request, response, body) {
  /** @type {Readonly<Record<string, unknown>>} */
  const fields = { ...JSON.parse(body), metadata: undefined };
  const user = {
    // Another person behind a recorded user would be refused. The users are numbered.
    id: 8545 + Number(/\d+$/.exec(request.url ?? '')?.[0]),
    email: 'john.doe@company.com',
    first_name: 'John',
    last_name: 'Doe',
    phone: '+1 555-0100',
    role_id: 3,
    daily_hours: 8,
    ...fields,
    company_id: 1234,
    created_at: '2025-01-10T14:30:00Z',
    updated_at: '2025-01-15T10:00:00Z',
  };
  const text = JSON.stringify(user);
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
  inFlight -= 1;
  seen.last = performance.now();
}

function takeStats() {
  const { requests, first, last, maxInFlight } = seen;
  seen = { ...NOTHING };
  return { requests, spanMs: last - first, maxInFlight };
}

// A client that thinks between two requests must find its connection still there.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
