/**
 * What a script does that knows nothing of what was applied before: PUTs every user, every time.
 *
 *     node bench/peers/put-everybody.js URL USERS.json [IN_FLIGHT]
 */
import { readFileSync } from 'node:fs';

const [url, file = '', inFlight = '1'] = process.argv.slice(2);
/** @type {{source: string, users: {id: string, fields: object}[]}} */
const { source, users } = JSON.parse(readFileSync(file, 'utf8'));
let next = 0;

async function work() {
  for (let user = users[next++]; user !== undefined; user = users[next++]) {
    const { id, fields } = user;
    const response = await fetch(`${url}/v2/integrations/users/${encodeURIComponent(id)}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${process.env['COR_ACCESS_TOKEN']}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ metadata: { source }, ...fields }),
    });
    if (!response.ok) throw new Error(`${id}: HTTP ${response.status}`);
    await response.json();
  }
}

await Promise.all(Array.from({ length: Number(inFlight) }, work));
