/**
 * GitHub as far as the action talks to it: pull requests, runs, artifacts and comments, held in memory,
 * behind the paths, parameters and permissions of its API. Every token can do only what the `permissions`
 * of its job say, and writes under one name. A route is a line of github-routes.ts.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  REPOSITORY,
  type Comment,
  type Identity,
  type Issue,
  type Permissions,
  type Pull,
  type Run,
  type Trouble,
} from './github-model.js';
import { ROUTES } from './github-routes.js';

/** Asks for the next try at once, so no test waits for seconds. */
export const SOON = { 'retry-after': '0.01' };

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const JOB: Identity = { kind: 'job', login: 'github-actions[bot]' };

export class GithubServer {
  readonly url: string;
  readonly pulls: Pull[] = [];
  readonly runs: Run[] = [];
  readonly comments: Comment[] = [];
  readonly issues: Issue[] = [];
  /** Calls that the token of the job had no permission for. */
  readonly denied: string[] = [];
  /** Every call, as `GET pulls`. */
  readonly calls: string[] = [];
  readonly troubles: Trouble[] = [];
  /** How often a merged commit is asked for before its pull request is linked to it. */
  lag = 0;
  readonly #tokens = new Map<string, { permissions: Permissions; identity: Identity }>();
  #ids = 100;

  private constructor(url: string) {
    this.url = url;
  }

  static async open(): Promise<GithubServer> {
    const answer: { by: GithubServer | null } = { by: null };
    const server = createServer((request, response) => {
      void answer.by?.handle(request).then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers, connection: 'close' }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    answer.by = new GithubServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return answer.by;
  }

  tokenFor(permissions: Permissions, identity = JOB): string {
    const token = `ghs_${randomUUID()}`;
    this.#tokens.set(token, { permissions, identity });
    return token;
  }

  newRun(run: Omit<Run, 'id' | 'conclusion' | 'artifacts'>): Run {
    const made: Run = { ...run, id: this.newId(), conclusion: 'in_progress', artifacts: new Map() };
    this.runs.push(made);
    return made;
  }

  newId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /**
   * What GitHub lists with a run: the open pull requests of its branch with its commit, whichever of them
   * it was made for; none once they are closed, and none of a fork.
   */
  pullsOfRun(run: Run): readonly Pull[] {
    if (run.repository !== REPOSITORY) return [];
    return this.pulls.filter(
      (pull) =>
        !pull.merged &&
        pull.repository === run.repository &&
        pull.branch === run.branch &&
        pull.head === run.headSha,
    );
  }

  async handle(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.replace(`/repos/${REPOSITORY}`, '').slice(1);
    const call = `${request.method ?? ''} ${path}`;
    this.calls.push(call);
    const trouble = this.troubles.find(({ on, times }) => times > 0 && on.test(call));
    if (trouble !== undefined) {
      trouble.times -= 1;
      return { status: trouble.status, headers: SOON, body: '<html>Unicorn!</html>' };
    }
    const caller = this.#tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    for (const { on, needs, answer } of ROUTES) {
      const match = on.exec(call);
      if (match === null) continue;
      if (caller === undefined || !allows(caller.permissions, needs)) {
        this.denied.push(call);
        return { status: 403, body: '{"message":"Resource not accessible by integration"}' };
      }
      const body = answer(this, {
        part: decodeURIComponent(match[1] ?? ''),
        query: url.searchParams,
        sent: (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>,
        caller: caller.identity,
      });
      if (body === undefined) break;
      return { status: 200, body: Buffer.isBuffer(body) ? body : JSON.stringify(body) };
    }
    return { status: 404, body: '{"message":"Not Found"}' };
  }
}

function allows(permissions: Permissions, needed: string | null): boolean {
  if (needed === null) return true;
  const [scope = '', level] = needed.split(':');
  return permissions[scope] === 'write' || permissions[scope] === level;
}
