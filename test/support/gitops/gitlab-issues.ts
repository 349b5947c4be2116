/** The issues of a GitLab project, as a project access token may read and write them. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const TOKEN = 'canary-gitlab-token';

interface Issue {
  readonly iid: number;
  state: string;
  description: string;
  readonly [field: string]: unknown;
}

export class GitlabIssues {
  readonly variables: Readonly<Record<string, string>>;
  readonly issues: Issue[] = [];
  /** The status of every answer, if it is to be an error. */
  trouble: number | null = null;

  private constructor(api: string) {
    this.variables = { CI_API_V4_URL: api, CI_PROJECT_ID: '1', CORFORM_GITLAB_TOKEN: TOKEN };
  }

  static async open(): Promise<GitlabIssues> {
    const answer: { by: GitlabIssues | null } = { by: null };
    const server = createServer((request, response) => {
      void answer.by?.answer(request).then((body) => {
        const status = answer.by?.trouble ?? (body === undefined ? 404 : 200);
        response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    answer.by = new GitlabIssues(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return answer.by;
  }

  /** What is answered; undefined is a 404. */
  async answer(request: IncomingMessage): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const sent = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>;
    if (request.headers['private-token'] !== TOKEN) return undefined;
    const [path, query = ''] = (request.url ?? '').split('?');
    const call = `${request.method} ${path}`;
    if (call === 'GET /projects/1/issues') {
      const labels = new URLSearchParams(query).get('labels');
      return this.issues.filter((issue) => issue['labels'] === labels);
    }
    if (call === 'POST /projects/1/issues') {
      const { description = '', ...rest } = sent;
      this.issues.push({ iid: this.issues.length + 1, state: 'opened', description, ...rest });
      return this.issues.at(-1);
    }
    const [, iid] = /^PUT \/projects\/1\/issues\/(\d+)$/.exec(call) ?? [];
    const issue = this.issues.find((one) => String(one.iid) === iid);
    if (issue === undefined) return undefined;
    if (sent['state_event'] !== undefined) {
      issue.state = sent['state_event'] === 'close' ? 'closed' : 'opened';
    }
    issue.description = sent['description'] ?? issue.description;
    return issue;
  }
}
