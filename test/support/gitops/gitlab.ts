/**
 * The jobs of examples/11-gitlab-ci: expanded and checked against GitLab's own schema by
 * gitlab-ci-local, and run as a runner does, before_script and script in one shell.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { cleanEnvironment, ended, type Ended } from '../command.js';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
/** gitlab-ci-local is built for Node 22: the few methods of Set that Node 20 lacks. */
const SET_METHODS = `data:text/javascript,${encodeURIComponent(`
  const add = (name, method) => Set.prototype[name] ??= method;
  add('union', function (other) { return new Set([...this, ...other.keys()]); });
  add('difference', function (other) { return new Set([...this].filter((x) => !other.has(x))); });
  add('intersection', function (other) { return new Set([...this].filter((x) => other.has(x))); });
  add('isSubsetOf', function (other) { return [...this].every((x) => other.has(x)); });
`)}`;

export interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly rules: readonly Readonly<Record<string, string>>[];
  readonly artifacts: {
    readonly paths?: readonly string[];
    readonly reports?: Readonly<Record<string, string>>;
  };
}

export type Pipeline = Readonly<Record<string, GitlabJob>>;

/**
 * The pipeline as GitLab would expand it, with other inputs than the example has; `more`: the names of examples
 * that are laid over examples/11-gitlab-ci. Throws what gitlab-ci-local
 * says of a file that is not valid.
 */
export function expandPipeline(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Pipeline {
  const key = JSON.stringify([inputs, more]);
  const pipeline = expanded.get(key) ?? expand(folder, inputs, more);
  expanded.set(key, pipeline);
  return pipeline;
}

const expanded = new Map<string, Pipeline>();

function expand(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  more: readonly string[],
): Pipeline {
  const cwd = mkdtempSync(join(folder, 'pipeline-'));
  for (const name of ['11-gitlab-ci', ...more]) {
    cpSync(join(EXAMPLES, name), cwd, { recursive: true });
  }
  const file = join(cwd, '.gitlab-ci.yml');
  const written = parse(readFileSync(file, 'utf8')) as {
    readonly include: readonly { readonly inputs: object }[];
  };
  const include = written.include.map((entry, at) =>
    at === 0 ? { ...entry, inputs: { ...entry.inputs, ...inputs } } : entry,
  );
  writeFileSync(file, stringify({ ...written, include }));
  const program = createRequire(import.meta.url).resolve('gitlab-ci-local');
  const env = { ...cleanEnvironment(cwd), GIT_CONFIG_NOSYSTEM: '1' };
  const options = { cwd, env, encoding: 'utf8', stdio: 'pipe' } as const;
  execFileSync('git', ['init', '-q', '-b', 'main', '.'], options);
  execFileSync('git', ['add', '.'], options);
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  execFileSync('git', [...author, 'commit', '-q', '-m', 'x'], options);
  const remote = ['remote', 'add', 'origin', 'git@gitlab.example:faro/people.git'];
  execFileSync('git', remote, options);
  const text = execFileSync(
    process.execPath,
    ['--import', SET_METHODS, program, '--preview'],
    options,
  );
  return parse(text.slice(text.indexOf('---\n'))) as Pipeline;
}

/** Runs the scripts of a job in `cwd`. */
export function runGitlabJob(
  job: GitlabJob,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const script = [...(job.before_script ?? []), ...job.script].join('\n');
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: {
      ...cleanEnvironment(cwd),
      ...job.variables,
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PROJECT_DIR: cwd,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(child);
}
