/**
 * Runs the one job of a workflow as GitHub's runner would, as far as these workflows go: real bash for
 * each `run`, GitHub's own expression evaluator for each `${{ }}`, the composite action of this
 * repository, and a token with just the job's permissions. `actions/checkout` is a real clone.
 */
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';
import { spawn, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ended, PROGRAM } from '../command.js';
import { REPOSITORY, type Identity, type Permissions, type Run } from './github-model.js';
import type { GithubServer } from './github-server.js';
import { GIT_CONFIG } from './team.js';

export const ROOT = join(import.meta.dirname, '../../..');
export const WORKFLOWS = join(ROOT, 'examples/10-github-actions/.github/workflows');

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly permissions?: Permissions;
        readonly environment?: string;
        readonly outputs?: Readonly<Record<string, string>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface Trigger {
  /** The file of the workflow: its name in examples/10-github-actions, or its path. */
  readonly workflow: string;
  /** Which job; the first by default. */
  readonly job?: string;
  /** The values of this job of a matrix. */
  readonly matrix?: Readonly<Record<string, string>>;
  /** Results of the jobs that it needs. */
  readonly needs?: Readonly<Record<string, { readonly result: string; readonly outputs?: object }>>;
  /** Variables of the workflow that are set to something else. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event: string;
  readonly payload: object;
  readonly ref: string;
  readonly sha: string;
  /** What the remote has under the name that is to be checked out. */
  readonly checkout: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The run that artifacts are uploaded to. */
  readonly run?: Run;
  /** Whose token the job has; its own by default. */
  readonly identity?: Identity;
}

export interface Machine {
  readonly folder: string;
  readonly origin: string;
  readonly github: GithubServer;
  /** Variables of the organisation. */
  readonly env: Readonly<Record<string, string>>;
  /** Inputs of the action besides those of the workflow. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** A folder with programs that come before those of the machine. */
  readonly programs?: string;
  /** Called when a step starts a process: cancels the job, as GitHub does, with signals to it alone. */
  readonly onStep?: (name: string, child: ChildProcess) => void;
}

export interface JobResult {
  readonly ran: boolean;
  readonly conclusion: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  /** The exit code of each step that ran a process, by its name. */
  readonly codes: Readonly<Record<string, number | null>>;
  readonly log: string;
  readonly summary: string;
}

export function readWorkflow(name: string): Workflow {
  return parse(readFileSync(resolve(WORKFLOWS, name), 'utf8')) as Workflow;
}

export function readAction(): Action {
  return parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
}

/** Runs the job to its end. Rejects for what the runner itself can't do. */
export async function runJob(machine: Machine, trigger: Trigger): Promise<JobResult> {
  const workflow = readWorkflow(trigger.workflow);
  const job = workflow.jobs[trigger.job ?? Object.keys(workflow.jobs)[0]!]!;
  const permissions = job.permissions ?? workflow.permissions ?? {};
  const runner = new Runner(machine, trigger, permissions, { ...workflow.env, ...trigger.env });
  if (!runner.isTrue(job.if ?? 'true', {})) {
    return { ran: false, conclusion: 'skipped', outputs: {}, codes: {}, log: '', summary: '' };
  }
  const steps = await runner.runSteps(job.steps, {});
  return {
    ran: true,
    conclusion: runner.failed ? 'failure' : 'success',
    outputs: runner.fillAll(job.outputs ?? {}, { steps }),
    codes: runner.codes,
    log: runner.log,
    summary: runner.summary,
  };
}

type Values = Readonly<Record<string, unknown>>;

class Runner {
  failed = false;
  log = '';
  summary = '';
  readonly codes: Record<string, number | null> = {};
  readonly #machine: Machine;
  readonly #trigger: Trigger;
  readonly #temp: string;
  readonly #workspace: string;
  readonly #home: string;
  readonly #github: Values;
  readonly #paths: string[];
  readonly #env: Readonly<Record<string, string>>;
  #files = 0;

  constructor(
    machine: Machine,
    trigger: Trigger,
    permissions: Permissions,
    env: Readonly<Record<string, string>>,
  ) {
    this.#env = env;
    this.#machine = machine;
    this.#trigger = trigger;
    const folder = mkdtempSync(join(machine.folder, 'runner-'));
    this.#temp = join(folder, 'temp');
    this.#workspace = join(folder, 'workspace');
    this.#home = join(folder, 'home');
    const installed = join(this.#temp, 'corform/bin');
    for (const made of [installed, this.#workspace, this.#home]) {
      mkdirSync(made, { recursive: true });
    }
    writeFileSync(join(this.#home, '.gitconfig'), GIT_CONFIG);
    // As if an earlier step of the job had built it; github-install.test.ts has the step do it.
    symlinkSync(PROGRAM, join(installed, 'corform'));
    writeFileSync(join(folder, 'event.json'), JSON.stringify(trigger.payload));
    this.#github = {
      event_name: trigger.event,
      event: trigger.payload,
      event_path: join(folder, 'event.json'),
      ref: trigger.ref,
      sha: trigger.sha,
      repository: REPOSITORY,
      token: machine.github.tokenFor(permissions, trigger.identity),
    };
    this.#paths = [machine.programs ?? installed, installed, process.env['PATH'] ?? ''];
  }

  async runSteps(steps: readonly Step[], inputs: Values): Promise<Values> {
    const outputs: Record<string, { outputs: Values; outcome: string }> = {};
    for (const step of steps) {
      const scope = { inputs: { ...this.#trigger.inputs, ...inputs }, steps: outputs };
      if (!this.isTrue(step.if ?? 'true', scope)) continue;
      const failedBefore = this.failed;
      const made = await this.#runStep(step, scope);
      const outcome = this.failed && !failedBefore ? 'failure' : 'success';
      if (step.id !== undefined) outputs[step.id] = { outputs: made, outcome };
    }
    return outputs;
  }

  isTrue(condition: string, scope: Values): boolean {
    const expression = condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
    const asks = /\b(always|failure|success|cancelled)\(\)/.test(expression);
    const value = this.#evaluate(asks ? expression : `success() && (${expression})`, scope);
    return value !== '' && value !== 'false' && value !== '0';
  }

  async #runStep(step: Step, scope: Values): Promise<Values> {
    const given = this.fillAll(step.with ?? {}, scope);
    if (step.run !== undefined) return this.#runScript(step, scope);
    const uses = step.uses?.replace(/@.*/, '');
    if (uses === 'actions/checkout') return this.#checkout();
    if (uses === 'actions/setup-node') return {};
    if (uses === 'actions/upload-artifact') return this.#upload(given);
    if (uses === 'actions/download-artifact') return this.#download(given);
    if (uses === 'OWNER/corform') return this.#runAction(given);
    throw new Error(`this runner has no ${String(step.uses)}`);
  }

  async #runAction(given: Readonly<Record<string, string>>): Promise<Values> {
    const action = readAction();
    const all = { 'pull-request-wait': '0', ...given, ...this.#machine.inputs };
    for (const name of Object.keys(all)) {
      if (!(name in action.inputs)) throw new Error(`the action has no input ${name}`);
    }
    const inputs: Record<string, string> = {};
    for (const [name, input] of Object.entries(action.inputs)) {
      inputs[name] = new Map(Object.entries(all)).get(name) ?? this.#fill(input.default ?? '', {});
    }
    const steps = await this.runSteps(action.runs.steps, inputs);
    const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, value]);
    return this.fillAll(Object.fromEntries(outputs) as Record<string, string>, { steps, inputs });
  }

  async #runScript(step: Step, scope: Values): Promise<Values> {
    this.#files += 1;
    const file = (kind: string): string => {
      const path = join(this.#temp, `${kind}-${this.#files}`);
      writeFileSync(path, '');
      return path;
    };
    const script = file('script');
    writeFileSync(script, this.#fill(step.run ?? '', scope));
    const [output, summary, path] = [file('output'), file('summary'), file('path')];
    const env = this.fillAll({ ...this.#env, ...step.env }, scope);
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: join(this.#workspace, this.#fill(step['working-directory'] ?? '.', scope)),
      env: {
        ...this.#machine.env,
        PATH: this.#paths.join(':'),
        HOME: this.#home,
        LANG: 'C.UTF-8',
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_API_URL: this.#machine.github.url,
        GITHUB_GRAPHQL_URL: `${this.#machine.github.url}/graphql`,
        GITHUB_EVENT_NAME: this.#trigger.event,
        GITHUB_REF: this.#trigger.ref,
        GITHUB_REF_NAME: basename(this.#trigger.ref),
        GITHUB_SHA: this.#trigger.sha,
        GITHUB_WORKSPACE: this.#workspace,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_EVENT_PATH: String(this.#github['event_path']),
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_PATH: path,
        RUNNER_TEMP: this.#temp,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const name = step.name ?? step.id ?? 'run';
    this.#machine.onStep?.(name, child);
    const { code, stdout, stderr } = await ended(child);
    this.log += stdout + stderr;
    this.summary += readFileSync(summary, 'utf8');
    this.codes[name] = code;
    if (code !== 0) this.failed = true;
    this.#paths.unshift(...lines(path));
    const entries = lines(output).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    });
    return Object.fromEntries(entries);
  }

  async #checkout(): Promise<Values> {
    const git = spawn('bash', [
      '-ec',
      'git init -q "$0"; cd "$0"; git remote add origin "$1"; git fetch -q origin "+$2:refs/remotes/origin/checked-out" "+refs/heads/*:refs/remotes/origin/*"; git checkout -q --detach refs/remotes/origin/checked-out',
      this.#workspace,
      this.#machine.origin,
      this.#trigger.checkout,
    ]);
    const { code, stderr } = await ended(git);
    if (code !== 0) throw new Error(`checkout: ${stderr}`);
    return {};
  }

  #upload(given: Readonly<Record<string, string>>): Values {
    const path = resolve(this.#workspace, given['path'] ?? '');
    if (path.includes('*')) return {};
    const files = Object.fromEntries(
      readdirSync(path).map((name) => [name, readFileSync(join(path, name))]),
    );
    this.#trigger.run?.artifacts.set(given['name'] ?? '', files);
    return {};
  }

  #download(given: Readonly<Record<string, string>>): Values {
    const path = resolve(this.#workspace, given['path'] ?? '');
    mkdirSync(path, { recursive: true });
    const files = this.#trigger.run?.artifacts.get(given['name'] ?? '') ?? {};
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes);
    return {};
  }

  /** Values of the workflow with their expressions evaluated. */
  fillAll(values: Readonly<Record<string, unknown>>, scope: Values): Record<string, string> {
    const filled = Object.entries(values).map(([name, value]) => [
      name,
      this.#fill(String(value), scope),
    ]);
    return Object.fromEntries(filled) as Record<string, string>;
  }

  #fill(text: string, scope: Values): string {
    return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
      this.#evaluate(expression, scope),
    );
  }

  #evaluate(expression: string, scope: Values): string {
    const contexts: Values = {
      inputs: this.#trigger.inputs ?? {},
      ...scope,
      github: this.#github,
      secrets: this.#trigger.secrets ?? {},
      needs: this.#trigger.needs ?? {},
      matrix: this.#trigger.matrix ?? {},
      env: this.#env,
    };
    const status = (name: string, value: boolean) => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(value),
    });
    const functions = [
      status('always', true),
      status('cancelled', false),
      status('success', !this.failed),
      status('failure', this.failed),
    ];
    const { tokens } = new Lexer(expression.trim()).lex();
    const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
    const known = new Map(functions.map((f) => [f.name, f]));
    return new Evaluator(parsed, toDictionary(contexts), known).evaluate().coerceString();
  }
}

function toDictionary(values: Values): data.Dictionary {
  return new data.Dictionary(
    ...Object.entries(values).map(([key, value]) => ({ key, value: toData(value) })),
  );
}

function toData(value: unknown): data.ExpressionData {
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  if (typeof value === 'object' && value !== null) return toDictionary(value as Values);
  return new data.Null();
}

function lines(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
