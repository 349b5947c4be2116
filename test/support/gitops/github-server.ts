/**
 * GitHub as far as the action talks to it: pull requests, runs, artifacts and comments, held in memory,
 * behind the paths, parameters and permissions of its REST API. Every token can do only what the
 * `permissions` of its job say.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { makeZip } from './zip.js';

export type Permissions = Readonly<Record<string, string>>;

export interface Pull {
  readonly number: number;
  readonly branch: string;
  /** `owner/name` of the repository that the branch is in. */
  readonly repository: string;
  head: string;
  /** The names of the files that it changes. */
  files: readonly string[];
  merged: boolean;
  /** The commits of the base branch that came from it. */
  commits: readonly string[];
}

export interface Run {
  readonly id: number;
  readonly workflow: string;
  readonly event: string;
  readonly headSha: string;
  readonly repository: string;
  conclusion: string;
  readonly artifacts: Map<string, Readonly<Record<string, Uint8Array>>>;
}

export interface Comment {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  body: string;
}

export const REPOSITORY = 'faro/people';

export class GithubServer {
  readonly url: string;
  readonly pulls: Pull[] = [];
  readonly runs: Run[] = [];
  readonly comments: Comment[] = [];
  /** Calls that the token of the job had no permission for. */
  readonly denied: string[] = [];
  readonly #tokens = new Map<string, Permissions>();
  #ids = 100;

  private constructor(url: string) {
    this.url = url;
  }

  static async open(): Promise<GithubServer> {
    const answer: { by: GithubServer | null } = { by: null };
    const server = createServer((request, response) => {
      void answer.by?.handle(request).then(({ status, body }) => {
        response.writeHead(status, { connection: 'close' }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    answer.by = new GithubServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return answer.by;
  }

  tokenFor(permissions: Permissions): string {
    const token = `ghs_${randomUUID()}`;
    this.#tokens.set(token, permissions);
    return token;
  }

  newRun(run: Pick<Run, 'workflow' | 'event' | 'headSha' | 'repository'>): Run {
    const made: Run = { ...run, id: this.newId(), conclusion: 'in_progress', artifacts: new Map() };
    this.runs.push(made);
    return made;
  }

  newId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  async handle(request: IncomingMessage): Promise<{ status: number; body: string | Buffer }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.replace(`/repos/${REPOSITORY}/`, '');
    const sent =
      chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as object);
    const method = request.method ?? '';
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    for (const [verb, pattern, permission, answer] of this.#routes(url.searchParams, sent)) {
      const match = verb === method ? pattern.exec(path) : null;
      if (match === null) continue;
      if (!allows(this.#tokens.get(token), permission)) {
        this.denied.push(`${method} ${path}`);
        return { status: 403, body: '{"message":"Resource not accessible by integration"}' };
      }
      const body = answer(match[1] ?? '');
      if (body === undefined) break;
      return { status: 200, body: Buffer.isBuffer(body) ? body : JSON.stringify(body) };
    }
    return { status: 404, body: '{"message":"Not Found"}' };
  }

  #routes(
    query: URLSearchParams,
    sent: { readonly body?: string },
  ): readonly (readonly [string, RegExp, string, (part: string) => unknown])[] {
    const says = (name: string, value: string): boolean =>
      query.get(name) === null || query.get(name) === value;
    return [
      [
        'GET',
        /^pulls$/,
        'pull-requests:read',
        () =>
          this.pulls
            .filter((p) => !p.merged)
            .filter((p) => says('head', `${p.repository.split('/')[0] ?? ''}:${p.branch}`))
            .map(pullJson),
      ],
      [
        'GET',
        /^pulls\/(\d+)\/files$/,
        'pull-requests:read',
        (number) => {
          const from = (Number(query.get('page') ?? 1) - 1) * Number(query.get('per_page') ?? 30);
          const files = this.pulls.find((p) => p.number === Number(number))?.files ?? [];
          return files
            .slice(from, from + Number(query.get('per_page') ?? 30))
            .map((filename) => ({ filename }));
        },
      ],
      [
        'GET',
        /^commits\/([0-9a-f]+)\/pulls$/,
        'pull-requests:read',
        (sha) => this.pulls.filter((p) => p.head === sha || p.commits.includes(sha)).map(pullJson),
      ],
      [
        'GET',
        /^actions\/workflows\/([^/]+)\/runs$/,
        'actions:read',
        (workflow) => ({
          workflow_runs: this.runs
            .filter((run) => run.workflow === workflow)
            .filter((run) => says('head_sha', run.headSha) && says('event', run.event))
            .filter((run) => says('status', run.conclusion))
            .map(({ id, repository }) => ({ id, head_repository: { full_name: repository } })),
        }),
      ],
      [
        'GET',
        /^actions\/runs\/(\d+)\/artifacts$/,
        'actions:read',
        (id) => ({
          artifacts: [...(this.runs.find((r) => r.id === Number(id))?.artifacts.keys() ?? [])]
            .filter((name) => says('name', name))
            .map((name) => ({ id: Number(id), name, expired: false })),
        }),
      ],
      [
        'GET',
        /^actions\/artifacts\/(\d+)\/zip$/,
        'actions:read',
        (id) => {
          const files = this.runs.find((r) => r.id === Number(id))?.artifacts.get('corform-plan');
          return files && makeZip(files);
        },
      ],
      [
        'GET',
        /^issues\/(\d+)\/comments$/,
        'pull-requests:read',
        (number) => {
          const from = (Number(query.get('page') ?? 1) - 1) * Number(query.get('per_page') ?? 30);
          return this.comments
            .filter((c) => c.number === Number(number))
            .slice(from, from + Number(query.get('per_page') ?? 30))
            .map(({ id, login, body }) => ({ id, body, user: { login } }));
        },
      ],
      [
        'POST',
        /^issues\/(\d+)\/comments$/,
        'pull-requests:write',
        (number) => {
          const id = this.newId();
          const login = 'github-actions[bot]';
          this.comments.push({ id, number: Number(number), login, body: sent.body ?? '' });
          return { id };
        },
      ],
      [
        'PATCH',
        /^issues\/comments\/(\d+)$/,
        'pull-requests:write',
        (id) => {
          const comment = this.comments.find((c) => c.id === Number(id));
          if (comment === undefined) return undefined;
          comment.body = sent.body ?? '';
          return { id };
        },
      ],
    ];
  }
}

function pullJson(pull: Pull): object {
  return {
    number: pull.number,
    merged_at: pull.merged ? '2025-01-15T10:00:00Z' : null,
    base: { ref: 'main' },
    head: { sha: pull.head, ref: pull.branch },
  };
}

function allows(permissions: Permissions | undefined, needed: string): boolean {
  const [scope = '', level] = needed.split(':');
  const given = permissions?.[scope];
  return given === 'write' || given === level;
}
