/**
 * COR, a state backend and runners in memory, for the model. Deterministic: time is virtual and chance is
 * seeded. A runner that dies answers nothing any more, as a killed process does.
 */
import { applyUsers } from '../../../src/app/apply/apply-users.js';
import type {
  ApplyPorts,
  ApplyRequest,
  ApplyResult,
} from '../../../src/app/apply/apply-contract.js';
import { baselineState } from '../../../src/app/adopt/baseline-state.js';
import { loadState } from '../../../src/app/state/load-state.js';
import { planUsers } from '../../../src/app/plan/plan-users.js';
import { Failure } from '../../../src/core/errors/failure.js';
import { compareIds, type DesiredState, type UserFields } from '../../../src/core/model.js';
import type { Attempt, UpdateRequest, UserApi } from '../../../src/core/ports/cor.js';
import type { Clock } from '../../../src/core/ports/system.js';
import type {
  JournalStore,
  LockInfo,
  StateBackend,
  StateLock,
  StateStore,
} from '../../../src/core/ports/state.js';
import { STANDSTILL_MS } from '../../../src/core/sending/standstill.js';
import type { ResendSelector } from '../../../src/core/plan/resend.js';
import { noJournals } from '../../../src/adapters/state/remote-backend.js';
import { parseState, prepareCommit } from '../../../src/core/state/state-file.js';
import { evidenceOf, runTableOf } from '../../../src/core/state/evidence.js';
import { newState } from '../../../src/core/state/transitions.js';
import { seededRandom, VirtualClock } from '../virtual-clock.js';
import { apiError, throttled, unknown } from '../virtual-cor.js';
import { ALL, NO_LIMITS } from './apply-folder.js';

export const ENDPOINT = 'https://cor.example';

/** Something that happens at the n-th call that a runner makes of its ports. */
export interface Incident {
  readonly call: number;
  readonly after: boolean;
  readonly act: (runner: Runner) => void | Promise<void>;
}

export interface RunOptions {
  /** The seed of COR's mood. 0: COR works. */
  readonly mood: number;
  readonly only?: readonly string[];
  readonly resend?: readonly ResendSelector[];
  /** The credential is that of another company; only once the state knows the right one. */
  readonly isForeign?: boolean;
  /** How long to wait for the lock. */
  readonly lockTimeoutMs?: number;
  readonly at?: Incident;
}

/**
 * One process. Counts its calls; once dead, none of them ever comes back or does anything. While its machine is
 * suspended none comes back, its timers don't ring, and its monotonic clock stands still.
 */
export class Runner implements Clock {
  readonly died: Promise<'died'>;
  readonly lockId: string;
  isDead = false;
  /** When somebody else took or removed the lock; null while nobody has. */
  lockLostAt: number | null = null;
  /** Requests under way. */
  flying = 0;
  /** Whether the first request must go alone, as long as COR has taken none: decided as the first one goes. */
  isAlone: boolean | null = null;
  readonly #time: VirtualClock;
  readonly #incident: Incident | undefined;
  #calls = 0;
  #suspendedAt = 0;
  #wakesAt = 0;
  #die: () => void = () => undefined;

  constructor(time: VirtualClock, lockId: string, incident: Incident | undefined) {
    this.#time = time;
    this.lockId = lockId;
    this.#incident = incident;
    this.died = new Promise((resolve) => {
      this.#die = () => resolve('died');
    });
  }

  die(): void {
    this.isDead = true;
    this.#die();
  }

  /** Suspends the machine, once. */
  suspend(ms: number): void {
    this.#suspendedAt = this.#time.monotonic();
    this.#wakesAt = this.#suspendedAt + ms;
  }

  /** Whether the machine is awake again, and lost the lock before that. Short suspensions don't count. */
  get hasOversleptLock(): boolean {
    const hasSlept = this.#wakesAt - this.#suspendedAt > STANDSTILL_MS;
    const isAwake = this.#time.monotonic() >= this.#wakesAt;
    return hasSlept && isAwake && this.lockLostAt !== null && this.lockLostAt <= this.#wakesAt;
  }

  /** How long the machine has been suspended so far. */
  get slept(): number {
    return Math.min(this.#time.monotonic(), this.#wakesAt) - this.#suspendedAt;
  }

  now(): number {
    return this.#time.now();
  }

  /** In whole microseconds: sums of fractions are not exact, and a timer must never ring too early. */
  monotonic(): number {
    return Math.round((this.#time.monotonic() - this.slept) * 1_000) / 1_000;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.monotonic() + ms;
    do {
      const left = Math.max(0, until - this.monotonic());
      await this.#time.sleep(Math.ceil(left * 1_000) / 1_000, signal);
      await this.#awake();
    } while (this.monotonic() < until && signal?.aborted !== true);
  }

  async #awake(): Promise<void> {
    while (this.#time.monotonic() < this.#wakesAt) {
      await this.#time.sleep(this.#wakesAt - this.#time.monotonic());
    }
  }

  async call<T>(work: () => T | Promise<T>): Promise<T> {
    this.#calls += 1;
    const hit = this.#incident?.call === this.#calls ? this.#incident : undefined;
    // No port answers in the very turn in which it is asked.
    await Promise.resolve();
    if (hit?.after === false) await hit.act(this);
    await this.#awake();
    await this.#stayDead();
    const result = await work();
    if (hit?.after === true) await hit.act(this);
    await this.#awake();
    await this.#stayDead();
    return result;
  }

  async #stayDead(): Promise<void> {
    if (this.isDead) await new Promise(() => undefined);
  }
}

export class World {
  readonly clock = new VirtualClock();
  readonly violations: string[] = [];
  /** What applies said that ended with a Failure. */
  readonly failures: string[] = [];
  users: readonly { readonly id: string; readonly role: number; readonly phone: string }[] = [];
  readonly #kind: 'journal' | 'checkpoints';
  readonly #values = new Map<string, UserFields>();
  readonly #acknowledged = new Map<string, UserFields>();
  /** Of the acknowledged values those that the answer repeated. */
  readonly #confirmed = new Map<string, UserFields>();
  /** What users.yaml said at a baseline, as `id.field=value`. */
  readonly #assumed = new Set<string>();
  readonly #inFlight = new Map<string, number>();
  readonly #journals = new Map<string, string>();
  readonly #runners = new Map<string, Runner>();
  #text: string | null = null;
  #serial = 0;
  #lock: LockInfo | null = null;
  #runs = 0;
  #timeRuns = false;
  readonly #inner: Promise<unknown>[] = [];

  private constructor(kind: 'journal' | 'checkpoints') {
    this.#kind = kind;
  }

  static async start(kind: 'journal' | 'checkpoints'): Promise<World> {
    const world = new World(kind);
    const state = newState({ lineage: 'lineage', digestKey: '0'.repeat(64), writtenBy: 'test' });
    await world.backend.store.commit(prepareCommit(state, 'test').text, 1, null);
    return world;
  }

  get desired(): DesiredState {
    const users = this.users.map(({ id, role, phone }) => ({
      id,
      fields: phone === '' ? { role_id: role } : { role_id: role, phone },
      protected: false,
      previously: null,
      place: { file: 'users.yaml', line: 1, column: 1 },
    }));
    return { source: 'OKTA', users: users.sort((a, b) => compareIds(a.id, b.id)) };
  }

  /** The backend as a bystander sees it. */
  get backend(): StateBackend {
    return this.#backendOf(new Runner(this.clock, 'bystander', undefined));
  }

  /** All that a plan could change. */
  snapshot(): object {
    return { text: this.#text, lock: this.#lock, journals: [...this.#journals] };
  }

  removeLock(): void {
    this.#giveLock(null);
  }

  /** One apply. Null if the process died or the apply ended with a Failure. */
  async apply(options: RunOptions): Promise<ApplyResult | null> {
    const runner = this.#newRunner(options.at);
    return this.#runToEnd(runner, () =>
      applyUsers(this.#portsOf(runner, options), this.#requestOf(runner, options)),
    );
  }

  /** One baseline, without a list of COR. */
  async baseline(at?: Incident): Promise<void> {
    const runner = this.#newRunner(at);
    for (const { id, fields } of this.desired.users) {
      for (const [field, value] of Object.entries(fields)) {
        this.#assumed.add(`${id}.${field}=${String(value)}`);
      }
    }
    const ports = {
      backend: this.#backendOf(runner),
      clock: runner,
      random: seededRandom(this.#runs),
      directory: null,
    };
    const request = {
      desired: this.desired,
      endpoint: ENDPOINT,
      emails: new Map(),
      commit: null,
      who: 'somebody@somewhere',
      writtenBy: 'test',
      lock: {
        info: lockInfo(runner.lockId),
        timeoutMs: 0,
        signal: new AbortController().signal,
      },
      confirm: () => Promise.resolve(true),
    };
    await this.#runToEnd(runner, () => baselineState(ports, request, () => undefined));
  }

  #newRunner(at: Incident | undefined): Runner {
    this.#runs += 1;
    const runner = new Runner(this.clock, `lock-${this.#runs}`, at);
    this.#runners.set(runner.lockId, runner);
    return runner;
  }

  async #runToEnd<T>(runner: Runner, start: () => Promise<T>): Promise<T | null> {
    const work = start().catch((error: unknown) => {
      if (error instanceof Failure) {
        this.failures.push(error.message);
        return null;
      }
      throw error;
    });
    const ended = Promise.race([work, runner.died]);
    const result = await this.#letTimePass(ended);
    // A runner that has ended is as gone as a dead one.
    runner.isDead = true;
    await this.#checkRecord();
    return result === 'died' ? null : result;
  }

  /** Of runners that run inside each other the outer one lets the time pass, until all have ended. */
  async #letTimePass<T>(ended: Promise<T>): Promise<T> {
    if (this.#timeRuns) {
      this.#inner.push(ended);
      return ended;
    }
    this.#timeRuns = true;
    const result = await this.clock.run(
      ended.then(async (value) => {
        await Promise.all(this.#inner.splice(0));
        return value;
      }),
    );
    this.#timeRuns = false;
    return result;
  }

  /** I4, I8, I9: one clean apply that sends what was only assumed, too; then nothing is left to do. */
  async checkConvergence(): Promise<void> {
    const result = await this.apply({ mood: 0, resend: [{ kind: 'assumed' }] });
    if (result === null)
      this.#violate('I4', `the clean apply failed: ${this.failures.at(-1) ?? 'it died'}`);
    for (const { id, fields } of this.desired.users) {
      const held = this.#values.get(id) ?? {};
      for (const [field, value] of Object.entries(fields)) {
        if (held[field as keyof UserFields] !== value) this.#violate('I4', `${id}.${field}`);
      }
    }
    const { plan } = await this.#planNow();
    if (plan.changes.length > 0) this.#violate('I8', `${plan.changes.length} changes`);
  }

  async #planNow(): Promise<ReturnType<typeof planUsers>> {
    const loaded = await loadState(this.backend, this.clock);
    return planUsers(this.desired, loaded!.recorded, {
      endpoint: ENDPOINT,
      resend: [],
      selection: ALL,
      limits: NO_LIMITS,
      allowance: {},
      sensitive: [],
    });
  }

  /** I1, I3 and I10, on what the next command would see. */
  async #checkRecord(): Promise<void> {
    const { recorded } = (await loadState(this.backend, this.clock))!;
    const runs = runTableOf(recorded);
    for (const user of recorded.users) {
      const { id, fields } = user;
      for (const { field, class: known } of evidenceOf(user, runs)) {
        const is = (held: UserFields | undefined): boolean => held?.[field] === fields[field];
        if (known === 'unknown') continue;
        if (known === 'assumed') {
          if (!this.#assumed.has(`${id}.${field}=${String(fields[field])}`))
            this.#violate('I10', `${id}.${field} was never assumed`);
          continue;
        }
        if (!is(this.#acknowledged.get(id)))
          this.#violate('I3', `${id}.${field} was not the last acknowledged`);
        if (known === 'confirmed' && !is(this.#confirmed.get(id)))
          this.#violate('I10', `${id}.${field} was never repeated by COR`);
      }
    }
  }

  #violate(invariant: string, what: string): void {
    this.violations.push(`${invariant}: ${what}`);
  }

  // ---------------------------------------------------------------------------------- ports

  #portsOf(runner: Runner, options: RunOptions): ApplyPorts {
    const backend = this.#backendOf(runner);
    return {
      backend,
      api: () => Promise.resolve(this.#apiOf(runner, options)),
      clock: runner,
      random: seededRandom(this.#runs),
      revisions: {
        head: () => Promise.resolve(null),
        relation: () => Promise.resolve('unknown'),
        fileAt: () => Promise.reject(new Error('there is no git here')),
        filesAt: () => Promise.reject(new Error('there is no git here')),
      },
      recoveryFile: () => Promise.resolve('recovery.json'),
      view: {
        notice: () => undefined,
        planned: () => Promise.resolve(),
        confirm: () => Promise.resolve(true),
        observer: {
          sent: () => undefined,
          returned: () => undefined,
          settled: () => undefined,
          paused: () => undefined,
        },
      },
    };
  }

  #requestOf(runner: Runner, options: RunOptions): ApplyRequest {
    const never = new AbortController().signal;
    return {
      desired: this.desired,
      commit: null,
      plan: {
        endpoint: ENDPOINT,
        resend: options.resend ?? [],
        selection: { ...ALL, only: options.only ?? [] },
        limits: NO_LIMITS,
        allowance: {},
        sensitive: [],
      },
      approval: { kind: 'auto' },
      allowRollback: false,
      lock: {
        info: lockInfo(runner.lockId),
        timeoutMs: options.lockTimeoutMs ?? 0,
        signal: never,
      },
      execution: {
        concurrency: 2,
        rate: null,
        maxFailures: null,
        maxDurationMs: null,
        interrupts: { stopping: never, leaving: never },
        graceMs: 5_000,
      },
      companyId: null,
      acceptedIdentities: [],
      checkpoints: { outcomes: 1, intervalMs: 10_000 },
      who: 'somebody@somewhere',
      writtenBy: 'test',
    };
  }

  #backendOf(runner: Runner): StateBackend {
    const keepsJournals = this.#kind === 'journal';
    return {
      traits: {
        location: 'memory',
        keepsJournals,
        keepsVersions: false,
        showsOwner: true,
        seesProcesses: keepsJournals,
        lockPollMs: 250,
      },
      store: this.#storeOf(runner),
      lock: this.#lockOf(runner),
      journals: keepsJournals ? this.#journalsOf(runner) : noJournals,
      probe: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  #storeOf(runner: Runner): StateStore {
    return {
      read: () =>
        runner.call(() =>
          this.#text === null ? null : { text: this.#text, version: String(this.#serial) },
        ),
      commit: (text, serial, expected) =>
        runner.call(() => {
          if (expected !== (this.#text === null ? null : String(this.#serial))) {
            return { kind: 'stale' };
          }
          if (serial <= this.#serial) this.#violate('I5', `${serial} after ${this.#serial}`);
          if (parseState(text).value === undefined) this.#violate('I1', 'not readable');
          this.#text = text;
          this.#serial = serial;
          return { kind: 'committed', version: String(serial) };
        }),
      versions: () => Promise.resolve([]),
      readVersion: () => Promise.resolve(null),
    };
  }

  /** The lock of a dead runner is free: that others wait until it has been still takes no time here. */
  #lockOf(runner: Runner): StateLock {
    return {
      take: (info) =>
        runner.call(() => {
          const owner = this.#lock;
          const isGone = owner !== null && this.#runners.get(owner.ID)?.isDead === true;
          const isAlive = this.#kind === 'journal';
          if (owner !== null && !isGone) return { kind: 'busy', owner, isAlive };
          this.#giveLock(info);
          return { kind: 'held', takenFrom: owner };
        }),
      release: (id) =>
        runner.call(() => {
          if (this.#lock === null) return { kind: 'not-locked' };
          if (this.#lock.ID !== id) return { kind: 'not-owner', owner: this.#lock };
          this.#giveLock(null);
          return { kind: 'unlocked' };
        }),
      owner: () => runner.call(() => this.#lock),
      holds: (id) => runner.call(() => this.#lock?.ID === id),
    };
  }

  #giveLock(to: LockInfo | null): void {
    const loser = this.#runners.get(this.#lock?.ID ?? '');
    if (loser !== undefined) loser.lockLostAt ??= this.clock.monotonic();
    this.#lock = to;
  }

  #journalsOf(runner: Runner): JournalStore {
    const append = (run: string, lines: readonly string[]): void => {
      const text = this.#journals.get(run) ?? '';
      this.#journals.set(run, text + lines.map((line) => `${line}\n`).join(''));
    };
    return {
      create: (run, lines) =>
        runner.call(() => {
          append(run, lines);
          return {
            append: (more) => runner.call(() => append(run, more)),
            close: () => runner.call(() => undefined),
          };
        }),
      read: (run) => runner.call(() => this.#journals.get(run) ?? null),
      pulse: () => runner.call(() => ''),
      prune: (keep) =>
        runner.call(() => {
          for (const run of this.#journals.keys()) if (run !== keep) this.#journals.delete(run);
        }),
    };
  }

  // ------------------------------------------------------------------------------------ COR

  #apiOf(runner: Runner, { mood, isForeign = false }: RunOptions): UserApi {
    const random = seededRandom(mood);
    const fraction = (): number => random.fraction();
    return {
      authorise: () => Promise.resolve(),
      update: (request, signal) => {
        const { slept } = runner;
        return runner.call(async () => {
          // As the adapter does: what was not written before a standstill is not written after it.
          if (runner.slept > slept + STANDSTILL_MS) return NOT_WRITTEN;
          this.#checkSending(request, runner);
          this.#fly(runner, request.id, 1);
          this.#checkAlone(runner);
          runner.flying += 1;
          await this.clock.sleep(mood === 0 ? 1 : fraction() * 50, signal);
          this.#fly(runner, request.id, -1);
          runner.flying -= 1;
          // The connection of a dead process is cut before COR has carried the request out, or after.
          if (runner.isDead && fraction() < 0.5) return unknown();
          if (isForeign && this.#isBound()) return FOREIGN;
          const attempt = this.#answer(request, mood === 0 ? 1 : fraction(), fraction());
          if (attempt.kind === 'applied') runner.isAlone = false;
          return attempt;
        });
      },
    };
  }

  #answer({ id, set }: UpdateRequest, roll: number, candour: number): Attempt {
    if (roll < 0.05) return throttled(0);
    if (roll < 0.12) return unknown();
    if (roll < 0.16) return { kind: 'refused', error: apiError('refused', 'InvalidRoleError') };
    this.#values.set(id, { ...this.#values.get(id), ...set });
    if (roll < 0.25) return unknown();
    this.#acknowledged.set(id, { ...this.#acknowledged.get(id), ...set });
    // COR repeats all values, or all but a role that it shows otherwise, or none.
    const { role_id, ...others } = set;
    const repeated = candour < 0.4 ? set : candour < 0.7 ? others : {};
    const shown = role_id === undefined ? {} : { role_id: 7 };
    const silent = Object.fromEntries(Object.keys(set).map((field) => [field, undefined]));
    this.#confirmed.set(id, { ...this.#confirmed.get(id), ...silent, ...repeated });
    const echo = repeated === others ? { ...others, ...shown } : repeated;
    return { kind: 'applied', corId: idOf(id), companyId: candour < 0.9 ? COMPANY : null, echo };
  }

  /** Whether the stored state knows its company. */
  #isBound(): boolean {
    return (parseState(this.#text ?? '').value?.target?.company_id ?? null) !== null;
  }

  /** I11: to a known company the first request goes alone until COR has taken one. */
  #checkAlone(runner: Runner): void {
    runner.isAlone ??= this.#isBound();
    if (runner.isAlone && runner.flying > 0) this.#violate('I11', 'the first was not alone');
  }

  /** I2 and I7. */
  #checkSending({ id, set }: UpdateRequest, runner: Runner): void {
    if (runner.hasOversleptLock) this.#violate('I7', `${id}: sent after somebody took over`);
    if (this.#lock?.ID !== runner.lockId) return;
    const run = parseState(this.#text ?? '').value?.run;
    const op = run?.ops.find((candidate) => candidate.id === id);
    if (JSON.stringify(op?.set) !== JSON.stringify(set)) this.#violate('I2', `${id}: no open run`);
    const journal = this.#journals.get(run?.id ?? '') ?? '';
    const meant = journal
      .split('\n')
      .some((line) => line.includes('"type":"intent"') && line.includes(`"id":"${id}"`));
    if (this.#kind === 'journal' && !meant) this.#violate('I2', `${id}: no intent`);
  }

  /** I7. */
  #fly(runner: Runner, id: string, step: 1 | -1): void {
    const key = `${runner.lockId} ${id}`;
    const count = (this.#inFlight.get(key) ?? 0) + step;
    this.#inFlight.set(key, count);
    if (count > 1) this.#violate('I7', `${count} requests for ${id} at a time`);
  }
}

const COMPANY = 1234;
const FOREIGN: Attempt = { kind: 'applied', corId: 99, companyId: 9876, echo: {} };

/** COR's own id of a user. */
function idOf(id: string): number {
  return 1 + id.charCodeAt(0);
}

const NOT_WRITTEN: Attempt = {
  kind: 'not-applied',
  error: apiError('unreachable'),
  retryAfterMs: null,
};

function lockInfo(id: string): LockInfo {
  return {
    ID: id,
    Operation: 'OperationTypeApply',
    Info: '',
    Who: 'somebody@somewhere',
    Version: '0.0.0',
    Created: '2026-01-01T00:00:00.000Z',
    Path: 'memory',
  };
}
