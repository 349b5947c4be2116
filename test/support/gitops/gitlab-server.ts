/** GitLab's job artifacts, as the token of a job may read them: the file of the newest successful pipeline of a ref. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { SOON } from './github-server.js';

const TOKEN = 'job-token';
const PROJECT = '1';

export class GitlabServer {
  /** What a job in this project knows of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** The refs that were asked for, in order. */
  readonly asked: string[] = [];
  /** The statuses of the next answers, before it works again. */
  readonly troubles: number[] = [];
  readonly #files = new Map<string, Buffer>();

  private constructor(api: string) {
    this.variables = { CI_API_V4_URL: api, CI_PROJECT_ID: PROJECT, CI_JOB_TOKEN: TOKEN };
  }

  static async open(): Promise<GitlabServer> {
    const answer: { by: GitlabServer | null } = { by: null };
    const server = createServer((request, response) => {
      const token = request.headers['job-token'];
      const { status, body } = answer.by!.#answer(request.url ?? '', token);
      response.writeHead(status, { ...SOON, connection: 'close' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    answer.by = new GitlabServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return answer.by;
  }

  /** Keeps a file of a job of the pipeline that ran for a ref, as `refs/merge-requests/7/head`. */
  keep(ref: string, job: string, file: string, content: Buffer): void {
    this.#files.set(`${ref} ${job} ${file}`, content);
  }

  forget(): void {
    this.#files.clear();
  }

  #answer(
    path: string,
    token: unknown,
  ): { readonly status: number; readonly body: Buffer | string } {
    const asked = /^\/projects\/1\/jobs\/artifacts\/([^/]+)\/raw\/([^?]+)\?job=(.+)$/.exec(path);
    if (asked === null || token !== TOKEN) return { status: 404, body: '' };
    const [, ref = '', file = '', job = ''] = asked.map((part) => decodeURIComponent(part));
    this.asked.push(ref);
    const trouble = this.troubles.shift();
    if (trouble !== undefined) return { status: trouble, body: '<html></html>' };
    const body = this.#files.get(`${ref} ${job} ${file}`);
    return body === undefined ? { status: 404, body: '' } : { status: 200, body };
  }
}
