/** The routes of GitHub's API, each with the permission that it needs and how it answers. */
import { REPOSITORY, type Identity, type Pull, type Run } from './github-model.js';
import type { GithubServer } from './github-server.js';
import { makeZip } from './zip.js';

interface Asked {
  /** What the pattern of the route captured. */
  readonly part: string;
  readonly query: URLSearchParams;
  readonly sent: Readonly<Record<string, string>>;
  readonly caller: Identity;
}

interface Route {
  readonly on: RegExp;
  /** As `scope:level`. */
  readonly needs: string | null;
  /** What is answered as JSON or as bytes; undefined is a 404. */
  readonly answer: (github: GithubServer, asked: Asked) => unknown;
}

export const ROUTES: readonly Route[] = [
  {
    on: /^GET pulls$/,
    needs: 'pull-requests:read',
    answer: ({ pulls }, { query }) =>
      pulls
        .filter(({ merged }) => query.get('state') === 'all' || !merged)
        .filter((pull) => says(query, 'head', `${ownerOf(pull.repository)}:${pull.branch}`))
        .filter((pull) => says(query, 'base', pull.base))
        .map(pullJson),
  },
  {
    on: /^POST pulls$/,
    needs: 'pull-requests:write',
    answer: ({ pulls }, { sent }) => {
      const { head: branch = '', base = '', body = '' } = sent;
      const pull = {
        number: pulls.length + 17,
        branch,
        base,
        repository: REPOSITORY,
        head: '',
        body,
      };
      pulls.push({ ...pull, files: [], merged: false, commits: [] });
      return pullJson(pulls.at(-1)!);
    },
  },
  {
    on: /^GET pulls\/(\d+)\/files$/,
    needs: 'pull-requests:read',
    answer: ({ pulls }, { part, query }) => {
      const files = pulls.find(({ number }) => number === Number(part))?.files ?? [];
      return page(files, query).map((filename) => ({ filename }));
    },
  },
  {
    on: /^GET commits\/([0-9a-f]+)\/pulls$/,
    needs: 'pull-requests:read',
    answer: (github, { part: sha }) => {
      const found = github.pulls.filter((p) => p.head === sha || p.commits.includes(sha));
      if (found.length > 0 && github.lag > 0) {
        github.lag -= 1;
        return [];
      }
      return found.map(pullJson);
    },
  },
  {
    on: /^GET actions\/workflows\/([^/]+)\/runs$/,
    needs: 'actions:read',
    answer: (github, { part: workflow, query }) => ({
      workflow_runs: github.runs
        .filter((run) => run.workflow === workflow)
        .filter((run) => says(query, 'head_sha', run.headSha) && says(query, 'event', run.event))
        .filter((run) => says(query, 'status', run.conclusion))
        .map((run) => runJson(github, run)),
    }),
  },
  {
    on: /^GET actions\/runs\/(\d+)\/artifacts$/,
    needs: 'actions:read',
    answer: ({ runs }, { part: id, query }) => ({
      artifacts: [...(runs.find((run) => run.id === Number(id))?.artifacts.keys() ?? [])]
        .map((name, index) => ({ id: 100 * Number(id) + index, name, expired: false }))
        .filter(({ name }) => says(query, 'name', name)),
    }),
  },
  {
    on: /^GET actions\/artifacts\/(\d+)\/zip$/,
    needs: 'actions:read',
    answer: ({ runs }, { part: id }) => {
      const run = runs.find((r) => r.id === Math.floor(Number(id) / 100));
      const files = [...(run?.artifacts.values() ?? [])][Number(id) % 100];
      return files && (files['(the archive itself)'] ?? makeZip(files));
    },
  },
  {
    on: /^GET issues\/(\d+)\/comments$/,
    needs: 'pull-requests:read',
    answer: ({ comments }, { part, query }) => {
      const ofPull = comments.filter(({ number }) => number === Number(part));
      return page(ofPull, query).map(({ id, login, body }) => ({ id, body, user: { login } }));
    },
  },
  {
    on: /^POST issues\/(\d+)\/comments$/,
    needs: 'pull-requests:write',
    answer: (github, { part, sent, caller }) => {
      const id = github.newId();
      const { login } = caller;
      github.comments.push({ id, number: Number(part), login, body: sent['body'] ?? '' });
      return { id };
    },
  },
  {
    on: /^PATCH issues\/comments\/(\d+)$/,
    needs: 'pull-requests:write',
    answer: ({ comments }, { part: id, sent }) => {
      const comment = comments.find((c) => c.id === Number(id));
      if (comment === undefined) return undefined;
      comment.body = sent['body'] ?? '';
      return { id };
    },
  },
  {
    on: /^GET issues$/,
    needs: 'issues:read',
    answer: ({ issues }, { query }) => {
      const found = issues
        .filter(({ login }) => says(query, 'creator', login))
        .filter(({ state }) => query.get('state') === 'all' || state === 'open');
      return page(found, query);
    },
  },
  {
    on: /^POST issues$/,
    needs: 'issues:write',
    answer: ({ issues }, { sent, caller: { login } }) => {
      const { title = '', body = '' } = sent;
      const number = issues.length + 1;
      issues.push({ number, login, title, body, state: 'open', labels: [] });
      return { number };
    },
  },
  {
    on: /^PATCH issues\/(\d+)$/,
    needs: 'issues:write',
    answer: ({ issues }, { part, sent }) => {
      const issue = issues.find(({ number }) => number === Number(part));
      return issue === undefined ? undefined : Object.assign(issue, sent);
    },
  },
  {
    on: /^DELETE issues\/(\d+)\/labels\/corform-accept$/,
    needs: 'issues:write',
    answer: ({ issues }, { part }) => {
      const issue = issues.find(({ number }) => number === Number(part));
      if (issue?.labels.length !== 1) return undefined;
      issue.labels = [];
      return [];
    },
  },
  {
    on: /^POST graphql$/,
    needs: null,
    answer: (_, { sent, caller }) =>
      sent['query'] === '{viewer{login}}'
        ? { data: { viewer: { login: caller.login } } }
        : undefined,
  },
  {
    on: /^GET user$/,
    needs: null,
    answer: (_, { caller }) => (caller.kind === 'person' ? { login: caller.login } : undefined),
  },
];

/** Whether a filter of the query, if it is there, asks for this value. */
function says(query: URLSearchParams, name: string, value: string): boolean {
  return query.get(name) === null || query.get(name) === value;
}

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return items.slice(from, from + size);
}

function ownerOf(repository: string): string {
  return repository.split('/')[0] ?? '';
}

function pullJson(pull: Pull): object {
  return {
    number: pull.number,
    merged_at: pull.merged ? '2025-01-15T10:00:00Z' : null,
    base: { ref: pull.base },
    head: { sha: pull.head, ref: pull.branch },
  };
}

/** A run, as the API and the event `workflow_run` show it. */
export function runJson(github: GithubServer, run: Run): object {
  return {
    id: run.id,
    event: run.event,
    conclusion: run.conclusion,
    workflow_id: 7,
    head_sha: run.headSha,
    head_branch: run.branch,
    head_repository: {
      id: 1,
      full_name: run.repository,
      owner: { login: ownerOf(run.repository) },
    },
    pull_requests: github.pullsOfRun(run).map((pull) => ({
      number: pull.number,
      url: `${github.url}/repos/${REPOSITORY}/pulls/${pull.number}`,
      head: { ref: pull.branch, sha: pull.head },
      base: { ref: pull.base },
    })),
  };
}
