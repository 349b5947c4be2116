/**
 * GitHub's REST API, as far as the steps of the action need it. No dependency, so that the action runs
 * from its checkout; every answer is capped, because some of them hold what strangers wrote.
 */
import { readFile } from 'node:fs/promises';

const MAX_JSON_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 60_000;

/** The event that started the run, as GitHub wrote it down. */
export async function readEvent() {
  return JSON.parse(await readFile(process.env.GITHUB_EVENT_PATH, 'utf8'));
}

/** The API, for the repository of the run. Requests reject with what GitHub said, never the token. */
export function openGithub(env = process.env) {
  const root = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`;
  const call = async (method, path, { query = {}, body, maxBytes = MAX_JSON_BYTES } = {}) => {
    const url = new URL(root + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${env.INPUT_TOKEN}`,
        'user-agent': 'corform-action',
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const bytes = await readCapped(response, maxBytes);
    if (!response.ok) throw new Error(`${method} ${path}: GitHub answered ${response.status}`);
    return bytes;
  };
  const json = async (...args) => JSON.parse((await call(...args)).toString('utf8'));
  return {
    get: (path, query) => json('GET', path, { query }),
    post: (path, body) => json('POST', path, { body }),
    patch: (path, body) => json('PATCH', path, { body }),
    download: (path, maxBytes) => call('GET', path, { maxBytes }),
  };
}

async function readCapped(response, maxBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`GitHub's answer is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
