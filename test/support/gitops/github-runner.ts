/**
 * Runs the one job of a workflow as GitHub's runner would, as far as these workflows go: real bash for
 * each `run`, GitHub's own expression evaluator for each `${{ }}`, the composite action of this
 * repository, and a token with just the job's permissions. `actions/checkout` is a real clone.
 */
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ended } from '../command.js';
import { REPOSITORY, type GithubServer, type Permissions, type Run } from './github-server.js';

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
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly permissions?: Permissions;
        readonly environment?: string;
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
  readonly workflow: string;
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
}

export interface Machine {
  readonly folder: string;
  readonly origin: string;
  readonly github: GithubServer;
  /** Variables of the organisation. */
  readonly env: Readonly<Record<string, string>>;
  /** Called when a step starts a process: cancels the job, as GitHub does, with signals to it alone. */
  readonly onStep?: (name: string, child: ChildProcess) => void;
}

export interface JobResult {
  readonly ran: boolean;
  readonly conclusion: 'success' | 'failure' | 'skipped';
  /** The exit code of each step that ran a process, by its name. */
  readonly codes: Readonly<Record<string, number | null>>;
  readonly log: string;
  readonly summary: string;
}

export function readWorkflow(name: string): Workflow {
  return parse(readFileSync(join(WORKFLOWS, name), 'utf8')) as Workflow;
}

export function readAction(): Action {
  return parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
}

/** Runs the job to its end. Rejects for what the runner itself can't do. */
export async function runJob(machine: Machine, trigger: Trigger): Promise<JobResult> {
  const workflow = readWorkflow(trigger.workflow);
  const job = Object.values(workflow.jobs)[0]!;
  const runner = new Runner(machine, trigger, job.permissions ?? workflow.permissions ?? {});
  if (!runner.isTrue(job.if ?? 'true', {})) {
    return { ran: false, conclusion: 'skipped', codes: {}, log: '', summary: '' };
  }
  await runner.runSteps(job.steps, {});
  return {
    ran: true,
    conclusion: runner.failed ? 'failure' : 'success',
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
  #files = 0;

  constructor(machine: Machine, trigger: Trigger, permissions: Permissions) {
    this.#machine = machine;
    this.#trigger = trigger;
    const folder = mkdtempSync(join(machine.folder, 'runner-'));
    this.#temp = join(folder, 'temp');
    this.#workspace = join(folder, 'workspace');
    this.#home = join(folder, 'home');
    for (const made of [this.#temp, this.#workspace, this.#home]) mkdirSync(made);
    writeFileSync(join(folder, 'event.json'), JSON.stringify(trigger.payload));
    this.#github = {
      event_name: trigger.event,
      event: trigger.payload,
      event_path: join(folder, 'event.json'),
      ref: trigger.ref,
      sha: trigger.sha,
      repository: REPOSITORY,
      token: machine.github.tokenFor(permissions),
    };
    this.#paths = [join(machine.folder, 'bin'), process.env['PATH'] ?? ''];
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
    const given = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [
        name,
        this.#fill(String(value), scope),
      ]),
    );
    if (step.run !== undefined) return this.#runScript(step, scope);
    const uses = step.uses?.replace(/@.*/, '');
    if (uses === 'actions/checkout') return this.#checkout();
    if (uses === 'actions/upload-artifact') return this.#upload(given);
    if (uses === 'corform/corform') return this.#runAction(given);
    throw new Error(`this runner has no ${String(step.uses)}`);
  }

  async #runAction(given: Readonly<Record<string, string>>): Promise<Values> {
    const action = readAction();
    for (const name of Object.keys(given)) {
      if (!(name in action.inputs)) throw new Error(`the action has no input ${name}`);
    }
    const inputs: Record<string, string> = {};
    for (const [name, input] of Object.entries(action.inputs)) {
      inputs[name] = given[name] ?? this.#fill(input.default ?? '', {});
    }
    // The program under test is on the PATH; there is no registry to install it from.
    inputs['package'] = '';
    const steps = await this.runSteps(action.runs.steps, inputs);
    return Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [
        name,
        this.#fill(value, { steps, inputs }),
      ]),
    );
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
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, this.#fill(value, scope)]),
    );
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: this.#workspace,
      env: {
        ...this.#machine.env,
        PATH: this.#paths.join(':'),
        HOME: this.#home,
        LANG: 'C.UTF-8',
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_API_URL: this.#machine.github.url,
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
    const path = given['path'] ?? '';
    if (path.includes('*')) return {};
    const files = Object.fromEntries(
      readdirSync(path).map((name) => [name, readFileSync(join(path, name))]),
    );
    this.#trigger.run?.artifacts.set(given['name'] ?? '', files);
    return {};
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
