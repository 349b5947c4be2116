/** examples/14-hr-sync: the export of HR, from a real HTTP server to a branch of a real git remote. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ended } from '../support/command.js';
import { GithubServer } from '../support/gitops/github-server.js';
import { ROOT, runJob, type JobResult } from '../support/gitops/github-runner.js';
import { expandPipeline, runGitlabJob } from '../support/gitops/gitlab.js';
import { CONFIG, Team, type Person } from '../support/gitops/team.js';

const EXAMPLE = join(ROOT, 'examples/14-hr-sync');
const TOKEN = 'canary-hr-token';

const PEOPLE: readonly Person[] = [
  { id: 'OKTA-USER-0012', first_name: 'Ana', role_id: 4, department: 'Design' },
  { id: 'OKTA-USER-0013', first_name: 'Ben', role_id: 4, department: 'Design' },
  { id: 'OKTA-USER-0015', first_name: 'Cleo', role_id: 5, department: 'Film' },
];

const HEAD = 'Legajo;Nombre;Correo;Nivel;Gerencia;Estado\n';
const SAME = `${HEAD}0012;Ana;a@x.com;Analista;Diseño;Activo
0013;Ben;b@x.com;Analista;Diseño;Activo
0015;Cleo;c@x.com;Externo;Cine;Activo
`;
/** Ana leads, Ben left, Dina is new. */
const NEXT = `${HEAD}0012;Ana;a@x.com;Líder;Diseño;Activo
0013;Ben;b@x.com;Analista;Diseño;Baja
0015;Cleo;c@x.com;Externo;Cine;Activo
0014;Dina;d@x.com;Analista;Cine;Activo
`;

/** An agency: HR's server, and a repository that has the example. */
class Agency {
  readonly team: Team;
  readonly url: string;
  export = SAME;

  private constructor(url: string) {
    this.url = url;
    this.team = new Team();
    cpSync(EXAMPLE, this.team.clone, { recursive: true });
    this.team.write('corform.yaml', CONFIG.replace('forget: null', 'forget: 1'));
    this.team.commit('main', 'The people, and the nightly export', () => PEOPLE);
    this.team.git(
      'config',
      '--file',
      join(this.team.origin, 'config'),
      'receive.advertisePushOptions',
      'true',
    );
    const hook = join(this.team.origin, 'hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_[0-9] >> push-options\nexit 0\n');
    chmodSync(hook, 0o755);
  }

  static async open(): Promise<Agency> {
    const hr: { agency?: Agency } = {};
    const server = createServer((request, response) => {
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
      response.writeHead(isKnown ? 200 : 401, { connection: 'close' });
      response.end(isKnown ? hr.agency!.export : 'Sign in');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    hr.agency = new Agency(`http://127.0.0.1:${(server.address() as AddressInfo).port}/export.csv`);
    return hr.agency;
  }

  /** The commit of the branch; null if there is none. */
  branch(): string | null {
    this.team.git('fetch', '-q', '--prune', 'origin');
    const found = this.team.git(
      'branch',
      '-r',
      '--list',
      'origin/hr-sync',
      '--format=%(objectname)',
    );
    return found === '' ? null : found;
  }

  /** What the branch changes, without the context. */
  changes(): readonly string[] {
    expect(this.branch()).not.toBeNull();
    const diff = this.team.git('diff', '-U0', 'origin/main', 'origin/hr-sync');
    return diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  }
}

const CHANGES = [
  '-  - {"id":"OKTA-USER-0012","first_name":"Ana","role_id":4,"department":"Design"}',
  '+  - {"id":"OKTA-USER-0012","first_name":"Ana","role_id":3,"department":"Design"}',
  '+  - {"id":"OKTA-USER-0014","first_name":"Dina","department":"Film","role_id":4}',
  '-  - {"id":"OKTA-USER-0013","first_name":"Ben","role_id":4,"department":"Design"}',
];

describe('the nightly export on GitHub', { timeout: 180_000 }, () => {
  async function open() {
    const agency = await Agency.open();
    const github = await GithubServer.open();
    const { folder, origin } = agency.team;
    const token = github.tokenFor({ contents: 'write', 'pull-requests': 'write' });
    const secrets = { HR_EXPORT_URL: agency.url, HR_TOKEN: TOKEN, HR_SYNC_TOKEN: token };
    const night = (): Promise<JobResult> =>
      runJob(
        { folder, origin, github, env: {} },
        {
          workflow: join(EXAMPLE, '.github/workflows/hr-sync.yml'),
          event: 'schedule',
          payload: {},
          ref: 'refs/heads/main',
          sha: agency.team.git('rev-parse', 'origin/main'),
          checkout: 'refs/heads/main',
          secrets,
        },
      );
    return { agency, github, night, token };
  }

  it('opens one pull request for what is new, keeps it, and closes it when it is out of date', async () => {
    const { agency, github, night, token } = await open();
    const quiet = await night();
    expect(quiet.conclusion, quiet.log).toBe('success');
    expect(agency.branch()).toBeNull();
    expect(github.calls).toEqual([]);

    agency.export = NEXT;
    const first = await night();
    expect(first.conclusion, first.log).toBe('success');
    expect(agency.changes()).toEqual(CHANGES);
    expect(github.pulls).toMatchObject([{ branch: 'hr-sync', base: 'main' }]);

    const reviewed = agency.branch();
    expect((await night()).conclusion).toBe('success');
    expect(agency.branch()).toBe(reviewed);
    expect(github.pulls).toHaveLength(1);

    agency.export = NEXT.replace('Dina', 'Dana');
    expect((await night()).conclusion).toBe('success');
    expect(agency.changes()).toEqual(CHANGES.map((line) => line.replace('Dina', 'Dana')));
    expect(github.pulls).toHaveLength(1);

    agency.export = SAME;
    expect((await night()).conclusion).toBe('success');
    expect(agency.branch()).toBeNull();
    expect(github.denied).toEqual([]);
    expect(first.log).not.toContain(TOKEN);
    expect(first.log).not.toContain(token);
  });

  it('leaves the branch alone once somebody has worked on it', async () => {
    const { agency, night } = await open();
    agency.export = NEXT;
    await night();
    agency.branch();
    agency.team.git('checkout', '-q', '-b', 'hr-sync', 'origin/hr-sync');
    const theirs = agency.team.commitNote('hr-sync', 'Dina starts in May');
    agency.export = SAME;
    const next = await night();
    expect(next.conclusion, next.log).toBe('success');
    expect(next.log).toContain('The branch hr-sync has commits of other people.');
    expect(agency.branch()).toBe(theirs);
  });

  it('pushes nothing of an export that is cut off, or has lost most of its people', async () => {
    const { agency, github, night } = await open();
    const damaged: readonly (readonly [string, number])[] = [
      [NEXT.slice(0, NEXT.indexOf('0014') + 6), 65],
      [`${HEAD}0012;Ana;a@x.com;Analista;Diseño;Activo\n`, 8],
    ];
    for (const [content, code] of damaged) {
      agency.export = content;
      const result = await night();
      expect(result.conclusion).toBe('failure');
      expect(result.codes['Import'], result.log).toBe(code);
    }
    expect(agency.branch()).toBeNull();
    expect(github.calls).toEqual([]);
  });
});

describe('the nightly export on GitLab', { timeout: 180_000 }, () => {
  it('pushes one commit with the options that open a merge request', async () => {
    const agency = await Agency.open();
    const { folder, origin } = agency.team;
    const job = expandPipeline(folder, {}, ['14-hr-sync'])['hr-sync']!;
    const night = (): Promise<Ended> => {
      const checkout = mkdtempSync(join(folder, 'job-'));
      execFileSync('git', ['clone', '-q', origin, checkout]);
      return runGitlabJob(job, checkout, {
        PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        HR_EXPORT_URL: agency.url,
        HR_TOKEN: TOKEN,
        HR_SYNC_TOKEN: 'canary-gitlab-token',
        CI_SERVER_URL: `file://${folder}`,
        CI_PROJECT_PATH: 'origin',
        CI_DEFAULT_BRANCH: 'main',
      });
    };
    expect((await night()).code).toBe(0);
    expect(agency.branch()).toBeNull();

    agency.export = NEXT;
    const pushed = await night();
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(agency.changes()).toEqual(CHANGES);
    expect(readFileSync(join(origin, 'push-options'), 'utf8')).toContain(
      'GIT_PUSH_OPTION_0=merge_request.create\nGIT_PUSH_OPTION_1=merge_request.target=main\n',
    );
    expect(pushed.stdout + pushed.stderr).not.toContain('canary');

    const reviewed = agency.branch();
    expect((await night()).code).toBe(0);
    expect(agency.branch()).toBe(reviewed);
    agency.export = `${HEAD}0012;Ana;a@x.com;Analista;Diseño;Activo\n`;
    expect((await night()).code).toBe(8);
    expect(agency.branch()).toBe(reviewed);
  });
});
