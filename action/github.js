/**
 * GitHub's REST API, as far as the steps of the action need it. No dependency, so the action runs
 * from its checkout; every answer is capped, because some of them hold what strangers wrote.
 */
import { readFile } from 'node:fs/promises';

/**
 * @typedef {{number: number, merged_at: string | null, base: {ref: string}, head: {sha: string, ref: string}}} Pull
 * @typedef {{number: number, url?: string, base: {ref: string}}} PullOfRun
 * @typedef {{full_name: string, owner: {login: string}}} Repository
 * @typedef {{id: number, event: string, conclusion: string | null, head_sha: string, head_branch: string,
 *   head_repository: Repository | null, pull_requests?: readonly PullOfRun[], workflow_id?: number}} Run
 * @typedef {{id: number, body?: string | null, user: {login: string} | null}} Comment
 * @typedef {{number: number, state: string, body?: string | null, pull_request?: object}} Issue
 * @typedef {{filename: string, previous_filename?: string}} ChangedFile
 * @typedef {{id: number, name: string, expired: boolean}} Artifact
 * @typedef {ReturnType<typeof openGithub>} Github
 */

const MAX_JSON_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 60_000;
const TRIES = 4;
const LONGEST_WAIT_MS = 30_000;
const PER_PAGE = 100;
/** GitHub lists at most 3,000 files of a pull request. */
export const MOST_LISTED = 30 * PER_PAGE;
/** The status of an answer about a commit that GitHub doesn't know, or not yet. */
const NO_SUCH_COMMIT = 422;
/** Who writes with the token of a job, if GitHub can't be asked. */
const JOB_TOKEN_LOGIN = 'github-actions[bot]';

/** GitHub answered that it does not do what it was asked for. */
class Refusal extends Error {
  constructor(/** @type {string} */ message, /** @type {number | undefined} */ status) {
    super(message);
    this.status = status;
  }
}

/** The event that started the run, as GitHub wrote it down. */
export async function readEvent() {
  /** @type {{workflow_run?: Run, before?: string, after?: string, pull_request?: Pull,
   *   issue?: {number: number}, label?: {name: string}}} */
  const event = JSON.parse(await readFile(process.env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
  return event;
}

/** Waits. */
export function sleep(/** @type {number} */ ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** The API for the repository of the run. Rejects with what GitHub answered, never with the token. */
export function openGithub(env = process.env) {
  const api = env['GITHUB_API_URL'] ?? '';
  const root = `${api}/repos/${env['GITHUB_REPOSITORY'] ?? ''}`;
  const graphql = env['GITHUB_GRAPHQL_URL'] ?? `${api}/graphql`;

  /**
   * @param {string} method
   * @param {string} url
   * @param {{query?: Readonly<Record<string, string | number>>, body?: object, maxBytes?: number}} [options]
   */
  const call = async (method, url, { query = {}, body, maxBytes = MAX_JSON_BYTES } = {}) => {
    const address = new URL(url);
    for (const [name, value] of Object.entries(query)) {
      address.searchParams.set(name, String(value));
    }
    const request = {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${env['INPUT_TOKEN'] ?? ''}`,
        'user-agent': 'corform-action',
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    // A comment must not be written twice. Everything else may be asked again.
    const tries = method === 'POST' && url !== graphql ? 1 : TRIES;
    return ask(address, request, { maxBytes, tries });
  };
  /** @type {(...args: Parameters<typeof call>) => Promise<unknown>} */
  const json = async (...args) => {
    const text = (await call(...args)).toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${args[0]} ${new URL(args[1]).pathname}: GitHub's answer is not JSON.`);
    }
  };

  const everyPage = async (/** @type {string} */ path) => {
    /** @type {unknown[]} */
    const items = [];
    for (let page = 1; items.length < MOST_LISTED; page += 1) {
      const query = { per_page: PER_PAGE, page };
      const found = /** @type {unknown[]} */ (await json('GET', `${root}${path}`, { query }));
      items.push(...found);
      if (found.length < PER_PAGE) break;
    }
    return items;
  };

  return {
    /**
     * The pull requests that a commit came with. Empty for some seconds after a merge, for which GitHub
     * may also answer that it knows no such commit.
     */
    async pullsOfCommit(/** @type {string} */ sha) {
      const pulls = await json('GET', `${root}/commits/${sha}/pulls`).catch(
        (/** @type {unknown} */ error) => {
          if (error instanceof Refusal && error.status === NO_SUCH_COMMIT) return [];
          throw error;
        },
      );
      return /** @type {Pull[]} */ (pulls);
    },

    /** The pull requests of a branch, as `owner:branch`. */
    async pullsOfBranch(/** @type {string} */ head, /** @type {'open' | 'all'} */ state) {
      const query = { state, head, per_page: PER_PAGE };
      return /** @type {Pull[]} */ (await json('GET', `${root}/pulls`, { query }));
    },

    /** The names of the files that a pull request changes, those before a rename as well. */
    async filesOfPull(/** @type {number} */ number) {
      const files = await everyPage(`/pulls/${number}/files`);
      return /** @type {ChangedFile[]} */ (files);
    },

    /** The successful runs of a workflow that planned a commit for a pull request, the newest first. */
    async runsOfCommit(/** @type {string} */ workflow, /** @type {string} */ sha) {
      const path = `/actions/workflows/${encodeURIComponent(workflow)}/runs`;
      const query = { event: 'pull_request', head_sha: sha, status: 'success', per_page: PER_PAGE };
      const answer = await json('GET', `${root}${path}`, { query });
      const { workflow_runs: runs } = /** @type {{workflow_runs: Run[]}} */ (answer);
      return runs.toSorted((a, b) => b.id - a.id);
    },

    async artifactsOfRun(/** @type {number} */ id, /** @type {string} */ name) {
      const answer = await json('GET', `${root}/actions/runs/${id}/artifacts`, {
        query: { name },
      });
      return /** @type {{artifacts: Artifact[]}} */ (answer).artifacts;
    },

    downloadArtifact(/** @type {number} */ id, /** @type {number} */ maxBytes) {
      return call('GET', `${root}/actions/artifacts/${id}/zip`, { maxBytes });
    },

    async commentsOfPull(/** @type {number} */ number) {
      const comments = await everyPage(`/issues/${number}/comments`);
      return /** @type {Comment[]} */ (comments);
    },

    async writeComment(/** @type {number} */ pull, /** @type {string} */ body) {
      await call('POST', `${root}/issues/${pull}/comments`, { body: { body } });
    },

    async editComment(/** @type {number} */ id, /** @type {string} */ body) {
      await call('PATCH', `${root}/issues/comments/${id}`, { body: { body } });
    },

    /** The issues that somebody wrote, the open and the closed ones. */
    async issuesOf(/** @type {string} */ login) {
      const path = `/issues?state=all&creator=${encodeURIComponent(login)}`;
      return /** @type {Issue[]} */ (await everyPage(path));
    },

    async writeIssue(/** @type {{title: string, body: string}} */ issue) {
      const written = await json('POST', `${root}/issues`, { body: issue });
      return /** @type {Issue} */ (written).number;
    },

    /**
     * @param {number} number
     * @param {{body?: string, state: 'open' | 'closed', state_reason?: 'completed'}} change
     */
    async editIssue(number, change) {
      await call('PATCH', `${root}/issues/${number}`, { body: change });
    },

    async removeLabel(/** @type {number} */ issue, /** @type {string} */ name) {
      const path = `/issues/${issue}/labels/${encodeURIComponent(name)}`;
      await call('DELETE', `${root}${path}`);
    },

    async openPull(/** @type {{title: string, head: string, base: string, body: string}} */ pull) {
      const opened = await json('POST', `${root}/pulls`, { body: pull });
      return /** @type {Pull} */ (opened).number;
    },

    /**
     * The name under which this token writes. GraphQL knows it for the token of a job, of an app and of a
     * person; REST for a person only.
     */
    async whoAmI() {
      const body = { query: '{viewer{login}}' };
      const viewer = await json('POST', graphql, { body }).catch(() => null);
      const { login } = /** @type {any} */ (viewer)?.data?.viewer ?? {};
      if (typeof login === 'string') return login;
      const user = /** @type {any} */ (await json('GET', `${api}/user`).catch(() => null));
      return typeof user?.login === 'string' ? String(user.login) : JOB_TOKEN_LOGIN;
    },
  };
}

/**
 * @param {URL} url
 * @param {RequestInit} request
 * @param {{maxBytes: number, tries: number}} limits
 * @returns {Promise<Buffer>}
 */
async function ask(url, request, { maxBytes, tries }) {
  for (let tried = 1; ; tried += 1) {
    const answer = await askOnce(url, request, maxBytes);
    if (answer.bytes !== null) return answer.bytes;
    const what = `${String(request.method)} ${url.pathname}: ${answer.problem}`;
    if (!answer.mayPass) throw new Refusal(`${what}.`, answer.status);
    if (tried >= tries) throw new Error(`${what}, ${tried} times. Re-run the job.`);
    await sleep(Math.min(answer.waitMs ?? 1000 * 2 ** (tried - 1), LONGEST_WAIT_MS));
  }
}

/**
 * One try. `mayPass`: the same request may be answered in a moment.
 *
 * @param {URL} url
 * @param {RequestInit} request
 * @param {number} maxBytes
 * @returns {Promise<{bytes: Buffer} | {bytes: null, problem: string, mayPass: boolean, status?: number, waitMs?: number}>}
 */
async function askOnce(url, request, maxBytes) {
  let response;
  let bytes;
  try {
    response = await fetch(url, { ...request, signal: AbortSignal.timeout(DEADLINE_MS) });
    bytes = await readCapped(response, maxBytes);
  } catch {
    return { bytes: null, problem: 'GitHub did not answer', mayPass: true };
  }
  if (bytes === null) {
    const problem = `GitHub's answer is over ${maxBytes} bytes`;
    return { bytes, problem, mayPass: false };
  }
  if (response.ok) return { bytes };
  const { status, headers } = response;
  const problem = `GitHub answered ${status}`;
  const isLimited = headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0';
  const mayPass = status >= 500 || status === 429 || (status === 403 && isLimited);
  const seconds = Number(headers.get('retry-after'));
  return { bytes: null, problem, mayPass, status, ...(seconds > 0 && { waitMs: 1000 * seconds }) };
}

/**
 * @param {Response} response
 * @param {number} maxBytes
 * @returns {Promise<Buffer | null>} null if it is larger
 */
async function readCapped(response, maxBytes) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    /** @type {Uint8Array} */
    const chunk = part;
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
